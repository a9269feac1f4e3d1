"""Facets and hits in words."""

from __future__ import annotations

from datetime import date

import pytest

from coalesce.names import compare
from coalesce.services.facets import NONE, Choice, Facet
from coalesce.services.searching import Found, Why
from coalesce.web.search_shown import OFFERED, facets_shown, laid, recent, told


def found(*facets: Facet) -> Found:
    return Found((), {}, 0, None, facets, True, 0, False, 0)


def test_a_facet_shows_its_first_choices_and_every_chosen_one() -> None:
    many = tuple(Choice(str(1900 + 10 * n), 40 - n, n == 20) for n in range(30))
    (shown,) = facets_shown(found(Facet("born", many)), {})
    assert len(shown.choices) == OFFERED + 1
    assert shown.choices[-1].chosen
    assert shown.left_out == 30 - OFFERED - 1
    assert shown.choices[0].text == "1900 to 1909"


def test_a_facet_of_which_nothing_is_given_is_not_shown() -> None:
    assert facets_shown(found(Facet("born_in", (Choice(NONE, 3, False),)), Facet("seen_in", ())), {}) == []


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("script", "Arab", "Arabic"),
        ("script", "Qaaa", "Qaaa"),
        ("nationality", "TN", "Tunisia"),
        ("kind", "designations", "designations"),
        ("born", "1980", "1980 to 1989"),
        ("born", "x", "x"),
        ("member", "NL", "NL"),
        ("list", "unknown", "another list"),
        ("seen_in", NONE, "not given"),
    ],
)
def test_values_in_words(name: str, value: str, text: str) -> None:
    assert told(name, value, {}) == text


def test_words_side_by_side() -> None:
    rows = laid(Why("Zorbal كمتاري Yelgor", compare("zorbal kemtari Hedraq", "Zorbal كمتاري Yelgor")))
    marks = {(one.asked, one.found): one.mark for one in rows}
    assert marks["zorbal", "Zorbal"] == "same"
    assert marks["kemtari", "كمتاري"] == "alike"
    assert {mark for (asked, other), mark in marks.items() if "Hedraq" in asked or "Yelgor" in other} <= {
        "differ",
        "alone",
    }
    assert laid(Why(number="X1")) == []


def test_recent_windows_end_today() -> None:
    assert recent(date(2014, 11, 1))[0] == ("2014-10-02", "last 30 days")
