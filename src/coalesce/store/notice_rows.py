"""Rows of notices and interests: made once whatever is run again, dropped with what they rest on, marked by people.

Invariant: the id of a notice is a keyed digest of whom it tells what, so that work that was broken off and is run again makes
none twice; of what is the same and nobody has seen yet, the newest alone stays.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, insert, or_, select, update

from coalesce.records import Audience, Interest, NoticeKind
from coalesce.store import schema
from coalesce.store.notice_tables import interest, notice, notice_basis, noticed_list
from coalesce.store.read_notices import interest_of
from coalesce.store.reading import pieces

Basis = tuple[str, str]
"""A record, and one of its sightings or ""."""


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice to be made. ``basis``: what it rests on beside its records."""

    kind: NoticeKind
    record: str
    own: str = ""
    interest: str = ""
    basis: frozenset[Basis] = field(default_factory=frozenset)

    def same(self) -> tuple[str, ...]:
        """What it is the same as another by."""
        told = sorted(f"{record}/{sighting}" for record, sighting in self.basis if sighting)
        return (self.kind, self.record, self.own, self.interest, *told)


@dataclass(frozen=True, slots=True)
class Standing:
    """A notice that was made earlier, by its two records."""

    id: str
    record: str
    own: str


def identity(key: bytes, audience: Audience, new: NewNotice, event: str) -> str:
    """The id of a notice: 26 lower-case letters and digits, like a random one. ``event``: which change it tells of."""
    text = "\0".join(("notice", str(audience), event, *new.same()))
    digest = hashlib.blake2b(text.encode(), key=key[:64], digest_size=17).digest()
    return base64.b32encode(digest)[:26].decode().lower()


def add(connection: Connection, audience: Audience, at: str, made: Sequence[tuple[str, NewNotice]]) -> None:
    """Add notices with their ids; those of records that are gone meanwhile are left out."""
    there = _there(connection, made)
    rows, basis = [], []
    for name, new in made:
        if {new.record, new.own or new.record, *(record for record, _ in new.basis)} <= there:
            _drop_same(connection, audience, name, new)
            rows.append(_row(audience, at, name, new))
            basis += [{"notice_id": name, "record_id": record, "sighting_id": one} for record, one in sorted(new.basis)]
    if rows:
        connection.execute(insert(notice).prefix_with("OR IGNORE", dialect="sqlite"), rows)
    if basis:
        connection.execute(insert(notice_basis).prefix_with("OR IGNORE", dialect="sqlite"), basis)


def _row(audience: Audience, at: str, name: str, new: NewNotice) -> Mapping[str, object]:
    return {
        "id": name,
        "member": audience.member,
        "purpose": audience.purpose,
        "kind": new.kind,
        "record_id": new.record,
        "own_record": new.own or None,
        "interest_id": new.interest or None,
        "at": at,
        "seen": None,
    }


def _there(connection: Connection, made: Sequence[tuple[str, NewNotice]]) -> set[str]:
    r = schema.record
    asked = {new.record for _, new in made} | {new.own for _, new in made}
    asked |= {record for _, new in made for record, _ in new.basis}
    return {
        one
        for piece in pieces(sorted(asked))
        for one in connection.execute(select(r.c.id).where(r.c.id.in_(piece))).scalars()
    }


def _drop_same(connection: Connection, audience: Audience, name: str, new: NewNotice) -> None:
    """An earlier one that nobody has seen says no more than this one; one of a sighting is of that sighting alone."""
    if any(sighting for _, sighting in new.basis):
        return
    n = notice
    same = and_(
        _of(audience),
        n.c.record_id == new.record,
        n.c.kind == new.kind,
        n.c.own_record == new.own if new.own else n.c.own_record.is_(None),
        n.c.interest_id == new.interest if new.interest else n.c.interest_id.is_(None),
        n.c.seen.is_(None),
        n.c.id != name,
        n.c.id.not_in(select(notice_basis.c.notice_id).where(notice_basis.c.sighting_id != "")),
    )
    connection.execute(delete(n).where(same))


# -- what stands ---------------------------------------------------------------------------------


def standing(connection: Connection, audience: Audience, records: Sequence[str]) -> list[Standing]:
    """The notices of an audience that are about one of these records, or rest on one, and name two records."""
    found: dict[str, Standing] = {}
    for piece in pieces(records):
        for row in connection.execute(_about(audience, piece).where(notice.c.own_record.is_not(None))):
            found[row.id] = Standing(row.id, row.record_id, row.own_record)
    return [found[one] for one in sorted(found)]


def drop(connection: Connection, ids: Sequence[str]) -> None:
    """Take notices away."""
    for piece in pieces(ids):
        connection.execute(delete(notice).where(notice.c.id.in_(piece)))


