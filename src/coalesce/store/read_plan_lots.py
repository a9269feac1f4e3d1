"""The sums that boards, totals, gaps and curves are made of.

Invariant: every number is computed from what the guard lets through and nothing else. Entries are counted by numbers that
stand for their words (``plan_codec.counted``), and the words of each are looked up once, through the guard again. Sums are
exact: an amount is added in two parts, since the sum of many may be beyond 63 bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from coalesce.commitments.board import BoardLot
from coalesce.commitments.timeline import CurveLot
from coalesce.commitments.totals import SumLot
from coalesce.commitments.words import NEED
from coalesce.records import EventKind, Form, LineOfEffort, Measure, Quantity
from coalesce.records.commitment import FIRM
from coalesce.records.quantity import THOUSANDTHS, measure_of
from coalesce.store import plan_codec as codec
from coalesce.store.read_records import RecordReads
from coalesce.store.reading import pieces

_FREE = ("kind", "place")
"""In the plan's own words: asked for however their letters are written."""
_NEED, _GIVEN = codec.FORM_NUMBERS[NEED], codec.FORM_NUMBERS[Form.CONTRIBUTION]
_AGES: tuple[bool | None, ...] = (False, True, None)
_NONE = 7
"""The stage, in a state, of what has none."""
_STATE = f"COALESCE(stage, {_NONE}) * 4 + CASE WHEN renewed IS NULL THEN 2 WHEN renewed < ? THEN 1 ELSE 0 END"
"""A state: the number of the status times four, and whether it is stale (as ``_AGES``)."""
_STATES = 32
_PART = 20
"""Bits of the lower part of an amount."""
_NEVER = -1
"""A day that is not said: no day before an activation is on a curve."""
_FIRM = ", ".join(str(codec.STAGE_NUMBERS[state]) for state in FIRM)
_STAGES = {number: state for state, number in codec.STAGE_NUMBERS.items() if number is not None}
_LINES = {number: line for line, number in codec.LINE_NUMBERS.items()}
_FORMS = {number: form for form, number in codec.FORM_NUMBERS.items() if isinstance(form, Form)}

Column = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PlanQuery:
    """Which entries: of one plan (its id), one line (``""``: of none), one kind, one place; all where nothing is said."""

    plan: str | None = None
    line: str | None = None
    kind: str | None = None
    place: str | None = None

    def where(self) -> tuple[str, list[object]]:
        """The condition as SQL, and its values."""
        told = {"plan_id": self.plan, "line": self.line, "kind": self.kind, "place": self.place}
        named = {name: value for name, value in told.items() if value is not None}
        asked = "".join(f" AND lower({name}) = lower(?)" if name in _FREE else f" AND {name} = ?" for name in named)
        return asked, list(named.values())

    def holds(self, terms: codec.Terms) -> bool:
        """Whether the condition, its plan aside, holds of these terms."""
        line, kind, place = self.line, self.kind, self.place
        return (
            (line is None or line == (terms.line or ""))
            and (kind is None or kind.lower() == terms.kind.lower())
            and (place is None or place.lower() == terms.place.lower())
        )

    @property
    def view(self) -> str:
        """The view that has all that the condition names: that of numbers where no word is asked for."""
        words = (self.line, self.kind, self.place)
        return "visible_commitment_lot" if all(word is None for word in words) else "visible_commitment"


class _Sort(NamedTuple):
    """What is alike in all entries of one ``sort``."""

    line: LineOfEffort | None
    kind: str
    measure: Measure | None
    unstated: bool
    place: str
    need: str
    plan: str


