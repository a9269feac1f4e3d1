"""One reviewer's order of an audience's queue: which pairs come first, which are chosen, where a page goes on.

Invariant: the same view gives the same rows in the same order; a page goes on from a place in that order and not from a
number of rows, so that what is judged meanwhile moves nothing. First come disputes that this reviewer may decide, then the
pairs by what a word on them would tell, last those called unsure. Who has spoken of a pair under the rule of two
reviewers is not asked again before the others have.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from coalesce.errors import BadUsage
from coalesce.flows import journey
from coalesce.linking.information import Flags
from coalesce.linking.judging import Pair, Stage
from coalesce.records import Leg, Verdict
from coalesce.services.queueing import Queue, Traits
from coalesce.store.read_view import ReadView

SEPARATOR = "~"
"""Between the three parts of a place: rank, left, right."""

DISPUTED, UNSURE = 2.0, -2.0
"""What is added to the bits of a pair that is for a third reviewer, and of one called unsure."""

AT_ONCE = 200
"""Pairs whose scripts or legs are read at once."""

MOST_TRAITS = 200_000
"""Records whose scripts and legs are remembered."""

Place = tuple[float, str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which pairs: with a side on this list; of these probabilities; with a name in this script; with this leg; with one of
    these records (None: any); at this stage of review (None: any)."""

    listed: str = ""
    least: float = 0.0
    most: float = 1.0
    script: str = ""
    leg: Leg | None = None
    records: frozenset[str] | None = None
    stage: Stage | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A pair as it waits. ``probability`` as the link states it and ``together`` by all evidence (None: no proposal);
    ``information`` in bits."""

    left: str
    right: str
    probability: float | None
    together: float | None
    information: float
    rank: float
    stage: Stage = Stage.OPEN

    @property
    def place(self) -> Place:
        """Where it stands: rows come in the order of this."""
        return (-self.rank, self.left, self.right)

    @property
    def text(self) -> str:
        """The place as an address holds it."""
        return SEPARATOR.join((repr(self.rank), self.left, self.right))


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of a page; ``reached``: after which place to go on (None: that was all); ``total``: how many there are in all
    (None: known only by looking through all)."""

    rows: tuple[Row, ...]
    reached: str | None
    total: int | None


def place_of(text: str) -> Place | None:
    """The place that an address names; None for none. Raises BadUsage."""
    if not text:
        return None
    parts = text.split(SEPARATOR)
    try:
        rank = float(parts[0])
    except ValueError:
        rank = float("nan")
    if len(parts) != 3 or not abs(rank) <= 4:
        raise BadUsage("'after' is a place in the queue, as a page of it gave it")
    return (-rank, parts[1], parts[2])


