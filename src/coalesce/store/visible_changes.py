"""What changed in a list between two of its editions, as each audience saw it before and sees it now.

Invariant: what is told of an audience follows from what that audience could see then and can see now: a change of what is kept
from it is none. It holds ids and kinds; what the records say stays here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select, tuple_

from coalesce.handling import READING_ROLES, Purpose
from coalesce.records import Audience, ListKind, NoticeKind
from coalesce.store import codec, schema
from coalesce.store.notice_tables import notice, notice_basis

OWN = Purpose.INVESTIGATION
"""The purpose under which an owner is told of its own records: it sees the same for each."""

BY_HAND = "corrected"
"""Begins the digest of an edition that is the correction of one record."""

_PIECE = 400


@dataclass(frozen=True, slots=True)
class Span:
    """The editions of one list that are looked at: those after ``since``, up to ``upto``."""

    list_id: str
    owner: str
    since: int
    upto: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as the node has it: whose it is, of which kind, its newest edition."""

    id: str
    owner: str
    kind: ListKind
    edition: int


@dataclass(frozen=True, slots=True)
class Change:
    """What is new of one record. ``fresh``: ids of sightings not seen before; ``gone``: those of sightings seen no longer, as
    they were called before; ``moved``: what sightings that notices tell of are called now. Without ``kinds`` nothing is new."""

    kinds: frozenset[NoticeKind]
    fresh: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    moved: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Changes:
    """What is new for one audience, by record; and the records that it sees no longer."""

    news: dict[str, Change] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads here: the members that have a reader on this node, and which audiences each release set reaches."""

    members: frozenset[str]
    of_set: Mapping[int, frozenset[Audience]]


def readers(connection: Connection) -> Readers:
    """As the node has them now; an owner is not among those whom its sets reach."""
    a, r, s = schema.actor, schema.reader, schema.release_set
    actors = connection.execute(select(a.c.member, a.c.roles).where(a.c.active)).all()
    names = {str(role) for role in READING_ROLES}
    members = frozenset(row.member for row in actors if names & set(row.roles.split(",")))
    wanted = select(r).join(s, s.c.id == r.c.set_id).where(r.c.member != s.c.owner, r.c.member.in_(members))
    by: dict[int, set[Audience]] = defaultdict(set)
    for row in connection.execute(wanted):
        by[row.set_id].add(Audience(row.member, Purpose(row.purpose)))
    return Readers(members, {number: frozenset(found) for number, found in by.items()})


def lists(connection: Connection, owner: str = "") -> list[Listed]:
    """Every list that has an edition, or those of one owner; by id."""
    t = schema.record_list
    wanted = select(t.c.id, t.c.owner, t.c.kind, t.c.edition).where(t.c.edition > 0).order_by(t.c.id)
    rows = connection.execute(wanted.where(t.c.owner == owner) if owner else wanted)
    return [Listed(row.id, row.owner, ListKind(row.kind), row.edition) for row in rows]


def granted_to(connection: Connection, member: str) -> frozenset[Purpose]:
    """The purposes for which another member lets this one read anything."""
    r, s = schema.reader, schema.release_set
    query = select(r.c.purpose).distinct().join(s, s.c.id == r.c.set_id)
    found = connection.execute(query.where(r.c.member == member, s.c.owner != member)).scalars()
    return frozenset(Purpose(purpose) for purpose in found)


def reaches(connection: Connection, span: Span, known: Readers) -> bool:
    """Whether anything of the list reaches anybody who reads here but its owner, now or before."""
    v = schema.version
    return any(
        connection.execute(select(v.c.set_id).where(v.c.set_id == number, v.c.list_id == span.list_id).limit(1)).first()
        for number in known.of_set
    )


def changes(connection: Connection, span: Span, known: Readers, today: str) -> dict[Audience, Changes]:
    """What is new in these editions, by audience; for the owner, under ``OWN``, of its own records."""
    found: dict[Audience, Changes] = defaultdict(Changes)
    by_hand = _by_hand(connection, span)
    ids = _touched(connection, span)
    for start in range(0, len(ids), _PIECE):
        for both in _pairs(connection, span, ids[start : start + _PIECE], today):
            _compare(both, known, by_hand, found)
    return dict(found)


@dataclass(frozen=True, slots=True)
class _Version:
    number: int
    opened: int
    set_id: int
    body: bytes
    sightings: Sequence[Row[Any]]


@dataclass(frozen=True, slots=True)
class _Both:
    """A record before and now, and the audiences that have notices of its sightings."""

    record: str
    owner: str
    before: _Version | None
    now: _Version | None
    told: frozenset[Audience]


def _by_hand(connection: Connection, span: Span) -> frozenset[int]:
    e = schema.edition
    inside = and_(e.c.list_id == span.list_id, e.c.number > span.since, e.c.number <= span.upto)
    rows = connection.execute(select(e.c.number).where(inside, e.c.digest.like(f"{BY_HAND} %")))
    return frozenset(rows.scalars())


def _touched(connection: Connection, span: Span) -> list[str]:
    v = schema.version
    found: set[str] = set()
    for column in (v.c.opened, v.c.closed):
        inside = and_(v.c.list_id == span.list_id, column > span.since, column <= span.upto)
        found |= set(connection.execute(select(v.c.record_id).where(inside)).scalars())
    return sorted(found)


def _pairs(connection: Connection, span: Span, ids: Sequence[str], today: str) -> Iterator[_Both]:
    v = schema.version
    columns = (v.c.record_id, v.c.number, v.c.opened, v.c.closed, v.c.set_id, v.c.keep_until, v.c.body)
    standing = or_(*(_current(edition) for edition in (span.since, span.upto)))
    kept = v.c.keep_until >= today
    rows = connection.execute(select(*columns).where(v.c.record_id.in_(ids), standing, kept)).all()
    seen = _sightings(connection, [(row.record_id, row.number) for row in rows], today)
    told = _told(connection, ids)
    at: dict[tuple[str, bool], _Version] = {}
    for row in rows:
        made = _Version(row.number, row.opened, row.set_id, row.body, seen.get((row.record_id, row.number), ()))
        for edition in (span.since, span.upto):
            if row.opened <= edition and (row.closed is None or row.closed > edition):
                at[row.record_id, edition == span.upto] = made
    for record in ids:
        audiences = frozenset(told.get(record, ()))
        yield _Both(record, span.owner, at.get((record, False)), at.get((record, True)), audiences)


def _current(edition: int) -> Any:
    v = schema.version
    return and_(v.c.opened <= edition, or_(v.c.closed.is_(None), v.c.closed > edition))


def _sightings(
    connection: Connection, versions: Sequence[tuple[str, int]], today: str
) -> Mapping[tuple[str, int], Sequence[Row[Any]]]:
    s = schema.sighting
    wanted = select(s).where(tuple_(s.c.record_id, s.c.version).in_(versions), s.c.keep_until >= today)
    found: dict[tuple[str, int], list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(wanted.order_by(s.c.first, s.c.id)) if versions else ():
        found[row.record_id, row.version].append(row)
    return found


def _told(connection: Connection, ids: Sequence[str]) -> Mapping[str, set[Audience]]:
    b, n = notice_basis, notice
    wanted = select(b.c.record_id, n.c.member, n.c.purpose).join(n, n.c.id == b.c.notice_id).distinct()
    found: dict[str, set[Audience]] = defaultdict(set)
    for row in connection.execute(wanted.where(b.c.record_id.in_(ids), b.c.sighting_id != "")):
        found[row.record_id].add(Audience(row.member, Purpose(row.purpose)))
    return found


def _compare(both: _Both, known: Readers, by_hand: frozenset[int], found: dict[Audience, Changes]) -> None:
    owner = frozenset({Audience(both.owner, OWN)}) if both.owner in known.members else frozenset()
    now = known.of_set.get(both.now.set_id, frozenset()) | owner if both.now else frozenset()
    before = known.of_set.get(both.before.set_id, frozenset()) | owner if both.before else frozenset()
    for audience in before - now:
        found[audience].lost.add(both.record)
    if both.now is None:
        return
    for audience in now:
        change = _change(both, audience, known, audience in before)
        if change.kinds and both.now.opened in by_hand and NoticeKind.NEW not in change.kinds:
            change = Change(frozenset({NoticeKind.CORRECTION}), change.fresh, change.gone, change.moved)
        if change.kinds or change.moved:
            found[audience].news[both.record] = change


def _change(both: _Both, audience: Audience, known: Readers, saw: bool) -> Change:
    assert both.now is not None
    after = _seen_by(both.now, audience, both.owner, known)
    if not saw or both.before is None:
        fresh = tuple(one for ids in after.values() for one in ids)
        return Change(frozenset({NoticeKind.NEW}), fresh)
    earlier = _seen_by(both.before, audience, both.owner, known)
    fresh, gone = _beyond(after, earlier), _beyond(earlier, after)
    kinds = {NoticeKind.SIGHTING} if fresh else set()
    if (gone and not fresh) or not codec.says_alike(both.before.body, both.now.body):
        kinds.add(NoticeKind.CHANGED)
    told = audience in both.told or (audience.member == both.owner and both.told)
    moved = {
        old: new
        for said, ids in (earlier if told else {}).items()
        for old, new in zip(ids, after.get(said, ()), strict=False)
        if old != new
    }
    return Change(frozenset(kinds), fresh, gone, moved)


Seen = Mapping[tuple[Any, ...], Sequence[str]]
"""Ids of sightings by what they say: two may say the same."""


def _seen_by(version: _Version, audience: Audience, owner: str, known: Readers) -> Seen:
    found: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for row in version.sightings:
        if audience.member == owner or audience in known.of_set.get(row.set_id, frozenset()):
            said = (row.kind, row.country, row.first, row.last, row.circa, row.place, row.from_country, row.grade)
            found[said].append(row.id)
    return found


def _beyond(more: Seen, less: Seen) -> tuple[str, ...]:
    """The ids of what the one has more often than the other."""
    return tuple(one for said, ids in more.items() for one in ids[len(less.get(said, ())) :])
