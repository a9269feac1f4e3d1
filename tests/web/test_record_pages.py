"""Records: search across scripts, paging, one record as its reader may know it."""

from __future__ import annotations

from urllib.parse import quote

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
    assert "the nearest first." in visitor.get("/records?q=Zorbal").text
    builders.publish(store, many, rows)
    said = visitor.get("/records?q=Zorbal").text
    assert f"the nearest first; where more than {RANKED} hold every word of it, by reference: add a word." in said


def test_a_record_is_shown_whole(place: Place, claire: Visitor) -> None:
    text = claire.get(f"/records/{place.ids['N1']}").text
    for piece in ("Zorbal Kemtari", "1986", "(year)", "X12345", "entered", "Turkey", "A person of"):
        assert piece in text
    assert text.count('class="drawing timeline"') == 1


def test_who_else_it_is_released_to_is_its_owners_to_know(place: Place, claire: Visitor) -> None:
    theirs, own = claire.get(f"/records/{place.ids['N1']}").text, claire.get(f"/records/{place.ids['F1']}").text
    assert "investigation: FR" in theirs
    assert "its owner NL alone knows" in theirs
    assert "investigation: NL" in own
    assert "alone knows" not in own


def test_versions_are_the_owners(fresh: Place) -> None:
    store = fresh.node.store
    with store.read(builders.owner(store), builders.INVESTIGATION) as view:
        border = next(one for one in view.lists() if one.name == "border")
    changed = builders.entry("N1", "Zorbal Kemtariyev")
    builders.publish(store, border, [builders.staged(changed, builders.handling("FR"))], "second")
    path = f"/records/{fresh.ids['N1']}"
    assert "Versions" in fresh.visitor("owner").get(path).text
    assert "Zorbal Kemtari<" in fresh.visitor("owner").get(path).text
    theirs = fresh.visitor("claire").get(path).text
    assert "Versions" not in theirs
    assert "Zorbal Kemtari<" not in theirs


def test_the_api_gives_a_record_as_data(place: Place, claire: Visitor) -> None:
    document = claire.get(f"/api/records/{place.ids['N1']}").json()
    assert document["birth_dates"] == ["1986"]
    assert document["handling"]["releases"] == {"investigation": ["FR"]}
    assert [seen["country"] for seen in document["sightings"]] == ["FR", "TR", "SY"]
