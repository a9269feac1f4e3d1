"""The review queue by itself, at sizes up to a million records: made, the first pairs found, a word worked in.

    python -m bench.queue

Records and links are drawn (a fixed seed): persons of one to four records with likely links between them, and one weak link a
record to a stranger. Only the queue is timed, without store and page: what grows with the node, and what does not.
"""

from __future__ import annotations

import time

import numpy as np

from bench.results import write_section
from coalesce.linking.cluster_ties import Told
from coalesce.linking.waiting import Waiting
from coalesce.records import Verdict

SIZES = (10_000, 100_000, 1_000_000)
WORDS = 60
SEED = 1


def drawn(count: int) -> Told:
    """So many records with their links."""
    rng = np.random.default_rng(SEED)
    person = np.repeat(np.arange(count), rng.choice([1, 2, 3, 4], count, p=[0.4, 0.35, 0.15, 0.1]))[:count]
    left, right, sure = [], [], []
    for gap in (1, 2, 3):
        one = np.flatnonzero(person[:-gap] == person[gap:])
        left.append(one)
        right.append(one + gap)
        sure.append(rng.beta(8, 1, len(one)))
    one, other = rng.integers(0, count, count), rng.integers(0, count, count)
    apart = one != other
    left.append(np.minimum(one, other)[apart])
    right.append(np.maximum(one, other)[apart])
    sure.append(rng.beta(1, 6, int(apart.sum())))
    lefts, rights, probability = np.concatenate(left), np.concatenate(right), np.concatenate(sure)
    _, first = np.unique(lefts * count + rights, return_index=True)
    names = [f"r{number:025d}" for number in range(count)]
    return Told(names, np.full(count, -1), lefts[first], rights[first], probability[first])


def measured(count: int) -> str:
    """One line of the table."""
    told = drawn(count)
    began = time.process_time()
    queue = Waiting(told, {})
    made, found, worked = time.process_time() - began, [], []
    for number in range(WORDS):
        began = time.process_time()
        pair = queue.pair(queue.first(2, queue.waits, queue.information)[0])
        found.append(time.process_time() - began)
        began = time.process_time()
        queue.amend({(pair.left, pair.right): (Verdict.SAME, Verdict.DIFFERENT)[number % 2]})
        worked.append(time.process_time() - began)
    milliseconds = [1000 * value for value in (np.median(found), np.median(worked), max(worked))]
    told_ms = " | ".join(f"{value:.1f}" for value in milliseconds)
    return f"| {count:,} | {len(told.left):,} | {made:.2f} | {told_ms} |"


def main() -> None:
    """Measure and note."""
    head = "| records | links | made (s) | first pairs (ms) | a word worked in (ms): median | slowest |"
    rows = [measured(count) for count in SIZES]
    note = f"Processor's time; {WORDS} words in a row, `same` and `different` in turn, each on the first pair."
    write_section("The review queue by size, alone", [head, "|---|---|---|---|---|---|", *rows, "", note])


if __name__ == "__main__":
    main()
