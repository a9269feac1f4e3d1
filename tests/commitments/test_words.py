"""Words of plans: what is not known is refused and never guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from coalesce.commitments.words import NO_CURRENCY, read_form, read_line, read_quantity, read_status
from coalesce.errors import BadField
from coalesce.records import EventKind, Form, LineOfEffort, Measure, MeasureKind, Quantity

TEN = Decimal(10)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Military", LineOfEffort.MILITARY),
        ("foreign  fighters", LineOfEffort.FIGHTERS),
        ("finance", LineOfEffort.FINANCING),
        ("outside the five lines", LineOfEffort.OUTSIDE),
        ("all", LineOfEffort.ALL),
        ("unknown", None),
        ("", None),
    ],
)
def test_lines(text: str, line: LineOfEffort | None) -> None:
    assert read_line(text) is line


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("pledged", EventKind.DECLARED),
        ("parliament approved", EventKind.CONFIRMED),
        ("On standby", EventKind.ALLOCATED),
        ("in place", EventKind.IN_PLACE),
        ("delivered", EventKind.IN_PLACE),
        ("", None),
    ],
)
def test_statuses(text: str, kind: EventKind | None) -> None:
    assert read_status(text) is kind


def test_forms() -> None:
    assert read_form("", "working-group Lead") is Form.LEAD
    assert read_form("", "lead shielding") is Form.CONTRIBUTION
    assert read_form("need", "") is None
    assert read_form("Request", "") is Form.REQUEST


@pytest.mark.parametrize("read", [read_line, read_status, lambda text: read_form(text, "")])
def test_an_unknown_word_is_refused_and_a_mapping_named(read: object) -> None:
    assert callable(read)
    with pytest.raises(BadField, match=r"or declare it in \[values\."):
        read("perhaps")


def test_quantities() -> None:
    assert read_quantity(None, "persons", "") is None
    assert read_quantity(TEN, "persons", "") == Quantity(TEN, Measure(MeasureKind.UNIT, "persons"))
    assert (
        read_quantity(TEN, "USD", "")
        == read_quantity(TEN, "", "USD")
        == Quantity(TEN, Measure(MeasureKind.CURRENCY, "USD"))
    )
    assert (
        read_quantity(TEN, "USD?", "")
        == read_quantity(TEN, "", "?")
        == read_quantity(TEN, "", "")
        == Quantity(TEN, None)
    )
    with pytest.raises(BadField) as refused:
        read_quantity(TEN, "", "dollars")
    assert refused.value.where.field == "currency"


def test_money_is_no_unit_however_its_code_is_written() -> None:
    assert read_quantity(Decimal(5), "", "usd") == Quantity(Decimal(5), Measure(MeasureKind.CURRENCY, "USD"))
    assert (
        read_quantity(Decimal(5), NO_CURRENCY, "")
        == read_quantity(Decimal(5), "", NO_CURRENCY.lower())
        == Quantity(Decimal(5), None)
    )
    with pytest.raises(BadField, match="write USD"):
        read_quantity(Decimal(5), "usd", "")
