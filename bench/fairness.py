"""False and missed links by script and by origin, with intervals; is any group shown to fare worse than twice the mean?

    python -m bench.fairness [MODEL.json]       needs ../shared/checks/gen_persons.py and ../shared/data/names

A pair is linked from .5 on. A false link counts in the groups of both records, a missed one too. Scripts are those of all
names of the two records; the origin is the first nationality, in regions. A group is shown to fail where the lower
bound of its 95 % interval is above twice the rate of all; groups of under 50 links are not listed. Of 240 rates some lie
outside of such intervals by chance, so that below each table stands which are shown where all are taken together.

Pairs are not independent: two persons of five records each who are taken for one make 25 false links by one mistake. So the
intervals are Wilson's with the number of pairs divided by the design effect (Rao and Scott 1992), the clusters being the
persons that links bring together, right or wrong. Each seed draws slips, second copies and nodes anew from the same persons; taken
together they are a larger sample, in which a person is one cluster however often it is drawn.
"""

from __future__ import annotations

import csv
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist

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
MOST_LISTED = 20
"""Of more groups those alone that are shown to fail, where several seeds are taken together."""

NAMES = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "names" / "negatives_global.csv"
PERSONS, SEED = 12_000, 7
"""Of one node; there are as many nodes as the file has persons for, none of whom is on two."""

OTHERS = 8, 9, 10, 11, 12
"""Seeds of other slips, second copies and nodes of the same persons. With the first one and 101 to 106 they are those on which
the costs of a word more in Han and Hangul letters were chosen."""

UNSEEN = 13, 14, 15, 16, 17, 18
"""Seeds named before any was drawn, and drawn when the model was finished."""

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


@dataclass(frozen=True)
class Told:
    """A link, or a true pair: its groups of each kind, its two persons, and whether it is false, or missed."""

    groups: tuple[frozenset[str], ...]
    one: str
    other: str
    hit: bool


Counted = tuple[list[Told], list[Told]]
"""The links of one node, and its true pairs."""


def counted(found: Linked, kinds: Iterable[Groups]) -> Counted:
    """What is counted of one node."""
    kinds, records = tuple(kinds), found.records
    kept = {
        (int(left), int(right)): bool(same)
        for left, right, p, same in zip(found.left, found.right, found.stated, found.same, strict=True)
        if p >= AT
    }
    people: dict[str, list[int]] = defaultdict(list)
    for at, held in enumerate(records):
        people[held[4]].append(at)
    true = [(a, b) for places in people.values() for a in places for b in places if a < b and _may(records, a, b)]

    def told(pair: tuple[int, int], hit: bool) -> Told:
        one, other = records[pair[0]], records[pair[1]]
        groups = tuple(frozenset({*groups(one), *groups(other)}) for groups in kinds)
        return Told(groups, one[4], other[4], hit)

    return [told(pair, not same) for pair, same in kept.items()], [told(pair, pair not in kept) for pair in true]


def rates(nodes: Sequence[Counted], kind: int) -> dict[str, tuple[Clustered, Clustered]]:
    """By group of one kind, and under "all": false links among the links, missed ones among the true pairs, of all nodes."""
    cluster = _clusters(nodes)
    links, true = _Tally(), _Tally()
    for node in nodes:
        for tally, pairs in zip((links, true), node, strict=True):
            for pair in pairs:
                tally.add(pair.groups[kind], cluster.get(pair.one, pair.one), hit=pair.hit)
    return {
        group: (links.of(group), true.of(group))
        for group in sorted(links.groups() | true.groups(), key=lambda each: (each != "all", each))
    }


class _Tally:
    def __init__(self) -> None:
        self._counts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))

    def add(self, groups: frozenset[str], cluster: str, *, hit: bool) -> None:
        for group in ("all", *groups):
            count = self._counts[group][cluster]
            count[0] += hit
            count[1] += 1

    def groups(self) -> set[str]:
        return set(self._counts)

    def of(self, group: str) -> Clustered:
        return Clustered(tuple((hits, cases) for hits, cases in self._counts[group].values()))


def _clusters(nodes: Sequence[Counted]) -> dict[str, str]:
    """For each person whom a false link of any node joins to another, one of those that it comes together with."""
    chains: dict[str, str] = {}

    def first(person: str) -> str:
        while (before := chains.get(person, person)) != person:
            person = before
        return person

    for links, _ in nodes:
        for link in links:
            one, other = sorted((first(link.one), first(link.other)))
            if one != other:
                chains[other] = one
    return {person: first(person) for person in chains}


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


