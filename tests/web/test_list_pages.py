"""Lists, and "view as"."""

from __future__ import annotations

from tests.web.visits import Place, Visitor


def names(visitor: Visitor, query: str = "") -> dict[str, int]:
    return {row["list"]: row["records"] for row in visitor.get(f"/api/lists{query}").json()}


def test_lists_are_those_of_which_something_is_seen(place: Place, claire: Visitor) -> None:
    assert names(claire) == {"border": 2, "departures": 2}
    assert names(place.visitor("owner")) == {"border": 2, "secret": 2, "departures": 2}
    assert names(place.visitor("dieter")) == {}
    assert "No list is released to you" in place.visitor("dieter").get("/lists").text


def test_viewed_as_a_member_it_is_what_both_see(place: Place, claire: Visitor) -> None:
    assert names(place.visitor("owner"), "?as=FR") == {"border": 2, "departures": 2}
    assert names(claire, "?as=DE") == {}
    text = claire.get("/lists?as=DE").text
    assert "only what both FR and DE may see" in text
    assert "There is nothing that both of you may see" in text
    assert "secret" not in claire.get("/lists?as=NL").text
    assert "/records?as=NL&amp;list=" in claire.get("/lists?as=NL").text


def test_editions_and_releases_are_the_owners(place: Place, claire: Visitor) -> None:
    own = claire.get(f"/lists/{place.lists['departures']}").text
    theirs = claire.get(f"/lists/{place.lists['border']}").text
    assert "made.csv" in own
    assert "made.csv" not in theirs
    assert "owner's to know" in theirs
    assert claire.get(f"/api/lists/{place.lists['border']}").json()["edition"] is None
    assert claire.get(f"/api/lists/{place.lists['departures']}").json()["edition"] == 1


def test_every_member_may_be_chosen_but_ones_own(claire: Visitor) -> None:
    text = claire.get("/lists").text
    assert '<option value="DE"' in text
    assert '<option value="FR"' not in text
