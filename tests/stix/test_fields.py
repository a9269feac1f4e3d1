"""Each field is what it must be, or the fault names it by its path and never repeats the value."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.dates import PartialDate
from coalesce.records import Sex
from coalesce.stix.faults import BadObject
from coalesce.stix.fields import Fields, moment_text, read_partial, told, write_partial
from tests.stix.messages import MOMENT, NOON, partial_dates

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("identity--1"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
READERS = (
    lambda one: one.text("x"),
    lambda one: one.maybe("x"),
    lambda one: one.whole("x"),
    lambda one: one.maybe_whole("x"),
    lambda one: one.flag("x"),
    lambda one: one.one_of("x", Sex),
    lambda one: one.maybe_of("x", Sex),
    lambda one: one.texts("x"),
    lambda one: one.scales("x", Sex),
    lambda one: one.moment("x"),
    lambda one: one.day("x"),
    lambda one: one.maybe_country("x"),
    lambda one: one.countries("x"),
    lambda one: one.member("x"),
    lambda one: one.members("x"),
    lambda one: one.reference("x", "identity"),
    lambda one: one.references("x"),
    lambda one: one.maybe_inner("x"),
    lambda one: list(one.each("x")),
    lambda one: one.partial("x"),
)


@given(st.dictionaries(st.just("x"), ANYTHING), st.sampled_from(READERS))
def test_whatever_stands_there_no_other_error_comes(held: dict[str, Any], reader: Any) -> None:
    fault: BadObject | None = None
    try:
        reader(Fields(held, "top"))
    except BadObject as error:
        fault = error
    assert fault is None or (fault.where.field or "").startswith("top.x")


@pytest.mark.parametrize(
    ("reader", "value", "reason"),
    [
        (READERS[0], None, "is missing"),
        (READERS[0], 7, "must be a text"),
        (READERS[2], True, "whole number"),
        (READERS[2], -1, "whole number"),
        (READERS[2], 1.0, "whole number"),
        (READERS[2], 2**53, "whole number"),
        (READERS[4], 1, "true or false"),
        (READERS[5], "m", "one of: M, F, X"),
        (READERS[7], ["a", 1], "list of texts"),
        (READERS[7], "a", "must be a list"),
        (READERS[8], ["M", "m"], "of: M, F, X"),
        (READERS[9], "2014-11-01T12:00:00Z", "a time in UTC"),
        (READERS[9], "2014-11-01T25:00:00.000000Z", "a time in UTC"),
        (READERS[9], "2014-11-01T12:00:00.000000+00:00", "a time in UTC"),
        (READERS[9], "٢٠١٤-11-01T12:00:00.000000Z", "a time in UTC"),
        (READERS[10], "20141101", "a day like"),
        (READERS[10], "2014-02-30", "a day like"),
        (READERS[11], "sy", "two letters"),
        (READERS[13], "nl", "member's code"),
        (READERS[15], "sighting--5be9bbc4-1add-4f5a-974b-a37b32bf210e", "of type identity"),
        (READERS[16], ["x"], "an id of STIX"),
        (READERS[17], [], "must be a mapping"),
        (READERS[18], [7], r"top\.x\[0\]': must be a mapping"),
        (READERS[19], {"earliest": "2014-02-02", "latest": "2014-02-01"}, r"top\.x\.latest': ends before"),
    ],
)
def test_a_fault_says_what_must_stand_there(reader: Any, value: Any, reason: str) -> None:
    with pytest.raises(BadObject, match=reason) as raised:
        reader(Fields({} if value is None else {"x": value}, "top"))
    assert str(value) not in str(raised.value) or value is None or value in ([], True, 1, 7, 1.0, -1, "a", "x", "m")


@given(MOMENT)
def test_a_time_has_one_form(moment: datetime) -> None:
    text = moment_text(moment)
    assert len(text) == 27
    assert Fields({"at": text}).moment("at") == moment
    assert Fields({"at": text}).moment("at").tzinfo is UTC


@given(partial_dates())
def test_a_partial_date_comes_back(when: PartialDate) -> None:
    assert read_partial(Fields(write_partial(when))) == when


@pytest.mark.parametrize(
    "days", [("1499-12-31", "1500-01-01"), ("2014-01-01", "2201-01-01"), ("0001-01-01", "0001-01-31")]
)
def test_a_day_on_which_nobody_can_have_been_seen_is_refused(days: tuple[str, str]) -> None:
    with pytest.raises(BadObject, match="outside 1500 to 2200"):
        read_partial(Fields(dict(zip(("earliest", "latest"), days, strict=True))))


def test_only_what_is_said_is_written() -> None:
    assert told(a=None, b=False, c=[], d="", e=0, f=True) == {"d": "", "e": 0, "f": True}
    assert write_partial(PartialDate.of(1989, 3)) == {"earliest": "1989-03-01", "latest": "1989-03-31"}
    assert moment_text(NOON) == "2014-11-01T12:00:00.000000Z"
    assert Fields({"x": "2014-11-01"}).day("x") == date(2014, 11, 1)
