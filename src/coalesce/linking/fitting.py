"""Fitting a model to a node's own lists: what an operator may publish as the node's next model.

Invariant: a fit takes ``OwnRows``, and those are made of the own member's records alone: a received record cannot get
in, nor a judgement by another member. The same rows give the same model. What comes out holds no
token that fewer than ten persons bear, and no level without data is left at nothing: the base model speaks there.

Two rounds of: group the records into persons; count terms by person; find candidate pairs and their levels; estimate.
u comes from random pairs, of the name from random compatriots, and from the candidates that are probably two persons,
whichever is more: a rare level, which hardly any random pair shows, is borne by those, and namesakes agree more often than
chance has it. m and the prior come by expectation and maximisation over the candidates, judged pairs being known.

Source: Fellegi and Sunter (1969); Winkler (1988), Using the EM algorithm for weight computation; random-pair u
as in Splink (Linacre et al. 2022).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from coalesce.errors import NotPermitted, Refusal
from coalesce.linking.agreement import Coded, Coder, levels
from coalesce.linking.calibration import moved
from coalesce.linking.cluster_ties import Told
from coalesce.linking.columns import Columns, prepare
from coalesce.linking.comparisons import Comparison
from coalesce.linking.fitting_counts import own_frequencies
from coalesce.linking.keys import keys
from coalesce.linking.model import Fitting, Model, from_plain, to_plain
from coalesce.linking.monotone import rising
from coalesce.linking.partition import group_labels
from coalesce.linking.rows import LinkRow
from coalesce.records import Judgement, Record, Verdict

LEAST_PAIRS = 200
"""So many pairs must probably be one person (or be judged so), or the fit is refused: a level then rests on dozens."""

LEAST_JUDGED = 60
"""From so many judged pairs on, with ten of each verdict, the calibration is moved to what the humans said."""

RANDOM_PAIRS, PAIRS_A_RECORD = 40_000, 20
ROUNDS, STEPS = 2, 100
HELD = 50.0
"""The base model's m and u count as much as so many pairs."""

_TOLD = 0.05
"""Pairs below this are no links: as ``engines`` keeps them."""

_RISING = (
    Comparison.NAME,
    Comparison.DOCUMENT,
    Comparison.NATIONALITY,
    Comparison.SEX,
    Comparison.BIRTH_PLACE,
    Comparison.RESIDENCE,
)
_ORDER = tuple(Comparison)
Levels = NDArray[np.int8]
Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One own record: its id, its list, and what is compared."""

    record: str
    list_id: str
    list_name: str
    deduplicated: bool
    columns: Columns


class OwnRows:
    """The own member's records and judgements, and nobody else's."""

    def __init__(
        self, member: str, records: Iterable[Record], judgements: Iterable[Judgement], deduplicated: frozenset[str]
    ) -> None:
        """``deduplicated``: ids of lists free of duplicates. Raises NotPermitted for another member's record or judgement."""
        rows = []
        for record in records:
            if record.owner != member:
                raise NotPermitted("a model is fitted on the own member's records alone, never on received ones")
            closed = record.list_id in deduplicated
            rows.append(OwnRow(record.id, record.list_id, record.list_name, closed, prepare(record.entry)))
        self.rows = tuple(sorted(rows, key=lambda row: row.record))
        there = {row.record for row in self.rows}
        self.judged: dict[tuple[str, str], bool] = {}
        for word in judgements:
            if word.member != member:
                raise NotPermitted("a model is fitted on the own member's judgements alone")
            if word.current and word.verdict is not Verdict.UNSURE and {word.left, word.right} <= there:
                self.judged[word.left, word.right] = word.verdict is Verdict.SAME

    def lists(self) -> tuple[tuple[str, int], ...]:
        """How many records of each list, by its name."""
        return tuple(sorted(Counter(row.list_name for row in self.rows).items()))


Compare = Callable[[Sequence[LinkRow], Model], tuple[Places, Places, Levels]]
"""Of rows in the order of records: every candidate pair by places, left < right, and its levels in the order of ``Comparison``."""


def compare_plainly(rows: Sequence[LinkRow], model: Model) -> tuple[Places, Places, Levels]:
    """The pure way, for a few thousand records: what an engine must find."""
    under: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        for key in row.keys:
            under[key].append(at)
    found = sorted({pair for places in under.values() for pair in combinations(places, 2)})
    pairs = [(a, b) for a, b in found if not (rows[a].deduplicated and rows[a].list_id == rows[b].list_id)]
    both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1], pair_levels([row.columns for row in rows], model, both[:, 0], both[:, 1])


