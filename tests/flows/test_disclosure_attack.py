"""The attack that the promise is about: bait records, everything else known, all figures read, one person in or out."""

from __future__ import annotations

import random

import pytest

from coalesce.dates import PartialDate, Period
from coalesce.flows.bounding import Bounded, FigureEvidence, bounded_people
from coalesce.flows.contributions import RecordFacts
from coalesce.flows.disclosure import draw
from coalesce.handling import seal
from coalesce.linking.components import Node
from coalesce.records import Sighting, SightingKind
from coalesce.records.series import Source
from tests.series_made import made_series

SERIES = made_series(
    since=Period(2014, 3), until=Period(2014, 4), origins=("TN",), sources=(Source("a", ("NL/in",)),), lists=("NL/in",)
)
GRID = SERIES.grid()
PROMISED = 0.64

_MOVES = (
    (3, 1, "TR", "SY"), (3, 8, "SY", "IQ"), (3, 20, "JO", "SY"),
    (4, 1, "SY", "IQ"), (4, 8, "TR", "SY"), (4, 15, "SY", "IQ"), (4, 22, "JO", "SY"),
)  # fmt: skip
JOURNEY = [
    Sighting(SightingKind.ENTERED, end, PartialDate.of(2014, month, day), from_country=start)
    for month, day, start, end in _MOVES
]


def world(victim: bool) -> dict[str, int]:
    """The counts of a world of baits that the attacker made, with the one person whom it asks about, or without.

    The person is as exposed as the bounds allow: six leg-months, two quarters, patterns of two legs.
    """
    names = [f"bait{n}" for n in range(7)] + ["person"] * victim
    seen = dict.fromkeys(names, JOURNEY)
    facts = dict.fromkeys(names, RecordFacts("NL/in", ("TN",)))
    nodes = tuple(Node(name, "l", False) for name in names)
    evidence = FigureEvidence(nodes, {name: f"x{name}" for name in names}, facts, seen, (), {}, {})
    found = bounded_people(evidence, [(name,) for name in names], (SERIES, GRID, b"key"))
    return dict(found.counts)


def right_guesses(times: int, seed: int) -> float:
    """The share of right guesses of the best guesser (Neyman and Pearson): by the likelihoods of all that was published."""
    rng, worlds = random.Random(seed), {truth: world(truth) for truth in (False, True)}
    moved = [
        (cell.key, SERIES.share(cell.kind).deviation)
        for cell in GRID
        if worlds[True][cell.key] > worlds[False][cell.key]
    ]
    assert len(moved) == 6 + 2 + 2
    right = 0
    for _ in range(times):
        truth = rng.random() < 0.5
        values = draw(seal(Bounded(worlds[truth], {}, {}, {})), SERIES, GRID).values
        ratio = sum((2 * (values[key] - worlds[False][key]) - 1) / (2 * sd**2) for key, sd in moved)
        right += (ratio > 0) is truth
    return right / times


def test_a_guess_after_the_figures_is_better_than_a_coin_and_no_better_than_promised() -> None:
    """Five standard errors: it fails once in three million runs."""
    times = 1_500
    found = right_guesses(times, 1)
    margin = 5 * (0.25 / times) ** 0.5
    assert 0.5 < found < PROMISED + margin


@pytest.mark.long
def test_a_hundred_thousand_guesses_are_right_at_most_as_often_as_promised() -> None:
    """63.8 in 100 by the arithmetic; 64 is more than a standard error away, two thirds of the distance to five."""
    found = right_guesses(100_000, 2)
    print(f"right {found:.4f} of 100,000 times")
    assert abs(found - 0.638) < 5 * (0.25 / 100_000) ** 0.5
