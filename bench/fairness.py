"""False and missed links by script and by origin, with intervals; is any group shown to fare worse than twice the mean?

    python -m bench.fairness [MODEL.json]       needs ../shared/checks/gen_persons.py and ../shared/data/names

A pair is linked from .5 on. A false link counts in the groups of both records, a missed one too. Scripts are those of all
names of the two records; the origin is the first nationality, in regions. A group is shown to fail where the lower
bound of its 95 % interval is above twice the rate of all; groups of under 50 links are not listed. Of 240 rates some lie
outside of such intervals by chance, so that below each table stands which are shown where all are taken together.

Pairs are not independent: two persons of five records each who are taken for one make 25 false links by one mistake. So the
intervals are Wilson's with the number of pairs divided by the design effect (Rao and Scott 1992), the clusters being the
persons that links bring together, right or wrong.
"""

from __future__ import annotations

import csv
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from bench.known import Held, Linked, linked, sample
from bench.results import write_section
from coalesce.dates import PartialDate
from coalesce.linking.evaluation import wilson
from coalesce.linking.model import Model, load_model
from coalesce.names.scripts import script_of
from coalesce.records import Entry, Name, Provenance

AT = 0.5
SEEDS, TRAVELLERS = (51, 52, 53), 5000
SMALLEST = 50
NAMES = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "names" / "negatives_global.csv"
PERSONS, SEED = 12_000, 7
"""Of one node; there are as many nodes as the file has persons for, none of whom is on two."""

Groups = Callable[[Held], Iterable[str]]


@dataclass(frozen=True)
class Clustered:
    """Hits and cases of each cluster."""

    clusters: tuple[tuple[int, int], ...]

    @property
    def cases(self) -> int:
        """All cases."""
        return sum(cases for _, cases in self.clusters)

    @property
    def value(self) -> float:
        """The rate, 0 without cases."""
        return sum(hits for hits, _ in self.clusters) / max(self.cases, 1)

    @property
    def design(self) -> float:
        """How many times the variance is that of independent cases; at least 1."""
        count, rate = len(self.clusters), self.value
        if count < 2 or not 0 < rate < 1:
            return 1.0
        between = sum((hits - rate * cases) ** 2 for hits, cases in self.clusters) * count / (count - 1)
        return max(between / (self.cases * rate * (1 - rate)), 1.0)

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of as many independent cases as these are worth."""
        return self.among(1)

    def among(self, rates: int) -> tuple[float, float]:
        """The same, so wide that all of so many rates lie in theirs in 95 of 100 cases (Sidak 1967)."""
        return wilson(self.value, self.cases / self.design, NormalDist().inv_cdf((1 + 0.95 ** (1 / rates)) / 2))


def scripts(held: Held) -> set[str]:
    """The scripts of a record's names, together: ``Arab+Latn`` is a group of its own."""
    return {"+".join(sorted({script_of(name.full) for name in held[1].names}))}


def origin(held: Held) -> set[str]:
    """The first nationality, as the list says it."""
    return {held[1].nationalities[0] if held[1].nationalities else "none said"}


def pair_groups(one: Held, other: Held, groups: Groups) -> set[str]:
    """The groups of both."""
    return {*groups(one), *groups(other)}


def rates(found: Linked, groups: Groups) -> dict[str, tuple[Clustered, Clustered]]:
    """By group, and under "all": false links among the links, missed ones among the true pairs."""
    kept = [
        (int(left), int(right), bool(same))
        for left, right, p, same in zip(found.left, found.right, found.stated, found.same, strict=True)
        if p >= AT
    ]
    claimed = {(left, right) for left, right, _ in kept}
    cluster = _clusters(found.records, kept)
    linked_, true = _Tally(), _Tally()
    for left, right, same in kept:
        linked_.add(pair_groups(found.records[left], found.records[right], groups), cluster[left], hit=not same)
    people: dict[str, list[int]] = defaultdict(list)
    for at, held in enumerate(found.records):
        people[held[4]].append(at)
    for places in people.values():
        for one, other in ((a, b) for a in places for b in places if a < b and _may(found.records, a, b)):
            missed = (one, other) not in claimed
            true.add(pair_groups(found.records[one], found.records[other], groups), cluster[one], hit=missed)
    return {
        group: (linked_.of(group), true.of(group))
        for group in sorted(linked_.groups() | true.groups(), key=lambda each: (each != "all", each))
    }


class _Tally:
    def __init__(self) -> None:
        self._counts: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))

    def add(self, groups: set[str], cluster: int, *, hit: bool) -> None:
        for group in {"all", *groups}:
            count = self._counts[group][cluster]
            count[0] += hit
            count[1] += 1

    def groups(self) -> set[str]:
        return set(self._counts)

    def of(self, group: str) -> Clustered:
        return Clustered(tuple((hits, cases) for hits, cases in self._counts[group].values()))


