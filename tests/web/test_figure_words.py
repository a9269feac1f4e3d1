"""The words of a figure's page are read, or refused in words."""

from __future__ import annotations

import pytest

from coalesce.dates import Period
from coalesce.errors import BadDate, BadUsage
from coalesce.handling import Actor, Purpose
from coalesce.records import Leg
from coalesce.services.figure_overviews import FigureAsked
from coalesce.web.asked import Asked, Words
from coalesce.web.figure_words import FigureWords, figure_words
from tests.web.visits import Place


def read(place: Place, **query: str) -> FigureWords:
    words = Words("/figure", {}, tuple(query.items()))
    return figure_words(Asked(place.desk.state.desk, Actor("claire", "FR"), Purpose.INVESTIGATION, words))


def test_without_words_it_is_all_of_the_first_series_on_a_map(place: Place) -> None:
    assert read(place) == FigureWords("", FigureAsked(), "map")


def test_a_leg_a_window_and_another_one(place: Place) -> None:
    found = read(place, series="s", leg="tr>sy", since="2014-01", until="2014-03", other_until="2013-12", view="stages")
    window, other = (Period(2014, 1), Period(2014, 3)), (None, Period(2013, 12))
    assert found == FigureWords("s", FigureAsked(Leg("TR", "SY"), window, other), "stages")


def test_what_cannot_be_asked_is_refused(place: Place) -> None:
    for wrong in ({"view": "globe"}, {"leg": "TRSY"}):
        with pytest.raises(BadUsage):
            read(place, **wrong)
    with pytest.raises(BadDate):
        read(place, since="soon")
