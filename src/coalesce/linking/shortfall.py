"""Why a pair's probability is not higher, and not lower: its evidence read backwards, in plain words.

Invariant: every number follows from the weight's own parts and the model's own levels: a probability that
stands beside a line is what the model would state if that one part were as the line says and all else stayed.
At most ``MOST_LINES`` lines each way. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coalesce.linking.comparisons import NOTHING_REASON, REASONS, Comparison
from coalesce.linking.model import Model
from coalesce.records import MatchWeight, WeightPart

MOST_LINES = 4
LEAST_BITS = 0.05
"""Less evidence than this is written as 0, and is not worth a line."""

MOST_EACH = 2
"""Lines about what speaks against a pair, and as many about what speaks for it."""

SPOKEN: dict[str, str] = {
    Comparison.NAME: "the name",
    Comparison.BIRTH_DATE: "the birth date",
    Comparison.DOCUMENT: "the document",
    Comparison.NATIONALITY: "the nationality",
    Comparison.SEX: "the sex",
    Comparison.BIRTH_PLACE: "the birth place",
    Comparison.RESIDENCE: "the residence",
}

IF_FULL: dict[str, str] = {
    Comparison.BIRTH_DATE: "if the birth dates agreed in full",
    Comparison.DOCUMENT: "if both bore the same document",
    Comparison.NATIONALITY: "if they shared a nationality",
    Comparison.SEX: "if the sexes agreed",
    Comparison.BIRTH_PLACE: "if the birth places agreed",
    Comparison.RESIDENCE: "if the residences agreed",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that holds a probability where it is. ``bits`` is its evidence (0 where nothing is said);
    ``probability`` what would be stated without it, or with what it asks for; None where that cannot be said.
    """

    comparisons: tuple[str, ...]
    text: str
    bits: float
    probability: float | None


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Why not higher, and why not lower, the weightiest first."""

    higher: tuple[Line, ...] = ()
    lower: tuple[Line, ...] = ()


def shortfall(weight: MatchWeight, model: Model | None) -> Shortfall:
    """Why a pair of this weight is not stated higher or lower; without the model that made it, no other probability."""
    against = sorted((part for part in weight.parts if part.weight < -LEAST_BITS), key=lambda part: part.weight)
    favour = sorted((part for part in weight.parts if part.weight > LEAST_BITS), key=lambda part: -part.weight)
    higher = [_taken(part, weight, model) for part in against[:MOST_EACH]]
    higher += _silent(weight.parts)
    if model is not None:
        higher += _lifts(weight, model)
    lower = [_given(part, weight, model) for part in favour[:MOST_EACH]]
    return Shortfall(tuple(higher[:MOST_LINES]), tuple(lower))


def _taken(part: WeightPart, weight: MatchWeight, model: Model | None) -> Line:
    text = f"{_spoken(part.comparison)} takes {-part.weight:.1f} bits away ({part.reason}); without that"
    return Line((part.comparison,), text, part.weight, _stated(weight.total - part.weight, model))


def _given(part: WeightPart, weight: MatchWeight, model: Model | None) -> Line:
    text = f"{_spoken(part.comparison)} adds {part.weight:.1f} bits ({part.reason}); without that"
    return Line((part.comparison,), text, part.weight, _stated(weight.total - part.weight, model))


def _silent(parts: Sequence[WeightPart]) -> list[Line]:
    """What one side, or both, say nothing of, in one line."""
    silent = tuple(part.comparison for part in parts if part.reason == NOTHING_REASON)
    if not silent:
        return []
    names = [_spoken(comparison) for comparison in silent]
    told = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return [Line(silent, f"{told} cannot be compared: {NOTHING_REASON}", 0.0, None)]


def _lifts(weight: MatchWeight, model: Model) -> list[Line]:
    """The comparisons whose full agreement would lift the probability, the one that would lift it most first."""
    found = []
    for part in weight.parts:
        if part.comparison in IF_FULL:
            weights = model.weights[Comparison(part.comparison)]
            best = max(range(len(weights)), key=lambda level: weights[level])
            found.append((part.weight - weights[best], part.comparison, REASONS[Comparison(part.comparison)][best]))
    return [
        Line((comparison,), f"{IF_FULL[comparison]} ({reason})", -loss, _stated(weight.total - loss, model))
        for loss, comparison, reason in sorted(found)
        if -loss > LEAST_BITS
    ]


def _stated(weight: float, model: Model | None) -> float | None:
    return None if model is None else model.calibration.probability(weight)


def _spoken(comparison: str) -> str:
    return SPOKEN.get(comparison, comparison.replace("_", " "))
