"""How far the sample series is from the truth of the sample world, before and after its noise; prints the tables of
``docs/figures.md``.

    python scripts/measure_figures.py NODE        NODE: a sample node, as ``coalesce demo --no-serve`` makes it

The truth is what the same sightings give with the true links. Nothing here is printed of a node that is not the sample.
"""

from __future__ import annotations

import random
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np

from coalesce.app import open_node
from coalesce.flows.bounding import FigureEvidence, bounded_people
from coalesce.flows.disclosure import noised, shown
from coalesce.linking.partition import partition
from coalesce.records.series import Kind, Series
from coalesce.sample import build_world, series
from coalesce.services import publishing
from coalesce.services.building import SEED, TRAVELLERS
from coalesce.store.permits import Act

Groups = Sequence[tuple[str, ...]]
TRIALS = 60
SIZES = ((10, 7, 14), (30, 21, 42), (100, 70, 140), (300, 210, 420), (1_000, 700, 1_400))
_KEY = b"measured"


def main() -> None:
    """Measure and print."""
    node = open_node(Path(sys.argv[1]))
    assert node.store.settings.sample
    actor = node.store.actor("claire")
    made = publishing.definition(node, actor, series.NAME)
    with node.store.count(actor, Act.FIGURES) as view:
        sealed = view.evidence(made)
    evidence = replace(sealed.open_for("coalesce.store"), spent={})
    bearer = _bearers(Path(sys.argv[1]) / "node.db")
    node.store.close()
    by: dict[str, list[str]] = defaultdict(list)
    for place in evidence.nodes:
        by[bearer[place.record]].append(place.record)
    true: Groups = [tuple(sorted(records)) for records in by.values()]
    linked: Groups = partition(evidence.nodes, evidence.links, evidence.verdicts)
    print(f"{len(evidence.nodes):,} records, {len(true):,} true people, {len(linked):,} as linked\n")
    left_out(evidence, made, {"true links": true, "as linked": linked})
    errors(_counts(evidence, made, true), _counts(evidence, made, linked), made)
    one_record(evidence, made, linked)


def _bearers(database: Path) -> dict[str, str]:
    """Who each record of the sample is about: only its own generator knows."""
    truth = build_world(SEED, TRAVELLERS).truth
    with closing(sqlite3.connect(database)) as raw:
        rows = raw.execute("SELECT r.id, l.name, r.reference FROM record r JOIN list l ON l.id = r.list_id").fetchall()
    return {record: truth.bearer[name, reference] for record, name, reference in rows}


def _counts(evidence: FigureEvidence, made: Series, groups: Groups, bounds: bool = True) -> Mapping[str, int]:
    wide = made if bounds else replace(made, **{_name(kind): replace(made.share(kind), most=10**6) for kind in Kind})
    return bounded_people(evidence, groups, (wide, made.grid(), _KEY)).counts


def _name(kind: Kind) -> str:
    return kind.value.replace("-", "_")


def left_out(evidence: FigureEvidence, made: Series, ways: Mapping[str, Groups]) -> None:
    """The share of cells of people that the bounds leave out."""
    print("| people | leg-months left out | origin-quarters | patterns |\n|---|---|---|---|")
    for name, groups in ways.items():
        found = bounded_people(evidence, groups, (made, made.grid(), _KEY))
        shares = [1 - found.counted[kind] / found.wanted[kind] for kind in Kind]
        print(f"| {name} | " + " | ".join(f"{share:.1%}" for share in shares) + " |")
    print()


def errors(true: Mapping[str, int], linked: Mapping[str, int], made: Series) -> None:
    """Error by true count: that of the linking, that of the noise, both, and how often the bounds hold the truth."""
    pairs = _sums(true, linked)
    print(
        "| true count | cells | linking: mean | linking: 19 in 20 | noise | both | bounds hold the truth |\n|---|---|---|---|---|---|---|"
    )
    relative = []
    cell = next(cell for cell in made.grid() if cell.kind is Kind.LEG_MONTHS)
    for size, low, high in SIZES:
        here = [(a, b) for a, b in pairs if low <= a <= high]
        if not here:
            continue
        truth, count = (np.array(column, dtype=float) for column in zip(*here, strict=True))
        off = (count - truth) / truth
        relative += off.tolist() if size >= 30 else []
        told, inside, both = 0, 0, []
        for value, exact in zip(noised([int(b) for _, b in here], made.leg_months), truth, strict=True):
            one = shown(made, cell, value)
            both.append(value - exact)
            if one.low is not None and one.high is not None:
                told, inside = told + 1, inside + (one.low <= exact <= one.high)
        noise = made.leg_months.deviation
        print(
            f"| about {size:,} | {len(here)} | {off.mean():+.1%} | {np.quantile(np.abs(off), 0.95):.1%} | "
            f"{noise / truth.mean():.1%} | {np.sqrt(np.mean(np.square(both))) / truth.mean():.1%} | "
            f"{inside} of {told} shown |"
        )
    print(f"\nlinking, counts of 21 and more: 19 in 20 within {np.quantile(np.abs(relative), 0.95):.1%}\n")


