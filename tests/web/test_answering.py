"""From a request to an answer: alike for unknown and forbidden, audited before it leaves, refusals with their status."""

from __future__ import annotations

import orjson
import pytest

from coalesce.web.answering import MOST_BODY
from tests.builders import leaves
from tests.web.visits import Place, Visitor

NOWHERE = "z" * 26


@pytest.mark.parametrize("api", ["", "/api"])
@pytest.mark.parametrize("kind", ["records", "people", "lists"])
def test_unknown_and_forbidden_are_alike_to_the_byte(place: Place, claire: Visitor, kind: str, api: str) -> None:
    person = place.person(place.visitor("owner"), "N3").rpartition("/")[2]
    hidden = {"records": place.ids["N3"], "people": person, "lists": place.lists["secret"]}[kind]
    forbidden, unknown = claire.get(f"{api}/{kind}/{hidden}"), claire.get(f"{api}/{kind}/{NOWHERE}")
    assert forbidden.status_code == unknown.status_code == 404
    assert forbidden.content == unknown.content
    assert sorted(forbidden.headers.items()) == sorted(unknown.headers.items())


def test_a_pair_with_a_hidden_side_is_like_one_that_is_not(place: Place, claire: Visitor) -> None:
    own, hidden = place.ids["F1"], place.ids["N3"]
    answers = [
        claire.get(f"/review/{one}/{other}")
        for one, other in ((own, hidden), (own, NOWHERE), (hidden, own), (NOWHERE, NOWHERE))
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_judging_what_one_does_not_see_is_like_judging_nothing(fresh: Place) -> None:
    claire = fresh.visitor()
    form = {"csrf": claire.csrf, "verdict": "same", "note": "why not"}
    own, hidden = fresh.ids["F1"], fresh.ids["N3"]
    answers = [claire.post(f"/review/{own}/{other}", form) for other in (hidden, NOWHERE)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    program = fresh.program()
    told = [{"left": own, "right": other, "verdict": "same", "why": "x"} for other in (hidden, NOWHERE)]
    refused = [program.post("/api/judgements", one) for one in told]
    assert refused[0].status_code == 404
    assert refused[0].content == refused[1].content


def test_a_hidden_list_filters_like_an_unknown_one(place: Place, claire: Visitor) -> None:
    secret = place.lists["secret"]
    hidden, unknown = (claire.get(f"/api/records?list={one}") for one in (secret, NOWHERE))
    assert (hidden.json()["records"], hidden.json()["total"], hidden.json()["next"]) == ([], 0, None)
    assert (
        hidden.text.replace(secret, NOWHERE) == unknown.text
    )  # what was asked for is told back as a facet, and nothing else of it


def test_the_read_stands_in_the_log_before_its_answer(fresh: Place) -> None:
    claire = fresh.visitor()
    before = len(leaves(fresh.node.store.folder))
    claire.get(f"/records/{fresh.ids['N1']}?purpose=investigation")
    rows = [orjson.loads(leaf) for leaf in leaves(fresh.node.store.folder)[before:]]
    read = [row for row in rows if row["action"] == "read"]
    assert {row["actor"] for row in read} == {"claire"}
    assert any(fresh.ids["N1"] in note.get("ids", []) for row in read for note in row["detail"]["read"])
    assert "Zorbal" not in str(rows)


def test_the_purpose_is_the_readers_to_say(place: Place, claire: Visitor) -> None:
    assert (
        claire.get("/api/records?purpose=border").json()["total"] == 2
    )  # FR's own; NL released for investigation alone
    assert claire.get("/api/records").json()["total"] == 4
    assert claire.get("/api/records?purpose=statistics").status_code == 400
    assert "for border" in claire.get("/records?purpose=border").text


@pytest.mark.parametrize(
    "path",
    [
        "/flows?inot=SY",
        "/records?limit=x",
        "/records?after=x",
        "/flows?since=soon",
        "/flows?leg=TRSY",
        "/lists?as=ZZ",
        "/people?joined=so",
    ],
)
def test_what_cannot_be_asked_is_told(claire: Visitor, path: str) -> None:
    page = claire.get(path)
    assert page.status_code == 400
    assert "That cannot be asked" in page.text


def test_a_form_that_is_too_long_or_of_another_kind_is_refused(fresh: Place) -> None:
    claire, pair = fresh.visitor(), fresh.pair("N1", "F1")
    assert claire.post(pair, {"csrf": claire.csrf, "note": "x" * MOST_BODY}).status_code == 400
    kinds = (
        {"content-type": "text/plain"},
        {"content-type": "multipart/form-data"},
        {"content-type": "application/json"},
    )
    for headers in kinds:
        assert claire.post(pair, {"csrf": claire.csrf}, headers=headers).status_code == 400


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b'{"left": 1}', b"\xff"])
def test_json_that_is_no_form_is_refused(fresh: Place, body: bytes) -> None:
    program = fresh.program()
    headers = {"content-type": "application/json"}
    answer = program.post("/api/judgements", headers=headers, content=body)
    assert answer.status_code == 400
    assert "JSON" in answer.json()["error"]


def test_a_refusal_says_how_to_sign_in(place: Place) -> None:
    answer = Visitor(place.desk).get("/api/lists")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    page = Visitor(place.desk).get("/flows")
    assert 'action="/sign-in"' in page.text
