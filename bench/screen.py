"""Screening names against many: recall of misspelt, incomplete and re-ordered names, CPU a name, beside a full scan.

python -m bench.screen [RECORDS [FOLDER]]        needs ../shared/checks/gen_persons.py and ../shared/data/names

With FOLDER the lists and the node are kept there, and a second run asks the same node again.

The store holds RECORDS synthetic persons (one script) and 50,000 invented persons of the world in their own scripts.
The full scan is rapidfuzz's token_sort_ratio over the same names, lower case, on a sample of the queries.
"""

from __future__ import annotations

import contextlib
import csv
import gc
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from anyascii import anyascii
from rapidfuzz import fuzz, process

from bench.importing import GENERATOR, persons_csv
from bench.results import write_section
from coalesce.app import create_node, open_node
from coalesce.handling import Actor, Purpose
from coalesce.records import ListKind
from coalesce.services import keeping
from coalesce.services.finding import FindOrder, find
from coalesce.services.importing import ImportOrder, import_file
from coalesce.services.node import Node
from coalesce.services.screening import Query, ScreenOrder, screen

WORLD = GENERATOR.parents[1] / "data" / "names" / "negatives_global.csv"
QUERIES, SCANNED = 400, 12
LETTERS = "abcdefghijklmnopqrstuvwxyz"
Pair = tuple[str, str]
Table = list[str]


def world_csv(folder: Path) -> Path:
    """The invented persons of the world as a list of designations."""
    path = folder / "world.csv"
    with WORLD.open(encoding="utf-8") as source, path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["reference", "name", "birth_date"])
        for number, row in enumerate(csv.DictReader(source)):
            out.writerow([f"W{number}", row["full_name"], row["date_of_birth"]])
    return path


def named(path: Path) -> list[Pair]:
    """Reference and name of each row."""
    with path.open(encoding="utf-8") as file:
        return [(row["reference"], row["name"]) for row in csv.DictReader(file)]


def misspelt(name: str, dice: random.Random) -> str:
    """One word of it with a letter less, more, another, or two swapped."""
    words = name.split()
    place = dice.randrange(len(words))
    word = words[place]
    at = dice.randrange(max(len(word) - 1, 1))
    letter = dice.choice(LETTERS)
    turned = word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]
    words[place] = dice.choice((word[:at] + word[at + 1 :], word[:at] + letter + word[at:], turned)) or word
    return " ".join(words)


def cases(synthetic: list[Pair], world: list[Pair], dice: random.Random) -> dict[str, list[Pair]]:
    """Queries by kind, each with the reference that is to be found; none for made-up combinations."""
    long = [pair for pair in world if len(pair[1].split()) > 2]
    foreign = [pair for pair in world if not pair[1].isascii() and anyascii(pair[1]) != pair[1]]

    def made(of: list[Pair], change: Callable[[str], str]) -> list[Pair]:
        return [(reference, change(name)) for reference, name in dice.sample(of, min(QUERIES, len(of)))]

    return {
        "as it is": made(synthetic, str),
        "other order": made(synthetic, lambda name: " ".join(reversed(name.split()))),
        "one word misspelt": made(synthetic, lambda name: misspelt(name, dice)),
        "middle name missing": made(long, lambda name: " ".join(name.split()[:1] + name.split()[2:])),
        "romanised by anyascii": made(foreign, anyascii),
        "nobody's": [
            ("", f"{dice.choice(synthetic)[1].split()[0]} {dice.choice(world)[1].split()[-1]}") for _ in range(QUERIES)
        ],
    }


def main() -> None:
    """Measure and note."""
    records = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    dice = random.Random(9)
    with contextlib.ExitStack() as stack:
        folder = Path(sys.argv[2] if len(sys.argv) > 2 else stack.enter_context(tempfile.TemporaryDirectory()))
        paths = {"people": folder / "persons.csv", "world": folder / "world.csv"}
        node, imported = _node(folder, records, paths)
        owner = node.store.actor("owner")
        size = (folder / "node" / "node.db").stat().st_size
        synthetic, world = named(paths["people"]), named(paths["world"])
        asked = cases(synthetic, world, dice)
        names = dict([*synthetic, *world])
        lines, times = _ours(node, owner, asked, names)
        everything = [query for pairs in asked.values() for _, query in pairs]
        dice.shuffle(everything)
        began = time.process_time()
        list(screen(node, owner, map(Query, everything), ScreenOrder()))
        rate = len(everything) / (time.process_time() - began)
        node.store.close()
    scanned = _scan([name.lower() for name in names.values()], dice.sample(everything, SCANNED))
    times.sort()
    p99 = times[int(len(times) * 0.99)]
    summary = [
        "",
        f"{len(names):,} records, {imported}, {size / len(names):,.0f} bytes of database a record.",
        f"One name: p50 {statistics.median(times):.2f} ms, p99 {p99:.2f} ms of CPU in an open view (load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores).",
        f"`screen` of {len(everything):,} names on one core, with audit: {rate:,.0f} names a second of CPU.",
        f"rapidfuzz full scan of the same names: {1 / scanned:,.1f} names a second ({SCANNED} queries).",
    ]
    head = ["| query | right one among the first 5 | p50 (ms of CPU) | p99 |", "|---|---|---|---|"]
    write_section("Screening names", [*head, *lines, *summary])


def _node(folder: Path, records: int, paths: dict[str, Path]) -> tuple[Node, str]:
    """The node with both lists, and how long the import took."""
    if (folder / "node").exists():
        return open_node(folder / "node"), "imported before"
    folder.mkdir(parents=True, exist_ok=True)
    persons_csv(folder, records)
    world_csv(folder)
    node = create_node(folder / "node", "NL")
    owner = node.store.actor("owner")
    began = time.process_time()
    for to, path in paths.items():
        keeping.add_list(node, owner, keeping.ListOrder(to, kind=ListKind.DESIGNATIONS))
        import_file(node, owner, ImportOrder(path, to))
    return node, f"imported in {time.process_time() - began:,.0f} s of CPU"


def _ours(node: Node, owner: Actor, asked: dict[str, list[Pair]], names: dict[str, str]) -> tuple[Table, list[float]]:
    """One row a kind of query, and every time in milliseconds. A namesake counts as right: the names are all there is."""
    lines, times = [], []
    gc.freeze()  # two million names of the benchmark's own, through which a node need not look
    with node.store.read(owner, Purpose.SCREENING) as view:
        find(view, ["Ali Hassan"], FindOrder())
        for kind, pairs in asked.items():
            taken, right = [], 0
            for reference, query in pairs:
                began = time.process_time()
                (hits,) = find(view, [query], FindOrder(screened=True))
                taken.append((time.process_time() - began) * 1000)
                right += any(hit.name == names.get(reference) for hit in hits)
            taken.sort()
            times += taken
            share = f"{right / len(pairs):.3f}" if pairs[0][0] else "-"
            p99 = taken[int(len(taken) * 0.99)]
            lines.append(f"| {kind} | {share} | {statistics.median(taken):.2f} | {p99:.2f} |")
    return lines, times


def _scan(names: list[str], queries: list[str]) -> float:
    """Seconds a query of a scan over all names."""
    began = time.process_time()
    for query in queries:
        process.extract(query.lower(), names, scorer=fuzz.token_sort_ratio, limit=5)
    return (time.process_time() - began) / len(queries)


if __name__ == "__main__":
    main()
