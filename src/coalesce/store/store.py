"""A node's store and its doors: ``read``, ``count``, ``write``; ``tell`` for a whole audience, ``send`` for another member's node.

Invariant: there is no other door. A view exists only inside its ``with`` block,
is bound to one actor and purpose, and its audit row is committed before the block is left.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from coalesce.dates import Clock
from coalesce.errors import BadUsage, CoalesceError, NoNode, NotPermitted, StoreBusy
from coalesce.handling import READING_ROLES, Actor, Member, Purpose, Role
from coalesce.linking.controls import ControlAnswer
from coalesce.records import Withdrawal
from coalesce.settings import Settings, write_settings
from coalesce.store import accounts, audit, controls, erased_copies, expiring, guard, replaying, schema, sieving
from coalesce.store.account_book import AccountBook
from coalesce.store.accounts import READING, CredentialKind, Scope
from coalesce.store.audit_check import PLAIN, AuditCheck, Checking, verify
from coalesce.store.between_rows import blank, is_due, mark_new
from coalesce.store.box_view import BoxView
from coalesce.store.connections import CONTEXT, READS, emptied_log, fault_of, read_engine, translated, write_engine
from coalesce.store.count_view import CountView
from coalesce.store.erasures import CopyErased, Erasures
from coalesce.store.exchange_book import ExchangeBook
from coalesce.store.made_with import check_made, made_with, new_states
from coalesce.store.migrate import check_schema, upgrade
from coalesce.store.names import DATABASE, ERASED, HEAD, KEY, LOCK, PEOPLE_LOCK
from coalesce.store.pace import Pace
from coalesce.store.peer_door import PeerDoor
from coalesce.store.peers import KnownPeer
from coalesce.store.permits import Act, require
from coalesce.store.read_audit import AuditView
from coalesce.store.read_view import HeldSieve, ReadView
from coalesce.store.reading import Reading
from coalesce.store.send_view import SendView
from coalesce.store.staff import Staff
from coalesce.store.told_view import ToldView, check_hearer, hearing
from coalesce.store.writer import Writer

V = TypeVar("V", bound=Reading)


class Store:
    """One open node. Threads may share it."""

    def __init__(self, folder: Path, settings: Settings, clock: Clock, indexed: bool = True) -> None:
        """Open the node in ``folder``. Raises NoNode, NeedsMigration; without ``indexed``, only for a wrong schema."""
        if not (folder / DATABASE).is_file() or not (folder / KEY).is_file():
            raise NoNode(f"there is no node in '{folder.name}': make one with 'coalesce init DIR --member CODE'")
        self.folder, self.settings, self.clock = folder, settings, clock
        self.key = (folder / KEY).read_bytes()
        self.engine: Engine = write_engine(folder / DATABASE, settings.busy_seconds)
        check_schema(self.engine)
        if indexed:
            check_made(self.engine, made_with(folder, settings.expected_records))
        self._reads = {kind: read_engine(folder / DATABASE, settings.read_connections, kind) for kind in (False, True)}
        self._erasures = Erasures(folder / ERASED)
        self._forgotten, self._erased, self._sieve = True, "", HeldSieve()
        self.accounts, self.staff = AccountBook(self), Staff(self)
        self.exchange, self.peer_door = ExchangeBook(self), PeerDoor(self)
        replaying.replay(self, self._erasures)
        self._erase_daily()

    @classmethod
    def create(cls, folder: Path, settings: Settings, member: Member, clock: Clock) -> Store:
        """Make a new node with its first actor ``owner``, who has every role. Raises BadUsage where one is."""
        if (folder / DATABASE).exists():
            raise BadUsage(f"there is a node in '{folder.name}' already; choose another folder")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
            write_settings(folder, settings)
            descriptor = os.open(folder / KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise BadUsage(f"'{folder.name}' is a file, or holds a node's key already; choose another folder") from None
        except OSError as error:
            raise BadUsage(f"'{folder.name}' cannot be made ({error.strerror}); choose another folder") from None
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
        upgrade(folder / DATABASE)
        (folder / DATABASE).chmod(0o600)
        store = cls(folder, settings, clock, indexed=False)
        store._first(member)
        return store

    def close(self) -> None:
        """Let go of every connection."""
        self.peer_door.close()
        for engine in (*self._reads.values(), self.engine):
            engine.dispose()

    # -- the doors -------------------------------------------------------------------------

    @contextmanager
    def read(self, actor: Actor, purpose: Purpose, also: str = "") -> Iterator[ReadView]:
        """What the actor may see for the purpose; with ``also``, only what that member may see too.

        Raises NotPermitted where no role of the actor reads, or for ``statistics``.
        """
        bound = guard.Context(guard.READ, actor.member, str(purpose), self.clock.today().isoformat(), also)
        with self._refusals_noted(bound, actor, purpose):
            if purpose is Purpose.STATISTICS:
                raise NotPermitted("statistics counts and never shows: choose another purpose to read")
            if not actor.roles & READING_ROLES:
                raise NotPermitted(f"none of {actor.name}'s roles reads records")
        with self._open(bound, actor, purpose, lambda c: ReadView(c, self.key, actor, purpose)) as view:
            view.also, view.sieve, view.second = also, self._sieve, self.settings.second_reviewer
            yield view

    @contextmanager
    def tell(self, actor: Actor, audience: Iterable[str]) -> Iterator[ToldView]:
        """What of plans each of these members may see for planning, the actor's among them. Raises NotPermitted."""
        bound = hearing(actor.member, audience, self.clock.today())
        with self._refusals_noted(bound, actor, Purpose.PLANNING):
            check_hearer(actor, bound)
        with self._open(
            bound, actor, Purpose.PLANNING, lambda c: ToldView(c, self.key, actor, Purpose.PLANNING)
        ) as view:
            yield view

    @contextmanager
    def count(self, actor: Actor, act: Act = Act.LINK) -> Iterator[CountView]:
        """Every current record of the node, sealed, for the linking job or a figure. Raises NotPermitted."""
        bound = guard.Context(guard.COUNT, actor.member, str(Purpose.STATISTICS), self.clock.today().isoformat())
        with self._refusals_noted(bound, actor, Purpose.STATISTICS):
            require(actor, act)
        second = self.settings.second_reviewer
        with self._open(bound, actor, Purpose.STATISTICS, lambda c: CountView(c, self.key, second)) as view:
            yield view

    @contextmanager
    def send(self, actor: Actor, member: str) -> Iterator[SendView]:
        """What may go to a member's node, as Released, for the job that lays it ready there. Raises NotPermitted."""
        today = self.clock.today()
        bound = guard.Context(guard.SEND, member, "", today.isoformat())
        with self._refusals_noted(bound, actor, Purpose.PLANNING):
            require(actor, Act.SEND)
        with self._open(bound, actor, Purpose.PLANNING, lambda c: SendView(c, self.key, member, today)) as view:
            yield view

    @contextmanager
    def boxes(self, peer: KnownPeer) -> Iterator[BoxView]:
        """A peer's own boxes. What was read of them is logged by the caller, before its answer leaves."""
        bound = guard.Context(guard.SEND, peer.member, "", self.clock.today().isoformat(), peer=peer.name)
        with self._open(bound, peer.actor, Purpose.PLANNING, lambda c: BoxView(c, self.key), told=False) as view:
            yield view

    def write(self, actor: Actor, purpose: Purpose) -> Writer:
        """What changes the node; each act asks for its own role."""
        return Writer(self, actor, purpose)

    @contextmanager
    def _open(
        self, bound: guard.Context, actor: Actor, purpose: Purpose, make: Callable[[Connection], V], told: bool = True
    ) -> Iterator[V]:
        outcome, view = "failed", None
        self._erase_daily()
        try:
            with self._reads[purpose is Purpose.SCREENING].connect() as connection:  # it looks up keys and no more
                context: guard.Context = connection.info[CONTEXT]
                context.bind(bound)
                view = make(connection)
                try:
                    yield view
                    outcome = "answered"
                finally:
                    context.clear()
        except DBAPIError as error:
            raise translated(error) from error
        except CoalesceError as error:
            outcome = type(error).__name__
            raise
        finally:
            detail = {"outcome": outcome, "read": view.notes if view else [], **bound.for_whom()}
            if told or outcome != "answered":
                with self.transaction() as connection:
                    self.log(connection, actor, purpose, bound.mode, detail)

    @contextmanager
    def _refusals_noted(self, bound: guard.Context, actor: Actor, purpose: Purpose) -> Iterator[None]:
        try:
            yield
        except NotPermitted as refusal:
            with self.transaction() as connection:
                self.log(connection, actor, purpose, bound.mode, {"outcome": type(refusal).__name__, "read": []})
            raise

    # -- accounts --------------------------------------------------------------------------

    def actor(self, name: str) -> Actor:
        """The actor of that name. Raises BadUsage."""
        with self._snapshot() as connection:
            return accounts.find_actor(connection, name)

    def actors(self) -> list[Actor]:
        """Every active actor, by name: names and roles of staff, no record."""
        with self._snapshot() as connection:
            names = connection.execute(select(schema.actor.c.name).where(schema.actor.c.active)).scalars().all()
            return [accounts.find_actor(connection, name) for name in sorted(names)]

    def members(self) -> list[Member]:
        """Every member known here, by code."""
        m = schema.member
        with self._snapshot() as connection:
            return [Member(row.code, row.name) for row in connection.execute(select(m).order_by(m.c.code))]

    def issue(self, by: Actor, name: str, kind: CredentialKind, scope: Scope = READING) -> str:
        """Make a one-time link's or a token's secret for an actor. Raises NotPermitted, BadUsage."""
        return self.accounts.issue(by, self.accounts.order(name, kind, scope))

    def open_session(self, link: str) -> str:
        """A session's secret for a one-time link's, of somebody without a second factor. Raises NotSignedIn."""
        return self.accounts.by_link(link).secret

    def signed_in(self, secret: str, kind: CredentialKind, agent: str = "") -> Actor:
        """Whose session or token it is; a link opens a session first. Raises NotSignedIn."""
        return self.accounts.who(secret, kind, agent)[0]

    def close_session(self, secret: str) -> None:
        """Sign out."""
        self.accounts.close(secret)

    # -- audit, and reviewers' answers to control pairs -------------------------------------

    def log(
        self, connection: Connection, actor: Actor, purpose: Purpose, action: str, detail: Mapping[str, object]
    ) -> None:
        """Add an audit row to a transaction; its number is noted beside the database after the commit."""
        connection.info["audit"] = audit.append(connection, audit.leaf(self.clock, actor, purpose, action, detail))

    @contextmanager
    def read_log(self, actor: Actor, told: bool = True) -> Iterator[AuditView]:
        """The rows that the actor's member may see. Without ``told`` the caller logs what is read. Raises NotPermitted."""
        bound = guard.Context(guard.AUDIT, actor.member, str(Purpose.PLANNING), self.clock.today().isoformat())
        with self._refusals_noted(bound, actor, Purpose.PLANNING):
            require(actor, Act.AUDIT)
        with self._open(bound, actor, Purpose.PLANNING, lambda c: AuditView(c, self.key), told) as view:
            yield view

    def verify_audit(self, actor: Actor, checking: Checking = PLAIN) -> AuditCheck:
        """Recompute the chain. Raises Tampered; NotPermitted for who is neither auditor nor operator."""
        require(actor, Act.VERIFY)
        return verify(self._snapshot, audit.read_head(self.folder / HEAD), checking)

    def size(self) -> int:
        """How many records there are, whoever may see them: for an operator's advice, never to be shown as it is."""
        with self._snapshot() as connection:
            return int(connection.execute(select(func.count()).select_from(schema.record)).scalar_one())

    def integrity(self) -> str | None:
        """What SQLite finds wrong with the file, or None."""
        with self._snapshot() as connection:
            return fault_of(connection)

    def control_answers(self, actor: Actor) -> list[ControlAnswer]:
        """One's own, oldest first."""
        with self._snapshot() as connection:
            return controls.of_reviewer(connection, actor, self._terms().answers)

    def control_answers_of_member(self, actor: Actor) -> list[ControlAnswer]:
        """Those of every reviewer of the actor's member. Raises NotPermitted for who is no auditor."""
        require(actor, Act.OVERSEE)
        with self._snapshot() as connection:
            return controls.of_member(connection, actor.member, self._terms().answers)

    # -- erasure ---------------------------------------------------------------------------

    def note_withdrawal(self, taken: Withdrawal) -> None:
        """Remember an erasure beside the database, so that a restored backup replays it."""
        self._erasures.add(taken)

    def erase_copies(self, taken: Sequence[CopyErased]) -> None:
        """Erase copies of others' records for good: noted beside the database first, then deleted, with what was derived."""
        self._erasures.add_copies(taken)
        erased_copies.erase(self.transaction, taken, self.bump)

    def forget_erased(self) -> bool:
        """Let the write-ahead log hold nothing of what was erased; whether that is done.

        It never waits: where somebody is reading still, the next write tries again, and so does the next opening.
        """
        self._forgotten = emptied_log(self.folder / DATABASE)
        return self._forgotten

    def blank_erased(self) -> bool:
        """Let nothing of what was erased stand between rows of the file either; whether that is done. It returns at once where
        nothing was erased since, and waits little for who reads an older state: then the next call sees to it. Raises StoreError.
        """
        with self._snapshot() as connection:
            due = is_due(connection)
        return not due or blank(self.folder / DATABASE)

    def erase_expired(self) -> int:
        """Erase versions and sightings whose last day of keeping has passed; gives how many."""
        erased, pace = 0, Pace(self.settings.write_batch_rows)
        while True:
            with self.transaction() as connection:
                gone = expiring.erase(connection, self._terms(), pace.rows)
                if gone:
                    self.bump(connection)
            if not gone:
                break
            erased += gone
        if erased:
            sieving.fill(self.transaction)
            self.forget_erased()
        return erased

    def _erase_daily(self) -> None:
        """Erase what has expired, once a day and process: a node that is only read keeps nothing longer either."""
        today = self.clock.today().isoformat()
        if self._erased != today:
            self._erased = today
            with self._snapshot() as connection:
                overdue = expiring.overdue(connection, self._terms())
            if overdue:
                self.erase_expired()

    def _terms(self) -> expiring.Terms:
        return expiring.terms(self.clock.now(), self.settings)

    # -- long work -------------------------------------------------------------------------

    @contextmanager
    def alone(self, job: str) -> Iterator[None]:
        """Hold the node for one long job; the lock goes with the process, also when that is killed.

        Raises StoreBusy where another process holds it.
        """
        with (self.folder / LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise StoreBusy(
                    f"other long work (import, link, closing) is running on this node: {job} again when it is done"
                ) from None
            yield

    @contextmanager
    def making_people(self) -> Iterator[None]:
        """Wait until nobody else is making an audience's people, and keep others waiting meanwhile."""
        with (self.folder / PEOPLE_LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    # -- transactions ------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One short write transaction; what it logged is noted beside the database after its commit."""
        try:
            with self.engine.begin() as connection:
                connection.info.pop("audit", None)
                yield connection
                noted = connection.info.pop("audit", None)
            if noted is not None:
                audit.write_head(self.folder / HEAD, *noted)
            if not self._forgotten:
                self.forget_erased()
        except DBAPIError as error:
            raise translated(error) from error

    def bump(self, connection: Connection, reader: str = "") -> None:
        """Note, in a transaction, that what can be derived has changed: for one member's readers, or for all."""
        s, name = schema.state, f"stamp:{reader}" if reader else "stamp"
        stamp = connection.execute(select(s.c.value).where(s.c.name == name)).scalar()
        row = {"name": name, "value": str(int(stamp or 0) + 1)}
        connection.execute(insert(s).values(row) if stamp is None else update(s).where(s.c.name == name).values(row))

    @contextmanager
    def _snapshot(self) -> Iterator[Connection]:
        try:
            with self.engine.connect().execution_options(**{READS: True}) as connection:
                yield connection
        except DBAPIError as error:
            raise translated(error) from error

    def _first(self, member: Member) -> None:
        owner = Actor("owner", member.code, frozenset(Role))
        row = {"name": owner.name, "member": member.code, "roles": ",".join(sorted(owner.roles)), "active": True}
        with self.transaction() as connection:
            connection.execute(insert(schema.member).values(code=member.code, name=member.name))
            connection.execute(insert(schema.actor).values(row))
            states = {"node": secrets.token_hex(16), **new_states(self.folder, self.settings.expected_records)}
            connection.execute(insert(schema.state), [{"name": k, "value": v} for k, v in states.items()])
            mark_new(connection)
            self.log(connection, owner, Purpose.PLANNING, "init", {"member": member.code})
