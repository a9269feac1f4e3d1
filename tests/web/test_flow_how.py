"""How a flow number was made: the numbers behind it agree with it."""

from __future__ import annotations

from coalesce.handling import Purpose
from coalesce.services.counting import own_flows
from coalesce.web.flow_how import behind, what_words
from coalesce.web.flow_words import FlowWords
from tests.web.visits import Place, Visitor, actor


def test_the_numbers_behind_hold_the_number(place: Place) -> None:
    claire = actor(place, "claire")
    with place.node.store.read(claire, Purpose.INVESTIGATION) as view:
        found = behind(own_flows(place.node, view), FlowWords(into="SY"), ())
    assert found.sure <= found.amount.low <= found.amount.high <= found.sure + found.drawn
    assert {name for name, _ in found.lists} == {"border", "departures"}
    assert found.undecided == 2
    assert found.judged == {"same": 0, "different": 0, "unsure": 0}
    assert sum(amount.count for _, amount in found.origins) >= found.amount.low


def test_the_page_says_on_what_it_rests_and_names_nobody(claire: Visitor) -> None:
    text = claire.get("/flows/how?into=SY&since=2014-01&until=2014-06").text
    assert "Into Syria, Jan 2014 to Jun 2014" in text
    assert "2 proposed links" in text
    assert "border" in text
    assert "Kemtari" not in text
    assert "/flows?into=SY&amp;since=2014-01" in text


def test_legs_in_words() -> None:
    assert [what_words(words) for words in (
        FlowWords(), FlowWords(places=("TR",)), FlowWords(places=("TR", "SY")), FlowWords(out_of="TR", into="SY"),
    )] == ["All legs", "Into or out of Turkey", "Between Turkey and Syria", "Turkey to Syria"]  # fmt: skip


def test_who_sees_nothing_is_told_of_nobody(place: Place) -> None:
    text = place.visitor("dieter").get("/flows/how").text
    assert "0 people" in text
    assert "NL" not in text.partition("<main")[2].partition("</main>")[0]
