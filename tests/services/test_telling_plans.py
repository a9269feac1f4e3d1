"""Plain data of plans: what is not known is null, and every amount stands beside its measure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import orjson

from coalesce.commitments.board import board, board_lots
from coalesce.commitments.deadlines import deadline_view
from coalesce.commitments.gaps import gaps
from coalesce.commitments.history import history
from coalesce.commitments.owing import Question
from coalesce.commitments.timeline import CurveLot, curves
from coalesce.commitments.totals import SumLot, totals
from coalesce.dates import PartialDate
from coalesce.records import EventKind, Form, LineOfEffort, Need, Quantity, Readiness, Verified
from coalesce.services import telling_plans as telling
from coalesce.services.committing import PlanReport
from coalesce.services.planning import Alert, BoardShown, HistoryShown
from tests.commitments.made import commitment, event, held, quantity

M = LineOfEffort.MILITARY


def test_numbers_are_whole_where_they_are() -> None:
    assert [telling.number(one) for one in (None, Decimal(8), Decimal("2.5"))] == [None, 8, 2.5]


def test_the_board_as_data() -> None:
    lots = 2 * board_lots(M, Form.CONTRIBUTION, ("FR", "?"), (EventKind.IN_PLACE, False))
    sums = [SumLot(M, "aid", Quantity(Decimal(15), None), EventKind.IN_PLACE, False, 1)]
    alert = Alert(held(commitment("A1")), "attack", date(2014, 9, 5), 3)
    shown = BoardShown((), board(lots), tuple(totals(sums)), {M: ("NL",)}, (alert,), frozenset())
    told = telling.board_row(shown)
    assert told["lines"][0]["leads"] == ["NL"]
    assert [(cell["member"], cell["state"], cell["in_place"]) for cell in told["cells"]] == [
        ("FR", "in place", 2),
        ("not named", "in place", 2),
    ]
    (total,) = told["totals"]
    assert (total["measure"], total["measure_kind"], total["in_place"], total["firm"]) == (
        None,
        "not stated",
        None,
        None,
    )
    assert told["alerts"][0]["day"] == 3
    assert orjson.loads(orjson.dumps(told)) == orjson.loads(orjson.dumps(told))


def test_a_gap_without_a_need_in_numbers_has_nulls() -> None:
    (row,) = map(telling.gap_row, gaps([Need("N1", M, "jets")], []))
    assert (row["needed"], row["in_place"], row["lacking"], row["place"]) == (None, None, None, None)
    (row,) = map(telling.gap_row, gaps([Need("N1", M, "jets", quantity(4))], []))
    assert (row["needed"], row["lacking"], row["measure"]) == (4, 4, "aircraft")


def test_deadlines_and_questions_as_data() -> None:
    (row,) = map(telling.due_row, deadline_view([held(commitment())], date(2014, 9, 5)))
    assert (row["by"], row["date"], row["days_left"]) == (None, None, None)
    assert row["lacks"] == ["quantity", "date", "confirmation"]
    (need,) = map(telling.due_row, deadline_view([held(Need("N1"))], date(2014, 9, 5)))
    assert (need["form"], need["members"]) == ("need", None)
    assert telling.question_row(Question("FR", "p", "C1", "jets", ("how much?",), None))["asks"] == ["how much?"]


def test_curves_as_data_and_as_rows() -> None:
    lots = [CurveLot("jets", "", quantity(6).measure)]
    lots[0].take(2, 7, 6000)
    found = curves(lots, [Need("N1", kind="jets", amount=quantity(8))], date(2014, 9, 5), 20)
    told = telling.curves_row(found)
    (curve,) = told["curves"]
    assert [(point["day"], point["claimed"], point["verified"]) for point in curve["points"]] == [
        (0, 0, 0),
        (2, 6, 0),
        (9, 0, 0),
    ]
    assert curve["points"][1]["date"] == "2014-09-07"
    assert [(row["day"], row["lacking"]) for row in telling.point_rows(found)] == [(0, 8), (2, 2), (9, 8)]


def test_a_history_as_data() -> None:
    terms = commitment(
        amount=quantity(6),
        verified=Verified(Readiness(3), "EU", PartialDate.of(2014, 9, 2)),
        claimed=Readiness(words="quickly"),
    )
    one = held(terms, event(id="a"), event(EventKind.CONFIRMED, "", id="b", evidence=None))
    told = telling.history_row(HistoryShown(one, tuple(history(one.events)), ((1, terms),)))
    assert (told["quantity"], told["measure"], told["place"], told["since"]) == (6, "aircraft", None, None)
    assert told["claimed"] == {"notice_days": None, "transit_days": None, "sustain_days": None, "words": "quickly"}
    assert told["verified"]["by"] == "EU"
    assert [(row["kind"], row["date"], row["quote"] is None) for row in told["events"]] == [
        ("declared", "2014-09-27", False),
        ("confirmed", None, True),
    ]
    assert told["versions"][0]["version"] == 1
    assert telling.terms_row(Need("N1"))["quantity"] is None


def test_a_report_as_data() -> None:
    row = telling.report_row(PlanReport(2, 1, 2, 3, 4, (), None, ("x",)))
    assert (row["accepted"], row["edition"], row["delisted"], row["unread_columns"]) == (6, 2, 4, ["x"])
    assert telling.party_name("*") == "all members"
    assert telling.key("in place") == "in_place"
