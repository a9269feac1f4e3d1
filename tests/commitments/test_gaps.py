"""A commitment fills one need at most; what is lacking is never guessed."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from coalesce.commitments.gaps import gap_words, gaps
from coalesce.commitments.totals import SumLot
from coalesce.records import EventKind, LineOfEffort, Need, Quantity
from tests.commitments.made import quantity

M = LineOfEffort.MILITARY


def need(reference: str, amount: Quantity | None = None, place: str = "") -> Need:
    return Need(reference, M, "combat aircraft", amount, place)


def lot(amount: Quantity | None, status: EventKind = EventKind.IN_PLACE, **fields: str) -> SumLot:
    return SumLot(M, "combat aircraft", amount, status, False, 1, **fields)


def test_a_gap_in_words() -> None:
    rows = [
        lot(quantity(6)),
        lot(quantity(8), EventKind.CONFIRMED),
        lot(quantity(7), EventKind.DECLARED),
        lot(None),
        lot(quantity(3, "helicopters"), need="N1"),
    ]
    (gap,) = gaps([need("N1", quantity(24))], rows)
    assert (gap.lacking_in_place, gap.lacking) == (18, 10)
    assert gap_words(gap) == (
        "Needed: 24 aircraft of combat aircraft. 6 in place, 8 more confirmed or allocated; 10 aircraft lacking. Not counted:"
        " 7 only declared, 1 commitment without a quantity, 1 commitment in another unit."
    )


def test_a_need_without_a_quantity_has_no_gap_in_numbers() -> None:
    (gap,) = gaps([need("N1")], [lot(quantity(6))])
    assert gap.lacking is None
    assert gap.lacking_in_place is None
    assert gap_words(gap) == "How much combat aircraft is needed is not said; 1 commitment would be for it."


def test_its_own_place_comes_before_no_place() -> None:
    anywhere, iraq = gaps([need("N1", quantity(5)), need("N2", quantity(5), "Iraq")], [lot(quantity(4), place="Iraq")])
    assert (anywhere.place, anywhere.lacking) == ("", 5)
    assert (iraq.place, iraq.lacking) == ("Iraq", 1)


def test_what_names_a_need_that_is_not_there_fills_no_other() -> None:
    (gap,) = gaps([need("N1", quantity(5))], [lot(quantity(4), need="elsewhere")])
    assert gap.lacking == 5


def test_needs_that_are_alike_are_one() -> None:
    (gap,) = gaps([need("N1", quantity(5)), need("N2", quantity(4))], [lot(quantity(6))])
    assert (gap.references, gap.needed, gap.lacking) == (["N1", "N2"], 9, 3)


amounts = st.builds(quantity, st.integers(1, 9), st.sampled_from(["aircraft", "persons"]))
places = st.sampled_from(["", "Iraq", "Cyprus"])


@given(
    st.lists(st.tuples(amounts, places), max_size=5),
    st.lists(st.tuples(amounts, places, st.sampled_from(["", "N0", "N9"])), max_size=8),
)
def test_nothing_is_counted_twice(asked: list[tuple[Quantity, str]], given_: list[tuple[Quantity, str, str]]) -> None:
    needs = [need(f"N{n}", amount, place) for n, (amount, place) in enumerate(asked)]
    rows = [lot(amount, place=place, need=named) for amount, place, named in given_]
    made = gaps(needs, rows)
    for measure in {one.amount.measure for one in needs if one.amount}:
        there = sum(
            (one.quantity.amount for one in rows if one.quantity and one.quantity.measure == measure), Decimal(0)
        )
        assert sum((gap.of(EventKind.IN_PLACE) for gap in made if gap.measure == measure), Decimal(0)) <= there


def test_what_is_in_another_measure_is_told_beside_the_need_and_not_added() -> None:
    (gap,) = gaps([need("N1", quantity(5))], [lot(quantity(4, "F-16"))])
    assert (gap.lacking, gap.otherwise) == (5, 1)
    assert gap_words(gap).endswith("Not counted: 1 commitment in another unit.")


def test_two_plans_may_have_a_reference_each_for_itself() -> None:
    needs = [need("N1", quantity(5), "Iraq"), need("N1", quantity(7), "Syria")]
    ours, theirs = gaps(needs, [lot(quantity(4), need="N1", plan="ours")], ("ours", "theirs"))
    assert (ours.lacking, theirs.lacking) == (1, 7)
