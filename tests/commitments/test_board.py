"""The board counts each commitment once for its line and shows it to each of its members; roles are no contributions."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coalesce.commitments.board import EVERYBODY, UNNAMED, BoardLot, board, board_lots, party_keys
from coalesce.records import EventKind, Form, LineOfEffort, Parties
from coalesce.records.commitment import STAGES

M, H = LineOfEffort.MILITARY, LineOfEffort.HUMANITARIAN

lots = st.lists(
    st.builds(
        lambda line, parties, form, status, stale, entries: [
            one._replace(entries=entries, first=entries * one.first)
            for one in board_lots(line, form, parties, (status, stale))
        ],
        st.sampled_from([*LineOfEffort, None]),
        st.sampled_from([("FR",), ("FR", "US"), (UNNAMED,), (EVERYBODY,), ("NL", "TR", UNNAMED)]),
        st.sampled_from(list(Form)),
        st.sampled_from([*EventKind, None]),
        st.sampled_from([True, False, None]),
        st.integers(1, 5),
    )
).map(lambda some: [lot for lots in some for lot in lots])


def lot(
    parties: tuple[str, ...], status: EventKind, form: Form = Form.CONTRIBUTION, stale: bool | None = False
) -> list[BoardLot]:
    return board_lots(M, form, parties, (status, stale))


def flat(lots_of_each: list[list[BoardLot]]) -> list[BoardLot]:
    return [one for some in lots_of_each for one in some]


@given(lots)
def test_each_commitment_counts_once_for_its_line(rows: list[BoardLot]) -> None:
    made = board(rows)
    assert board(reversed(rows)).cells == made.cells
    for line, cell in made.by_line.items():
        live = [
            one
            for one in rows
            if one.line == line and one.form is Form.CONTRIBUTION and one.status in STAGES[:4] and not one.stale
        ]
        assert sum(cell.states.values()) == sum(one.first for one in live)


def test_a_lead_role_is_not_a_contribution() -> None:
    made = board(flat([lot(("NL", "TR"), EventKind.CONFIRMED, Form.LEAD), lot(("NL",), EventKind.DECLARED)]))
    assert made.cell(M, "TR").furthest is None
    assert made.cell(M, "TR").leads
    assert made.cell(M, "NL").furthest is EventKind.DECLARED
    assert made.by_line[M].states == {EventKind.DECLARED: 1}


def test_the_furthest_live_state_is_shown_and_what_is_over_or_stale_is_not() -> None:
    rows = [
        lot(("FR",), EventKind.DECLARED),
        lot(("FR",), EventKind.ALLOCATED),
        lot(("FR",), EventKind.IN_PLACE, stale=True),
        lot(("FR",), EventKind.ENDED),
        lot(("FR",), EventKind.CONFIRMED, stale=None),
    ]
    cell = board(flat(rows)).cell(M, "FR")
    assert (cell.furthest, cell.stale, cell.undated) == (EventKind.ALLOCATED, 1, 1)
    assert cell.over == {EventKind.ENDED: 1}


def test_lines_stand_in_their_order_and_the_unsaid_last() -> None:
    rows = [board_lots(line, Form.CONTRIBUTION, ("FR",), (EventKind.DECLARED, False)) for line in (None, H, M)]
    assert board(flat(rows)).lines == (M, H, None)


def test_deadlines_and_activations_are_not_on_the_board() -> None:
    rows = [lot(("FR",), EventKind.DECLARED, form) for form in (Form.DEADLINE, Form.ACTIVATION)]
    assert board(flat(rows)).lines == ()
    assert board([]).cell(M, "FR").furthest is None


def test_a_party_that_is_not_named_has_its_own_column() -> None:
    assert party_keys(Parties()) == (UNNAMED,)
    assert party_keys(Parties(("US", "FR", "US"))) == ("FR", "US")
    assert party_keys(Parties(("US",), ("the Ministers",))) == ("US", UNNAMED)
    assert party_keys(Parties(everybody=True)) == (EVERYBODY,)
    made = board(flat([lot((one,), EventKind.DECLARED) for one in (UNNAMED, EVERYBODY, "US")]))
    assert made.parties == ("US", EVERYBODY, UNNAMED)
