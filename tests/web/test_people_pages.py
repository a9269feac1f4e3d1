"""People of an audience: listed, filtered, side by side."""

from __future__ import annotations

import dataclasses

from coalesce.records import Verdict
from coalesce.services import reviewing
from tests import builders
from tests.builders import INVESTIGATION
from tests.web.visits import ARABIC, Place, Visitor, actor


def test_people_are_those_of_the_view(claire: Visitor) -> None:
    rows = claire.get("/api/people").json()
    groups = sorted(sorted(record["reference"] for record in row["records"]) for row in rows)
    assert ["F1", "N1"] in groups
    assert {reference for group in groups for reference in group} == {"N1", "N2", "F1", "F2"}
    assert f"{len(rows)} people in your view" in claire.get("/people").text


def test_filters_part_them(claire: Visitor) -> None:
    whole = claire.get("/api/people").json()
    several, single = (claire.get(f"/api/people?joined={word}").json() for word in ("yes", "no"))
    assert sorted(row["person"] for row in several + single) == sorted(row["person"] for row in whole)
    assert all(len(row["records"]) > 1 for row in several)
    probable = claire.get("/api/people?decided=probable").json()
    assert [row["person"] for row in probable] == [row["person"] for row in several]
    assert "Nobody in your view is like that" in claire.get("/people?decided=judged&joined=yes").text


def test_a_list_chooses_its_people(place: Place, claire: Visitor) -> None:
    rows = claire.get(f"/api/people?list={place.lists['border']}").json()
    assert all(any(record["list"] == "border" for record in row["records"]) for row in rows)
    assert claire.get(f"/api/people?list={place.lists['secret']}").json() == []


def test_pages_hold_everybody_once(claire: Visitor) -> None:
    pages = [claire.get(f"/api/people?limit=1&page={page}").json() for page in (1, 2, 3, 4, 5)]
    found = [row["person"] for page in pages for row in page]
    assert sorted(found) == sorted(row["person"] for row in claire.get("/api/people").json())
    assert "Page 2 of" in claire.get("/people?limit=1&page=2").text


def test_a_person_is_shown_side_by_side(place: Place, claire: Visitor) -> None:
    text = claire.get(place.person(claire, "N1")).text
    for piece in (
        '<bdi class="piece piece-alike" dir="auto">Zorbal</bdi>',
        ARABIC.split()[0],
        "most probably one person",
        "0.93",
        "none yet",
        "Journey",
        "Why one person",
    ):
        assert piece in text
    assert text.count('class="drawing timeline"') == text.count('class="drawing journeymap"') == 2
    assert '<bdi class="piece piece-alike" dir="auto">1986</bdi>' in text
    assert "NL lets you see it for investigation." in text
    assert "known to NL alone" in text
    assert "From 2 records that FR may see for investigation" in text


def test_a_judged_person_says_so(fresh: Place) -> None:
    pair = (fresh.ids["N1"], fresh.ids["F1"])
    reviewing.judge(fresh.node, actor(fresh, "claire"), INVESTIGATION, pair, reviewing.Word(Verdict.SAME, "documents"))
    claire = fresh.visitor()
    text = claire.get(fresh.person(claire, "N1")).text
    assert "every join judged by a human" in text
    assert claire.get("/api/people?decided=judged&joined=yes").json()[0]["judged"]


def test_a_persons_legs_are_given_as_data(place: Place, claire: Visitor) -> None:
    document = claire.get("/api" + place.person(claire, "N1")).json()
    assert [leg["leg"] for leg in document["legs"]] == ["FR>TR", "TR>SY"]
    assert document["legs"][1]["arrived"] == "2014-03"


def test_a_person_is_found_through_any_of_its_records(place: Place, claire: Visitor) -> None:
    (row,) = claire.get("/api/people?q=zorbal").json()
    assert {record["reference"] for record in row["records"]} == {"N1", "F1"}
    assert claire.get("/api/people?q=X12345").json() == [row]
    assert claire.get("/api/people?q=zorbal&joined=no").json() == []
    text = claire.get("/people?q=zorbal").text
    assert "1 person of whom some record is near what you asked for" in text
    assert "Nobody whose records you may see is near it" in claire.get("/people?q=hedraq").text
    assert len(place.visitor("owner").get("/api/people?q=hedraq").json()) == 1


def test_where_there_are_too_many_the_page_says_so(fresh: Place) -> None:
    fresh.node.store.settings = dataclasses.replace(fresh.node.store.settings, browse_most=1)
    visitor = fresh.visitor()
    assert "these are the 1 of most records" in visitor.get("/people").text
    assert [len(row["records"]) for row in visitor.get("/api/people").json()] == [2]


def test_where_more_is_found_than_is_looked_at_no_number_is_of_all(fresh: Place) -> None:
    fresh.node.store.settings = dataclasses.replace(fresh.node.store.settings, search_most=1)
    text = fresh.visitor().get("/people?q=zorbal").text
    assert "1 people have the first of them, and every number here is of these" in text


def test_a_word_against_a_join_is_shown_as_a_conflict(fresh: Place) -> None:
    pair = (fresh.ids["N1"], fresh.ids["F1"])
    claire = fresh.visitor()
    before = claire.get(fresh.person(claire, "N1")).text
    assert "contradicted" not in before
    assert "kept apart" not in before
    third = builders.add_list(fresh.node.store, "police", builders.handling("NL:investigation"), member="FR")
    builders.publish(fresh.node.store, third, [builders.entry("P1", "Zorbal Kemtari")])
    known = builders.ids(fresh.node.store, actor(fresh, "claire"))
    for one, other, verdict in (
        (pair[0], known["P1"], Verdict.SAME), (pair[1], known["P1"], Verdict.SAME), (*pair, Verdict.DIFFERENT),
    ):  # fmt: skip
        word = reviewing.Word(verdict, "as the papers say")
        reviewing.judge(fresh.node, actor(fresh, "claire"), INVESTIGATION, (one, other), word)
    pages = [claire.get(fresh.person(claire, reference)).text for reference in ("N1", "F1")]
    assert any("claire" in page and "as the papers say" in page for page in pages)
    assert any("contradicted" in page for page in pages), "three words that cannot all hold"
    assert any("kept apart" in page for page in pages)
