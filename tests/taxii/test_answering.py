"""Each resource says what it is; unknown and forbidden are one answer, byte for byte; each request is one audit row."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from coalesce.dates import FixedClock
from coalesce.store.peers import KnownPeer
from tests.builders import NOON, leaves, owner, raw_rows
from tests.taxii.asks import INBOX, RELEASED, ROOT, Place, Told, identity, lay_ready, made, make_place

OBJECTS = f"{INBOX}objects/"
SOME = "identity--04be1dee-2c49-4227-82c8-38b087c26efe"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made_place = make_place(tmp_path / "node", lambda: "abcd", taxii_max_page_size=50, taxii_inbox_bytes=100_000)
    yield made_place
    made_place.close()


def rows(place: Place) -> list[dict[str, Any]]:
    return [json.loads(leaf) for leaf in leaves(place.store.folder) if '"peer:' in leaf]


# -- what the server says of itself ------------------------------------------------------------------


def test_discovery_and_root(place: Place) -> None:
    paris = place.of("paris")
    found = paris.get("/taxii2/").json
    assert found == {
        "title": "Coalesce, node of NL", "default": f"http://node.example{ROOT}",
        "api_roots": [f"http://node.example{ROOT}"],
    }  # fmt: skip
    root = paris.get(ROOT).json
    assert root["versions"] == ["application/taxii+json;version=2.1"]
    assert root["max_content_length"] == place.store.settings.taxii_max_content_bytes
    assert root["x_coalesce_key"] == "abcd"


def test_a_node_without_a_key_tells_none(tmp_path: Path) -> None:
    place = make_place(tmp_path / "node")
    assert "x_coalesce_key" not in place.of("paris").get(ROOT).json
    place.close()


def test_each_peer_has_two_collections_of_its_own(place: Place) -> None:
    told = {peer: place.of(peer).get(f"{ROOT}collections/").json["collections"] for peer in ("paris", "lyon")}
    for found in told.values():
        assert [(one["alias"], one["can_read"], one["can_write"]) for one in found] == [
            ("released", True, False),
            ("inbox", True, True),
        ]
    ids = [one["id"] for found in told.values() for one in found]
    assert len(set(ids)) == 4
    for one in told["paris"]:
        for name in (one["id"], one["alias"]):
            assert place.of("paris").get(f"{ROOT}collections/{name}/").json == one


def test_what_a_peer_is_told_does_not_depend_on_others(place: Place) -> None:
    asked = ("/taxii2/", ROOT, f"{ROOT}collections/", f"{RELEASED}objects/", f"{RELEASED}manifest/", OBJECTS)
    lay_ready(place)
    before = [place.of("paris").get(path) for path in asked]
    place.store.exchange.add(owner(place.store), KnownPeer("rome", "FR"))
    place.store.exchange.remove(owner(place.store), "lyon")
    lay_ready(place, 3, "hague")
    assert [place.of("paris").get(path) for path in asked] == before


# -- unknown and forbidden ----------------------------------------------------------------------------


@pytest.mark.parametrize("rest", ["", "objects/", "manifest/", f"objects/{SOME}/", f"objects/{SOME}/versions/"])
def test_an_unknown_collection_and_anothers_are_one_answer(place: Place, rest: str) -> None:
    theirs = place.of("lyon").get(f"{ROOT}collections/").json["collections"][1]["id"]
    unknown = theirs[:-1] + ("0" if theirs[-1] != "0" else "1")
    answers = [place.of("paris").get(f"{ROOT}collections/{one}/{rest}") for one in (theirs, unknown, "other")]
    assert {answer.status for answer in answers} == {404}
    assert answers[0] == answers[1] == answers[2]


def test_an_object_of_anothers_box_is_as_one_that_never_was(place: Place) -> None:
    (ready,) = lay_ready(place, peer="lyon")
    place.of("lyon").post(made(written := identity()))
    for box, stix_id in ((RELEASED, ready), (INBOX, written)):
        for rest in ("", "versions/"):
            hidden = place.of("paris").get(f"{box}objects/{stix_id}/{rest}")
            assert hidden == place.of("paris").get(f"{box}objects/{identity()}/{rest}")
            assert hidden.status == 404
    assert place.of("paris").ask("DELETE", f"{OBJECTS}{written}/").status == 404
    assert place.of("lyon").get(OBJECTS).ids == [written]


def test_a_status_is_its_own_peers(place: Place) -> None:
    told = place.of("lyon").post(made()).json
    assert place.of("lyon").get(f"{ROOT}status/{told['id']}/").json == told
    hidden = place.of("paris").get(f"{ROOT}status/{told['id']}/")
    assert hidden == place.of("paris").get(f"{ROOT}status/{identity()}/")
    assert hidden.status == 404


# -- reading ----------------------------------------------------------------------------------------


def test_what_lies_ready_is_fetched_page_by_page(place: Place) -> None:
    ids = lay_ready(place, 7)
    paris, seen, cursor = place.of("paris"), list[str](), ""
    while True:
        told = paris.get(f"{RELEASED}objects/", f"limit=3&next={cursor}" if cursor else "limit=3")
        again = paris.get(f"{RELEASED}objects/", f"limit=3&next={cursor}" if cursor else "limit=3")
        assert told == again, "a page that got lost can be had again"
        seen += told.ids
        assert told.headers["x-taxii-date-added-first"] <= told.headers["x-taxii-date-added-last"]
        if not told.json["more"]:
            break
        cursor = told.json["next"]
    assert seen == ids
    assert "next" not in told.json


def test_narrowing_binds_before_anything_has_run(place: Place) -> None:
    lay_ready(place, 2)
    assert len(place.of("paris").get(f"{RELEASED}objects/").ids) == 2
    raw_rows(place.store.folder, "UPDATE version SET closed = opened")
    told = place.of("paris").get(f"{RELEASED}objects/")
    assert (told.body, "x-taxii-date-added-last" in told.headers) == (b"{}", False)


def test_expiry_binds_by_the_day(place: Place) -> None:
    lay_ready(place)
    raw_rows(place.store.folder, "UPDATE wire SET keep_until = '2014-11-01'")
    clock = place.store.clock
    assert isinstance(clock, FixedClock)
    assert len(place.of("paris").get(f"{RELEASED}objects/").ids) == 1
    clock.moment = NOON + timedelta(days=1)
    assert place.of("paris").get(f"{RELEASED}objects/").body == b"{}"


def test_manifest_and_versions_tell_what_there_is(place: Place) -> None:
    paris, one = place.of("paris"), identity()
    days = [f"2014-09-0{day}T00:00:00.000Z" for day in (1, 3, 2)]
    for day in days:
        paris.post(made(one, created=days[0], modified=day))
    listed = paris.get(f"{INBOX}manifest/", "match[version]=all").json["objects"]
    assert [row["version"] for row in listed] == days
    assert sorted(row["date_added"] for row in listed) == [row["date_added"] for row in listed]
    assert {row["media_type"] for row in listed} == {"application/stix+json;version=2.1"}
    versions = paris.get(f"{OBJECTS}{one}/versions/", "limit=2")
    assert (versions.json["versions"], versions.json["more"]) == (days[:2], True)
    rest = paris.get(f"{OBJECTS}{one}/versions/", f"limit=2&next={versions.json['next']}")
    assert rest.json == {"more": False, "versions": days[2:]}
    assert paris.get(f"{OBJECTS}{one}/").json["objects"][0]["modified"] == days[1]


def test_a_filter_that_nothing_fits_is_an_empty_page_of_what_is_there(place: Place) -> None:
    paris, one = place.of("paris"), identity()
    paris.post(made(one))
    for query in ("match[spec_version]=2.0", f"match[id]={identity()}", "match[version]=2013-01-01T00:00:00Z"):
        assert paris.get(f"{OBJECTS}{one}/", query).body == b"{}"
    assert paris.get(f"{OBJECTS}{one}/", f"match[id]={one}").ids == [one]
    assert paris.get(f"{INBOX}manifest/", "match[spec_version]=2.0").json == {"more": False, "objects": []}


@pytest.mark.parametrize("given", ["no-such-cursor", "", "A" * 32])
def test_a_cursor_of_another_question_is_refused(place: Place, given: str) -> None:
    lay_ready(place, 3)
    paris = place.of("paris")
    cursor = paris.get(f"{RELEASED}objects/", "limit=1").json["next"]
    others = [
        (f"{RELEASED}objects/", f"limit=1&match[type]=identity&next={cursor}"),
        (f"{RELEASED}manifest/", f"limit=1&next={cursor}"),
        (OBJECTS, f"limit=1&next={cursor}"),
    ]
    assert {paris.get(path, query).status for path, query in others} == {400}
    assert place.of("lyon").get(f"{RELEASED}objects/", f"limit=1&next={cursor}").status == 400
    assert paris.get(f"{RELEASED}objects/", f"limit=1&next={given}").status == (400 if given else 200)


# -- writing ----------------------------------------------------------------------------------------


def test_what_is_written_is_taken_byte_for_byte_and_told_honestly(place: Place) -> None:
    paris, good, bad = place.of("paris"), made(), made(type="location")
    told = paris.post(good, bad)
    assert told.status == 202
    assert told.json["successes"] == [{"id": good["id"], "version": good["modified"]}]
    assert [one["id"] for one in told.json["failures"]] == [bad["id"]]
    counts = [told.json[f"{name}_count"] for name in ("total", "success", "failure", "pending")]
    assert counts == [2, 1, 1, 0]
    assert paris.get(OBJECTS).json["objects"] == [good]
    stored = raw_rows(place.store.folder, "SELECT body FROM wire WHERE box = 'in'")
    assert stored == [(json.dumps(good).encode(),)]


def test_the_same_version_with_other_content_is_refused_in_the_status(place: Place) -> None:
    paris, one = place.of("paris"), made()
    paris.post(one)
    assert paris.post(one).json["failure_count"] == 0
    told = paris.post(one | {"name": "other"}).json
    assert (told["success_count"], told["failure_count"]) == (0, 1)
    assert paris.get(OBJECTS).json["objects"] == [one]


def test_what_is_released_is_read_only(place: Place) -> None:
    (ready,) = lay_ready(place)
    paris = place.of("paris")
    assert paris.post(made(), path=f"{RELEASED}objects/").status == 403
    assert paris.ask("DELETE", f"{RELEASED}objects/{ready}/").status == 403
    assert paris.get(f"{RELEASED}objects/").ids == [ready]


def test_a_peer_deletes_what_it_wrote(place: Place) -> None:
    paris, one = place.of("paris"), identity()
    days = [f"2014-09-0{day}T00:00:00.000Z" for day in (1, 2, 3)]
    paris.post(*(made(one, modified=day) for day in days))
    path = f"{OBJECTS}{one}/"
    assert paris.ask("DELETE", path, f"match[version]={days[1]}").status == 200
    assert paris.get(f"{path}versions/").json["versions"] == [days[0], days[2]]
    assert paris.ask("DELETE", path, "match[spec_version]=2.0").status == 200
    assert paris.ask("DELETE", path, "match[version]=newest").status == 400
    assert len(paris.get(f"{path}versions/").json["versions"]) == 2
    assert paris.ask("DELETE", path).json == {}
    assert paris.get(path).status == paris.ask("DELETE", path).status == 404


def test_a_full_inbox_says_so(place: Place) -> None:
    told = place.of("paris").post(made(x_pad="x" * 100_001))
    assert told.status == 507
    assert place.of("paris").get(OBJECTS).body == b"{}"


# -- refusals and the log ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "method", "path", "headers"),
    [
        (404, "GET", f"{ROOT}no-such-thing/", {}),
        (405, "POST", "/taxii2/", {}),
        (405, "DELETE", OBJECTS, {}),
        (405, "PUT", OBJECTS, {}),
        (406, "GET", "/taxii2/", {"accept": "application/json"}),
        (406, "POST", OBJECTS, {"accept": "text/html"}),
        (415, "POST", OBJECTS, {"content_type": "application/json"}),
        (415, "POST", OBJECTS, {"content_encoding": "gzip"}),
        (422, "POST", OBJECTS, {}),
        (400, "GET", OBJECTS, {}),
    ],
)
def test_every_refusal_is_a_taxii_message_and_one_audit_row(
    place: Place, status: int, method: str, path: str, headers: dict[str, str]
) -> None:
    query = "limit=0" if status == 400 else ""
    told = place.of("paris").ask(method, path, query, body=b"no JSON" if method != "GET" else None, **headers)
    refused(told, status)
    (row,) = rows(place)
    assert (row["action"], row["detail"]["status"], row["about"]) == ("peer refused", status, "NL")
    assert raw_rows(place.store.folder, "SELECT * FROM wire") == []


def refused(told: Told, status: int) -> None:
    assert told.status == status
    assert told.headers["content-type"] == "application/taxii+json;version=2.1"
    assert told.json["http_status"] == str(status)
    assert told.headers["content-length"] == str(len(told.body))


def test_each_request_of_a_peer_is_one_audit_row(place: Place) -> None:
    paris, one = place.of("paris"), identity()
    lay_ready(place, 2)
    paris.get("/taxii2/")
    paris.get(f"{RELEASED}objects/")
    paris.post(made(one))
    paris.get(f"{OBJECTS}{one}/versions/")
    paris.ask("DELETE", f"{OBJECTS}{one}/")
    paris.get(f"{OBJECTS}{one}/")
    told = rows(place)
    assert [row["action"] for row in told] == [
        "peer read", "peer read", "peer wrote", "peer read", "peer deleted", "peer refused",
    ]  # fmt: skip
    assert told[1]["detail"]["read"][0]["count"] == 2
    assert place.store.verify_audit(owner(place.store)).rows == len(leaves(place.store.folder))


def test_no_row_holds_what_was_asked_in_words(place: Place) -> None:
    paris = place.of("paris")
    paris.get(f"{RELEASED}objects/", "match[type]=zubaydrim")
    paris.get(f"{RELEASED}objects/", "limit=zubaydrim")
    paris.get(f"{ROOT}collections/zubaydrim/")
    paris.post(made(name="zubaydrim"))
    assert "zubaydrim" not in "".join(leaves(place.store.folder))
