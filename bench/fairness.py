"""False and missed links by script and by origin, with intervals; is any group shown to fare worse than twice the mean?

    python -m bench.fairness [MODEL.json]       needs ../shared/checks/gen_persons.py and ../shared/data/names

A pair is linked from .5 on. A false link counts in the groups of both records, a missed one too. Scripts are those of all
names of the two records; the origin is the first nationality, in regions. A group is shown to fail where the lower
bound of its 95 % interval (Wilson) is above twice the rate of all; groups of under 50 links are not listed.
"""

from __future__ import annotations

import csv
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from bench.known import Held, Linked, linked, sample
from bench.results import write_section
from coalesce.dates import PartialDate
from coalesce.linking.evaluation import Rate
from coalesce.linking.model import Model, load_model
from coalesce.names.scripts import script_of
from coalesce.records import Entry, Name, Provenance

AT = 0.5
SEEDS, TRAVELLERS = (51, 52, 53), 5000
SMALLEST = 50
NAMES = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "names" / "negatives_global.csv"
PERSONS, SEED = 12_000, 7

Groups = Callable[[Held], Iterable[str]]


def scripts(held: Held) -> set[str]:
    """The scripts of a record's names, together: ``Arab+Latn`` is a group of its own."""
    return {"+".join(sorted({script_of(name.full) for name in held[1].names}))}


def origin(held: Held) -> set[str]:
    """The first nationality, as the list says it."""
    return {held[1].nationalities[0] if held[1].nationalities else "none said"}


def pair_groups(one: Held, other: Held, groups: Groups) -> set[str]:
    """The groups of both."""
    return {*groups(one), *groups(other)}


def rates(found: Linked, groups: Groups) -> dict[str, tuple[Rate, Rate]]:
    """By group, and under "all": false links among the links, missed ones among the true pairs."""
    links, false, true, missed = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    claimed = set()
    for left, right, p, same in zip(found.left, found.right, found.stated, found.same, strict=True):
        if p < AT:
            continue
        claimed.add((int(left), int(right)))
        for group in {"all", *pair_groups(found.records[left], found.records[right], groups)}:
            links[group] += 1
            false[group] += not same
    people: dict[str, list[int]] = defaultdict(list)
    for at, held in enumerate(found.records):
        people[held[4]].append(at)
    for places in people.values():
        for one, other in ((a, b) for a in places for b in places if a < b and _may(found.records, a, b)):
            for group in {"all", *pair_groups(found.records[one], found.records[other], groups)}:
                true[group] += 1
                missed[group] += (one, other) not in claimed
    return {
        group: (Rate(false[group], links[group]), Rate(missed[group], true[group]))
        for group in sorted(links.keys() | true.keys(), key=lambda each: (each != "all", each))
    }


def _may(records: list[Held], one: int, other: int) -> bool:
    return not (records[one][3] and records[other][3] and records[one][2] == records[other][2])


def fails(rate: Rate, overall: Rate) -> bool:
    """Whether the group is shown to be above twice the rate of all."""
    return rate.interval[0] > 2 * (overall.value or 0.0)


def persons() -> list[Held]:
    """Invented persons of many nations in their own scripts, half of them a second time: a letter off, or a part left out."""
    draw = random.Random(SEED)
    with NAMES.open(encoding="utf-8") as file:
        rows = draw.sample(list(csv.DictReader(file)), PERSONS)
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


def _table(found: dict[str, tuple[Rate, Rate]]) -> list[str]:
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


def _rate(rate: Rate) -> str:
    low, high = rate.interval
    return f"{rate.value or 0.0:.4f} | {low:.4f} to {high:.4f}"


def main() -> None:
    """Both kinds of data, by script and by origin."""
    model: Model = load_model(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    worlds = [linked(sample(seed, TRAVELLERS), model) for seed in SEEDS]
    known = persons()
    made = linked(known, model.for_population(len(known)))
    lines: list[str] = []
    for title, groups in (("script", scripts), ("origin", origin)):
        whole: dict[str, list[tuple[Rate, Rate]]] = defaultdict(list)
        for world in worlds:
            for group, pair in rates(world, groups).items():
                whole[group].append(pair)
        summed = {group: (_sum(a for a, _ in pairs), _sum(b for _, b in pairs)) for group, pairs in whole.items()}
        lines += [f"Sample worlds, by {title}:", "", *_table(summed), ""]
        lines += [f"Invented persons of many nations, by {title}:", "", *_table(rates(made, groups)), ""]
    if len(sys.argv) > 1:
        print("\n".join(lines))
        return
    write_section("Fairness", lines)


def _sum(rates_: Iterable[Rate]) -> Rate:
    each = list(rates_)
    return Rate(sum(rate.hits for rate in each), sum(rate.cases for rate in each))


if __name__ == "__main__":
    main()