class Ranked:
    """The queue in one reviewer's order. Made anew for each request, under the queue's lock."""

    def __init__(self, queue: Queue, reviewer: str, judges: bool) -> None:
        self._queue = queue
        self._among, self._rank = queue.waiting.waits, queue.waiting.information
        self._stages: dict[int, Stage] = {}
        self._beside: list[Row] = []
        if queue.unsettled:
            self._among, self._rank = self._among.copy(), self._rank.copy()
            for pair, number in queue.unsettled.items():
                self._unsettled(pair, number, reviewer, judges)

    def total(self, choice: Choice) -> int | None:
        """How many pairs are chosen, but controls; None where each would have to be looked at."""
        if choice.script or choice.leg:
            return None
        if choice == Choice() and not self._beside:
            return int(np.count_nonzero(self._among))
        beside = [row for row in self._beside if self._fits(row, choice)]
        return int(np.count_nonzero(self._chosen(choice))) + len(beside)

    def at_stage(self, stage: Stage) -> int:
        """How many pairs wait for this reviewer at a stage."""
        numbers = [number for number, one in self._stages.items() if one is stage and self._among[number]]
        return len(numbers) + sum(1 for row in self._beside if row.stage is stage)

    def first(self, choice: Choice, count: int, after: Place | None = None, more: Iterable[Row] = ()) -> list[Row]:
        """The first rows behind a place, scripts and legs left out of the choice; ``more`` rows stand among them."""
        among = self._chosen(choice)
        if after is not None:
            rank, begin = -after[0], self._queue.waiting.before(after[1:])
            number = self._queue.waiting.number_of(after[1:])
            behind = self._rank < rank
            behind[begin:] |= self._rank[begin:] == rank
            if number is not None:
                behind[number] &= self._rank[number] < rank
            among &= behind
        rows = [self.row(number) for number in self._queue.waiting.first(count, among, self._rank)]
        beside = [
            row for row in (*self._beside, *more) if self._fits(row, choice) and (after is None or row.place > after)
        ]
        return sorted([*rows, *beside], key=lambda row: row.place)[:count]

    def row(self, number: int) -> Row:
        """The row of a link."""
        one = self._queue.waiting.pair(number)
        stage = self._stages.get(number, Stage.OPEN)
        rank = float(self._rank[number])
        return Row(one.left, one.right, one.probability, one.together, one.information, rank, stage)

    def row_of(self, pair: Pair) -> Row:
        """The row of a pair, whether it waits or not."""
        number = self._queue.waiting.number_of(pair)
        beside = next((row for row in self._beside if (row.left, row.right) == pair), None)
        if number is None:
            return beside or Row(*pair, None, None, 0.0, UNSURE)
        return self.row(number)

    def _unsettled(self, pair: Pair, number: int | None, reviewer: str, judges: bool) -> None:
        """How a pair with words that settle nothing stands before this reviewer."""
        queue = self._queue
        one = queue.own[pair]
        mine = [word for word in queue.words[pair] if word.current and word.reviewer == reviewer]
        spoken = queue.second and bool(mine) and mine[-1].verdict is not Verdict.UNSURE
        heard = (
            mine
            if queue.second
            else [word for word in queue.words[pair] if word.current and word.member == queue.member]
        )
        unsure = bool(heard) and heard[-1].verdict is Verdict.UNSURE
        moved = (DISPUTED if one.stage is Stage.THIRD and judges and reviewer not in one.speakers else 0.0) + (
            UNSURE if unsure else 0.0
        )
        if number is None:
            if one.speakers and not spoken:
                self._beside.append(Row(*pair, None, None, 1.0, 1.0 + moved, one.stage))
        else:
            self._stages[number] = one.stage
            self._rank[number] += moved
            self._among[number] &= not spoken

    def _chosen(self, choice: Choice) -> Flags:
        """The waiting links that the choice lets through, but for scripts and legs."""
        waiting, among = self._queue.waiting, self._among.copy()
        if choice.least > 0:
            among &= waiting.probability >= choice.least
        if choice.most < 1:
            among &= waiting.probability <= choice.most
        if choice.listed:
            on = (
                self._queue.on_list == self._queue.lists.index(choice.listed)
                if choice.listed in self._queue.lists
                else None
            )
            among &= np.zeros(len(among), np.bool_) if on is None else on[waiting.left] | on[waiting.right]
        if choice.records is not None:
            among &= _only(waiting.touching(choice.records), len(among))
        if choice.stage is not None:
            numbers = [number for number, stage in self._stages.items() if stage is choice.stage]
            among &= _only(np.array(numbers, dtype=np.int64), len(among))
        return among

    def _fits(self, row: Row, choice: Choice) -> bool:
        """The same of a row that is no link; its list is that of a record of the view."""
        sure = 0.5 if row.probability is None else row.probability
        sides = {row.left, row.right}
        return (
            choice.least <= sure <= choice.most
            and choice.stage in (None, row.stage)
            and (choice.records is None or bool(choice.records & sides))
            and (not choice.listed or choice.listed in self._lists(sides))
        )

    def _lists(self, records: set[str]) -> set[str]:
        places = [self._queue.waiting.place_of(record) for record in records]
        return {self._queue.lists[int(self._queue.on_list[place])] for place in places if place is not None}


def page(view: ReadView, ranked: Ranked, queue: Queue, asked: tuple[Choice, int, Place | None], look: int) -> Found:
    """A page of the queue without controls; where each pair must be looked at, among at most ``look`` of them."""
    choice, count, after = asked
    if not choice.script and not choice.leg:
        rows = ranked.first(choice, count + 1, after)
        return Found(tuple(rows[:count]), rows[count - 1].text if len(rows) > count else None, ranked.total(choice))
    kept: list[Row] = []
    rows = ranked.first(choice, look, after)
    for begin in range(0, len(rows), AT_ONCE):
        some = rows[begin : begin + AT_ONCE]
        known = traits(view, queue, [side for row in some for side in (row.left, row.right)])
        for row in some:
            if lets(choice, [known[side] for side in (row.left, row.right) if side in known]):
                kept.append(row)
            if len(kept) == count:
                return Found(tuple(kept), row.text, None)
    return Found(tuple(kept), rows[-1].text if len(rows) == look else None, None)


def lets(choice: Choice, sides: Sequence[Traits]) -> bool:
    """Whether one of the two sides has the script, and one the leg."""
    return (not choice.script or any(choice.script in side[0] for side in sides)) and (
        choice.leg is None or any(choice.leg in side[1] for side in sides)
    )


def traits(view: ReadView, queue: Queue, records: Sequence[str]) -> dict[str, Traits]:
    """The scripts and legs of records that the view shows."""
    wanted = [record for record in dict.fromkeys(records) if record not in queue.traits]
    if wanted:
        if len(queue.traits) > MOST_TRAITS:
            queue.traits.clear()
        scripts, seen = view.scripts(wanted), view.sightings(wanted)
        for record, written in scripts.items():
            legs = frozenset(leg for leg, _ in journey(seen.get(record, ())).legs)
            queue.traits[record] = (frozenset(written), legs)
    return {record: queue.traits[record] for record in records if record in queue.traits}


def _only(numbers: np.ndarray[tuple[int, ...], np.dtype[np.int64]], count: int) -> Flags:
    found = np.zeros(count, dtype=np.bool_)
    found[numbers] = True
    return found