def nodes(seed: int) -> Iterator[list[Held]]:
    """All invented persons of the file, in parts; each is called by the place in the file."""
    draw = random.Random(seed)
    with NAMES.open(encoding="utf-8") as file:
        rows = list(enumerate(csv.DictReader(file)))
    draw.shuffle(rows)
    for start in range(0, len(rows) - PERSONS + 1, PERSONS):
        yield _persons(rows[start : start + PERSONS], draw)


def _persons(rows: list[tuple[int, dict[str, str]]], draw: random.Random) -> list[Held]:
    """Invented persons of many nations in their own scripts, half of them a second time: a letter off, or a part left out."""
    out = []
    for number, (place, row) in enumerate(rows):
        born = PartialDate.parse(row["date_of_birth"])
        for copy in range(1 + number % 2):
            name = _slip(row["full_name"], draw) if copy else row["full_name"]
            dates = (born,) if draw.random() > 0.1 else ()
            entry = Entry(
                f"{number}-{copy}", (Name(name, script_of(name)),), Provenance("made", 1), birth_dates=dates,
                nationalities=(row["nationality"],),
            )  # fmt: skip
            out.append((f"n{number:06}-{copy}", entry, "L", False, str(place)))
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


def _above(found: dict[str, tuple[Clustered, Clustered]]) -> list[str]:
    """The groups that are shown to fail, with what."""
    pairs = {
        group: pair for group, pair in found.items() if group != "all" and min(one.cases for one in pair) >= SMALLEST
    }
    words = zip(("false", "missed"), found["all"], strict=True)
    return [
        f"{group} ({word})"
        for at, (word, overall) in enumerate(words)
        for group, pair in pairs.items()
        if fails(pair[at], overall)
    ]


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


KINDS: dict[str, Groups] = {"script": scripts, "origin": origin}


def main() -> None:
    """Both kinds of data, by script and by origin."""
    model: Model = load_model(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    worlds = [_world(seed, model) for seed in SEEDS]
    made = {seed: _made(seed, model) for seed in (SEED, *OTHERS, *UNSEEN)}
    lines: list[str] = []
    for kind, title in enumerate(KINDS):
        for what, parts in (("Sample worlds", worlds), ("Invented persons of many nations", made[SEED])):
            whole = rates(parts, kind)
            lines += [f"{what}, by {title}:", "", *_table(whole), "", together(whole), ""]
    lines += _pooled({seed: made[seed] for seed in (SEED, *OTHERS)})
    lines += _pooled({seed: made[seed] for seed in UNSEEN})
    if len(sys.argv) > 1:
        print("\n".join(lines))
        return
    write_section("Fairness", lines)


def _pooled(made: dict[int, list[Counted]]) -> list[str]:
    """The tables of several seeds together, and what each shows alone."""
    pool = [node for part in made.values() for node in part]
    said = ", ".join(map(str, made))
    lines = [f"Invented persons with slips, copies and nodes of the seeds {said} taken together:", ""]
    for kind, title in enumerate(KINDS):
        whole = rates(pool, kind)
        by_seed = {seed: _above(rates(part, kind)) for seed, part in made.items()}
        alone = "; ".join(f"{seed}: {', '.join(found) or 'none'}" for seed, found in by_seed.items())
        shown = {group.partition(" (")[0] for group in (*by_seed.get(SEED, ()), *_above(whole))}
        some = {"all", *shown} if len(whole) > MOST_LISTED else set(whole)
        lines += [*_table({group: pair for group, pair in whole.items() if group in some}), ""]
        lines += [together(whole), f"Of each seed alone, by {title}, above twice the mean: {alone}.", ""]
    return lines


def _world(seed: int, model: Model) -> Counted:
    """A sample world; no person of it is one of another's."""
    return counted(
        linked([(*held[:4], f"{seed}/{held[4]}") for held in sample(seed, TRAVELLERS)], model), KINDS.values()
    )


def _made(seed: int, model: Model) -> list[Counted]:
    return [counted(linked(known, model.for_population(len(known))), KINDS.values()) for known in nodes(seed)]


if __name__ == "__main__":
    main()
