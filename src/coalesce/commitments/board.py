"""The board: lines of effort across, members down; each cell shows how far the commitments there have got.

Invariant: only contributions make a cell's state; a lead role, an obligation, a request or a statement never does. A
commitment of several members stands in the cell of each, and once in the number of its line.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from coalesce.records import EventKind, Form, LineOfEffort, Parties
from coalesce.records.commitment import STAGES

EVERYBODY, UNNAMED = "*", "?"
"""Columns beside those of members: what is said of all members, and what names none."""

_LIVE = STAGES[:4]


def party_keys(parties: Parties) -> tuple[str, ...]:
    """The cells that a commitment stands in, one for each member; never none."""
    keys = (*sorted(set(parties.members)), *((EVERYBODY,) if parties.everybody else ()))
    return (*keys, UNNAMED) if parties.others or not keys else keys


class BoardLot(NamedTuple):
    """Commitments of one party (one of ``party_keys``) that are alike for the board; ``stale`` None: not known.

    ``first``: of these ``entries`` those that name this party before all others, so that each has one lot that counts it
    for its line."""

    line: LineOfEffort | None
    form: Form
    status: EventKind | None
    stale: bool | None
    party: str
    entries: int
    first: int


def board_lots(
    line: LineOfEffort | None, form: Form, parties: tuple[str, ...], state: tuple[EventKind | None, bool | None]
) -> list[BoardLot]:
    """The lots of one commitment; ``state``: its status, and whether it is stale."""
    return [BoardLot(line, form, *state, party, 1, int(party == parties[0])) for party in parties]


@dataclass(slots=True)
class BoardCell:
    """One line and one party. ``states`` are counts of what is live and not stale; ``over`` of what has ended, was
    withdrawn or superseded; ``forms`` of what is no contribution."""

    states: Counter[EventKind] = field(default_factory=Counter)
    over: Counter[EventKind] = field(default_factory=Counter)
    forms: Counter[Form] = field(default_factory=Counter)
    stale: int = 0
    undated: int = 0

    @property
    def furthest(self) -> EventKind | None:
        """The furthest state of what is live and not stale."""
        return max(self.states, key=STAGES.index, default=None)

    @property
    def leads(self) -> bool:
        """Whether the party leads the line: no contribution."""
        return self.forms[Form.LEAD] > 0

    def take(self, lot: BoardLot, entries: int) -> None:
        """Count so many of a lot in."""
        if not entries:
            return
        if lot.form is not Form.CONTRIBUTION:
            if lot.status in _LIVE:
                self.forms[lot.form] += entries
        elif lot.status not in _LIVE:
            if lot.status is not None:
                self.over[lot.status] += entries
        elif lot.stale:
            self.stale += entries
        else:
            self.states[lot.status] += entries
            self.undated += entries if lot.stale is None else 0


Key = tuple[LineOfEffort | None, str]


@dataclass(frozen=True, slots=True)
class Board:
    """``lines`` in their order, the unsaid one last, where something stands on it; ``parties`` members first;
    ``by_line`` counts each commitment once, however many members it has."""

    lines: tuple[LineOfEffort | None, ...]
    parties: tuple[str, ...]
    cells: dict[Key, BoardCell]
    by_line: dict[LineOfEffort | None, BoardCell]

    def cell(self, line: LineOfEffort | None, party: str) -> BoardCell:
        """The cell; an empty one where nothing stands there."""
        return self.cells.get((line, party)) or BoardCell()


def board(lots: Iterable[BoardLot]) -> Board:
    """The board of these lots."""
    cells: dict[Key, BoardCell] = defaultdict(BoardCell)
    by_line: dict[LineOfEffort | None, BoardCell] = defaultdict(BoardCell)
    for lot in lots:
        if lot.form in (Form.DEADLINE, Form.ACTIVATION):
            continue
        by_line[lot.line].take(lot, lot.first)
        cells[lot.line, lot.party].take(lot, lot.entries)
    order = list(LineOfEffort)
    lines = sorted(by_line, key=lambda line: len(order) if line is None else order.index(line))
    parties = sorted({party for _, party in cells}, key=lambda party: (party == UNNAMED, party == EVERYBODY, party))
    return Board(tuple(lines), tuple(parties), dict(cells), dict(by_line))
