"""Pages of plans: what is visible, in words where it is not known, and nothing of what is hidden."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from coalesce.handling import Purpose
from coalesce.records import (
    Commitment,
    EventKind,
    Form,
    LineOfEffort,
    Need,
    Parties,
    Plan,
    Quantity,
    Readiness,
)  # fmt: skip
from coalesce.store.plans import Plans
from tests.builders import handling, owner
from tests.commitments.made import commitment, event, quantity
from tests.commitments.plan_nodes import add_plan, keep
from tests.web import visits
from tests.web.visits import Place

M = LineOfEffort.MILITARY


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A desk of its own: the plan that is added here is on no other test's pages."""
    made = visits.made(tmp_path_factory.mktemp("desk") / "node")
    yield made
    made.node.store.close()


@pytest.fixture(scope="module")
def ids(place: Place) -> dict[str, str]:
    """A second plan: a confirmed entry for all, one for NL alone, a lead, a need, an unstated amount."""
    store = place.node.store
    to = add_plan(store, "winter", held=handling("FR:planning"))
    confirmed = event(EventKind.CONFIRMED, "2014-10-01")
    jets = {"line": M, "kind": "jets", "place": "Iraq", "claimed": Readiness(2, 3, 30)}
    unstated = Quantity(quantity(15).amount, None)
    return {
        "open": keep(store, to, commitment("W1", "FR", amount=quantity(6), **jets), confirmed),
        "own": keep(store, to, commitment("W2", "BE", amount=quantity(4), **jets), confirmed, held=handling()),
        "lead": keep(store, to, commitment("W3", "TR", line=M, form=Form.LEAD), confirmed),
        "need": keep(store, to, Need("W4", M, "jets", quantity(10), "Iraq", day=4)),
        "unstated": keep(store, to, commitment("W5", "FR", kind="funds", amount=unstated), confirmed),
        "all": keep(
            store, to, Commitment("W6", Form.REQUEST, Parties(everybody=True), LineOfEffort.ALL, kind="clarity")
        ),
    }


def test_the_board_shows_what_its_reader_may_see(place: Place, ids: dict[str, str]) -> None:
    ours, theirs = place.visitor("owner").get("/commitments").text, place.visitor().get("/commitments").text
    assert ">BE<" in ours
    assert ">BE<" not in theirs
    assert ">10<" in ours
    assert ">6<" in theirs
    assert "leads this line" in theirs
    assert "that is not stated: added to nothing" in theirs
    assert ">BE<" not in place.visitor("owner").get("/commitments?as=FR").text


def test_a_plan_is_chosen_and_an_unknown_one_is_not_there(place: Place, ids: dict[str, str]) -> None:
    visitor = place.visitor()
    assert "Shambir aircraft" not in visitor.get("/commitments?plan=NL/winter").text
    assert visitor.get("/commitments?plan=nothing").status_code == 404
    assert visitor.get("/commitments?line=sideways").status_code == 400


def test_gaps_are_told_in_numbers_and_words(place: Place, ids: dict[str, str]) -> None:
    page = place.visitor().get("/commitments/gaps").text
    assert "10 <bdi" in page
    assert "How much is needed is not said." in page
    (first, second) = place.visitor().get("/api/commitments/gaps").json()
    assert {first["lacking"], second["lacking"]} == {None, 4}


def test_deadlines_say_what_is_lacking_and_who_owes_an_answer(place: Place, ids: dict[str, str]) -> None:
    page = place.visitor().get("/commitments/deadlines").text
    assert "not known" in page
    assert "what will you commit?" in page
    told = place.visitor().get("/api/commitments/deadlines").json()
    assert {row["reference"] for row in told["due"]} == {"C1", "N1", "W1", "W3", "W4", "W5", "W6"}


def test_one_entry_with_its_history(place: Place, ids: dict[str, str]) -> None:
    plans = Plans(place.node.store.write(owner(place.node.store), Purpose.PLANNING))
    noted = plans.note(ids["open"], event(EventKind.IN_PLACE, "2014-10-20"))
    plans.note(ids["open"], event(EventKind.WITHDRAWN, "", withdraws=noted))
    page = place.visitor().get(f"/commitments/{ids['open']}").text
    for words in (
        "6 aircraft",
        "taken back",
        "day not known",
        "They will send what they promised.",
        "2 days of notice",
    ):
        assert words in page
    assert place.visitor().get(f"/commitments/{ids['need']}").status_code == 200
    told = place.visitor().get(f"/api/commitments/{ids['open']}").json()
    assert [row["stands"] for row in told["events"]] == [True, False, True]


def test_what_is_hidden_and_what_is_unknown_are_one_answer(place: Place, ids: dict[str, str]) -> None:
    visitor = place.visitor()
    hidden, unknown = visitor.get(f"/commitments/{ids['own']}"), visitor.get("/commitments/nothing")
    assert (hidden.status_code, hidden.text) == (unknown.status_code, unknown.text)


def test_an_empty_plan_says_so(place: Place, ids: dict[str, str]) -> None:
    for path in ("", "/gaps", "/deadlines"):
        page = place.visitor("dieter").get(f"/commitments{path}")
        assert page.status_code == 200
        assert 'class="empty"' in page.text


def test_the_api_tells_the_board(place: Place, ids: dict[str, str]) -> None:
    told = place.program().get("/api/commitments").json()
    assert told["plans"] == ["NL/autumn", "NL/winter"]
    assert {cell["member"] for cell in told["cells"]} == {"FR", "TR", "all members"}


