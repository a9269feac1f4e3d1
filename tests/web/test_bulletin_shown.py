"""What the bulletin's page is made of: rows, origins, drawings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.dates import FixedClock, Period
from coalesce.services import bulletin
from coalesce.services.bulletin import Bulletin
from coalesce.web import bulletin_shown, language
from tests.builders import NOON
from tests.series_made import NAME, a_node, claire, in_force, numbered
from tests.services.test_bulletin import drawn


@pytest.fixture
def found(tmp_path: Path) -> Iterator[Bulletin]:
    node, _ = a_node(tmp_path / "node", FixedClock(NOON))
    numbered(node, in_force(node), drawn)
    yield bulletin.compiled(node, claire(node), NAME)
    node.store.close()


def test_rows_are_the_legs_of_the_definition(found: Bulletin) -> None:
    rows = bulletin_shown.rows(found)
    assert [str(row["leg"]) for row in rows] == ["JO>SY", "SY>IQ", "TR>SY"]
    hidden, iraq, syria = rows
    assert (hidden["now"], hidden["mark"], hidden["by"]) == (None, "", "")
    assert (syria["by"], syria["span"]) == ("−5", "−35 … +25")
    assert "<svg" in syria["mark"]
    assert iraq["change"] is None
    assert not any(row["first"] for row in rows)


def test_origins_are_named_the_largest_first(found: Bulletin) -> None:
    assert [row["name"] for row in bulletin_shown.origins(found)] == ["Tunisia", "all other origins"]
    assert bulletin_shown.change_moved_by(found) == 14


def test_drawings_stand_alone_or_on_the_desks_base_map(found: Bulletin) -> None:
    alone, based = (bulletin_shown.drawings(found, base) for base in (None, "/static/x/base.svg"))
    assert 'href="/static/x/base.svg#land"' in based.map
    assert "href" not in alone.map
    assert "Arrivals by leg, Sep 2014" in alone.map
    assert 'data-month="2014-09"' in alone.months
    assert "2014-10" not in alone.months


def test_numbers_and_months_speak_the_readers_language(found: Bulletin) -> None:
    assert [bulletin_shown.signed(number) for number in (1240, -5, 0)] == ["+1,240", "−5", "0"]
    language.speak("fr")
    try:
        assert bulletin_shown.month_words(Period(2014, 8)) == "août 2014"
        assert bulletin_shown.leg_words(found.legs[0].leg) == "Jordanie → Syrie"
        assert bulletin_shown.origin_words(None) == "toutes les autres origines"
    finally:
        language.speak(language.ENGLISH)
