"""The third door: everything that changes a node.

Invariant: each act is checked against the actor's roles, is one short
transaction (or several under an unpublished number, then one), and leaves its
audit row in the same transaction that makes it visible.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, func, insert, select
from sqlalchemy.exc import DBAPIError

from coalesce.errors import BadUsage, NotFound, NotPermitted, StoreError
from coalesce.handling import Actor, Member, Purpose, Sealed
from coalesce.linking.controls import ControlAnswer
from coalesce.records import Audience, Everybody, Link, ListKind, Person, Record, RecordList, Verdict, Withdrawal
from coalesce.store import controls, judgement_rows, read_rows, schema
from coalesce.store.connections import READS, translated
from coalesce.store.exchange_tables import received_list
from coalesce.store.link_staging import LinkStaging
from coalesce.store.people_staging import replace_people, update_people
from coalesce.store.permits import Act, may_write_list, require, require_for
from coalesce.store.reading import noted
from coalesce.store.sets import ReleaseSets
from coalesce.store.staging import Staging
from coalesce.store.withdrawing import take_back

if TYPE_CHECKING:
    from coalesce.store.read_view import ReadView
    from coalesce.store.store import Store


class Writer:
    """What one actor may change, for one purpose. Made by ``Store.write``."""

    def __init__(self, store: Store, actor: Actor, purpose: Purpose) -> None:
        self._store, self.actor, self.purpose = store, actor, purpose
        self.settings = store.settings

    def now(self) -> str:
        """The present moment as text, in UTC."""
        return self._store.clock.now().isoformat(timespec="microseconds")

    def today(self) -> date:
        """The present day."""
        return self._store.clock.today()

    def new_id(self) -> str:
        """A random id: 26 lower-case letters and digits (base32, RFC 4648), 130 bits."""
        return base64.b32encode(secrets.token_bytes(17))[:26].decode().lower()

    def reference_digest(self, list_id: str, reference: str) -> bytes:
        """A keyed digest of a list's own key: what is left of a withdrawn record."""
        text = f"{list_id}\0{reference}".encode()
        return hashlib.blake2b(text, key=self._store.key, digest_size=16).digest()

    def keyed(self, text: str) -> str:
        """A digest by which the same text is known again, and not found out, without the node's key."""
        return hashlib.blake2b(text.encode(), key=self._store.key, digest_size=16).hexdigest()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One short write transaction. Raises StoreBusy, StoreFull or StoreError."""
        with self._store.transaction() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Read what the Writer itself needs, without holding up any other writer."""
        try:
            with self._store.engine.connect().execution_options(**{READS: True}) as connection:
                yield connection
        except DBAPIError as error:
            raise translated(error) from error

    def log(self, connection: Connection, action: str, detail: Mapping[str, object], about: str = "") -> None:
        """Add this act's audit row to the transaction; ``about`` is the member, if another, whom it concerns."""
        told = {**detail, "about": about} if about and about != self.actor.member else detail
        self._store.log(connection, self.actor, self.purpose, action, told)

    def note_read(self, what: str, ids: Iterable[str], about: str = "") -> None:
        """Leave the row of a read that no view made: what is answered with it is answered after this."""
        with self.transaction() as connection:
            self.log(connection, "read", {"outcome": "answered", "read": [noted(what, sorted(set(ids)))]}, about)

    def bump(self, connection: Connection) -> None:
        """Note that what can be derived has changed."""
        self._store.bump(connection)

    # -- members, lists ---------------------------------------------------------------

    def add_member(self, new: Member) -> None:
        """Let a member's readers and lists in. Raises BadUsage where it is there already."""
        require_for(self.actor, Act.ADMINISTER, self.settings.member, self.settings.member)
        with self.transaction() as connection:
            if connection.execute(select(schema.member).where(schema.member.c.code == new.code)).first():
                raise BadUsage(f"the member {new.code} is here already")
            connection.execute(insert(schema.member).values(code=new.code, name=new.name))
            self.log(connection, "member add", {"code": new.code})

    def add_actor(self, new: Actor) -> None:
        """Let a person or node act for a member. Raises BadUsage where the name is taken."""
        require_for(self.actor, Act.ADMINISTER, new.member, self.settings.member)
        with self.transaction() as connection:
            if connection.execute(select(schema.actor).where(schema.actor.c.name == new.name)).first():
                raise BadUsage(f"the name '{new.name}' is taken; choose another")
            roles = ",".join(sorted(new.roles))
            connection.execute(insert(schema.actor).values(name=new.name, member=new.member, roles=roles, active=True))
            detail = {"name": new.name, "of": new.member, "roles": sorted(new.roles)}
            self.log(connection, "actor add", detail, about=new.member)

    def add_list(self, new: RecordList) -> None:
        """Begin a list. Raises BadUsage where its owner has one of that name, NotPermitted for another's."""
        require_for(self.actor, Act.RELEASE, new.owner, self.settings.member)
        table = schema.record_list
        with self.transaction() as connection:
            if connection.execute(select(table).where(table.c.owner == new.owner, table.c.name == new.name)).first():
                raise BadUsage(f"{new.owner} has a list '{new.name}' already")
            row = {
                "id": new.id,
                "name": new.name,
                "owner": new.owner,
                "kind": new.kind,
                "set_id": ReleaseSets(connection).id_of(new.owner, new.handling),
                "tlp": new.handling.tlp,
                "code": new.handling.code,
                "onward": new.handling.onward,
                "keep_until": new.handling.keep_until.isoformat(),
                "source_group": new.source_group,
                "deduplicated": new.deduplicated,
                "edition": 0,
                "hosted": self.actor.member != new.owner,
            }
            connection.execute(insert(table).values(row))
            self.log(connection, "list add", {"list": new.id, "owner": new.owner}, about=new.owner)

    def find_list(self, name: str) -> RecordList:
        """A list that the actor may write, by ``NAME`` or ``OWNER/NAME``; one's own before another's.

        Raises NotPermitted without the role; BadUsage for one that is unknown or not to be written, alike.
        """
        require(self.actor, Act.RELEASE)
        owner, _, short = name.rpartition("/")
        v, g = schema.record_list, schema.grant
        with self.snapshot() as connection:
            wanted = (v.c.name == short) & (v.c.owner == owner) if owner else v.c.name == name
            theirs = v.c.id.in_(select(received_list.c.list_id))  # copies: its owner's node alone writes them
            rows = [row for row in connection.execute(select(v).where(wanted, ~theirs)) if self._may_write(row)]
            rows = [row for row in rows if row.owner == self.actor.member] or rows
            if not rows:
                raise BadUsage(
                    f"there is no list '{name}' that you may write: make it with 'coalesce list add {short}'"
                )
            if len(rows) > 1:
                owners = ", ".join(sorted(f"{row.owner}/{name}" for row in rows))
                raise BadUsage(f"there are several lists '{name}': say which, {owners}")
            granted = connection.execute(select(g).where(g.c.set_id == rows[0].set_id)).all()
        return read_rows.record_list(rows[0], True, read_rows.grants(granted))

    def _may_write(self, row: Row[Any]) -> bool:
        return may_write_list(self.actor, row.owner, row.hosted, self.settings.member)

    def stage(self, to: RecordList, source: str, digest: str) -> Staging:
        """Begin the list's next edition, or go on with one that was interrupted. Raises NotPermitted, BadUsage."""
        return Staging(self, self.find_list(f"{to.owner}/{to.name}"), source, digest)

    # -- what is derived ----------------------------------------------------------------

    def store_links(self, links: Sealed[Iterable[Link]], model: str, seen: int | None = None) -> None:
        """Replace all links of the node in one step; ``seen`` is the stamp of the view that the linker read.

        Raises NotPermitted.
        """
        require(self.actor, Act.LINK)
        state = None if seen is None else (self.actor.member, seen)
        LinkStaging(self, model, state).store(links.open_for(__name__))

    def links_are_of(self, model: str) -> bool:
        """Whether links of this model may be added: none are there yet, or they are the same model's."""
        return LinkStaging(self, model).fits()

    def replace_links(self, records: Sequence[str], links: Sealed[Iterable[Link]], model: str) -> None:
        """Put ``links`` in place of those that touch these records, in the published run. Raises NotPermitted."""
        require(self.actor, Act.LINK)
        LinkStaging(self, model).replace(records, links.open_for(__name__))

    def drop_links(self, records: Sequence[str]) -> None:
        """Take away the links that touch these records. Raises NotPermitted."""
        require(self.actor, Act.LINK)
        LinkStaging(self, "").replace(records, ())

    def set_people(self, audience: Audience, stamp: int, people: Everybody | Sequence[Person]) -> None:
        """Replace who is one person for an audience, in one step, as made from the state ``stamp``."""
        told = people if isinstance(people, Everybody) else Everybody.of(people)
        replace_people(self, (audience, stamp, self._store.clock.today().isoformat()), told)

    def update_people(self, audience: Audience, stamp: int, people: Sequence[Person]) -> None:
        """The same for the records of ``people`` alone, after a judgement on one of them."""
        update_people(self, (audience, stamp, self._store.clock.today().isoformat()), Everybody.of(people))

    # -- human decisions -----------------------------------------------------------------

    def judge(self, view: ReadView, pair: tuple[str, str], verdict: Verdict, reason: str, shown: Sequence[str]) -> str:
        """Keep a human's word on a pair that the open view shows. Gives the judgement's id.

        Raises NotFound where the reader may not see a side (a pair with a count-only side is
        never judged), BadUsage without a reason or for one record twice.
        """
        require(self.actor, Act.JUDGE)
        if view.actor != self.actor or view.purpose != self.purpose:
            raise NotPermitted("a pair is judged by who reads it, for the same purpose")
        if not reason.strip():
            raise BadUsage("a judgement needs a reason: say why")
        if pair[0] == pair[1]:
            raise BadUsage("a judgement is about two records")
        wanted = sorted({*pair, *shown})
        seen = view.records(wanted)
        if len(seen) < len(wanted):
            raise NotFound()
        left, right = (seen[one] for one in sorted(pair))
        if any(fact.list_kind == ListKind.CUSTOMERS for fact in view.facts(list(pair)).values()):
            raise BadUsage("customers are screened and never linked: a pair with one is not judged")
        return self._keep_judgement(left, right, (verdict, reason.strip()), set(wanted))

    def answer_control(self, control: str, same: bool, verdict: Verdict) -> ControlAnswer:
        """Keep a word on a control pair: no judgement, and about no record. Raises NotFound where it was answered."""
        require(self.actor, Act.JUDGE)
        answer = ControlAnswer(control, self.actor.name, same, verdict, datetime.fromisoformat(self.now()))
        with self.transaction() as connection:
            controls.keep(connection, self.actor, answer)
            self.log(connection, "control", {"control": control})
        return answer

    def _keep_judgement(self, left: Record, right: Record, word: tuple[Verdict, str], shown: set[str]) -> str:
        identity = self.new_id()
        with self.transaction() as connection:
            versions = {record.id: self._pinned(connection, record.id) for record in (left, right)}
            row = {
                "id": identity,
                "left": left.id,
                "right": right.id,
                "left_version": versions[left.id][0],
                "right_version": versions[right.id][0],
                "left_compared": versions[left.id][1],
                "right_compared": versions[right.id][1],
                "verdict": word[0],
                "member": self.actor.member,
                "set_id": ReleaseSets(connection).owner_only(self.actor.member),
                "at": self._after(connection, left.id, right.id),
                "reviewer": self.actor.name,
                "reason": word[1],
            }
            judgement_rows.keep_home(connection, left.id, right.id, self.actor.member)
            connection.execute(insert(schema.judgement).values(row))
            rows = [{"judgement_id": identity, "record_id": record} for record in sorted(shown)]
            connection.execute(insert(schema.judgement_shown), rows)
            self._store.bump(connection, reader=self.actor.member)
            detail = {"judgement": identity, "left": left.id, "right": right.id, "verdict": word[0]}
            self.log(connection, "judge", detail)
        return identity

    def _after(self, connection: Connection, left: str, right: str) -> str:
        """The present moment, or a microsecond after the last word on the pair: two words never share an instant."""
        j, now = schema.judgement, self.now()
        last = connection.execute(select(func.max(j.c.at)).where(j.c.left == left, j.c.right == right)).scalar()
        if last is None or last < now:
            return now
        return (datetime.fromisoformat(last) + timedelta(microseconds=1)).isoformat(timespec="microseconds")

    def _pinned(self, connection: Connection, record: str) -> tuple[int, bytes]:
        """Number and compared fields of the record's current version."""
        v, to = schema.version, schema.record_list
        current = (v.c.opened <= to.c.edition) & (v.c.closed.is_(None) | (v.c.closed > to.c.edition))
        query = (
            select(v.c.number, v.c.compared).join(to, to.c.id == v.c.list_id).where(v.c.record_id == record, current)
        )
        found = connection.execute(query).first()
        if found is None:
            raise NotFound()  # withdrawn or delisted since the view was opened
        return found.number, found.compared

    def withdraw(self, view: ReadView, record: str, reason: str) -> None:
        """Take a record of one's own member back, current or delisted: it is erased, with all derived from it.

        Raises NotFound for one that is unknown or another's, BadUsage without a reason. Where the store is busy or
        full after the withdrawal was noted, it is completed when the node is opened next, and the error says so.
        """
        require(self.actor, Act.WITHDRAW)
        if not reason.strip():
            raise BadUsage("a withdrawal needs a reason: say why")
        list_id, reference = view.owned(record)
        taken = Withdrawal(record, list_id, self.reference_digest(list_id, reference), self.now())
        with self.snapshot() as connection:
            if connection.execute(select(received_list).where(received_list.c.list_id == list_id)).first():
                raise NotPermitted(
                    "this is a copy: it is taken back at its owner's own node, and goes from here by itself"
                )
        self._store.note_withdrawal(taken)
        try:
            with self.transaction() as connection:
                take_back(connection, taken)
                self.bump(connection)
                self.log(
                    connection, "withdraw", {"record": record, "list": list_id, "reason_digest": self.keyed(reason)}
                )
        except StoreError as error:
            raise type(error)(f"the withdrawal is noted and completed when the node is opened next; {error}") from error