def pair_levels(columns: Sequence[Columns], model: Model, left: Places, right: Places) -> Levels:
    """The levels of these pairs."""
    coder, coded = Coder(model), dict[int, Coded]()
    for at in {*left.tolist(), *right.tolist()}:
        coded[at] = coder.code(columns[at])
    found = np.full((len(left), len(_ORDER)), -1, dtype=np.int8)
    for number, (one, other) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        each = levels(coded[one], coded[other], model)
        found[number] = [each[comparison] for comparison in _ORDER]
    return found


@dataclass(frozen=True, slots=True)
class Named:
    """What a fitted model is called: its version on this node, and the day (ISO 8601)."""

    version: int
    day: str


def fit(own: OwnRows, base: Model, named: Named, compare: Compare = compare_plainly) -> Model:
    """A new model, nothing published. Raises Refusal where too few pairs are probably one person."""
    model = replace(base, population=max(len(own.rows), 2))
    model = replace(model, prior=base.for_population(model.population).prior)
    known = _Known(own, compare)
    table, probable = known.table(model), 0.0
    for _ in range(ROUNDS):
        model = own_frequencies(model, [row.columns for row in own.rows], known.persons(model, table))
        table = known.table(model)
        model, probable = _estimated(model, base, table, known)
        if probable < LEAST_PAIRS:
            raise Refusal(
                f"too few pairs to fit a model on: {probable:.0f} pairs of these lists are probably one person, and it takes"
                f" {LEAST_PAIRS}; name more lists, or judge more pairs"
            )
    judged = known.judged_weights(model)
    if len(judged) >= LEAST_JUDGED and 10 <= sum(same for _, same in judged) <= len(judged) - 10:
        model = replace(model, calibration=moved(model.calibration, *zip(*judged, strict=True)))
    model = _set_to(model, base.population)
    fitting = Fitting(named.version, named.day, own.lists(), round(probable), len(own.judged))
    model = replace(model, name=f"own-{named.version}", fitting=fitting, card=_card(fitting, base, model.population))
    return from_plain(to_plain(model))


def _set_to(model: Model, population: int) -> Model:
    """For a node of so many records, or of as many as it was fitted on."""
    larger = model.for_population(max(population, model.population))
    return replace(larger, name=model.name)


