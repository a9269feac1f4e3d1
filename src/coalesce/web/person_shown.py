"""One person as its page shows it: records side by side with their differences marked, journey, joins and who decided.

Invariant: made from the view alone; a join is a link or a word on two of its records, and every word on it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from coalesce.drawing import JourneyMapOptions, TimelineOptions, journey_map, timeline
from coalesce.flows import journey
from coalesce.records import Journey, Judgement, Link, Person, Record, Sighting, Verdict
from coalesce.store.read_view import ReadView
from coalesce.web.differences import Among, MarkedName, among, marked_names
from coalesce.web.handling_words import in_words
from coalesce.web.pictures import picture

NARROW = 340.0
"""Width of the drawings that phones are shown."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Two records of a person, or one of it and one of another's (``apart``): what the machine proposes of them, what was
    said, and what holds of it."""

    left: Record
    right: Record
    link: Link | None
    words: tuple[Judgement, ...]
    verdict: Verdict | None
    apart: bool = False

    @property
    def conflict(self) -> bool:
        """Whether somebody's last word is that two records of one person differ, or two are apart that are judged the same."""
        if self.apart:
            return self.verdict is Verdict.SAME
        last = {word.member: word for word in self.words if word.current}
        return any(word.verdict is Verdict.DIFFERENT for word in last.values())


@dataclass(frozen=True, slots=True)
class Column:
    """One record: its names marked against those of the others, and its handling in words."""

    record: Record
    names: tuple[MarkedName, ...]
    handling: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """One sighting with the record that tells of it."""

    record: Record
    sighting: Sighting


@dataclass(frozen=True, slots=True)
class PersonShown:
    """Everything on the page."""

    person: Person
    columns: tuple[Column, ...]
    rows: tuple[Among, ...]
    joins: tuple[Joined, ...]
    seen: tuple[Seen, ...]
    way: Journey
    drawn: dict[str, Markup]

    @property
    def conflicts(self) -> tuple[Joined, ...]:
        """Joins that contradict a word."""
        return tuple(join for join in self.joins if join.conflict)


def person_shown(view: ReadView, person: Person, base: str) -> PersonShown:
    """The person with all its records. ``base``: the base map's address."""
    by_id = view.records(person.records)
    records = [by_id[one] for one in person.records if one in by_id]
    columns = tuple(
        Column(
            one,
            marked_names(
                one.entry.names, [name for other in records if other is not one for name in other.entry.names]
            ),
            tuple(in_words(one.handling, one.owner, view.actor.member)),
        )
        for one in records
    )
    seen = [Seen(record, held.sighting) for record in records for held in record.sightings]
    seen.sort(key=lambda one: (one.sighting.date is None, str(one.sighting.date), one.record.id))
    way = journey([one.sighting for one in seen])
    rows = among([one.entry for one in records])
    inside, outside = joins(view, records), apart(view, records)
    return PersonShown(person, columns, rows, (*inside, *outside), tuple(seen), way, drawn_journey(way, base))


def drawn_journey(way: Journey, base: str) -> dict[str, Markup]:
    """The journey on a map and on a line, wide and narrow; empty where no leg is known."""
    if not way.legs:
        return {}
    wide, narrow = JourneyMapOptions(base_href=base), JourneyMapOptions(NARROW, 260.0, base, "journey-map-narrow")
    return {
        "map": picture(journey_map(way, wide)),
        "map_narrow": picture(journey_map(way, narrow)),
        "line": picture(timeline(way, TimelineOptions(760.0))),
        "line_narrow": picture(timeline(way, TimelineOptions(NARROW, "journey-narrow"))),
    }


def joins(view: ReadView, records: Sequence[Record]) -> list[Joined]:
    """Every pair of the records that a link or a word joins."""
    by_id = {record.id: record for record in records}
    links = {(one.left, one.right): one for one in view.links(list(by_id)) if {one.left, one.right} <= set(by_id)}
    words = [one for one in view.judgements(list(by_id)) if {one.left, one.right} <= set(by_id)]
    verdicts = view.verdicts(list(by_id))
    said: dict[tuple[str, str], list[Judgement]] = {}
    for word in words:
        said.setdefault((word.left, word.right), []).append(word)
    pairs = sorted(set(links) | set(said))
    return [
        Joined(by_id[a], by_id[b], links.get((a, b)), tuple(said.get((a, b), ())), verdicts.get((a, b)))
        for a, b in pairs
    ]


def apart(view: ReadView, records: Sequence[Record]) -> list[Joined]:
    """Every pair of one of these records and another's, of which somebody has said something."""
    own = {record.id: record for record in records}
    words = [one for one in view.judgements(list(own)) if not {one.left, one.right} <= set(own)]
    others = view.records(sorted({side for one in words for side in (one.left, one.right)} - set(own)))
    verdicts = view.verdicts(list(own))
    by_id = {**others, **own}
    said: dict[tuple[str, str], list[Judgement]] = {}
    for word in words:
        said.setdefault((word.left, word.right), []).append(word)
    return [
        Joined(by_id[a], by_id[b], None, tuple(told), verdicts.get((a, b)), apart=True)
        for (a, b), told in sorted(said.items())
        if a in by_id and b in by_id
    ]
