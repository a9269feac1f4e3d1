"""The lots that boards, totals, gaps and curves are made of, from entries one by one.

Invariant: they come to the same as those that a store counts from its columns; a store's test holds both together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from coalesce.commitments.board import BoardLot, board_lots, party_keys
from coalesce.commitments.timeline import CurveLot, span_of
from coalesce.commitments.totals import SumLot
from coalesce.records import Commitment, Form, HeldCommitment, Need
from coalesce.records.commitment import FIRM, STAGES
from coalesce.records.quantity import THOUSANDTHS


def board_lots_of(held: Iterable[HeldCommitment], stale_before: date) -> list[BoardLot]:
    """The lots of everything but needs."""
    return [
        lot
        for one in held
        if isinstance(one.terms, Commitment)
        for lot in board_lots(
            one.terms.line, one.terms.form, party_keys(one.terms.parties), (one.status, _stale(one, stale_before))
        )
    ]


def sum_lots_of(held: Iterable[HeldCommitment], stale_before: date) -> list[SumLot]:
    """The lots of contributions; a plan is named ``OWNER/NAME``."""
    return [
        SumLot(
            terms.line,
            terms.kind,
            terms.amount,
            one.status,
            _stale(one, stale_before),
            1,
            terms.place,
            terms.need,
            plan_of(one) if terms.need else "",
        )
        for one, terms in _contributions(held)
    ]


def curve_lots_of(held: Iterable[HeldCommitment], stale_before: date, activation: date) -> list[CurveLot]:
    """The lots of firm contributions that are not stale."""
    lots = []
    for one, terms in _contributions(held):
        if one.status not in FIRM or _stale(one, stale_before):
            continue
        amount = int(terms.amount.amount * THOUSANDTHS) if terms.amount else 0
        lot = CurveLot(terms.kind, terms.place, terms.amount.measure if terms.amount else None)
        available = terms.since.latest if terms.since else None
        lot.take(*_days(span_of(terms.claimed, available, activation)), amount)
        if terms.verified:
            lot.take_verified(*_days(span_of(terms.verified.readiness, available, activation)), amount)
        lots.append(lot)
    return lots


def needs_of(held: Iterable[HeldCommitment]) -> list[tuple[str, Need]]:
    """The needs that stand, by reference, each with its plan as ``OWNER/NAME``."""
    live = (one for one in held if one.status is None or one.status in STAGES[:4])
    found = [(plan_of(one), one.terms) for one in live if isinstance(one.terms, Need)]
    return sorted(found, key=lambda pair: (pair[1].reference, pair[0]))


def plan_of(one: HeldCommitment) -> str:
    """``OWNER/NAME``."""
    return f"{one.owner}/{one.plan}"


def _contributions(held: Iterable[HeldCommitment]) -> Iterator[tuple[HeldCommitment, Commitment]]:
    for one in held:
        if isinstance(one.terms, Commitment) and one.terms.form is Form.CONTRIBUTION:
            yield one, one.terms


def _stale(one: HeldCommitment, stale_before: date) -> bool | None:
    return None if one.renewed is None else date.fromisoformat(one.renewed) < stale_before


def _days(span: tuple[int, int | None] | None) -> tuple[int | None, int | None]:
    """From which day on, and for how many."""
    if span is None:
        return None, None
    return span[0], None if span[1] is None else span[1] - span[0]
