"""Who has contributed how much, how fresh and how complete it is: per list and member, within what one reader may see.

Invariant: every number is of what the reader sees; editions and how late records came are told of one's own lists alone.
No number tells of a person's danger, and none ranks a member.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from coalesce.records import RecordList
from coalesce.records.sketch import Sketch
from coalesce.store.read_view import ReadView

FIELDS = ("born", "nationality", "document", "seen", "original_script")
"""What completeness is told of: whether a record says anything there."""


@dataclass(frozen=True, slots=True)
class ListGiven:
    """One list. ``filled``: per field the share of its records that say something, of the first ``looked_at``; ``lag``: the
    middle of the days from a sighting to the edition that brought it, for one's own lists."""

    of: RecordList
    records: int
    people: int
    sightings: int
    months: dict[str, int]
    newest_sighting: str | None
    newest_edition: str | None
    lag: float | None
    filled: dict[str, float]
    looked_at: int


@dataclass(frozen=True, slots=True)
class Contributions:
    """Every list that the reader sees, by member and name, and the people of each member."""

    lists: tuple[ListGiven, ...]
    people: dict[str, int]


def contributions(view: ReadView, most: int) -> Contributions:
    """What each list gives; completeness and lag are told of at most ``most`` records of each."""
    counts, people = view.list_counts(), view.people_by_list()
    months: dict[str, dict[str, int]] = defaultdict(dict)
    seen: dict[str, int] = defaultdict(int)
    newest: dict[str, str] = {}
    for of, month, number, last in view.sightings_by_month():
        seen[of] += number
        if month is not None:
            months[of][month] = months[of].get(month, 0) + number
        if last is not None and month is not None:  # a whole year would make its last day the newest
            newest[of] = max(newest.get(of, ""), last)
    editions = {one.id: {each.number: each.at for each in view.editions(one.id)} for one in view.lists()}
    late = _lags(view.own_arrivals(most), editions)
    given = []
    for one in view.lists():
        sketches = view.with_sightings(view.sketches(most, one.id)) if counts.get(one.id) else []
        at = editions[one.id]
        given.append(
            ListGiven(
                one,
                counts.get(one.id, 0),
                people.get(one.id, 0),
                seen[one.id],
                dict(sorted(months[one.id].items())),
                newest.get(one.id),
                at[max(at)] if at else None,
                late.get(one.id),
                _filled(sketches),
                len(sketches),
            )
        )
    return Contributions(tuple(given), view.people_by_member())


def document(found: Contributions) -> dict[str, Any]:
    """The same as plain data: ``lists`` and ``members``."""
    return {
        "lists": [
            {
                "list": one.of.name,
                "id": one.of.id,
                "member": one.of.owner,
                "kind": one.of.kind,
                "records": one.records,
                "people": one.people,
                "sightings": one.sightings,
                "months": one.months,
                "newest_sighting": one.newest_sighting,
                "newest_edition": one.newest_edition,
                "lag_days": one.lag,
                "filled": one.filled,
                "looked_at": one.looked_at,
            }
            for one in found.lists
        ],
        "members": [{"member": member, "people": number} for member, number in sorted(found.people.items())],
    }


def _filled(sketches: Sequence[Sketch]) -> dict[str, float]:
    if not sketches:
        return {}
    said = {
        "born": sum(bool(one.born) for one in sketches),
        "nationality": sum(bool(one.nationalities) for one in sketches),
        "document": sum(bool(one.numbers) for one in sketches),
        "seen": sum(bool(one.seen) for one in sketches),
        "original_script": sum(any(script != "Latn" for script in one.scripts) for one in sketches),
    }
    return {name: said[name] / len(sketches) for name in FIELDS}


def _lags(arrivals: Sequence[tuple[str, int, str]], editions: dict[str, dict[int, str]]) -> dict[str, float]:
    days: dict[str, list[int]] = defaultdict(list)
    for of, opened, last in arrivals:
        at = editions.get(of, {}).get(opened)
        if at is not None:
            days[of].append((date.fromisoformat(at[:10]) - date.fromisoformat(last)).days)
    return {of: float(median(found)) for of, found in days.items()}