def drop_about(connection: Connection, audience: Audience, records: Sequence[str]) -> None:
    """Take away what is about records that the audience sees no longer, or rests on them."""
    for piece in pieces(records):
        drop(connection, [row.id for row in connection.execute(_about(audience, piece))])


def drop_telling(connection: Connection, audience: Audience, sightings: Sequence[str]) -> None:
    """Take away what tells of sightings that the audience sees no longer."""
    b = notice_basis
    for piece in pieces(sightings):
        wanted = select(b.c.notice_id).join(notice, notice.c.id == b.c.notice_id)
        found = connection.execute(wanted.where(b.c.sighting_id.in_(piece), _of(audience))).scalars()
        drop(connection, list(found))


def move(connection: Connection, audience: Audience, moved: Mapping[str, str]) -> None:
    """Call sightings as they are called in the record's new version."""
    b = notice_basis
    mine = select(notice.c.id).where(_of(audience))
    for old, new in moved.items():
        here = and_(b.c.sighting_id == old, b.c.notice_id.in_(mine))
        connection.execute(update(b).where(here).values(sighting_id=new))


def _about(audience: Audience, records: Sequence[str]) -> Select[tuple[str, str, str]]:
    n, b = notice, notice_basis
    rests = select(b.c.notice_id).where(b.c.record_id.in_(records))
    about = or_(n.c.record_id.in_(records), n.c.own_record.in_(records), n.c.id.in_(rests))
    return select(n.c.id, n.c.record_id, n.c.own_record).where(_of(audience), about)


def _of(audience: Audience) -> ColumnElement[bool]:
    return and_(notice.c.member == audience.member, notice.c.purpose == audience.purpose)


# -- marked, kept, looked at -----------------------------------------------------------------------


def mark(connection: Connection, member: str, ids: Sequence[str], at: str) -> int:
    """Mark these as seen, and the same ones for the member's other purposes; gives how many of ``ids`` it was told of."""
    n = notice
    marked = 0
    for piece in pieces(ids):
        rows = connection.execute(select(n).where(n.c.id.in_(piece), n.c.member == member, n.c.seen.is_(None))).all()
        marked += len(rows)
        for row in rows:
            same = and_(
                n.c.member == member,
                n.c.record_id == row.record_id,
                n.c.kind == row.kind,
                n.c.at == row.at,
                n.c.own_record.is_not_distinct_from(row.own_record),
                n.c.interest_id.is_not_distinct_from(row.interest_id),
                n.c.seen.is_(None),
            )
            connection.execute(update(n).where(same).values(seen=at))
    return marked


def overdue(connection: Connection, before: str) -> bool:
    """Whether a notice is kept longer than it may be."""
    return connection.execute(select(notice.c.id).where(notice.c.at < before).limit(1)).first() is not None


def erase(connection: Connection, before: str, limit: int) -> int:
    """Erase notices made before a moment, at most so many; gives how many."""
    ids = list(connection.execute(select(notice.c.id).where(notice.c.at < before).limit(limit)).scalars())
    drop(connection, ids)
    return len(ids)


def looked_at(connection: Connection) -> dict[str, int]:
    """Up to which edition each list was looked at."""
    return {row.list_id: row.edition for row in connection.execute(select(noticed_list))}


def look(connection: Connection, list_id: str, edition: int) -> None:
    """Remember up to which edition a list was looked at; never an earlier one than before."""
    held = connection.execute(select(noticed_list.c.edition).where(noticed_list.c.list_id == list_id)).scalar()
    if held is None:
        connection.execute(insert(noticed_list).values(list_id=list_id, edition=edition))
    elif held < edition:
        connection.execute(update(noticed_list).where(noticed_list.c.list_id == list_id).values(edition=edition))


# -- interests -------------------------------------------------------------------------------------


def interests_of(connection: Connection, members: Iterable[str]) -> list[Interest]:
    """The standing interests of these members."""
    wanted = select(interest).where(interest.c.member.in_(sorted(members))).order_by(interest.c.id)
    return [interest_of(row) for row in connection.execute(wanted)]


def keep_interest(connection: Connection, new: Interest) -> bool:
    """Keep a new interest; False where its actor has it already."""
    row = {
        "id": new.id,
        "member": new.member,
        "actor": new.actor,
        "kind": new.kind,
        "value": new.value,
        "made": _moment(new.made),
    }
    put = insert(interest).prefix_with("OR IGNORE", dialect="sqlite").values(row)
    return connection.execute(put).rowcount == 1


def drop_interest(connection: Connection, member: str, identity: str) -> bool:
    """Take an interest of the member away, with what it asked for; whether it was there."""
    mine = and_(interest.c.id == identity, interest.c.member == member)
    return connection.execute(delete(interest).where(mine)).rowcount == 1


def _moment(when: datetime) -> str:
    return when.isoformat(timespec="microseconds")
