"""Simulated populations of our own, on which the default interval was chosen, and how often it holds on them.

    python -m bench.populations [--sets 100]       ../shared/data/estimation adds those fitted to published tables

Each is a number of people and the chance of every pattern of lists. Coverage of lists is from .3 % to 30 %, there are 500 to
100,000 people and 3 to 8 lists: independent, with dependence between pairs (both ways), among three lists, of everything a
little (drawn), with two classes of people, with people who differ continuously, and as stepwise models of published
tables other than the UK's say. The data sets here have other seeds than those that were looked at when choosing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.coverage import read
from bench.results import write_section
from coalesce.estimation.intervals import default_intervals
from coalesce.estimation.stepwise import stepwise
from coalesce.records.capture import CaptureTable

Floats = NDArray[np.float64]
Population = tuple[str, int, Floats]
"""What it is, how many people, and the chance of each pattern."""

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "estimation"
FITTED = ("NewOrl_5", "Ned_5", "Western", "MadiganYork_spinabifida5", "rcapture_HIV", "Ned", "NewOrl")
SEED = 4
FEWEST = 3
"""People on two or more lists; with fewer a data set is left out: any method refuses it."""

COVERED = {
    5: (
        (0.1, 0.05, 0.12, 0.2, 0.08),
        (0.03, 0.08, 0.05, 0.1, 0.06),
        (0.02, 0.05, 0.03, 0.04, 0.03),
        (0.01, 0.02, 0.03, 0.02, 0.04),
    ),
    4: ((0.1, 0.15, 0.2, 0.1), (0.03, 0.05, 0.04, 0.06), (0.3, 0.15, 0.2, 0.1)),
}
"""Coverage of the lists of the populations whose dependence is drawn."""


def log_linear(people: int, coverage: Sequence[float], effects: Mapping[str, float]) -> tuple[int, Floats]:
    """Lists of these coverages whose interactions (``12``: lists 1 and 2) are these log odds ratios."""
    lists = len(coverage)
    logs = np.zeros(1 << lists)
    for name, effect in effects.items():
        mask = sum(1 << int(digit) - 1 for digit in name)
        logs[[x & mask == mask for x in range(1 << lists)]] += effect
    chances = np.exp(logs)
    for _ in range(300):  # iterative scaling to the coverages leaves the interactions as they are
        for which, share in enumerate(coverage):
            on = np.array([bool(x >> which & 1) for x in range(1 << lists)])
            held = chances[on].sum() / chances.sum()
            chances[on] *= share / held
            chances[~on] *= (1 - share) / (1 - held)
    return people, chances / chances.sum()


def classes(people: int, parts: Sequence[tuple[float, Sequence[float]]]) -> tuple[int, Floats]:
    """People of several classes: the share of each, and its chance of being on each list, independently."""
    lists = len(parts[0][1])
    chances = np.zeros(1 << lists)
    for share, on in parts:
        chances += [share * np.prod([p if x >> i & 1 else 1 - p for i, p in enumerate(on)]) for x in range(1 << lists)]
    return people, chances


def unlike(people: int, logits: Sequence[float], spread: float) -> tuple[int, Floats]:
    """People who differ: a normal deviation, the same for all lists, is added to the logit of being on each (Rasch)."""
    at, weights = np.polynomial.hermite_e.hermegauss(31)
    parts = [
        (w, [1 / (1 + np.exp(-(logit + spread * x))) for logit in logits]) for x, w in zip(at, weights, strict=True)
    ]
    return classes(people, [(float(w / weights.sum()), on) for w, on in parts])


def drawn(people: int, coverage: Sequence[float], seed: int) -> tuple[int, Floats]:
    """Six pairs in ten depend on each other, their log odds ratios normal with standard deviation .8."""
    rng = np.random.default_rng(seed)
    pairs = combinations("12345678"[: len(coverage)], 2)
    return log_linear(people, coverage, {i + j: rng.normal(0, 0.8) for i, j in pairs if rng.random() < 0.6})


def populations() -> Iterator[Population]:
    """All of them; those fitted to published tables where the tables are."""
    five, four, three = (0.05, 0.08, 0.12, 0.06, 0.04), (0.05, 0.1, 0.15, 0.08), (0.1, 0.2, 0.15)
    seen_by_few, seen_by_many = (0.06, 0.08, 0.05, 0.1, 0.04, 0.03), (0.3, 0.25, 0.35, 0.2, 0.15, 0.2)
    yield "5 independent", *log_linear(20_000, (0.02, 0.05, 0.08, 0.03, 0.04), {})
    yield "5 independent, few people", *log_linear(500, (0.15, 0.1, 0.2, 0.25, 0.12), {})
    yield "5, two pairs up", *log_linear(5_000, (0.1, 0.15, 0.2, 0.08, 0.05), {"12": 1.2, "34": 0.9})
    yield (
        "5, four pairs up",
        *log_linear(10_000, (0.02, 0.06, 0.1, 0.07, 0.05), {"12": 1.8, "13": 1, "24": 1.2, "35": 0.8}),
    )
    yield "5, two pairs down", *log_linear(10_000, (0.03, 0.06, 0.1, 0.08, 0.05), {"23": -1, "45": -1.5})
    mixed = {"12": 1, "13": 1.4, "24": -0.8, "25": -1.2, "35": 0.7, "45": -0.6}
    yield "5, six pairs up and down", *log_linear(8_000, five, mixed)
    yield "5, the same, sparse", *log_linear(30_000, (0.01, 0.03, 0.06, 0.04, 0.02), mixed)
    threes = {"12": 0.8, "13": 0.6, "23": 0.7, "123": 0.8, "45": -0.8}
    yield "5, three lists together", *log_linear(5_000, (0.1, 0.15, 0.12, 0.08, 0.1), threes)
    yield "5, hardly seen", *log_linear(100_000, (0.004, 0.008, 0.003, 0.01, 0.006), {"12": 1, "35": 0.8})
    for seed, (people, coverage) in enumerate(zip((3_000, 8_000, 20_000, 50_000), COVERED[5], strict=True), start=1):
        yield f"5, drawn {seed}", *drawn(people, coverage, seed)
    yield "5, two classes", *classes(5_000, [(0.8, seen_by_few[:5]), (0.2, seen_by_many[:5])])
    yield "5, people differ by .7", *unlike(5_000, (-2.5, -2.2, -2.8, -3, -2), 0.7)
    yield "4 independent", *log_linear(1_000, (0.1, 0.2, 0.15, 0.25), {})
    yield "4, two pairs up", *log_linear(5_000, four, {"12": 1.2, "34": 1})
    yield "4, two pairs down, one up", *log_linear(5_000, four, {"12": -1.2, "34": -1, "13": 0.5})
    for seed, (people, coverage) in enumerate(zip((3_000, 20_000, 800), COVERED[4], strict=True), start=21):
        yield f"4, drawn {seed}", *drawn(people, coverage, seed)
    yield "4, two classes", *classes(3_000, [(0.75, (0.06, 0.08, 0.05, 0.1)), (0.25, (0.3, 0.25, 0.35, 0.2))])
    yield "4, hardly seen", *log_linear(50_000, (0.01, 0.008, 0.012, 0.005), {"12": 0.9})
    yield "3 independent", *log_linear(2_000, three, {})
    yield "3, one pair up", *log_linear(3_000, three, {"12": 1})
    yield "3, one pair down", *log_linear(3_000, three, {"12": -0.8})
    yield "3, two pairs up", *log_linear(10_000, (0.05, 0.08, 0.1), {"12": 1, "23": 0.7})
    yield "3, two classes", *classes(3_000, [(0.75, (0.08, 0.1, 0.15)), (0.25, (0.3, 0.35, 0.25))])
    six = (0.05, 0.08, 0.1, 0.06, 0.04, 0.12)
    yield "6 independent", *log_linear(5_000, six, {})
    yield "6, four pairs up", *log_linear(10_000, six, {"12": 1.5, "13": 1, "24": 1.2, "56": 0.8})
    yield "6, drawn", *drawn(10_000, six, 3)
    yield "6, two classes", *classes(5_000, [(0.8, seen_by_few), (0.2, seen_by_many)])
    yield "6, people differ by .7", *unlike(5_000, (-2.5, -2.2, -2.8, -3, -2, -2.6), 0.7)
    yield "7, two pairs down, one up", *log_linear(8_000, (0.03, *six), {"23": -1, "45": -1.5, "67": 1})
    for name in FITTED if DATA.is_dir() else ():
        means = stepwise(read(DATA / f"{name}.csv")).means
        yield f"stepwise model of {name}", round(float(means.sum())), means / means.sum()


def held(population: Population, place: int, sets: int) -> Floats:
    """By data set: whether the 95 and the 80 % interval hold the truth, and the ratio of the former's
    ends; how many people are seen, and on two lists."""
    _, people, chances = population
    lists = len(chances).bit_length() - 1
    rows = []
    for which in range(sets):
        counts = np.random.default_rng([SEED, place, which]).multinomial(people, chances / chances.sum())
        table = CaptureTable(tuple("ABCDEFGH"[:lists]), (0, *(int(count) for count in counts[1:])))
        if table.on_two_or_more < FEWEST or min(table.size(at) for at in range(lists)) == 0:
            continue
        found = default_intervals(table)
        holds = [float(each.low <= people <= each.high) for each in (found.interval95, found.interval80)]
        rows.append([*holds, found.interval95.high / found.interval95.low, table.n_observed, table.on_two_or_more])
    return np.array(rows)


def main() -> int:
    """Print and write the section."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sets", type=int, default=100)
    sets = parser.parse_args().sets
    lines = [
        "| population | people | seen | on two lists | 95 % holds | 80 % holds | upper over lower end (95 %, median) |",
        "|---|---|---|---|---|---|---|",
    ]
    rates = []
    for place, population in enumerate(populations()):
        rows = held(population, place, sets)
        wide, narrow = rows[:, 0].mean(), rows[:, 1].mean()
        rates.append((wide, narrow))
        lines.append(
            f"| {population[0]} | {population[1]:,} | {np.median(rows[:, 3]):,.0f} | {np.median(rows[:, 4]):,.0f} "
            f"| {wide:.2f} | {narrow:.2f} | {np.median(rows[:, 2]):.2f} |"
        )
        print(lines[-1], file=sys.stderr, flush=True)
    mean, worst = np.mean(rates, axis=0), np.min(rates, axis=0)
    lines += [
        "",
        f"Mean {mean[0]:.3f} and {mean[1]:.3f}, worst {worst[0]:.2f} and {worst[1]:.2f}; {sets} data sets each.",
    ]
    write_section("Coverage of the default interval on populations of our own", lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
