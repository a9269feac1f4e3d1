"""Addresses and words of a request."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.errors import BadUsage
from coalesce.handling import Actor, Purpose
from coalesce.web.asked import Asked, Desk, Words, address
from tests.web.visits import Place

CLAIRE = Actor("claire", "FR")


@pytest.fixture
def asked(place: Place) -> Asked:
    query = (("into", "SY"), ("list", "b"), ("list", " a "), ("since", ""))
    words = Words("/flows", {"id": "x"}, query, {"why": " so "})
    return Asked(place.desk.state.desk, CLAIRE, Purpose.BORDER, words, also="DE")


def test_words_are_read_one_or_many(asked: Asked) -> None:
    assert asked.one("into") == "SY"
    assert asked.many("list") == ("b", "a")
    assert asked.one("list") == "a"
    assert asked.one("since", "ever") == "ever"
    assert asked.part("id") == "x"
    assert asked.said("why") == "so"
    with pytest.raises(BadUsage, match="'verdict'"):
        asked.said("verdict")


@pytest.mark.parametrize("wrong", ["-1", "1e3", "x", "101", "٣", "9" * 400])
def test_a_number_out_of_range_is_refused(place: Place, wrong: str) -> None:
    asked = Asked(place.desk.state.desk, CLAIRE, Purpose.BORDER, Words("/", {}, (("limit", wrong),)))
    with pytest.raises(BadUsage, match="'limit'"):
        asked.whole("limit", 5, 100)


def test_a_number_in_range_is_read(place: Place) -> None:
    asked = Asked(place.desk.state.desk, CLAIRE, Purpose.BORDER, Words("/", {}, (("limit", "100"),)))
    assert asked.whole("limit", 5, 100) == 100
    assert asked.whole("page", 5, 100) == 5


def test_a_word_is_left_out_of_every_link(asked: Asked) -> None:
    assert asked.without("list").again() == "/flows?into=SY"
    assert asked.again() == "/flows?into=SY&list=b&list=+a+"


def test_links_keep_purpose_and_view(asked: Asked) -> None:
    assert asked.link("/lists") == "/lists?purpose=border&as=DE"
    assert asked.link("/lists", list="x", q=None) == "/lists?purpose=border&as=DE&list=x"
    assert asked.again(into=None) == "/flows?list=b&list=+a+"
    assert asked.again(into="IQ", list=None) == "/flows?into=IQ"
    assert asked.at("/flows.csv").again() == "/flows.csv?into=SY&list=b&list=+a+"
    assert asked.standing() == {"purpose": "border", "as": "DE"}


@given(st.text(min_size=1), st.text(min_size=1))
def test_an_address_never_leaves_its_path(name: str, value: str) -> None:
    found = address(
        "/records", {name.encode("utf-8", "ignore").decode() or "q": value.encode("utf-8", "ignore").decode()}
    )
    assert found.startswith("/records")
    assert not set(found) & set(" \"'<>#\\\n\r")


def test_a_turn_is_the_same_for_the_same_audience(place: Place) -> None:
    desk: Desk = place.desk.state.desk
    assert desk.turn("FR", "border") is desk.turn("FR", "border")
    assert desk.turn("FR", "border") is not desk.turn("DE", "border")
