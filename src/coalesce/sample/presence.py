"""Who stands on which list: overlaps as they are in life, not independent of each other.

Promises for each list the persons it holds, with the expected number that its coverage says. Three things bind
the lists: everyone has a visibility that all lists feel; each list draws from some origins and routes more
than from others; and some lists share a feed or copy another. Invariant: the same seed gives the same lists.

The model is a logistic one with a latent trait per person, the usual picture of heterogeneous capture
(Rasch; see Darroch et al. 1993, A three-sample multiple-recapture approach).
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence

from coalesce.records import SightingKind
from coalesce.sample.habits import Habit
from coalesce.sample.people import Someone

FEED_SHARE = 0.13
"""The share of all travellers that a shared feed carries."""

FEED_DRAWS: Mapping[str, float] = {"europe": 2.4, "overseas": 1.5, "maghreb": 0.5}
"""Log-odds by region of being carried by it."""

FEED_TAKEN = 0.85
"""How often a list that gets a feed takes a person over from it."""

BISECTIONS = 40


NOT_THERE = 6.0
"""Log-odds lost at a country's gates by those who never came through them."""


def feed_members(rng: random.Random, people: Sequence[Someone]) -> frozenset[str]:
    """Ids of those whom the shared feed carries."""
    logits = [0.8 * someone.visibility + (FEED_DRAWS.get(someone.origin.region, 0.0)) for someone in people]
    return _chosen(rng, people, logits, FEED_SHARE * len(people))


def members_of(
    rng: random.Random, habit: Habit, people: Sequence[Someone], fed: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Ids of those on the list, and of those among them who came with the feed."""
    taken = frozenset(s.id for s in people if s.id in fed and rng.random() < FEED_TAKEN) if habit.feed else frozenset()
    rest = [someone for someone in people if someone.id not in taken]
    expected = max(0.0, habit.coverage * len(people) - len(taken))
    own = _chosen(rng, rest, [_logit(habit, someone) for someone in rest], expected)
    return own | taken, taken


def copied_members(rng: random.Random, habit: Habit, source: Sequence[str], everybody: int) -> frozenset[str]:
    """Of the list that is copied, as many as the coverage says (all of it where it has no more)."""
    wanted = habit.coverage * everybody / max(1, len(source))
    return frozenset(ident for ident in source if rng.random() < wanted)


def _logit(habit: Habit, someone: Someone) -> float:
    draws: Mapping[str, float] = habit.draws
    affinity = draws.get(someone.origin.iso, draws.get(someone.origin.region, draws.get("other", 0.0)))
    events = someone.itinerary.events
    absent = habit.through is not None and all(event.country != habit.through for event in events)
    turned = any(event.kind is SightingKind.TURNED_BACK for event in events)
    back = any(event.stage == "back" for event in events)
    return (
        affinity
        + habit.pull * someone.visibility
        + habit.turned_back * turned
        + habit.returned * back
        - NOT_THERE * absent
    )


def _chosen(rng: random.Random, people: Sequence[Someone], logits: Sequence[float], expected: float) -> frozenset[str]:
    """Drawn one by one with the log-odds, shifted so that the expected number is met."""
    shift = _shift(logits, min(expected, 0.999 * len(people)))
    return frozenset(
        someone.id for someone, logit in zip(people, logits, strict=True) if rng.random() < _probability(logit + shift)
    )


def _shift(logits: Sequence[float], expected: float) -> float:
    low, high = -30.0, 30.0
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        if sum(_probability(logit + middle) for logit in logits) < expected:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _probability(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))