def _clusters(records: list[Held], kept: list[tuple[int, int, bool]]) -> NDArray[np.int64]:
    """For each record the number of its cluster: the persons that links bring together."""
    person = np.unique([held[4] for held in records], return_inverse=True)[1]
    false = [(person[left], person[right]) for left, right, same in kept if not same]
    left, right = zip(*false, strict=True) if false else ((), ())
    size = int(person.max()) + 1
    graph = coo_array((np.ones(len(false)), (left, right)), shape=(size, size))
    found: NDArray[np.int64] = connected_components(graph, directed=False)[1][person]
    return found


def _may(records: list[Held], one: int, other: int) -> bool:
    return not (records[one][3] and records[other][3] and records[one][2] == records[other][2])


def fails(rate: Clustered, overall: Clustered, rates: int = 1) -> bool:
    """Whether the group is shown to be above twice the rate of all; looked at by itself, or as one of so many rates."""
    return rate.among(rates)[0] > 2 * overall.value


def together(found: dict[str, tuple[Clustered, Clustered]]) -> str:
    """Which groups are shown to fail where it is taken into account that each of so many rates is looked at."""
    groups = {
        group: pair for group, pair in found.items() if group != "all" and min(one.cases for one in pair) >= SMALLEST
    }
    rates = 2 * len(groups)
    shown = [group for group, pair in groups.items() if any(map(fails, pair, found["all"], (rates, rates)))]
    return (
        f"With intervals that hold for all {rates} rates at once, above twice the mean: {', '.join(shown) or 'none'}."
    )


def nodes() -> list[list[Held]]:
    """All invented persons of the file, in parts."""
    draw = random.Random(SEED)
    with NAMES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    draw.shuffle(rows)
    return [_persons(rows[start : start + PERSONS], draw) for start in range(0, len(rows) - PERSONS + 1, PERSONS)]


def _persons(rows: list[dict[str, str]], draw: random.Random) -> list[Held]:
    """Invented persons of many nations in their own scripts, half of them a second time: a letter off, or a part left out."""
    out = []
    for number, row in enumerate(rows):
        born = PartialDate.parse(row["date_of_birth"])
        for copy in range(1 + number % 2):
            name = _slip(row["full_name"], draw) if copy else row["full_name"]
            dates = (born,) if draw.random() > 0.1 else ()
            entry = Entry(
                f"{number}-{copy}", (Name(name, script_of(name)),), Provenance("made", 1), birth_dates=dates,
                nationalities=(row["nationality"],),
            )  # fmt: skip
            out.append((f"n{number:06}-{copy}", entry, "L", False, str(number)))
    return out


def _slip(name: str, draw: random.Random) -> str:
    parts = name.split()
    if len(parts) > 2 and draw.random() < 0.3:
        del parts[1]
    elif draw.random() < 0.3:
        at = draw.randrange(len(parts))
        cut = draw.randrange(len(parts[at]))
        parts[at] = parts[at][:cut] + parts[at][cut + 1 :] or parts[at]
    return " ".join(parts)


def _table(found: dict[str, tuple[Clustered, Clustered]]) -> list[str]:
    lines = ["| group | links | false | 95 % | true pairs | missed | 95 % | above twice the mean |", "|---" * 8 + "|"]
    for group, (false, missed) in found.items():
        if group != "all" and min(false.cases, missed.cases) < SMALLEST:
            continue
        shown = [
            word
            for word, rate, of in (("false", false, found["all"][0]), ("missed", missed, found["all"][1]))
            if group != "all" and fails(rate, of)
        ]
        lines.append(
            f"| {group} | {false.cases:,} | {_rate(false)} | {missed.cases:,} | {_rate(missed)} | {', '.join(shown) or 'no'} |"
        )
    return lines


def _rate(rate: Clustered) -> str:
    low, high = rate.interval
    return f"{rate.value:.4f} | {low:.4f} to {high:.4f}"


def main() -> None:
    """Both kinds of data, by script and by origin."""
    model: Model = load_model(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    worlds = [linked(sample(seed, TRAVELLERS), model) for seed in SEEDS]
    made = [linked(known, model.for_population(len(known))) for known in nodes()]
    lines: list[str] = []
    for title, groups in (("script", scripts), ("origin", origin)):
        for what, nodes_ in (("Sample worlds", worlds), ("Invented persons of many nations", made)):
            whole = _together(nodes_, groups)
            lines += [f"{what}, by {title}:", "", *_table(whole), "", together(whole), ""]
    if len(sys.argv) > 1:
        print("\n".join(lines))
        return
    write_section("Fairness", lines)


def _together(several: list[Linked], groups: Groups) -> dict[str, tuple[Clustered, Clustered]]:
    """The rates of several nodes as one."""
    whole: dict[str, list[tuple[Clustered, Clustered]]] = defaultdict(list)
    for node in several:
        for group, pair in rates(node, groups).items():
            whole[group].append(pair)
    return {group: (_sum(a for a, _ in pairs), _sum(b for _, b in pairs)) for group, pairs in whole.items()}


def _sum(rates_: Iterable[Clustered]) -> Clustered:
    return Clustered(tuple(cluster for rate in rates_ for cluster in rate.clusters))


if __name__ == "__main__":
    main()
