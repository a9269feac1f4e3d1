"""Requests on their pages: opened from a record, answered with what the answer says, and closed to all others."""

from __future__ import annotations

import dataclasses
import re

import pytest

from coalesce.handling import Role
from tests import builders
from tests.web import visits
from tests.web.visits import Place, Visitor

ASKED = {"asks": "withdraw", "words": "it is <b>not</b> me", "purpose": "investigation"}


def opened(place: Place, visitor: Visitor, **form: str) -> str:
    """The path of a new request of FR about N1."""
    sent = {"record": place.ids["N1"], **ASKED, **form, "csrf": visitor.csrf}
    answer = visitor.post("/redress", sent)
    assert answer.status_code == 303, answer.text[-400:]
    return answer.headers["location"]


def test_a_request_begins_at_a_record_and_stands_in_both_lists(fresh: Place) -> None:
    claire = fresh.visitor()
    assert "/redress/new?record=" in claire.get(f"/records/{fresh.ids['N1']}").text
    form = claire.get("/redress/new", params={"record": fresh.ids["N1"], "purpose": "investigation"}).text
    assert "Kemtari" in form
    assert 'name="strike-' in form
    path = opened(fresh, claire)
    page = claire.get(path).text
    assert "it is &lt;b&gt;not&lt;/b&gt; me" in page
    assert "NL has not answered yet" in page
    assert "30 days left" in claire.get("/redress").text
    owner = fresh.visitor("owner")
    assert "Put to NL" in owner.get("/redress").text
    assert path in owner.get("/redress").text
    assert "Refuse, with the reason" in owner.get(path).text
    for name in ("dieter", "rita"):
        assert fresh.visitor(name).get(path).status_code == (200 if name == "rita" else 404)
    assert "An analyst or a releasing officer" not in fresh.visitor("rita").get(path).text


def test_an_officer_answers_and_the_record_goes(fresh: Place) -> None:
    claire, owner = fresh.visitor(), fresh.visitor("owner")
    path = opened(fresh, claire)
    sent = {"outcome": "withdrawn", "why": "right", "csrf": owner.csrf}
    assert owner.post(path, sent).headers["location"] == path
    assert claire.get(f"/records/{fresh.ids['N1']}").status_code == 404
    page = claire.get(path).text
    assert "withdrawn" in page
    assert "the words of the request went with it" in page
    assert "Kemtari" not in page
    assert owner.post(path, sent).status_code == 409
    assert "held no longer" in owner.get("/redress").text


def test_a_field_is_corrected_from_the_page(fresh: Place) -> None:
    claire, owner = fresh.visitor(), fresh.visitor("owner")
    path = opened(fresh, claire, asks="correct", field="birth_date", value="1987-02-03")
    page = owner.get(path).text
    assert "1986" in page
    assert 'value="1987-02-03"' in page
    form = {"outcome": "corrected", "why": "seen", "field": "birth_date", "value": "1987-02-03", "csrf": owner.csrf}
    assert owner.post(path, form).status_code == 303
    assert "1987-02-03" in claire.get(f"/records/{fresh.ids['N1']}").text
    assert "1986" in owner.get(f"/records/{fresh.ids['N1']}").text, "the version before stays in its history"


def test_a_sighting_is_struck_out_from_the_page(fresh: Place) -> None:
    claire, owner = fresh.visitor(), fresh.visitor("owner")
    seen = claire.get(f"/api/records/{fresh.ids['N1']}").json()["sightings"]
    syria = next(one["sighting"] for one in seen if one["country"] == "SY")
    path = opened(fresh, claire, asks="correct", **{f"strike-{syria}": "yes"})
    assert re.search(rf'name="strike-{syria}" value="yes" checked', owner.get(path).text)
    form = {"outcome": "corrected", "why": "elsewhere", f"strike-{syria}": "yes", "csrf": owner.csrf}
    assert owner.post(path, form).status_code == 303
    left = claire.get(f"/api/records/{fresh.ids['N1']}").json()["sightings"]
    assert [one["country"] for one in left] == [one["country"] for one in seen if one["country"] != "SY"]


def test_that_two_are_not_one_person_is_judged(fresh: Place) -> None:
    claire = fresh.visitor()
    address = f"/redress/new?record={fresh.ids['N1']}&with={fresh.ids['F1']}&purpose=investigation"
    assert "Who is to judge" in claire.get(address).text
    assert "/redress/new?" in claire.get(fresh.pair("N1", "F1")).text
    path = opened(fresh, claire, asks="part", other=fresh.ids["F1"], to="FR")
    assert "Two different persons" in claire.get(path).text
    sent = {"outcome": "parted", "why": "two faces", "csrf": claire.csrf}
    assert claire.post(path, sent).status_code == 303
    said = claire.get("/api" + fresh.pair("N1", "F1")).json()["judgements"]
    assert [(word["verdict"], word["reason"]) for word in said] == [("different", "two faces")]


