"""What a copy is to be, from what is held of it and what its originator says now: pure.

Invariant: the newest word counts. A handling is what the grant gives and our own member allows itself, never more; who may have been
under 18 when seen goes no further than to us.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from coalesce.errors import BadField
from coalesce.handling import (
    Grant,
    Handling,
    Onward,
    Purpose,
    meet,
    minor_when_seen,
    narrowed_for_minor,
    retention_end,
)
from coalesce.records import Entry, GrantSent, PersonSent, Sighting, SightingSent
from coalesce.services.trusting import Trusted
from coalesce.store import codec
from coalesce.store.copies import Copy, said_key
from coalesce.store.received_rows import Received

LEFT_OUT = b"left out"
"""Marks what was taken in not at all, or for less than its grant says, since our own member does not allow itself more."""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What our own member allows itself of one list: purposes, and the last day. ``most_years``: the node's own bound."""

    me: str
    today: date
    most_years: int
    widest: Handling

    def allowed(self, grant: GrantSent) -> Handling | None:
        """The handling of a copy under this grant; None where nothing of it is left."""
        purposes = grant.purposes & {one.purpose for one in self.widest.releases if one.member == self.me}
        until = min(grant.keep_until, self.widest.keep_until)
        if not purposes or until < self.today:
            return None
        try:
            until = retention_end(until, self.today, most=self.most_years)
        except BadField:
            until = retention_end(None, self.today, years=self.most_years, most=self.most_years)
        releases = frozenset(Grant(purpose, self.me) for purpose in purposes)
        figures = grant.figures_to if Purpose.STATISTICS in purposes else frozenset()
        return Handling(until, grant.tlp, releases, figures, grant.code, grant.onward)

    def mark(self, grant: GrantSent) -> bytes:
        """LEFT_OUT where less is held than was granted: once our own member allows itself more, the same word is taken in again."""
        allowed = self.allowed(grant)
        granted = frozenset(Grant(purpose, self.me) for purpose in grant.purposes)
        whole = allowed is not None and allowed.releases == granted and grant.keep_until <= self.widest.keep_until
        return b"" if whole else LEFT_OUT


@dataclass(slots=True)
class Seen:
    """One sighting of a draft, under its own handling. ``said``: the message that brings it, or None where it was held."""

    sighting: Sighting
    handling: Handling
    said: Trusted | None = None


@dataclass(slots=True)
class Draft:
    """One record as it is going to be held. ``said``: the message that brings or renews it, if one does."""

    person: str
    held: Copy | None
    said: Trusted | None
    entry: Entry
    handling: Handling
    seen: dict[str, Seen] = field(default_factory=dict)

    def whole(self, today: date) -> tuple[Entry, Handling]:
        """The entry with its sightings, each under a handling that is no wider than the record's; and the record's own."""
        handling = self.handling
        dates = [one.sighting.date for one in self.seen.values() if one.sighting.date is not None]
        if minor_when_seen(self.entry.birth_dates, dates, today):
            # its originator released a child's record by name: to our member, and to nobody by our hand
            handling = replace(narrowed_for_minor(handling), releases=handling.releases, onward=Onward.NONE)
        seen = [_under(one, handling) for one in self.seen.values()]
        return replace(self.entry, sightings=tuple(seen)), handling


def begun(person: str, held: Copy, rows: Sequence[Received]) -> Draft:
    """A draft that says what is held: sightings by their ids on the wire. One that nobody sent is left out."""
    entry, handling = held.staged.entry, held.staged.handling
    by: dict[str, list[Sighting]] = defaultdict(list)
    for one in entry.sightings:
        by[said_key(codec.said_of(one))].append(one)
    draft = Draft(person, held, None, replace(entry, sightings=()), handling)
    for row in rows:
        if row.sighting and by[row.sighting]:
            one = by[row.sighting].pop()
            draft.seen[row.stix_id] = Seen(replace(one, handling=None), one.handling or handling)
    return draft


def with_person(before: Draft | None, said: Trusted, handling: Handling) -> Draft:
    """The same with its originator's new word on the person."""
    assert isinstance(said.message, PersonSent)
    person = said.message
    if before is None:
        return Draft(person.id, None, said, person.entry, handling)
    return replace(before, said=said, entry=person.entry, handling=handling)


def with_sighting(draft: Draft, said: Trusted, handling: Handling) -> None:
    """Let a draft tell a sighting, in place of what stood under its id."""
    assert isinstance(said.message, SightingSent)
    draft.seen[said.message.id] = Seen(said.message.sighting, handling, said)


def last_words(rows: Sequence[Trusted]) -> tuple[list[Trusted], list[int]]:
    """Of each object of each member the newest word alone, whatever list or plan it names; and the numbers of the others."""
    best: dict[tuple[str, str], Trusted] = {}
    for row in rows:
        known = best.setdefault((row.member, row.message.id), row)
        if row.version > known.version:
            best[row.member, row.message.id] = row
    kept = {row.seq for row in best.values()}
    return [row for row in rows if row.seq in kept], [row.seq for row in rows if row.seq not in kept]


def newest(rows: Sequence[Trusted], known: dict[str, Received]) -> tuple[list[Trusted], list[int]]:
    """The newest word on each id that is newer than what is known; and the numbers of those that came late or twice."""
    best: dict[str, Trusted] = {}
    late: list[int] = []
    for row in rows:
        before, identity = known.get(row.message.id), row.message.id
        if (before is not None and not _is_newer(row, before)) or (
            identity in best and best[identity].version >= row.version
        ):
            late.append(row.seq)
        else:
            if identity in best:
                late.append(best[identity].seq)
            best[identity] = row
    return list(best.values()), late


def _is_newer(row: Trusted, before: Received) -> bool:
    return row.version > before.version or (row.version == before.version and before.digest == LEFT_OUT)


def _under(one: Seen, handling: Handling) -> Sighting:
    own = meet(one.handling, handling)
    return replace(one.sighting, handling=None if own == handling else own)