def _card(fitting: Fitting, base: Model, population: int) -> str:
    lists = ", ".join(f"{name} ({records} records)" for name, records in fitting.lists)
    words = f" and {fitting.judged} judged pairs" if fitting.judged else ""
    return (
        f"Linking model fitted by this node on {fitting.day}, on lists of its own member: {lists}; {fitting.pairs} pairs that are"
        f" probably one person{words}. No received record was read. Its prior and keys are set to {population:,} records. Where these"
        f" lists say nothing it says what {base.name} says, of which its own card says: {base.card}"
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """Candidate pairs by places, and their levels."""

    left: Places
    right: Places
    levels: Levels


class _Known:
    """The rows with what does not change from round to round."""

    def __init__(self, own: OwnRows, compare: Compare) -> None:
        self.rows, self._compare = own.rows, compare
        self.columns = [row.columns for row in own.rows]
        place = {row.record: at for at, row in enumerate(own.rows)}
        self.judged = {(place[left], place[right]): same for (left, right), same in own.judged.items()}
        closed = {row.list_id: number for number, row in enumerate(own.rows) if row.deduplicated}
        self.closed = np.array([closed.get(row.list_id, -1) for row in own.rows], dtype=np.int64)
        sizes = [count for number, count in Counter(self.closed.tolist()).items() if number >= 0]
        self.pairs = max(math.comb(len(own.rows), 2) - sum(math.comb(size, 2) for size in sizes), 1)

    def persons(self, model: Model, table: _Table) -> Places:
        """The person of each record, as the model and the judgements have it."""
        stated = model.calibration.probabilities(_weights(model, table.levels))
        said = _fixed(table, self.judged)
        stated = np.where(np.isnan(said), stated, np.clip(said, 1e-9, 1 - 1e-9))
        kept = stated >= _TOLD
        told = Told([row.record for row in self.rows], self.closed, table.left[kept], table.right[kept], stated[kept])
        return group_labels(told, {})

    def table(self, model: Model) -> _Table:
        """Every candidate pair of the model, and the judged ones that are none."""
        rows = [
            LinkRow(row.record, 1, row.list_id, row.deduplicated, row.columns, keys(row.columns, model))
            for row in self.rows
        ]
        left, right, found = self._compare(rows, model)
        there = set(zip(left.tolist(), right.tolist(), strict=True))
        more = np.array([pair for pair in self.judged if pair not in there], dtype=np.int64).reshape(-1, 2)
        found = np.concatenate([found, pair_levels(self.columns, model, more[:, 0], more[:, 1])])
        left, right = np.concatenate([left, more[:, 0]]), np.concatenate([right, more[:, 1]])
        return _Table(left, right, found)

    def random_levels(self, model: Model, compatriots: bool) -> Levels:
        """Levels of random pairs; ``compatriots``: of records of one nationality, where most records say theirs."""
        draw = np.random.default_rng(20141101)
        one, other = draw.integers(0, len(self.rows), (2, min(RANDOM_PAIRS, PAIRS_A_RECORD * len(self.rows))))
        if compatriots:
            nations = [each.nationalities[0] if each.nationalities else "" for each in self.columns]
            of: dict[str, list[int]] = defaultdict(list)
            for at, nation in enumerate(nations):
                of[nation].append(at)
            if len(of[""]) * 2 < len(nations):
                other = np.array([of[nations[a]][b % len(of[nations[a]])] for a, b in zip(one, other, strict=True)])
        apart = (one != other) & ((self.closed[one] < 0) | (self.closed[one] != self.closed[other]))
        return pair_levels(self.columns, model, one[apart], other[apart])

    def judged_weights(self, model: Model) -> list[tuple[float, bool]]:
        """Weight and verdict of every judged pair."""
        pairs = np.array(list(self.judged), dtype=np.int64).reshape(-1, 2)
        weights = _weights(model, pair_levels(self.columns, model, pairs[:, 0], pairs[:, 1]))
        return list(zip(weights.tolist(), self.judged.values(), strict=True))


def _weights(model: Model, found: Levels) -> Floats:
    total: Floats = np.full(len(found), model.prior)
    for column, comparison in enumerate(_ORDER):
        total += np.array([*model.weights[comparison], 0.0])[found[:, column]]
    return total


def _estimated(model: Model, base: Model, table: _Table, known: _Known) -> tuple[Model, float]:
    """m, u and prior; and how many pairs are probably one person."""
    least = _chance(model, base, known)
    fixed = _fixed(table, known.judged)
    said = ~np.isnan(fixed)
    probable = 0.0
    for _ in range(STEPS):
        odds = np.clip(_weights(model, table.levels) * math.log(2), -30, 30)
        post = np.where(said, fixed, 1 / (1 + np.exp(-odds)))
        before, probable = probable, float(post.sum())
        found = {}
        for at, each in enumerate(_ORDER):
            share, speaks = least[each]
            u = np.maximum(share, _met(table.levels[:, at], 1 - post, len(share)) / max(speaks * known.pairs, 1.0))
            found[each] = _pairs(each, (table.levels[:, at], post), base, np.minimum(u, 1.0))
        prior = math.log2(max(probable, 1.0) / known.pairs)
        model = replace(model, levels=found, prior=prior)
        if abs(probable - before) < 1e-4 * max(probable, 1.0):
            break
    return model, probable


def _chance(model: Model, base: Model, known: _Known) -> dict[Comparison, tuple[Floats, float]]:
    """Of each comparison the share of each level among random pairs that say something, and how many of all do."""
    unknown = known.random_levels(model, compatriots=False)
    like = known.random_levels(model, compatriots=True)
    found = {}
    for at, each in enumerate(_ORDER):
        drawn = like[:, at] if each is Comparison.NAME else unknown[:, at]
        shares = _shares(drawn, None, [pair[1] for pair in base.levels[each]])
        found[each] = shares, float((unknown[:, at] >= 0).mean()) if len(unknown) else 1.0
    return found


def _met(found: NDArray[np.int8], weights: Floats, count: int) -> Floats:
    """How many candidates of each level."""
    speak = found >= 0
    answer: Floats = np.bincount(found[speak], weights[speak], count).astype(np.float64)
    return answer


def _fixed(table: _Table, judged: Mapping[tuple[int, int], bool]) -> Floats:
    """1 or 0 for judged pairs, else not a number."""
    pairs = zip(table.left.tolist(), table.right.tolist(), strict=True)
    return np.array([float(judged[pair]) if pair in judged else math.nan for pair in pairs])


def _shares(found: NDArray[np.int8], weights: Floats | None, held: Sequence[float]) -> Floats:
    """Share of each level among those that say something; the base's count as much as ``HELD`` pairs."""
    speak = found >= 0
    counts = np.bincount(found[speak], None if weights is None else weights[speak], len(held)).astype(np.float64)
    base = np.array(held) / sum(held)
    answer: Floats = (counts + HELD * base) / (counts.sum() + HELD)
    return answer


def _pairs(
    comparison: Comparison, column: tuple[NDArray[np.int8], Floats], base: Model, u: Floats
) -> tuple[tuple[float, float], ...]:
    """m and u of each level, rising where more agreement must never weigh less."""
    m = _shares(*column, [pair[0] for pair in base.levels[comparison]])
    both = list(zip(m.tolist(), u.tolist(), strict=True))
    return tuple(rising(both) if comparison in _RISING else both)