def _sums(true: Mapping[str, int], linked: Mapping[str, int]) -> list[tuple[int, int]]:
    """Leg-months, and for larger numbers sums of the months of one leg that follow each other."""
    by: dict[str, list[str]] = defaultdict(list)
    for key in true:
        kind, leg, _, period = key.split("|")
        if kind == Kind.LEG_MONTHS and "XX" not in period:
            by[leg].append(key)
    found = []
    for keys in by.values():
        for width in (1, 3, 10):
            for start in range(0, len(keys) - width + 1, max(1, width // 2)):
                part = sorted(keys)[start : start + width]
                found.append((sum(true[key] for key in part), sum(linked[key] for key in part)))
    return found


def one_record(evidence: FigureEvidence, made: Series, linked: Groups) -> None:
    """What happens to everybody else when one record goes, or when one comes that copies another's links."""
    rng = random.Random(7)
    records = [place.record for place in evidence.nodes]
    print(
        "| one record | changes nobody else | other people moved, most | cells moved, mean | most |\n|---|---|---|---|---|"
    )
    for name, change in (
        ("taken away", _without),
        ("added as a copy of another", _copied),
        ("added as two at once", _bridging),
    ):
        people, cells = [], []
        for record in rng.sample(records, TRIALS):
            other, ours, theirs = change(evidence, linked, record)
            people.append(len(set(theirs) - set(ours)))
            one, two = (_counts(other, made, groups) for groups in (ours, theirs))
            cells.append(sum(abs(one[key] - two[key]) for key in one if key.startswith(Kind.LEG_MONTHS)))
        still = sum(1 for n in people if not n) / TRIALS
        print(f"| {name} ({TRIALS} times) | {still:.1%} | {max(people)} | {np.mean(cells):.2f} | {max(cells)} |")


def _without(evidence: FigureEvidence, linked: Groups, gone: str) -> tuple[FigureEvidence, Groups, Groups]:
    """The linking as it was but for the record, and the linking made anew without it."""
    nodes = tuple(place for place in evidence.nodes if place.record != gone)
    links = tuple(link for link in evidence.links if gone not in link[:2])
    kept = [rest for group in linked if (rest := tuple(record for record in group if record != gone))]
    return replace(evidence, nodes=nodes, links=links), kept, partition(nodes, links, evidence.verdicts)


def _copied(evidence: FigureEvidence, linked: Groups, victim: str) -> tuple[FigureEvidence, Groups, Groups]:
    """The same with a bait that bears the links of a record, and one to it; the bait has no sighting of its own."""
    bait = "~bait"
    nodes = (*evidence.nodes, replace(evidence.nodes[0], record=bait, list_id="bait", deduplicated=False))
    near = [(a if b == victim else b, p) for a, b, p in evidence.links if victim in (a, b)]
    links = (*evidence.links, (victim, bait, 0.99), *((other, bait, p) for other, p in near))
    anew = partition(nodes, links, evidence.verdicts)
    seen = [rest for group in anew if (rest := tuple(record for record in group if record != bait))]
    return evidence, linked, seen


def _bridging(evidence: FigureEvidence, linked: Groups, victim: str) -> tuple[FigureEvidence, Groups, Groups]:
    """The same with the worst that one record can be: as good as sure to be the victim, and another whom it is proposed with."""
    of = {record: place for place, group in enumerate(linked) for record in group}
    other = next((b if a == victim else a for a, b, _ in evidence.links if victim in (a, b) and of[a] != of[b]), None)
    if other is None:
        other = next(record for record in of if of[record] != of[victim])
    nodes = (*evidence.nodes, replace(evidence.nodes[0], record="~bait", list_id="bait", deduplicated=False))
    links = (*evidence.links, *((min(record, "~bait"), max(record, "~bait"), 0.99) for record in (victim, other)))
    anew = partition(nodes, links, evidence.verdicts)
    seen = [rest for group in anew if (rest := tuple(record for record in group if record != "~bait"))]
    return evidence, linked, seen


if __name__ == "__main__":
    main()
