"""Facets: by what the records found may be narrowed, and how many each choice would leave.

Invariant: a choice's number counts the found records that pass every other facet's choice, each record once; nothing
is counted that was not found. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from coalesce.records.sketch import Sketch

NONE = "none"
"""The choice of those that say nothing there."""

Said = Callable[[Sketch], Iterable[Hashable]]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the found records are narrowed to: per facet its choices, of which one must hold; and a window of sightings."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return any(self.chosen.values()) or self.since is not None or self.until is not None


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet, how many records it would leave, and whether it is chosen."""

    value: str
    records: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet's choices, the most borne first; those that are chosen are always among them."""

    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The records that pass, in the order given, and the facets."""

    kept: tuple[Sketch, ...]
    facets: tuple[Facet, ...]


def narrowed(found: Sequence[Sketch], kinds: Mapping[str, str], by: Narrowing) -> Narrowed:
    """``found`` narrowed. ``kinds``: the kind of each list by its id."""
    facets = _facets(kinds, by)
    counts: dict[str, Counter[str]] = {name: Counter() for name in facets}
    kept = []
    for sketch in found:
        if not sketch.seen_between(by.since, by.until):
            continue
        said = {name: {str(one) for one in told(sketch)} or {NONE} for name, told in facets.items()}
        failed = [name for name, values in said.items() if (asked := by.chosen.get(name)) and not values & set(asked)]
        if not failed:
            kept.append(sketch)
            for name, values in said.items():
                counts[name].update(values)
        elif len(failed) == 1:
            counts[failed[0]].update(said[failed[0]])
    return Narrowed(tuple(kept), tuple(_facet(name, counts[name], by.chosen.get(name, ())) for name in facets))


FACETS = ("list", "member", "kind", "script", "nationality", "born", "born_in", "seen_in")
"""By what may be narrowed; the names are those of the desk's filters."""


def _facets(kinds: Mapping[str, str], by: Narrowing) -> dict[str, Said]:
    return {
        "list": lambda one: (one.list_id,),
        "member": lambda one: (one.owner,),
        "kind": lambda one: (kinds.get(one.list_id, NONE),),
        "script": lambda one: one.scripts,
        "nationality": lambda one: one.nationalities,
        "born": lambda one: one.born,
        "born_in": lambda one: one.born_in,
        "seen_in": lambda one: {seen.country for seen in one.within(by.since, by.until)},
    }


def _facet(name: str, counts: Counter[str], asked: tuple[str, ...]) -> Facet:
    for value in asked:
        counts.setdefault(value, 0)
    order = sorted(counts, key=lambda value: (value == NONE, -counts[value], value))
    return Facet(name, tuple(Choice(value, counts[value], value in asked) for value in order))
