"""How much one person may count in a series: at most so many cells over its life, chosen by a keyed draw.

Promises the counts of the cells that close, and what each record has spent afterwards. Invariant: take away or add one
person with all records, the rest of the linking as it is, and over the life of the series at most ``most`` cells of a
kind move, each by one. What a record has spent is remembered; records that stand together as one person share all that
any of them has spent, and keep it when they are parted (docs/decisions/0008-bounded-for-life.md).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from coalesce.dates import Period
from coalesce.flows.contributions import Known, RecordFacts
from coalesce.handling import sealed_function
from coalesce.linking.components import Node, PlainLink, Verdicts
from coalesce.linking.partition import partition
from coalesce.records import Leg, Sighting
from coalesce.records.series import OTHER, GridCell, Kind, Series, quarter

Spent = Mapping[str, Collection[str]]
"""By record: the keys of the cells that it has been counted in."""


@dataclass(frozen=True, slots=True)
class FigureEvidence:
    """All that a series may count: its records as ``nodes``, with their pseudonyms, facts, sightings, links and words."""

    nodes: tuple[Node, ...]
    pseudonyms: Mapping[str, str]
    facts: Mapping[str, RecordFacts]
    sightings: Mapping[str, Sequence[Sighting]]
    links: tuple[PlainLink, ...]
    verdicts: Verdicts
    spent: Spent


@dataclass(frozen=True, slots=True)
class Bounded:
    """The counts of the cells that close, by key; ``charges``: by pseudonym, what the record has newly spent (every
    record stands there that is not in the ledger yet); ``wanted`` and ``counted``: cells of all people before and after
    the bounds, by kind."""

    counts: Mapping[str, int]
    charges: Mapping[str, tuple[str, ...]]
    wanted: Mapping[Kind, int]
    counted: Mapping[Kind, int]


@sealed_function
def bounded(evidence: FigureEvidence, series: Series, closing: Sequence[GridCell], key: bytes) -> Bounded:
    """Count the people of the evidence in the cells that close. ``key``, of at most 64 bytes, keys the draw."""
    groups = partition(evidence.nodes, evidence.links, evidence.verdicts)
    return bounded_people(evidence, groups, (series, closing, key))


def bounded_people(
    evidence: FigureEvidence, groups: Iterable[Sequence[str]], order: tuple[Series, Sequence[GridCell], bytes]
) -> Bounded:
    """The same with the people given: each a set of records."""
    series, closing, key = order
    grid = {cell.key for cell in closing}
    known = Known(evidence.sightings, evidence.facts)
    counts = Counter(dict.fromkeys(grid, 0))
    charges: dict[str, tuple[str, ...]] = {}
    wanted, counted = Counter[Kind](), Counter[Kind]()
    for records in groups:
        spent = {cell for record in records for cell in evidence.spent.get(record, ())}
        names = sorted(evidence.pseudonyms[record] for record in records)
        for kind, cells in _wanted(known, records, series, grid).items():
            left = series.share(kind).most - sum(1 for cell in spent if cell.startswith(f"{kind}|"))
            chosen = _drawn(cells - spent, max(left, 0), f"{series.name}\0{names[0]}".encode(), key)
            spent.update(chosen)
            counts.update(chosen)
            wanted[kind] += len(cells)
            counted[kind] += len(chosen)
        for record in records:
            before = evidence.spent.get(record)
            if before is None or not spent <= set(before):
                charges[evidence.pseudonyms[record]] = tuple(sorted(spent.difference(before or ())))
    return Bounded(counts, charges, wanted, counted)


def _drawn(cells: Collection[str], most: int, person: bytes, key: bytes) -> list[str]:
    """At most so many of the cells: those whose keyed hash is smallest."""
    if len(cells) <= most:
        return sorted(cells)
    return sorted(cells, key=lambda cell: blake2b(person + b"\0" + cell.encode(), key=key, digest_size=16).digest())[
        :most
    ]


def _wanted(known: Known, records: Sequence[str], series: Series, grid: Collection[str]) -> dict[Kind, set[str]]:
    """The cells of those that close in which the person would count without bounds, by kind."""
    found: dict[Kind, set[str]] = defaultdict(set)
    person = known.traveller(records)
    if person is None:
        return found
    months, years = set(series.months()), set(series.unknown_months())
    moves = [(leg, when) for leg, when in person.moves if leg in series.legs and (when in months or when in years)]
    masks = _captured(known, records, series, months | years) if series.patterns.rho else Counter()
    origin = person.origin if person.origin in series.origins else OTHER
    for leg, when in moves:
        found[Kind.LEG_MONTHS].add(_key(Kind.LEG_MONTHS, str(leg), "", str(when)))
        if when in months:
            found[Kind.ORIGIN_QUARTERS].add(_key(Kind.ORIGIN_QUARTERS, "", origin, quarter(when)))
        found[Kind.PATTERNS].add(_key(Kind.PATTERNS, str(leg), str(masks[leg]), series.window))
    return {kind: inside for kind, cells in found.items() if (inside := cells & set(grid))}


def _captured(known: Known, records: Sequence[str], series: Series, periods: Collection[Period]) -> Counter[Leg]:
    """By leg, the sources whose own records show the person on it in the window, as a bit mask. A source that has the person
    and not the leg has not captured it: else the one would hang on the other, and an estimate say too few. Who is on a leg by
    several sources together alone stands in no pattern."""
    masks = Counter[Leg]()
    for place, source in enumerate(series.sources):
        own = [record for record in records if record in known.facts and known.facts[record].list_name in source.lists]
        alone = known.traveller(own)
        masks.update(dict.fromkeys({leg for leg, when in alone.moves if when in periods}, 1 << place) if alone else {})
    return masks


def _key(kind: Kind, leg: str, group: str, period: str) -> str:
    return f"{kind}|{leg}|{group}|{period}"
