"""Search: across scripts, narrowed by facets, paged, each hit with why it was found."""

from __future__ import annotations

import dataclasses
from urllib.parse import quote

import pytest

from coalesce.services.searching import RANKED
from tests import builders
from tests.web.visits import ARABIC, Place, Visitor


def found(visitor: Visitor, query: str) -> set[str]:
    return {row["reference"] for row in visitor.get(f"/api/records?q={quote(query)}").json()["records"]}


def test_a_name_is_found_in_any_script(claire: Visitor) -> None:
    assert found(claire, "Zorbal") == {"N1", "F1"}
    assert found(claire, ARABIC) == {"N1", "F1"}
    assert found(claire, "chambir") == {"N2", "F2"}
    assert found(claire, "X12345") == {"N1"}
    assert found(claire, "f2") == {"F2"}
    assert found(claire, "Hedraq") == set()


def test_pages_go_on_where_the_last_ended(claire: Visitor) -> None:
    first = claire.get("/api/records?limit=3").json()
    assert (first["total"], len(first["records"])) == (4, 3)
    second = claire.get(f"/api/records?limit=3&after={quote(first['next'])}").json()
    assert second["next"] is None
    assert {row["reference"] for row in first["records"] + second["records"]} == {"N1", "N2", "F1", "F2"}
    assert "Next page" in claire.get("/records?limit=3").text
    assert "First page" in claire.get(f"/records?limit=3&after={quote(first['next'])}").text


def test_a_search_that_finds_nothing_says_so(claire: Visitor) -> None:
    assert "No record that you may see is near it" in claire.get("/records?q=qwxz").text
    assert "No record that you may see is near it" in claire.get("/records?q=%C2%BF%3F").text


def test_more_than_can_be_ranked_come_by_reference_and_the_page_says_so(fresh: Place) -> None:
    store, handling = fresh.node.store, builders.handling("FR")
    many = builders.add_list(store, "many", handling)
    rows = [
        builders.staged(builders.entry(f"M{number:03}", "Zorbal Kemtari"), handling) for number in range(RANKED + 1)
    ]
    visitor = fresh.visitor()
    assert "The nearest first." in visitor.get("/records?q=Zorbal").text
    builders.publish(store, many, rows)
    said = visitor.get("/records?q=Zorbal").text
    assert f"More than {RANKED} hold every word of it: they come by reference." in said
    assert "The nearest first." not in said


def test_each_hit_says_why_it_was_found(claire: Visitor) -> None:
    text = claire.get("/records?q=kemtari+zorbal").text
    assert '<span class="word-same" title="the same word"><bdi>Zorbal</bdi>' in text.replace("zorbal", "Zorbal")
    assert "likely the same in another script" in text
    rows = {row["reference"]: row["why"] for row in claire.get("/api/records?q=kemtari+zorbal").json()["records"]}
    assert rows["F1"]["name"] == ARABIC
    assert rows["N1"]["score"] > rows["F1"]["score"] > 0.5
    assert claire.get("/api/records?q=x-12345").json()["records"][0]["why"] == {"document": "X12345"}
    assert claire.get("/api/records?q=F2").json()["records"][0]["why"] == {"reference": "F2"}
    assert claire.get("/api/records").json()["records"][0]["why"] is None


@pytest.mark.parametrize(
    ("query", "references"),
    [
        ("member=NL", {"N1", "N2"}),
        ("member=NL&member=FR", {"N1", "N2", "F1", "F2"}),
        ("script=Arab", {"F1"}),
        ("nationality=BE", {"N2", "F2"}),
        ("nationality=none", set()),
        ("born=1980", {"N1", "F1"}),
        ("born=none&member=FR", {"F2"}),
        ("seen_in=SY", {"N1", "N2", "F1", "F2"}),
        ("seen_in=SY&until=2014-02", set()),
        ("since=2014-03", {"N1", "N2", "F1", "F2"}),
        ("since=2014-04", set()),
        ("kind=designations", set()),
        ("q=zorbal&script=Arab", {"F1"}),
    ],
)
def test_what_is_found_is_narrowed(claire: Visitor, query: str, references: set[str]) -> None:
    found = claire.get(f"/api/records?{query}").json()
    assert {row["reference"] for row in found["records"]} == references
    assert found["total"] == len(references)
    page = claire.get(f"/records?{query}").text
    assert ("passes these filters" in page) is not references
    assert "Filters that hold" in page


def test_facets_count_what_the_reader_sees(place: Place, claire: Visitor) -> None:
    facets = claire.get("/api/records").json()["facets"]
    assert facets["member"] == {"FR": 2, "NL": 2}
    assert facets["script"] == {"Latn": 3, "Arab": 1}
    assert facets["seen_in"] == {"SY": 4, "TR": 4, "BE": 2, "FR": 2}
    assert place.visitor("owner").get("/api/records").json()["facets"]["member"] == {"NL": 4, "FR": 2}
    assert claire.get("/api/records?as=NL").json()["facets"]["member"] == {"FR": 2, "NL": 2}


def test_a_filter_is_taken_off_by_its_own_link(claire: Visitor) -> None:
    text = claire.get("/records?q=zorbal&member=NL&since=2014-01").text
    assert 'href="/records?q=zorbal&amp;since=2014-01"' in text
    assert 'href="/records?q=zorbal&amp;member=NL"' in text
    assert claire.get("/records?since=2014-05&until=2014-01").status_code == 400
    assert claire.get("/records?since=soon").status_code == 400


def test_where_too_many_hold_it_the_page_says_of_how_many_it_tells(fresh: Place) -> None:
    few = dataclasses.replace(fresh.node.store.settings, search_most=1, browse_most=2)
    fresh.node.store.settings = few
    visitor = fresh.visitor()
    found = visitor.get("/api/records?q=zorbal").json()
    assert (found["complete"], found["gathered"], found["total"]) == (False, 1, 1)
    assert "More than 1 records hold what you asked for" in visitor.get("/records?q=zorbal").text
    everything = visitor.get("/api/records").json()
    assert (everything["complete"], everything["total"]) == (False, 2)
    assert [row["reference"] for row in everything["records"]] == ["F1", "F2"]
    assert "the first 2 by reference" in visitor.get("/records").text
    assert visitor.get("/api/records?list=" + fresh.lists["border"]).json()["complete"] is True


def test_what_is_remembered_is_read_and_logged_again(fresh: Place) -> None:
    visitor = fresh.visitor()
    for _ in range(2):
        visitor.get("/records")
    last = builders.leaves(fresh.node.store.folder)[-2:]
    assert all('"what":"outline"' in leaf for leaf in last)