@pytest.mark.parametrize("how", ["page", "form", "program"])
def test_what_may_not_be_seen_answers_as_what_is_unknown_byte_for_byte(fresh: Place, how: str) -> None:
    claire, program = fresh.visitor(), fresh.program()
    answers = []
    for record in (fresh.ids["N3"], "x" * 26):
        if how == "page":
            answers.append(claire.get("/redress/new", params={"record": record}))
        elif how == "form":
            answers.append(claire.post("/redress", {"record": record, **ASKED, "csrf": claire.csrf}))
        else:
            answers.append(program.post("/api/redress", {"record": record, **ASKED}))
    hidden, unknown = answers
    assert hidden.status_code == unknown.status_code == 404
    assert hidden.content == unknown.content
    assert dict(hidden.headers) == dict(unknown.headers)


def test_a_request_of_others_answers_as_an_unknown_one(fresh: Place) -> None:
    path = opened(fresh, fresh.visitor())
    dieter = fresh.visitor("dieter")
    other = dieter.get("/redress/" + "x" * 26)
    assert dieter.get(path).content == other.content
    sent = {"outcome": "refused", "why": "no", "csrf": dieter.csrf}
    assert dieter.post(path, sent).content == dieter.post("/redress/" + "x" * 26, sent).content
    assert path not in dieter.get("/redress").text


def test_the_document_is_that_of_the_command(fresh: Place) -> None:
    program = fresh.program()
    made = program.post("/api/redress", {"record": fresh.ids["N2"], **ASKED})
    assert (made.status_code, made.json()["asked"]) == (201, "NL")
    row = program.get(f"/api/redress/{made.json()['request']}").json()
    assert row in program.get("/api/redress").json()
    assert (row["asks"], row["state"], row["words"]) == ("withdraw", "open", ASKED["words"])
    officer = fresh.program("owner")
    sent = {"outcome": "refused", "why": "no"}
    assert officer.post(f"/api/redress/{row['request']}", sent).json()["outcome"] == "refused"
    assert officer.post(f"/api/redress/{row['request']}", sent).status_code == 409
    assert program.post("/api/redress", {"record": fresh.ids["N2"], "asks": "erase", "words": "w"}).status_code == 400
    assert officer.post(f"/api/redress/{row['request']}", {"outcome": "no", "why": "w"}).status_code == 400


def test_late_ones_stand_first_and_say_so(fresh: Place) -> None:
    visits.later(fresh, 24 * 31)
    page = fresh.visitor("owner").get("/redress").text
    assert "1 day late" in page
    assert "1 is late." in page


def test_who_has_nothing_to_read_sees_empty_pages(fresh: Place) -> None:
    builders.let_in(fresh.node.store, "oona", "DE", Role.RELEASING_OFFICER)
    page = fresh.visitor("oona").get("/redress").text
    assert "Nobody has asked your member for anything" in page
    assert "A request begins on the page of a record" in page
    assert "begins on the page of the record" in fresh.visitor("oona").get("/redress/new").text
    form = fresh.visitor("rita").get("/redress/new", params={"record": fresh.ids["N1"], "purpose": "investigation"})
    assert "opened by an analyst or a releasing officer" in form.text


def test_where_two_must_agree_one_word_is_no_answer(fresh: Place) -> None:
    store = fresh.node.store
    store.settings = dataclasses.replace(store.settings, second_reviewer=True)
    builders.let_in(store, "ann", "NL", Role.ANALYST)
    owner, ann = fresh.visitor("owner"), fresh.visitor("ann")
    sides = {"record": fresh.ids["N1"], "other": fresh.ids["F1"]}
    asked = {**sides, "asks": "part", "words": "not one", "purpose": "investigation", "csrf": owner.csrf}
    path = owner.post("/redress", asked).headers["location"]
    said = {"outcome": "parted", "why": "they differ"}
    assert owner.post(path, {**said, "csrf": owner.csrf}).status_code == 409
    assert "they differ" not in ann.get(path).text, "nobody hears a colleague first"
    assert ann.post(path, {**said, "csrf": ann.csrf}).status_code == 303
    assert all(len(row["records"]) == 1 for row in owner.get("/api/people").json())
