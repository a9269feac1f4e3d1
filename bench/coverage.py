"""How often do intervals hold the truth? The UK five-list simulation of Chan, Silverman and Vincent (2021), section 3.4.

    python -m bench.coverage [--sets 500] [--resamples 200]       needs ../shared/data/estimation

The population is the model chosen step by step (p .02) for the five UK lists, 11,313 people: each data set is one
multinomial draw of them all over the 32 patterns, as theirs (a binomial draw of who is seen, a multinomial one of the
patterns). No method of ours was chosen on it; `docs/estimation.md` lists the populations that were used for choosing.

Answers are kept in ``bench/.coverage-uk.jsonl`` as they come: a run that was broken off goes on where it stopped.
Refusals are off: every data set counts. The rate of refusals stands beside it.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.results import write_section
from coalesce.estimation import Bounds, EstimateOptions, estimate
from coalesce.estimation.bootstrap import BootstrapOptions
from coalesce.estimation.intervals import bootstrap_opinions, default_intervals, second_opinions
from coalesce.estimation.stepwise import stepwise
from coalesce.records.capture import CaptureTable
from coalesce.records.estimate import Interval

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "estimation" / "UKdat_5.csv"
KEPT = Path(__file__).with_name(".coverage-uk.jsonl")
SEED = 2021
Answer = dict[str, dict[str, list[float]]]
"""By method: ``total`` (one number or none), ``80`` and ``95`` (low and high)."""


def read(path: Path) -> CaptureTable:
    """A table of counts with one 0/1 column a list."""
    with path.open(encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    counts = [0] * (1 << (len(head) - 1))
    for *bits, count in rows:
        counts[sum(1 << at for at, bit in enumerate(bits) if bit == "1")] += int(count)
    return CaptureTable(tuple(head[:-1]), tuple(counts))


def population(table: CaptureTable) -> tuple[int, NDArray[np.float64]]:
    """How many people there are, and the share of each pattern, the unseen first."""
    means = stepwise(table).means
    return round(float(means.sum())), means / means.sum()


def data_set(which: int, lists: tuple[str, ...], people: int, shares: NDArray[np.float64]) -> CaptureTable:
    """Data set ``which``, the same in every run."""
    counts = np.random.default_rng([SEED, which]).multinomial(people, shares)
    return CaptureTable(lists, (0, *(int(count) for count in counts[1:])))


def answers(table: CaptureTable, resamples: int, seed: int) -> Answer:
    """Every method's total and intervals for one table."""
    found: Answer = {}

    def put(method: str, total: float | None, eighty: Interval | None, ninety_five: Interval | None) -> None:
        ends = {str(round(100 * each.level)): [each.low, each.high] for each in (eighty, ninety_five) if each}
        found[method] = {"total": [] if total is None else [total], **ends}

    default = default_intervals(table)
    put(f"**{default.method} (default)**", default.middle, default.interval80, default.interval95)
    for by_steps in (False, True):
        options = BootstrapOptions(times=resamples, seed=seed, stepwise=by_steps)
        for opinion in bootstrap_opinions(table, options)[0]:
            put(opinion.method, opinion.total, opinion.interval80, opinion.interval95)
    for opinion in second_opinions(table):
        if opinion.interval95:
            put(opinion.method, opinion.total, opinion.interval80, opinion.interval95)
    return found


def refused(table: CaptureTable) -> list[str]:
    """Why ``estimate`` would not tell a total, as codes: with the default interval and thresholds."""

    def bounds(merged: CaptureTable, _: EstimateOptions) -> Bounds:
        found = default_intervals(merged)
        return Bounds(found.interval80, found.interval95, found.method)

    return [reason.code for reason in estimate(table, EstimateOptions(), bounds).refusals]


def gone_through(sets: int, resamples: int) -> Iterator[tuple[Answer, list[str]]]:
    """The answers and refusals of all data sets; those kept from an earlier run of the same resamples are not asked again."""
    table = read(DATA)
    people, shares = population(table)
    kept: dict[int, Answer] = {}
    why: dict[int, list[str]] = {}
    if KEPT.exists():
        for line in KEPT.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if "refused" in row:
                why[row["set"]] = row["refused"]
            elif row["resamples"] == resamples:
                kept[row["set"]] = row["answers"]
    with KEPT.open("a", encoding="utf-8") as file:
        for which in range(sets):
            drawn = data_set(which, table.lists, people, shares)
            if which not in kept or which not in why:
                print(f"\r{which + 1} of {sets}", end="", file=sys.stderr)
            if which not in kept:
                kept[which] = answers(drawn, resamples, which)
                file.write(json.dumps({"set": which, "resamples": resamples, "answers": kept[which]}) + "\n")
            if which not in why:
                why[which] = refused(drawn)
                file.write(json.dumps({"set": which, "refused": why[which]}) + "\n")
            file.flush()
            yield kept[which], why[which]


def summary(every: list[Answer], people: int) -> list[str]:
    """The table's lines: coverage with its standard error, median widths, root mean square error of the logarithm."""
    lines = [
        "| method | 95 % holds | 80 % holds | too high / too low (95 %) | median width 95 % | 80 % | log error of the total |",
        "|---|---|---|---|---|---|---|",
    ]
    for method in every[0]:
        wide = np.array([each[method]["95"] for each in every])
        narrow = np.array([each[method]["80"] for each in every])
        logs = np.log(np.array([each[method]["total"][0] for each in every if each[method]["total"]]) / people)
        above, below = (wide[:, 0] > people).mean(), (wide[:, 1] < people).mean()
        lines.append(
            f"| {method} | {_rate(wide, people)} | {_rate(narrow, people)} | {above:.3f} / {below:.3f} "
            f"| {np.median(wide[:, 1] - wide[:, 0]):,.0f} | {np.median(narrow[:, 1] - narrow[:, 0]):,.0f} "
            f"| {math.sqrt((logs**2).mean()):.2f} |"
        )
    return lines


def _rate(ends: NDArray[np.float64], people: int) -> str:
    held = ((ends[:, 0] <= people) & (people <= ends[:, 1])).mean()
    return f"{held:.3f} (se {math.sqrt(held * (1 - held) / len(ends)):.3f})"


def main() -> int:
    """Print and write the section."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sets", type=int, default=500)
    parser.add_argument("--resamples", type=int, default=200)
    asked = parser.parse_args()
    if not DATA.exists():
        print("needs ../shared/data/estimation/UKdat_5.csv", file=sys.stderr)
        return 1
    people, _ = population(read(DATA))
    every, why = map(list, zip(*gone_through(asked.sets, asked.resamples), strict=True))
    codes = Counter(code for reasons in why for code in reasons)
    rates = ", ".join(f"`{code}` {count / len(why):.3f}" for code, count in codes.most_common())
    write_section(
        "Coverage of intervals, UK five-list simulation",
        [
            *summary(every, people),
            "",
            (
                f"{len(every)} data sets of {people:,} people, seeds [{SEED}, 0] to [{SEED}, {len(every) - 1}]; {asked.resamples} "
                "resamples a bootstrap, all 6,212 models chosen from anew in each; refusals off."
            ),
            f"With refusals on, `estimate` would refuse {np.mean([bool(reasons) for reasons in why]):.3f} of them: {rates}.",
            (
                "Measured before with other code: R's default (BCa, 100 best models) .862, median width 16,350; model drawn by its "
                "BIC weight in each resample .92, 19,440."
            ),
        ],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
