"""Partitions drawn from the calibrated links: how sure the number of people is.

Invariant: judged pairs and bars hold in every draw; a component's draws depend on the key (which carries the
audience) and on its own records, versions and links alone: no other component moves them.

Up to ``EXACT_DRAWS`` units a partition is drawn from all of them, each with the product of p for its pairs together and
1 - p for its pairs apart. Beyond that each link is tossed by itself in a random order; it joins two groups, unless it is
barred, with the chance that the other evidence between them leaves.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b, shake_256

import numpy as np
from numpy.typing import NDArray

from coalesce.linking.cluster_search import all_partitions
from coalesce.linking.components import ABSENT, BARRED, Component, Node, PlainLink, Verdicts, components, log_odds

EXACT_DRAWS = 9
"""21,147 partitions, weighed in a millisecond; ten units have 115,975."""

_NOTHING = 1e-9
"""Two single units have no other evidence between them, but for rounding."""

Choice = NDArray[np.intp]
Odds = NDArray[np.float64]
Groups = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class DrawnComponent:
    """``choice[d]`` is the place in ``partitions`` of draw d; every partition is drawn at least once."""

    records: tuple[str, ...]
    partitions: tuple[Groups, ...]
    choice: Choice


def draw_components(
    nodes: Iterable[Node],
    links: Iterable[PlainLink],
    verdicts: Verdicts,
    key: bytes,
    draws: int,
    versions: Mapping[str, int],
) -> list[DrawnComponent]:
    """Draws of every component, in the order of their first record; ``key`` has at most 64 bytes."""
    alone = np.zeros(draws, dtype=np.intp)
    alone.flags.writeable = False
    drawn = []
    for part in components(nodes, links, verdicts):
        if len(part.units) == 1:
            drawn.append(DrawnComponent(part.records, (part.groups([0]),), alone))
            continue
        stream = _Stream(key, part.records, versions)
        if len(part.units) <= EXACT_DRAWS:
            drawn.append(_exactly(part, stream.uniforms(draws)))
        else:
            drawn.append(_by_links(part, stream, draws, log_odds(ABSENT)))
    return drawn


class _Stream:
    """Numbers in [0, 1) that the key, the records and their versions determine (SHAKE-256 as a stream)."""

    def __init__(self, key: bytes, records: tuple[str, ...], versions: Mapping[str, int]) -> None:
        text = "\x00".join(f"{record}:{versions[record]}" for record in records)
        self._seed = blake2b(text.encode(), key=key).digest()

    def uniforms(self, count: int) -> Odds:
        """The first ``count`` numbers, with 53 random bits each."""
        words = np.frombuffer(shake_256(self._seed).digest(8 * count), dtype="<u8")
        answer: Odds = (words >> np.uint64(11)).astype(np.float64) * 2.0**-53
        return answer


def _exactly(part: Component, uniforms: Odds) -> DrawnComponent:
    labels, joined = all_partitions(len(part.units))
    scores = joined @ part.odds[np.triu_indices(len(part.units), 1)]
    chances = np.cumsum(np.exp(scores - scores.max()))
    chosen = np.searchsorted(chances, uniforms * chances[-1], side="right")
    used, choice = np.unique(np.minimum(chosen, len(chances) - 1), return_inverse=True)
    return DrawnComponent(part.records, tuple(part.groups(labels[place].tolist()) for place in used), choice)


def _by_links(part: Component, stream: _Stream, draws: int, no_link: float) -> DrawnComponent:
    """Toss each link; see the top of this file."""
    size = len(part.units)
    first, second = np.triu_indices(size, 1)
    odds = part.odds[first, second]
    told = np.flatnonzero((odds > BARRED / 2) & (odds != no_link))
    first, second, odds = first[told], second[told], odds[told]
    uniforms = stream.uniforms(draws * 3 * len(told)).reshape(draws, 3, len(told))
    heads = uniforms[:, 0] < 1 / (1 + np.exp(-np.maximum(odds, -30)))
    table: list[list[float]] = part.odds.tolist()
    numbers: dict[tuple[int, ...], int] = {}
    choice = np.empty(draws, dtype=np.intp)
    for draw in range(draws):
        on = np.flatnonzero(heads[draw])
        on = on[np.argsort(uniforms[draw, 1, on], kind="stable")]
        labels = _join(table, first[on].tolist(), second[on].tolist(), uniforms[draw, 2, on].tolist())
        choice[draw] = numbers.setdefault(tuple(labels), len(numbers))
    return DrawnComponent(part.records, tuple(map(part.groups, numbers)), choice)


def _join(odds: list[list[float]], first: list[int], second: list[int], chances: list[float]) -> list[int]:
    """One label a unit: the smallest unit of its group."""
    labels = list(range(len(odds)))
    members = [[unit] for unit in labels]
    for one, other, chance in zip(first, second, chances, strict=True):
        keep, gone = labels[one], labels[other]
        if keep == gone:
            continue
        if gone < keep:
            keep, gone = gone, keep
        here, there = members[keep], members[gone]
        rest = -odds[one][other]
        for unit in here:
            row = odds[unit]
            for their in there:
                rest += row[their]
        if rest < -_NOTHING and chance >= math.exp(max(rest, -700.0)):
            continue
        for unit in there:
            labels[unit] = keep
        here.extend(there)
    return labels
