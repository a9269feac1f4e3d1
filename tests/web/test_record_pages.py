"""One record as its reader may know it."""

from __future__ import annotations

from tests import builders
from tests.web.visits import Place, Visitor


def test_a_record_is_shown_whole(place: Place, claire: Visitor) -> None:
    text = claire.get(f"/records/{place.ids['N1']}").text
    for piece in ("Zorbal Kemtari", "1986", "(year)", "X12345", "entered", "Turkey", "A person of"):
        assert piece in text
    assert text.count('class="drawing timeline"') == text.count('class="drawing journeymap"') == 2
    assert "May be the same person as" in text
    assert "0.93" in text


def test_who_else_it_is_released_to_is_its_owners_to_know(place: Place, claire: Visitor) -> None:
    theirs, own = claire.get(f"/records/{place.ids['N1']}").text, claire.get(f"/records/{place.ids['F1']}").text
    assert "NL lets you see it for investigation." in theirs
    assert "Who else sees it, NL alone knows." in theirs
    assert "NL see it for investigation." in own
    assert "FR owns it and reads it for every purpose." in own
    assert "alone knows" not in own


def renamed(place: Place) -> str:
    """NL's border list says something else of N1; gives the record's path."""
    store = place.node.store
    with store.read(builders.owner(store), builders.INVESTIGATION) as view:
        border = next(one for one in view.lists() if one.name == "border")
    changed = builders.entry("N1", "Zorbal Kemtariyev")
    builders.publish(store, border, [builders.staged(changed, builders.handling("FR:border"))], "second")
    return f"/records/{place.ids['N1']}"


def test_versions_and_what_changed_are_the_owners(fresh: Place) -> None:
    path = renamed(fresh)
    owner, claire = fresh.visitor("owner"), fresh.visitor()
    own = owner.get(path).text
    assert "<del><bdi>Zorbal Kemtari</bdi></del>" in own
    assert "<ins><bdi>Zorbal Kemtariyev</bdi></ins>" in own
    assert "released otherwise than before" in own
    assert "Version 2" in own
    theirs = claire.get(f"{path}?purpose=border").text
    assert "Kemtariyev" in theirs
    assert "History" not in theirs
    assert "Zorbal Kemtari<" not in theirs
    newest, first = owner.get(f"/api{path}/history").json()
    assert (newest["present"], first["present"], first["changes"]) == (True, False, [])
    assert {change["field"] for change in newest["changes"]} >= {"names", "sex", "birth_dates", "documents", "releases"}
    assert claire.get(f"/api{path}/history?purpose=border").status_code == 404


def test_a_first_version_says_so(place: Place, claire: Visitor) -> None:
    assert "This is its first version." in claire.get(f"/records/{place.ids['F1']}").text


def test_what_happened_to_it_is_its_owners_and_names_nobody_to_who_is_no_auditor(fresh: Place) -> None:
    path = f"/records/{fresh.ids['F1']}"
    claire, owner = fresh.visitor(), fresh.visitor("owner")
    claire.get(path)
    owner.get(path)
    text = claire.get(f"{path}/audit").text
    assert "own log" in text
    assert "an auditor of your member sees" in text
    assert "owner" not in text.partition("<main")[2].partition("</main")[0].replace("its owner", "")
    assert owner.get(f"{path}/audit").status_code == 404
    own = owner.get(f"/records/{fresh.ids['N1']}/audit").text
    assert f'href="/audit?id={fresh.ids["N1"]}"' in own
    assert "claire" not in own
    assert fresh.visitor("ada").get(f"{path}/audit").status_code == 403


def test_its_owner_takes_a_record_back(fresh: Place) -> None:
    owner, claire = fresh.visitor("owner"), fresh.visitor()
    path = f"/records/{fresh.ids['N1']}"
    assert "Take it back and erase it" in owner.get(path).text
    assert "Take it back" not in claire.get(path).text
    assert claire.post(f"{path}/withdraw", {"why": "x", "csrf": claire.csrf}).status_code == 403
    assert owner.post(f"{path}/withdraw", {"why": " ", "csrf": owner.csrf}).status_code == 400
    gone = owner.post(f"{path}/withdraw", {"why": "named wrongly", "csrf": owner.csrf})
    assert gone.status_code == 303
    assert "taken back and erased" in owner.get(gone.headers["location"]).text
    assert owner.get(path).status_code == claire.get(path).status_code == 404
    assert owner.post(f"/records/{fresh.ids['F1']}/withdraw", {"why": "x", "csrf": owner.csrf}).status_code == 404
    assert "N1" not in builders.ids(fresh.node.store)


def test_the_api_gives_a_record_as_data(place: Place, claire: Visitor) -> None:
    document = claire.get(f"/api/records/{place.ids['N1']}").json()
    assert document["birth_dates"] == ["1986"]
    assert document["handling"]["releases"] == {"investigation": ["FR"]}
    assert [seen["country"] for seen in document["sightings"]] == ["FR", "TR", "SY"]
