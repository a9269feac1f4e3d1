"""The sample world as its readers get it: members, actors, lists, entries, and the truth apart.

Promises one frozen value. Invariant: no entry names its person; only ``truth`` does, and nothing but tests,
training, measurements and documents reads it. All of it is invented, and every page that shows it says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from coalesce.dates import Period
from coalesce.handling import Actor, Handling, Member
from coalesce.records import Document, Entry, Leg, RecordList, Sex
from coalesce.sample.routes import TrueLeg

TODAY = date(2014, 9, 30)
"""The day on which the sample world stands still: put a ``FixedClock`` there."""

NOTICE = "Sample world: every person and record is invented. Places, routes and per-country shares (ICSR, CC BY 3.0) are real."


@dataclass(frozen=True, slots=True)
class SampleEntry:
    """An entry and its handling; None stands for its list's default."""

    entry: Entry
    handling: Handling | None


@dataclass(frozen=True, slots=True)
class TruePerson:
    """A person as it truly is. ``origin`` is ISO 3166 alpha-2; ``legs`` are in the order of arrival, empty for
    those of the designations who never travelled."""

    id: str
    name: str
    native_name: str
    origin: str
    sex: Sex
    born: date
    nationalities: tuple[str, ...]
    documents: tuple[Document, ...]
    visibility: float
    legs: tuple[TrueLeg, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """Who is behind each record, and where everyone went. ``bearer`` maps (list name, reference) to a person's id."""

    people: Mapping[str, TruePerson]
    bearer: Mapping[tuple[str, str], str]

    def lists_of(self) -> dict[str, frozenset[str]]:
        """Names of the lists that each listed person stands on."""
        found: dict[str, set[str]] = {}
        for (name, _), person in self.bearer.items():
            found.setdefault(person, set()).add(name)
        return {person: frozenset(names) for person, names in found.items()}

    def counts(self, lists: frozenset[str] | None = None) -> dict[tuple[Leg, Period], int]:
        """Distinct people per leg and month of arrival: of everybody, or of those on at least one of ``lists``."""
        wanted = self.people.keys() if lists is None else {p for p, names in self.lists_of().items() if names & lists}
        counts: Counter[tuple[Leg, Period]] = Counter()
        for person in wanted:
            legs = self.people[person].legs
            counts.update({(true.leg, Period(true.arrived.year, true.arrived.month)) for true in legs})
        return dict(counts)

    def totals(self, lists: frozenset[str] | None = None) -> dict[Leg, int]:
        """Distinct people per leg over the whole time, of everybody or of those on at least one of ``lists``."""
        wanted = self.people.keys() if lists is None else {p for p, names in self.lists_of().items() if names & lists}
        return dict(Counter(leg for person in wanted for leg in {true.leg for true in self.people[person].legs}))

    def captures(self, lists: tuple[str, ...], leg: Leg | None = None) -> dict[frozenset[str], int]:
        """How many travellers (of that leg) are on exactly which of ``lists``; the empty set counts the unseen."""
        on = self.lists_of()
        patterns: Counter[frozenset[str]] = Counter()
        for person, true in self.people.items():
            if any(leg is None or step.leg == leg for step in true.legs):
                patterns[on.get(person, frozenset()) & frozenset(lists)] += 1
        return dict(patterns)


@dataclass(frozen=True, slots=True)
class World:
    """The whole. ``owner`` is the member whose node the hub is; ``entries`` goes by list id."""

    seed: int
    owner: str
    members: tuple[Member, ...]
    actors: tuple[Actor, ...]
    lists: tuple[RecordList, ...]
    entries: Mapping[str, tuple[SampleEntry, ...]]
    truth: Truth