def test_the_curve_begins_after_notice_and_transit(place: Place, ids: dict[str, str]) -> None:
    visitor = place.visitor()
    page = visitor.get("/commitments/timeline?activation=2014-10-20&days=60").text
    assert "from day 5: claimed 6, verified 0" in page
    assert "Day 4 to 4: 10 of 10 by what is claimed" in page
    assert "If it is activated on 20 Oct 2014" in page
    assert "No activation is known" in visitor.get("/commitments/timeline").text
    told = visitor.get("/api/commitments/timeline?activation=2014-10-20&days=60&places=yes").json()
    assert {curve["place"] for curve in told["curves"]} == {"Iraq"}
    for wrong in ("activation=soon", "activation=2014-10", "days=none", "days=0"):
        assert visitor.get(f"/commitments/timeline?{wrong}").status_code == 400


def test_an_officer_keeps_an_entry_and_notes_what_happened(place: Place, ids: dict[str, str]) -> None:
    officer = place.visitor("owner")
    assert "Keep this entry" in officer.get("/commitments/new").text
    told = {
        "plan": "NL/winter",
        "form": "contribution",
        "member": "DE",
        "line": "military",
        "kind": "bridges",
        "quantity": "3",
    }
    told |= {
        "unit": "bridges",
        "quote": "Three bridges.",
        "source": "a paper",
        "status": "declared",
        "csrf": officer.csrf,
    }
    made = officer.post("/commitments", told)
    assert made.status_code == 303
    page = officer.get(made.headers["location"])
    assert "3 bridges" in page.text
    noted = {
        "kind": "in place",
        "date": "2014-10-30",
        "quote": "They stand.",
        "source": "a paper",
        "csrf": officer.csrf,
    }
    assert officer.post(made.headers["location"], noted).status_code == 303
    assert "They stand." in officer.get(made.headers["location"]).text
    for wrong in ({**told, "quantity": "some"}, {**told, "plan": "nothing"}):
        assert officer.post("/commitments", wrong).status_code == 400
    assert officer.post(made.headers["location"], {**noted, "kind": "lost"}).status_code == 400
    assert "Keep this entry" not in place.visitor().get("/commitments").text


def test_an_officer_puts_a_date_right_and_takes_an_event_back(place: Place, ids: dict[str, str]) -> None:
    officer, store = place.visitor("owner"), place.node.store
    (plan,) = [one for one in plans_of(place) if one.name == "winter"]
    entry = commitment("W8", "FR", kind="tents")
    identity = keep(store, plan, entry, event(day="2014-09-05"), held=handling("FR:planning"))
    path = f"/commitments/{identity}"
    first = place.program("owner").get(f"/api{path}").json()["events"][0]["event"]
    page = officer.get(path).text
    assert "Put it right" in page
    assert "Put it right" not in place.visitor().get(path).text
    told = {"kind": "declared", "date": "2014-09", "quote": "They will.", "source": "a paper", "csrf": officer.csrf}
    assert officer.post(path, {**told, "corrects": first, "announced": "2014-09-07"}).status_code == 303
    rows = place.program("owner").get(f"/api{path}").json()["events"]
    assert {(row["date"], row["stands"], row["put_right"], row["published"]) for row in rows} == {
        ("2014-09-05", False, True, None),
        ("2014-09", True, False, "2014-09-07"),
    }
    assert "put right: another stands in its place" in place.visitor().get(path).text
    (second,) = [row["event"] for row in rows if row["stands"]]
    back = {**told, "kind": "withdrawn", "withdraws": second}
    assert officer.post(path, back).status_code == 303
    rows = place.program("owner").get(f"/api{path}").json()["events"]
    assert [row["date"] for row in rows if row["stands"] and row["kind"] == "declared"] == ["2014-09-05"]
    for wrong in ({"corrects": "nothing"}, {"corrects": second}, {"date": "soon"}, {"announced": "2014-99"}):
        assert officer.post(path, {**told, **wrong}).status_code == 400
    gone = {**told, "kind": "superseded", "replaced_by": "W1"}
    assert officer.post(path, gone).status_code == 303
    assert "Its place is taken by W1." in officer.get(path).text


def plans_of(place: Place) -> list[Plan]:
    """Every plan of the node, as its owner sees them."""
    with place.node.store.read(owner(place.node.store), Purpose.PLANNING) as view:
        return view.plans()


def test_the_plan_of_another_day_is_told_in_two_readings(place: Place, ids: dict[str, str]) -> None:
    visitor = place.visitor("owner")
    for path in ("", "/gaps", "/deadlines", "/timeline"):
        page = visitor.get(f"/commitments{path}?as_of=2014-10-01").text
        assert "The plan as it was known on this node at the end of 1 Oct 2014" in page
        assert "as_of=2014-10-01" in page
    told = place.program("owner")
    assert told.get("/api/commitments?as_of=2014-10-31").json()["cells"] == []
    happened = told.get("/api/commitments?as_of=2014-10-31&reading=happened").json()["cells"]
    assert {cell["member"] for cell in happened} >= {"FR", "BE"}
    assert (
        "had happened by the end of 31 Oct 2014" in visitor.get("/commitments?as_of=2014-10-31&reading=happened").text
    )
    for wrong in ("as_of=soon", "as_of=2014-10", "as_of=2014-10-31&reading=dreamt"):
        assert visitor.get(f"/commitments?{wrong}").status_code == 400


def test_who_owes_an_answer_is_asked_in_french(place: Place, ids: dict[str, str]) -> None:
    visitor = place.visitor("owner")
    visitor.client.cookies.set("coalesce-language", "fr")
    page = visitor.get("/commitments/deadlines").text
    assert "à quoi vous engagez-vous ?" in page
    assert "Besoin : 10 aircraft de jets (Iraq)." in visitor.get("/commitments/gaps").text
    visitor.client.cookies.delete("coalesce-language")
