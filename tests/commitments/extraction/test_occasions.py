"""Dates and events that stand for them."""

from __future__ import annotations

import pytest

from coalesce.commitments.extraction.occasions import occasions, occasions_at
from tests.commitments.extraction.reading import parsed


@pytest.mark.parametrize(
    ("text", "words", "value", "relation", "event"),
    [
        ("by 1 December 2014", "1 December 2014", "2014-12-01", "by", False),
        ("no later than 15 November", "15 November", "XXXX-11-15", "by", False),
        ("on Dec. 1, 2014", "Dec. 1, 2014", "2014-12-01", "on", False), ("from 2014-12-01", "2014-12-01", "2014-12-01", "from", False),
        ("in March", "March", "XXXX-03", "on", False), ("by mid-February", "mid-February", "XXXX-02", "by", False),
        ("until March 2015", "March 2015", "2015-03", "until", False), ("in 2015", "2015", "2015", "on", False),
        ("by the end of the year", "the end of the year", None, "by", False),
        ("by the end of March", "the end of March", "XXXX-03", "by", False),
        ("before the end of 2014", "the end of 2014", "2014", "by", False), ("next week", "next week", None, None, False),
        ("before Christmas", "Christmas", None, "by", False), ("by the summer", "the summer", None, "by", False),
        ("by the next ministerial meeting", "the next ministerial meeting", None, "by", True),
        ("in the course of United Nations General Assembly", "United Nations General Assembly", None, "within", True),
    ],
)  # fmt: skip
def test_what_is_said_and_no_more(text: str, words: str, value: str | None, relation: str | None, event: bool) -> None:
    (found,) = occasions(parsed(f"It will come {text}"))
    assert (found.text, found.value, found.qualifier, found.event) == (words, value, relation, event)


def test_by_the_time_of_an_event() -> None:
    ((place, found),) = occasions_at(parsed("a plan together by the time we come to UNGA"))
    assert found.text == "time we come to UNGA"
    assert found.event
    assert found.value is None
    assert place.stop == 10


@pytest.mark.parametrize(
    "text",
    [
        "he said on 5 November",
        "it may march",
        "In 2014 troops",
        "30 February 2015",
        "at the meeting",
        "the summit was long",
    ],
)
def test_what_is_no_date_of_a_commitment(text: str) -> None:
    assert [mark.text for mark in occasions(parsed(text))] == []
