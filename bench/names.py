"""Names compared across scripts and among judged pairs, beside other scorers, from one run.

    python -m bench.names [QUERIES]          needs ../shared/data

Across scripts: the original-script names of the UN list and the EU annexes against all Latin names of the same source.
"Right one first": the share of names whose own Latin name scores highest. F1 and recall are over all pairs of a name
and a Latin name. name_bench: its person cases. Peers: Jaro-Winkler of anyascii forms with tokens sorted; nomenklatura's
logic-v2 where it is installed (it is not a dependency, and its figures otherwise stand in DESIGN, section 8).
"""

from __future__ import annotations

import csv
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from anyascii import anyascii
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler

from bench.results import write_section
from coalesce.intake import Read, open_reader
from coalesce.names import script_of, tokens
from coalesce.names.comparing import compare_many
from coalesce.records import NameKind

SHARED = Path(__file__).resolve().parents[1] / ".." / "shared" / "data"
SOURCES = ("un_2020-12.xml", "eu_32002R0881.csv", "eu_32006R0765.csv")
LEAST_PRECISION = 0.95
Scores = NDArray[np.float64]
Scorer = Callable[[str, Sequence[str]], Scores]
Queries = list[tuple[str, int]]


def ours(query: str, names: Sequence[str]) -> Scores:
    return np.array([found.score for found in compare_many((query, name) for name in names)])


def plain(query: str, names: Sequence[str]) -> Scores:
    """Jaro-Winkler of sorted ASCII words."""
    one = _sorted(query)
    return np.array([JaroWinkler.similarity(one, _sorted(name)) for name in names])


def _sorted(name: str) -> str:
    return " ".join(sorted(anyascii(name).lower().split()))


def logic_v2() -> Scorer | None:
    """nomenklatura's matcher, where it is installed."""
    try:
        from followthemoney import model
        from nomenklatura.matching import LogicV2
    except ImportError:
        return None
    schema, config = model.get("Person"), LogicV2.default_config()

    def person(name: str) -> object:
        made = model.make_entity(schema)
        made.id = name
        made.add("name", name)
        return made

    def score(query: str, names: Sequence[str]) -> Scores:
        one = person(query)
        return np.array([LogicV2.compare(one, person(name), config).score for name in names])

    return score


def lists(script: str) -> list[tuple[list[str], Queries]]:
    """For each source its Latin names, and the names in the script with the place of their Latin name."""
    found = []
    for source in SOURCES:
        pool: list[str] = []
        asked: Queries = []
        for row in open_reader(SHARED / "lists" / source).rows():
            if not isinstance(row, Read):
                continue
            names = [name.full for name in row.entry.names]
            latin = next((name for name in names if script_of(name) == "Latn"), None)
            if latin is not None:
                asked += [
                    (name.full, len(pool))
                    for name in row.entry.names
                    if script_of(name.full) == script
                    and (name.kind is NameKind.ORIGINAL_SCRIPT or source != SOURCES[0])
                ]
                pool.append(latin)
        found.append((pool, asked))
    return found


def measure(scorer: Scorer, script: str, most: int) -> list[str]:
    """Cells: names, right one first, best F1, recall at the least precision, pairs a second."""
    rng = random.Random(7)
    first, total, compared, began = 0, 0, 0, time.perf_counter()
    told: list[tuple[float, bool]] = []
    sources = lists(script)
    share = most / sum(len(asked) for _, asked in sources)
    for pool, asked in sources:
        bags = [frozenset(tokens(name)) for name in pool]
        for query, place in asked:
            if rng.random() >= share:
                continue
            found = scorer(query, pool)
            best = int(found.argmax())
            first += bags[best] == bags[place]
            total += 1
            compared += len(pool)
            twins = [at == place or bags[at] != bags[place] for at in range(len(pool))]
            told += [(float(score), at == place) for at, score in enumerate(found) if twins[at]]
    f1, recall = curve(told)
    return [str(total), f"{first / total:.3f}", f"{f1:.3f}", f"{recall:.3f}",
            f"{compared / (time.perf_counter() - began):,.0f}"]  # fmt: skip


def curve(told: list[tuple[float, bool]]) -> tuple[float, float]:
    """The best F1, and the greatest recall at the least precision; pairs of one score stand or fall together."""
    scores, truth = np.array([score for score, _ in told]), np.array([same for _, same in told])
    order = np.argsort(-scores, kind="stable")
    scores, truth = scores[order], truth[order]
    last = np.append(scores[1:] != scores[:-1], True)
    right, count = np.cumsum(truth)[last], np.arange(1, len(truth) + 1)[last]
    precision, recall = right / count, right / truth.sum()
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    good = precision >= LEAST_PRECISION
    return float(f1.max()), float(recall[good].max()) if good.any() else 0.0


def judged() -> list[tuple[str, str, bool]]:
    """The person cases of name_bench."""
    with (SHARED / "names" / "name_bench_cases.csv").open(encoding="utf-8", newline="") as lines:
        return [
            (row["name1"], row["name2"], row["is_match"] == "true")
            for row in csv.DictReader(lines)
            if row["schema"] == "Person"
        ]


def misses(cases: list[tuple[str, str, bool]], count: int) -> list[str]:
    """The worst misses of ours on the judged pairs, and why."""
    found = compare_many((left, right) for left, right, _ in cases)
    worst = sorted(zip(cases, found, strict=True), key=lambda pair: -abs(pair[1].score - pair[0][2]))[:count]
    lines = ["| names | judged | score | why |", "|---|---|---|---|"]
    for (left, right, same), each in worst:
        why = "; ".join(each.reasons).replace("|", "/")
        lines.append(f"| {left} / {right} | {'same' if same else 'different'} | {each.score:.2f} | {why} |")
    return lines


def main(most: int) -> None:
    """Measure all and write the section."""
    peers: dict[str, Scorer] = {"Coalesce": ours, "sorted words, Jaro-Winkler": plain}
    if (peer := logic_v2()) is not None:
        peers["nomenklatura logic-v2"] = peer
    lines = [
        "| | names | right one first | best F1 | recall at precision .95 | pairs a second |",
        "|---|---|---|---|---|---|",
    ]
    for script, words in (("Arab", "Arabic to Latin"), ("Cyrl", "Cyrillic to Latin")):
        for name, scorer in peers.items():
            lines.append(f"| {words}, {name} | {' | '.join(measure(scorer, script, most))} |")
    cases = judged()
    lines += ["", f"name_bench, {len(cases)} person cases:", "", "| | F1 at .5 | best F1 |", "|---|---|---|"]
    for name, scorer in peers.items():
        told = [(float(scorer(left, [right])[0]), same) for left, right, same in cases]
        said = [(score > 0.5, same) for score, same in told]
        right = sum(yes and same for yes, same in said)
        f1 = 2 * right / (sum(yes for yes, _ in said) + sum(same for _, same in said))
        lines.append(f"| {name} | {f1:.3f} | {curve(told)[0]:.3f} |")
    write_section("Names across scripts", [*lines, "", "The worst twenty of ours:", "", *misses(cases, 20)])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 150)
