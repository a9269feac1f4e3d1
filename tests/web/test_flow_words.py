"""The words of a flow question."""

from __future__ import annotations

from datetime import date

import pytest

from coalesce.errors import BadInput
from coalesce.handling import Actor, Purpose
from coalesce.records import Leg
from coalesce.web.asked import Asked, Words
from coalesce.web.flow_words import FlowWords, flow_words, parse_leg
from tests.web.visits import Place


def words(place: Place, *query: tuple[str, str]) -> FlowWords:
    return flow_words(Asked(place.desk.state.desk, Actor("a", "FR"), Purpose.BORDER, Words("/flows", {}, query)))


def test_without_a_word_every_leg_is_asked_for(place: Place) -> None:
    assert words(place) == FlowWords()


def test_every_word_is_read(place: Place) -> None:
    query = (("out_of", "tr"), ("into", "SY"), ("origin", "fr"), ("origin", "unknown"), ("list", "b"), ("list", "a"),
             ("since", "2014-02"), ("until", "2014-02"), ("by", "leg, month"), ("least", "3"))  # fmt: skip
    found = words(place, *query)
    assert found == FlowWords(
        "TR", "SY", ("FR", None), ("a", "b"), date(2014, 2, 1), date(2014, 2, 28), ("leg", "month"), 3
    )
    assert found.query("month").by == ("month",)
    assert found.query().into == "SY"


def test_a_leg_is_its_two_ends(place: Place) -> None:
    assert parse_leg("sy>iq") == Leg("SY", "IQ")
    assert words(place, ("leg", "SY>IQ")) == words(place, ("out_of", "SY"), ("into", "IQ"))


@pytest.mark.parametrize(
    "wrong",
    [
        ("leg", "SYIQ"),
        ("leg", "SYR>IQ"),
        ("since", "03/04/2014"),
        ("until", "x"),
        ("by", "sex"),
        ("by", "origin,list"),
        ("least", "-1"),
        ("least", "9" * 12),
    ],
)
def test_a_wrong_word_is_refused(place: Place, wrong: tuple[str, str]) -> None:
    with pytest.raises(BadInput):
        words(place, wrong)


def test_a_window_that_ends_before_it_begins_is_refused(place: Place) -> None:
    with pytest.raises(BadInput, match="since"):
        words(place, ("since", "2014-05"), ("until", "2014-02"))
