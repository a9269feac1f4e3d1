"""The words of a question for an estimate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from coalesce.errors import BadUsage
from coalesce.handling import Actor, Purpose
from coalesce.records import Leg
from coalesce.services.capturing import CaptureWords
from coalesce.web.asked import Asked, Words
from coalesce.web.estimate_words import estimate_words, grouping
from tests.web.visits import Place

Ask = Callable[..., Asked]


@pytest.fixture
def asked(place: Place) -> Ask:
    """A request with these words."""
    desk, actor = place.desk.state.desk, Actor("a", "FR")
    return lambda **words: Asked(desk, actor, Purpose.BORDER, Words("/estimate", {}, tuple(words.items())))


def test_words_become_a_question(asked: Ask) -> None:
    made = estimate_words(
        asked(
            leg="tr>sy",
            since="2014-02",
            until="2014-05",
            origin="fr",
            sex="f",
            list="NL/border",
            one_source="A,B",
            captured="record",
        )
    )
    assert made == CaptureWords(
        "record",
        Leg("TR", "SY"),
        since=date(2014, 2, 1),
        until=date(2014, 5, 31),
        origins=("FR",),
        sexes=("F",),
        lists=("NL/border",),
        one_source=(("A", "B"),),
    )
    assert estimate_words(asked()) == CaptureWords()
    assert estimate_words(asked(into="sy", origin="unknown")) == CaptureWords(into="SY", origins=(None,))
    assert [grouping(asked(by=by)) for by in ("month", "leg", "")] == ["month", "leg", ""]


@pytest.mark.parametrize("wrong", [{"captured": "sight"}, {"sex": "Q"}, {"one_source": "A"}, {"leg": "TRSY"}])
def test_other_words_are_refused(asked: Ask, wrong: dict[str, str]) -> None:
    with pytest.raises(BadUsage):
        estimate_words(asked(**wrong))
    with pytest.raises(BadUsage, match="month or leg"):
        grouping(asked(by="origin"))
