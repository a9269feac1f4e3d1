"""How far links, counts and bounds of the sample world are from its truth; writes ``docs/measured.md``.

    python scripts/measure_sample.py NODE        NODE: a sample node, as ``coalesce demo --no-serve`` makes it

For each audience: pairs found among the true pairs of records that it sees; people against the true number of
people behind those records; and how many cells of its flow table hold, between low and high, the count that the
same sightings give with the true links. Sightings that nobody made are no fault of linking and are not in it.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coalesce.app import open_node
from coalesce.flows import Counted, FlowQuery, RecordFacts
from coalesce.handling import Actor, Purpose
from coalesce.sample import build_world
from coalesce.services.building import SEED, TRAVELLERS
from coalesce.services.counting import own_flows
from coalesce.services.node import Node
from coalesce.services.people import reading
from coalesce.store.read_view import Fact, ReadView

PAGE = Path(__file__).resolve().parents[1] / "docs" / "measured.md"
ANALYSTS = ("claire", "lukas", "elif", "amal", "nadir", "aizhan")
BANDS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1.0)


@dataclass(frozen=True, slots=True)
class Certain:
    """A component that is one person."""

    records: tuple[str, ...]
    partitions: tuple[tuple[tuple[str, ...], ...], ...]
    choice: NDArray[np.integer]


def main() -> None:
    """Measure every audience and write the page."""
    node = open_node(Path(sys.argv[1]))
    truth = build_world(SEED, TRAVELLERS).truth
    people = [
        "| audience | records | people, true | people, low to high | links ≥ .5: precision | recall |",
        "|---|---|---|---|---|---|",
    ]
    cells = ["| audience | cells of 10 and more | true count inside low to high | mean width |", "|---|---|---|---|"]
    stated: dict[int, list[bool]] = defaultdict(list)
    for name in ANALYSTS:
        actor = node.store.actor(name)
        with reading(node, actor, Purpose.INVESTIGATION) as view:
            bearer = {record: truth.bearer[fact.list_name, fact.reference] for record, fact in view.facts().items()}
            people.append(_people(node, view, actor, bearer))
            cells.append(_cells(node, view, actor, bearer))
            for link in view.links():
                band = next(n for n, top in enumerate(BANDS[1:]) if link.probability <= top)
                stated[band].append(bearer[link.left] == bearer[link.right])
    node.store.close()
    PAGE.write_text(_page(people, cells, stated), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


def _people(node: Node, view: ReadView, actor: Actor, bearer: Mapping[str, str]) -> str:
    travellers = {record for record, fact in view.facts().items() if fact.list_kind == "travellers"}
    true = len({bearer[record] for record in travellers})
    pairs = _true_pairs(bearer, view.facts())
    found = {(link.left, link.right) for link in view.links() if link.probability >= 0.5}
    right = len(found & pairs)
    told = own_flows(node, view).people
    share, recall = right / max(len(found), 1), right / max(len(pairs), 1)
    return (
        f"| {actor.member} | {len(bearer):,} | {true:,} | {told.low:,} to {told.high:,} | {share:.3f} | {recall:.3f} |"
    )


def _true_pairs(bearer: Mapping[str, str], facts: Mapping[str, Fact]) -> set[tuple[str, str]]:
    by: dict[str, list[str]] = defaultdict(list)
    for record, person in bearer.items():
        by[person].append(record)
    pairs = {tuple(sorted(pair)) for records in by.values() for pair in combinations(records, 2)}
    closed = {(a, b) for a, b in pairs if facts[a].list_id == facts[b].list_id and facts[a].deduplicated}
    return {(a, b) for a, b in pairs} - closed


def _cells(node: Node, view: ReadView, actor: Actor, bearer: Mapping[str, str]) -> str:
    facts = {record: fact for record, fact in view.facts().items() if fact.list_kind == "travellers"}
    by: dict[str, list[str]] = defaultdict(list)
    for record in facts:
        by[bearer[record]].append(record)
    once = np.zeros(1, dtype=np.int64)
    certain = [Certain(tuple(sorted(r)), ((tuple(sorted(r)),),), once) for r in by.values()]
    known = {record: RecordFacts(fact.list_name, fact.nationalities) for record, fact in facts.items()}
    seen = {record: rows for record, rows in view.sightings().items() if record in facts}
    true = Counted.build(certain, seen, known, 1)
    query = FlowQuery(by=("leg", "month"))
    told = {(cell.leg, cell.period): cell for cell in own_flows(node, view).counted.cells(query)}
    large = [cell for cell in true.cells(query) if cell.count is not None and cell.count >= 10]
    inside, width = 0, 0
    for cell in large:
        ours = told.get((cell.leg, cell.period))
        low, high = (ours.low or 0, ours.high or 0) if ours else (0, 0)
        inside += low <= (cell.count or 0) <= high
        width += high - low
    share = inside / max(len(large), 1)
    return f"| {actor.member} | {len(large)} | {inside} ({share:.0%}) | {width / max(len(large), 1):.1f} |"


def _page(people: list[str], cells: list[str], stated: Mapping[int, list[bool]]) -> str:
    bands = ["| stated probability | pairs | true |", "|---|---|---|"]
    for band, words in sorted(stated.items()):
        bands.append(f"| {BANDS[band]:.2f} to {BANDS[band + 1]:.2f} | {len(words):,} | {sum(words) / len(words):.3f} |")
    return "\n".join([
        "# How far the sample world's numbers are from its truth", "",
        "Written by `scripts/measure_sample.py`. Nobody has judged a pair yet: these are the machine's proposals alone.",
        "The model was calibrated on sample worlds of other seeds; the real world is not the sample world.", "",
        "## People and links, purpose investigation", "", *people, "",
        "True pairs that the machine never proposes are in no bound: that is why the number of people is too high.", "",
        "## Flow cells (leg and month)", "",
        "The true count is what the same visible sightings give with the true links.", "", *cells, "",
        "## Is a stated probability true?", "", "Pairs that several audiences see count in each.", "", *bands, "",
    ])  # fmt: skip


if __name__ == "__main__":
    main()
