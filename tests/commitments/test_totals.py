"""Totals have one row for each measure; a declaration has its own column; nothing is added that is not stated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from coalesce.commitments.standing import is_stale, renewed_on, status_of
from coalesce.commitments.totals import STALE, STALE_DECLARED, SumLot, TotalRow, totals
from coalesce.intake import Rejected
from coalesce.records import Commitment, EventKind, Form, LineOfEffort, Measure, MeasureKind, Quantity
from tests.commitments.made import TODAY, quantity, read

M = LineOfEffort.MILITARY

lots = st.lists(
    st.builds(
        SumLot,
        st.sampled_from([M, LineOfEffort.HUMANITARIAN]),
        st.sampled_from(["aid", "aircraft"]),
        st.none()
        | st.builds(
            Quantity,
            st.integers(1, 99).map(Decimal),
            st.sampled_from([None, quantity(1, "t").measure, quantity(1, "F-16").measure]),
        ),
        st.sampled_from([*EventKind, None]),
        st.sampled_from([True, False, None]),
        st.integers(1, 4),
    )
)


@given(lots)
def test_a_total_is_of_one_measure_and_the_order_does_not_matter(rows: list[SumLot]) -> None:
    made = totals(rows)
    assert made == totals(reversed(rows))
    assert len({(row.line, row.kind, row.measure, row.unstated) for row in made}) == len(made)
    for row in made:
        if row.measure is None:
            assert row.amounts == {}
            assert row.firm == 0
        mine = [
            lot.quantity.amount
            for lot in rows
            if (lot.line, lot.kind) == (row.line, row.kind) and lot.quantity and lot.quantity.measure == row.measure
            and row.measure and not lot.stale and lot.status in (EventKind.CONFIRMED, EventKind.ALLOCATED, EventKind.IN_PLACE)
        ]  # fmt: skip
        assert row.firm == sum(mine, Decimal(0))


def test_a_declaration_enters_no_total_but_its_own_column() -> None:
    (row,) = totals([SumLot(M, "aircraft", quantity(8), EventKind.DECLARED, False, 1)])
    assert row.amounts == {EventKind.DECLARED: Decimal(8)}
    assert row.firm == 0


def test_what_is_not_renewed_is_in_no_other_column() -> None:
    (row,) = totals([SumLot(M, "aircraft", quantity(8), EventKind.CONFIRMED, True, 1)])
    assert row.amounts == {STALE: Decimal(8)}
    assert row.firm == 0
    (row,) = totals([SumLot(M, "aircraft", quantity(8), EventKind.DECLARED, True, 1)])
    assert row.amounts == {STALE_DECLARED: Decimal(8)}


def from_files(rows: Iterable[object], today: object) -> list[TotalRow]:
    """The totals of a file's contributions, without any store."""
    made = []
    for row in rows:
        assert not isinstance(row, Rejected), row
        terms, events = row.terms, row.events  # type: ignore[attr-defined]  # a PlanRead: its class is asserted below
        assert isinstance(terms, Commitment)
        if terms.form is Form.CONTRIBUTION:
            stale = is_stale(renewed_on(events), TODAY, 180)
            made.append(SumLot(terms.line, terms.kind, terms.amount, status_of(events), stale, 1))
    return totals(made)


def test_all_public_commitments_of_2014_come_out_as_by_hand(shared_data: Path) -> None:
    """The hand check of docs/commitments.md, row for row."""
    rows = from_files(read(shared_data / "commitments" / "commitments_2014_public.csv"), TODAY)
    told = defaultdict(dict)
    for row in rows:
        told[row.line, row.kind, str(row.measure or ("unstated" if row.unstated else "none"))] = {
            name: row.amounts.get(name, row.counts[name]) for name in row.counts
        }
    humanitarian, financing = LineOfEffort.HUMANITARIAN, LineOfEffort.FINANCING
    assert told == {
        (M, "combat aircraft", "F/A-18F"): {"declared": 8},
        (M, "combat aircraft", "F-16"): {"confirmed": 6, "declared": 7},
        (M, "combat aircraft", "Tornado GR4"): {"allocated": 6},
        (M, "AEW&C aircraft", "aircraft"): {"declared": 1},
        (M, "tanker aircraft", "aircraft"): {"declared": 2},
        (M, "support personnel", "persons"): {"declared": 400},
        (M, "advisers", "persons"): {"declared": 200},
        (M, "personnel", "persons"): {"confirmed": 120, "in place": 60},
        (M, "airlift of supplies", "tonnes"): {"in place": 230},
        (M, "funds for security", "unstated"): {"in place": 1},
        (M, "training site", "none"): {"confirmed": 1},
        (M, "overflight", "none"): {"confirmed": 1},
        (humanitarian, "aid airdrop", "none"): {"in place": 1},
        (humanitarian, "aid transport", "tonnes"): {"in place": 58},
        (humanitarian, "funds", "USD"): {"in place": 500_000_000},
        (financing, "cut funding", "none"): {"in place": 1},
    }


def test_money_of_an_unstated_currency_is_never_added(shared_data: Path) -> None:
    rows = from_files(read(shared_data / "commitments" / "commitments_2014_public.csv"), TODAY)
    money = [row for row in rows if row.measure and row.measure.kind is MeasureKind.CURRENCY]
    assert [(row.measure, row.firm) for row in money] == [(Measure(MeasureKind.CURRENCY, "USD"), 500_000_000)]


def test_a_kind_is_one_however_its_letters_are_written() -> None:
    rows = [SumLot(M, kind, quantity(4), EventKind.CONFIRMED, False, 1) for kind in ("Tankers", "tankers", "TANKERS")]
    for order in (rows, rows[::-1]):
        (row,) = totals(order)
        assert (row.kind, row.firm) == ("tankers", 12)