class PlanLotReads(RecordReads):
    """The part of a ReadView that counts entries of plans."""

    def board_lots(self, query: PlanQuery, stale_before: date) -> list[BoardLot]:
        """Everything but needs, counted by line, party, form, status and staleness."""
        where, values = query.where()
        crew, state, pos = self._columns(
            f"SELECT crew, slot * {_STATES} + {_STATE}, pos FROM {query.view} WHERE slot % {codec.FORMS} <> {_NEED}{where}",
            [stale_before.isoformat(), *values],
            3,
        )
        self._note_sum("board", query, len(crew))
        return self._boards(crew, state, pos)

    def sum_lots(self, query: PlanQuery, stale_before: date, by_place: bool = False) -> list[SumLot]:
        """Contributions, added by line, kind, measure, status and staleness; by place and need too where asked."""
        where, values = query.where()
        sort, state, amount, pos = self._columns(
            f"SELECT sort, {_STATE}, COALESCE(amount, 0), pos FROM {query.view}"
            f" WHERE slot % {codec.FORMS} = {_GIVEN}{where}",
            [stale_before.isoformat(), *values],
            4,
        )
        self._note_sum("commitment total", query, len(sort))
        return self._sums(sort, state, amount, pos, by_place)

    def board_and_sums(self, query: PlanQuery, stale_before: date) -> tuple[list[BoardLot], list[SumLot]]:
        """``board_lots`` and ``sum_lots`` of one reading: the guard is asked once for each entry."""
        where, values = query.where()
        rows = self._columns(
            f"SELECT sort, crew, slot * {_STATES} + {_STATE}, COALESCE(amount, 0), pos FROM {query.view}"
            f" WHERE slot % {codec.FORMS} <> {_NEED}{where}",
            [stale_before.isoformat(), *values],
            5,
        )
        sort, crew, state, amount, pos = rows
        given = np.flatnonzero(state // _STATES % codec.FORMS == _GIVEN)
        self._note_sum("board", query, len(sort))
        self._note_sum("commitment total", query, len(given))
        sums = self._sums(sort[given], state[given] % _STATES, amount[given], pos[given], by_place=False)
        return self._boards(crew, state, pos), sums

    def curve_lots(
        self, query: PlanQuery, stale_before: date, activation: date, by_place: bool = False
    ) -> list[CurveLot]:
        """Firm contributions that are not stale, added by kind, measure and the days on which they are there."""
        where, values = query.where()
        waited = f"available - {activation.toordinal()}"
        spans = [
            f"COALESCE(CASE WHEN {waited} > {notice} THEN {waited} ELSE {notice} END + {transit}, {_NEVER}),"
            f" COALESCE({sustain}, {_NEVER})"
            for notice, transit, sustain in (("notice", "transit", "sustain"), _SEEN)
        ]
        sort, amount, pos, verified, *days = self._columns(
            f"SELECT sort, COALESCE(amount, 0), pos, verified, {', '.join(spans)} FROM {query.view}"
            f" WHERE slot % {codec.FORMS} = {_GIVEN} AND stage IN ({_FIRM}) AND (renewed IS NULL OR renewed >= ?){where}",
            [stale_before.isoformat(), *values],
            8,
        )
        self._note_sum("curve", query, len(sort))
        told, inverse = self._sorts(sort, pos)
        keys = [(one.kind, one.place if by_place else "", one.measure) for one in told]
        number = {key: place for place, key in enumerate(dict.fromkeys(keys))}
        lot = np.array([number[key] for key in keys], dtype=np.int64)[inverse]
        lots = [CurveLot(*key) for key in number]
        first, lasts, seen_first, seen_lasts = days
        seen = np.flatnonzero(verified)
        for one, count in enumerate(np.bincount(lot, minlength=len(lots)).tolist()):
            lots[one].entries = count
        for one, count in enumerate(np.bincount(lot[first == _NEVER], minlength=len(lots)).tolist()):
            lots[one].not_ready = count
        _change([one.claimed for one in lots], lot, (first, lasts), amount)
        _change([one.verified for one in lots], lot[seen], (seen_first[seen], seen_lasts[seen]), amount[seen])
        endless = np.flatnonzero(lasts == _NEVER)
        _change([one.endless for one in lots], lot[endless], (first[endless], lasts[endless]), amount[endless])
        return lots

    def _boards(self, crew: Column, state: Column, pos: Column) -> list[BoardLot]:
        """Lots of crews and states, counted: the parties of a crew are those of one of its entries."""
        numbers, at, inverse = np.unique(crew, return_index=True, return_inverse=True)
        words = dict(self._at("crew, parties", pos[at]))
        crews = [words[one].split(";") for one in numbers.tolist()]
        parties = list(dict.fromkeys(party for some in crews for party in some))
        number = {party: place for place, party in enumerate(parties)}
        groups, counts = np.unique(inverse * (1 << 20) + state, return_counts=True)
        lots: dict[int, list[int]] = {}
        for group, count in zip(groups.tolist(), counts.tolist(), strict=True):
            crew_at, said = group >> 20, group & 0xFFFFF
            for place, party in enumerate(crews[crew_at]):
                told = lots.setdefault(said * len(parties) + number[party], [0, 0])
                told[0] += count
                if not place:
                    told[1] += count
        return [BoardLot(*_said(key // len(parties)), parties[key % len(parties)], *told) for key, told in lots.items()]

    def _sums(self, sort: Column, state: Column, amount: Column, pos: Column, by_place: bool) -> list[SumLot]:
        """Lots of sorts and states, added: what is alike in a sort is said by one of its entries."""
        told, inverse = self._sorts(sort, pos)
        keys = told if by_place else [one._replace(place="", need="", plan="") for one in told]
        number = {key: place for place, key in enumerate(dict.fromkeys(keys))}
        lots = list(number)
        key = np.array([number[one] for one in keys], dtype=np.int64)[inverse]
        groups, counts, sums = _added(key * _STATES + state, amount)
        return [
            _sum_lot(lots[group // _STATES], group % _STATES, count, total)
            for group, count, total in zip(groups, counts, sums, strict=True)
        ]

    def _sorts(self, sort: Column, pos: Column) -> tuple[list[_Sort], Column]:
        """What each distinct sort says, by one entry of it; and for each row which of them is its own."""
        numbers, at, inverse = np.unique(sort, return_index=True, return_inverse=True)
        measures: dict[str | None, Measure | None] = {None: None, "": None}
        lines = {"": None, **{str(line): line for line in LineOfEffort}}
        found = {}
        for number, line, kind, measure, place, need, plan in self._at(
            "sort, line, kind, measure, place, need, plan_id", pos[at]
        ):
            if measure not in measures:
                measures[measure] = measure_of(measure)
            told = (place, need, plan if need else "")
            found[number] = _Sort(lines[line], kind, measures[measure], measure == "", *told)
        return [found[one] for one in numbers.tolist()], inverse

    def _columns(self, statement: str, values: Sequence[object], width: int) -> list[Column]:
        """The columns of a statement that gives whole numbers alone."""
        table = self._whole_numbers(statement, values, width)
        return [table[:, place] for place in range(width)]

    def _at(self, columns: str, places: Column) -> list[tuple[Any, ...]]:
        """These columns of the visible entries that stand at these places."""
        found: list[tuple[Any, ...]] = []
        for piece in pieces(places.tolist()):
            asked = ", ".join("?" * len(piece))
            found += self._tuples(f"SELECT {columns} FROM visible_commitment WHERE pos IN ({asked})", piece)
        return found

    def _note_sum(self, what: str, query: PlanQuery, count: int) -> None:
        self._notes.append({"what": what, "count": count, "plan": query.plan or ""})


_SEEN = ("seen_notice", "seen_transit", "seen_sustain")


def _added(key: Column, amount: Column) -> tuple[list[int], list[int], list[int]]:
    """The distinct keys, how many rows there are of each, and the exact sum of their amounts."""
    if not len(key):
        return [], [], []
    order = np.argsort(key, kind="stable")
    groups, starts, counts = np.unique(key[order], return_index=True, return_counts=True)
    amount = amount[order]
    high, low = (np.add.reduceat(part, starts).tolist() for part in (amount >> _PART, amount & ((1 << _PART) - 1)))
    return groups.tolist(), counts.tolist(), [(one << _PART) + other for one, other in zip(high, low, strict=True)]


def _change(series: Sequence[dict[int, int]], lot: Column, days: tuple[Column, Column], amount: Column) -> None:
    """Add to each lot's series by how much it changes on which day: what comes on its first day goes when it no longer lasts."""
    first, lasts = days
    comes, goes = np.flatnonzero(first != _NEVER), np.flatnonzero((first != _NEVER) & (lasts != _NEVER))
    for rows, day, sign in ((comes, first, 1), (goes, first + lasts, -1)):
        groups, _, sums = _added((lot[rows] << 32) + day[rows], amount[rows])
        for group, total in zip(groups, sums, strict=True):
            changes, at = series[group >> 32], group & 0xFFFFFFFF
            changes[at] = changes.get(at, 0) + sign * total


def _said(state: int) -> tuple[LineOfEffort | None, Form, EventKind | None, bool | None]:
    """Line, form, status and staleness of a slot and state."""
    slot, rest = divmod(state, _STATES)
    line, form = divmod(slot, codec.FORMS)
    return _LINES[line], _FORMS[form], _STAGES.get(rest // 4), _AGES[rest % 4]


def _sum_lot(one: _Sort, state: int, count: int, total: int) -> SumLot:
    quantity = Quantity(Decimal(total) / THOUSANDTHS, one.measure) if one.measure or one.unstated else None
    status, age = _STAGES.get(state // 4), _AGES[state % 4]
    return SumLot(one.line, one.kind, quantity, status, age, count, one.place, one.need, one.plan)
