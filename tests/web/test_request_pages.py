"""Questions and proposals on their pages: opened from another member's record, answered by its owner, closed to all others."""

from __future__ import annotations

from coalesce.handling import Role
from tests import builders
from tests.web import visits
from tests.web.visits import Place, Visitor

WORDS = "Seen in <b>Raqqa</b>?"


def put(place: Place, visitor: Visitor, **form: str) -> str:
    """The path of a new request of FR about N1."""
    answer = visitor.post("/requests", {"record": place.ids["N1"], "csrf": visitor.csrf, **form})
    assert answer.status_code == 303, answer.text[-400:]
    return answer.headers["location"]


def test_a_question_begins_at_a_record_and_is_answered_by_its_owner(fresh: Place) -> None:
    claire, owner = fresh.visitor(), fresh.visitor("owner")
    assert "/requests/new?record=" in claire.get(f"/records/{fresh.ids['N1']}").text
    form = claire.get("/requests/new", params={"record": fresh.ids["N1"]}).text
    assert 'name="question"' in form
    assert 'name="field"' in form
    path = put(fresh, claire, question=WORDS)
    page = claire.get(path).text
    assert "Seen in &lt;b&gt;Raqqa&lt;/b&gt;?" in page
    assert "NL has not answered yet" in page
    assert "30 days left" in claire.get("/requests").text
    assert "requests of other members to answer" in owner.get("/").text
    assert path in owner.get("/requests").text
    page = owner.get(path).text
    assert "claire" not in page, "who asks stays at home"
    assert fresh.ids["F1"] not in page
    sent = {"outcome": "answered", "text": "In May, with a cousin.", "csrf": owner.csrf}
    assert owner.post(path, sent).headers["location"] == path
    assert "In May, with a cousin." in claire.get(path).text
    assert owner.post(path, sent).status_code == 409
    assert "requests of other members" not in owner.get("/").text


def test_a_refusal_and_a_withdrawal(fresh: Place) -> None:
    claire, owner = fresh.visitor(), fresh.visitor("owner")
    first, second = (put(fresh, claire, question=WORDS) for _ in range(2))
    assert owner.post(first, {"outcome": "refused", "text": "left over", "csrf": owner.csrf}).status_code == 303
    assert "neither why nor whether" in claire.get(first).text
    sent = {"outcome": "withdrawn", "why": "not us", "csrf": owner.csrf}
    assert owner.post(second, sent).headers["location"] == "/requests"
    assert claire.get(second).status_code == 404, "it went with the record"


def test_a_proposal_is_done_when_its_owner_accepts_it(fresh: Place) -> None:
    claire, owner = fresh.visitor(), fresh.visitor("owner")
    path = put(fresh, claire, field="birth_date", value="1987-01-02")
    assert "does not tell" in claire.get(path).text
    assert "1987-01-02" in owner.get(path).text
    assert "1987" not in owner.get(f"/records/{fresh.ids['N1']}").text
    assert owner.post(path, {"outcome": "accepted", "csrf": owner.csrf}).status_code == 303
    assert "1987" in owner.get(f"/records/{fresh.ids['N1']}").text
    assert "accepted" in owner.get(path).text
    assert "accepted" not in claire.get(path).text


def test_a_verdict_is_proposed_through_the_api_and_declined(fresh: Place) -> None:
    program, officer = fresh.program(), fresh.program("owner")
    sent = {"record": fresh.ids["N1"], "other": fresh.ids["F1"], "verdict": "same"}
    made = program.post("/api/requests", sent)
    assert made.status_code == 201
    (row,) = officer.get("/api/requests").json()
    assert (row["request"], row["kind"], row["verdict"], row["state"]) == (
        made.json()["request"],
        "proposal",
        "same",
        "open",
    )
    assert "one person" in fresh.visitor("owner").get(f"/requests/{row['request']}").text
    done = officer.post(f"/api/requests/{row['request']}", {"outcome": "declined"})
    assert done.json() == {"request": row["request"], "outcome": "declined"}
    assert program.get(f"/api/requests/{row['request']}").json()["state"] == "sent"
    assert program.post("/api/requests", {**sent, "verdict": "perhaps"}).status_code == 400
    assert officer.post(f"/api/requests/{row['request']}", {"outcome": "maybe"}).status_code == 400
    assert program.post("/api/requests", {"record": fresh.ids["N1"], "question": "q", "due": "2014"}).status_code == 400


def test_what_is_not_to_be_seen_is_as_what_is_not_there(fresh: Place) -> None:
    claire, dieter = fresh.visitor(), fresh.visitor("dieter")
    path = put(fresh, claire, question=WORDS)
    assert dieter.get(path).content == dieter.get("/requests/" + "x" * 26).content
    assert path not in dieter.get("/requests").text
    answers = []
    for record in (fresh.ids["N3"], "x" * 26):
        answers.append(claire.get("/requests/new", params={"record": record}).content)
        answers.append(claire.post("/requests", {"record": record, "question": "q", "csrf": claire.csrf}).content)
    assert answers[:2] == answers[2:]


def test_late_ones_say_so_on_both_sides(fresh: Place) -> None:
    put(fresh, fresh.visitor(), question=WORDS)
    visits.later(fresh, 24 * 31)
    owner = fresh.visitor("owner")
    assert "1 day late" in owner.get("/requests").text
    assert "1 is late." in owner.get("/").text
    assert "questions that wait for another member" in fresh.visitor().get("/").text


def test_who_has_nothing_to_ask_is_told_why(fresh: Place) -> None:
    builders.let_in(fresh.node.store, "oona", "DE", Role.RELEASING_OFFICER)
    page = fresh.visitor("oona").get("/requests").text
    assert "Nothing waits for your member" in page
    assert "begins on the page of another member" in fresh.visitor("oona").get("/requests/new").text
    own = fresh.visitor("owner").get("/requests/new", params={"record": fresh.ids["N1"]}).text
    assert "your own member" in own
    assert (
        "An analyst or a releasing officer asks"
        in fresh.visitor("rita").get("/requests/new", params={"record": fresh.ids["N1"]}).text
    )


def test_a_word_on_a_pair_is_told_from_its_page_and_taken_back(fresh: Place) -> None:
    owner, officer = fresh.visitor("owner"), fresh.program("owner")
    path = fresh.held()
    assert "Tell FR" in owner.get(path).text
    assert "Tell another member" not in fresh.visitor().get(path).text, "claire releases nothing"
    sent = {"member": "FR", "csrf": owner.csrf}
    assert owner.post(f"{path}/tell", sent).headers["location"] == path
    assert "Told to FR: take it back" in owner.get(path).text
    page = fresh.visitor().get(path).text
    assert "the same village" not in page, "the reason stays at home"
    assert "NL" in page
    done = officer.post(f"/api{path}/tell", {"member": "FR", "no_longer": "yes"})
    assert done.json()["member"] == "FR"
    assert "Tell FR" in owner.get(path).text
    first = path.split("/")[2]
    assert officer.post(f"/api/review/{first}/{first}/tell", {"member": "FR"}).status_code == 404
