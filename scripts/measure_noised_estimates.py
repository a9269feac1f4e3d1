"""How often the interval of a figure's estimate holds the truth: on simulated people, with the noise of a figure on them.

Run as `python -m scripts.measure_noised_estimates [DATA_SETS]`. The populations are those that the default interval was
chosen on (`bench/populations.py`), those of 3 to 5 lists. What it says stands in `docs/figures.md`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np
from bench.populations import populations

from coalesce.estimation import Thresholds
from coalesce.estimation.average import model_average
from coalesce.estimation.figure_refusals import noise_dominates, too_wide
from coalesce.estimation.noised import noised_average
from coalesce.records import CaptureTable
from coalesce.records.series import NoisedPatterns, Share

DATA_SETS, LISTS = 12, "abcde"
SHARE = Share(0.08, 2)
LIMITS = Thresholds()


def measured(times: int) -> Iterator[tuple[str, float, list[float]]]:
    """By population: its name, the share of data sets whose 95 % interval held; then how many are told, how many of those
    held, and medians of what else ``_one`` gives."""
    for place, (name, people, chances) in enumerate(populations()):
        lists = len(chances).bit_length() - 1
        if lists <= len(LISTS) and not name.startswith("stepwise model"):
            rows = np.array([_one((place, which), people, chances) for which in range(times)])
            told = rows[:, 1] > 0
            means = [float(told.mean()), float(rows[told, 0].mean()) if told.any() else float("nan")]
            yield name, float(rows[:, 0].mean()), [*means, *(float(one) for one in np.median(rows[:, 2:], axis=0))]


def _one(seed: tuple[int, int], people: int, chances: np.ndarray) -> list[float]:
    """Whether the interval holds, whether noise and width let it be told, its width, that without noise, the noise's share."""
    rng = np.random.default_rng(seed)
    counts = rng.multinomial(people, chances / chances.sum())
    counts[0] = 0
    told = counts + np.rint(rng.normal(0, SHARE.deviation, len(counts))).astype(int)
    names = tuple(LISTS[: len(chances).bit_length() - 1])
    table = NoisedPatterns("TR>SY", names, (0, *(int(count) for count in told[1:])), SHARE.deviation)
    found = noised_average(table, 1)
    plain = model_average(CaptureTable(names, tuple(int(count) for count in counts)), most=0).interval95
    told_too = noise_dominates(found.noise_share, LIMITS) is too_wide(found.interval95, LIMITS) is None
    ends = found.interval95
    return [ends.low <= people <= ends.high, told_too, ends.high - ends.low, plain.high - plain.low, found.noise_share]


def main() -> None:
    """Measure and print, by population and all together."""
    times, rows = int(sys.argv[1]) if len(sys.argv) > 1 else DATA_SETS, []
    print(f"{'population':34} held  told  held of told  width  without noise  noise's share")
    for name, rate, (told, of_told, width, plain, share) in measured(times):
        rows.append([rate, told, of_told, share])
        print(f"{name:34} {rate:.2f}  {told:.2f}  {of_told:.2f}  {width:9,.0f} {plain:9,.0f}  {share:.2f}", flush=True)
    every = np.array(rows)
    both = np.isfinite(every[:, 2])
    of_told = np.average(every[both, 2], weights=every[both, 1])
    print(f"{'all':34} {every[:, 0].mean():.3f}  {every[:, 1].mean():.2f}  {of_told:.3f}")


if __name__ == "__main__":
    main()
