"""The page of what is new: grouped by person, filtered, marked; interests; JSON, and the feed by token."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI

from coalesce.handling import Purpose, Role
from coalesce.records import InterestKind, NoticeKind
from coalesce.services.node import Node
from coalesce.services.withdrawing import withdraw
from coalesce.store.accounts import CredentialKind, Scope
from coalesce.web import build_desk, home_pages
from coalesce.web.notice_words import INTERESTS, KINDS
from tests.builders import INVESTIGATION, ids, let_in, owner
from tests.services.notice_nodes import arrive, seen_in, somebody, told, two_members
from tests.web.visits import Visitor


@pytest.fixture
def there(tmp_path: Path) -> Iterator[tuple[Node, FastAPI]]:
    """NL holds N1 and N2; FR's F1 and F2 are new, and F2 was seen in Syria since."""
    node, border, departures = two_members(tmp_path / "node")
    let_in(node.store, "rita", "NL", Role.READER)
    arrive(node, border, [somebody("N1"), somebody("N2", 1)])
    arrive(node, departures, [somebody("F1"), somebody("F2", 1)])
    arrive(node, departures, [somebody("F1"), somebody("F2", 1, seen_in("SY", 3))])
    yield node, build_desk(node)
    node.store.close()


def visitor(there: tuple[Node, FastAPI], name: str = "rita") -> Visitor:
    """Somebody signed in."""
    node, desk = there
    made = Visitor(desk)
    assert made.sign_in(node.store.issue(owner(node.store), name, CredentialKind.LINK)).status_code == 303
    return made


def program(there: tuple[Node, FastAPI], name: str = "rita", writes: bool = True) -> Visitor:
    """A program with a token."""
    node, desk = there
    scope = Scope(writes=writes)
    return Visitor(desk, token=node.store.issue(owner(node.store), name, CredentialKind.TOKEN, scope))


def test_what_is_new_stands_by_person_with_both_records(there: tuple[Node, FastAPI]) -> None:
    known = ids(there[0].store)
    page = visitor(there).get("/notices").text
    assert page.count('class="card told"') == 2
    assert all(f'href="/records/{known[name]}"' in page for name in ("N1", "F1", "N2", "F2"))
    assert re.search(r"New sighting.*?present, Syria, 2014-03", page, re.DOTALL)
    assert "Mark all 3 as seen" in page
    filtered = visitor(there).get("/notices?news=sighting&member=FR&since=2014-11-01").text
    assert filtered.count('class="card told"') == 1
    assert "No notice of yours is like that" in visitor(there).get("/notices?member=BE").text


def test_who_marks_marks_for_the_member(there: tuple[Node, FastAPI]) -> None:
    rita, node = visitor(there), there[0]
    chosen = ",".join(one.id for one in told(node) if one.kind == "sighting")
    done = rita.post("/notices/seen", {"ids": chosen, "csrf": rita.csrf})
    assert (done.status_code, done.headers["location"]) == (303, "/notices?done=seen")
    page = rita.get("/notices?done=seen").text
    assert "Marked as seen" in page
    assert page.count('class="card told"') == 2
    (until,) = re.findall(r'name="until" value="([^"]+)"', page)
    rita.post("/notices/seen", {"until": until, "csrf": rita.csrf})
    assert "Nothing is new for you" in visitor(there, "owner").get("/notices").text
    assert visitor(there, "owner").get("/notices?seen=yes").text.count('class="card told"') == 2


def test_the_number_beside_the_word(there: tuple[Node, FastAPI]) -> None:
    found = re.search(
        r'href="/notices"[^>]*>Notices <span class="badge">.*?</span>\s*(\d+)', visitor(there).get("/lists").text
    )
    assert found
    assert found[1] == "3"
    assert "notices that nobody has seen" in visitor(there).get("/").text
    assert not re.search(r'href="/notices"[^>]*>Notices <span', visitor(there, "claire").get("/lists").text)


def test_a_number_that_was_not_counted_to_its_end_says_so(
    there: tuple[Node, FastAPI], monkeypatch: pytest.MonkeyPatch
) -> None:
    for most, shown in ((3, "3"), (2, "2+")):
        monkeypatch.setattr(home_pages, "NEWS_COUNTED", most)
        assert f'<span class="big">{shown}</span> <span><strong>notices that' in visitor(there).get("/").text


def test_a_withdrawn_record_is_told_of_no_more(there: tuple[Node, FastAPI]) -> None:
    node = there[0]
    taken = ids(node.store)["F2"]
    officer = let_in(node.store, "odile", "FR", Role.RELEASING_OFFICER)
    withdraw(node, officer, INVESTIGATION, taken, "taken back")
    for path in ("/notices", "/notices?seen=yes", "/api/notices", "/api/notices.atom"):
        asked = program(there) if path.startswith("/api") else visitor(there)
        assert taken not in asked.get(path).text


def test_another_member_and_another_purpose_see_nothing(there: tuple[Node, FastAPI]) -> None:
    assert "Nothing is new for you" in visitor(there, "claire").get("/notices").text
    assert visitor(there).get("/api/notices?purpose=border").json() == []
    chosen = told(there[0])[0].id
    assert program(there, "claire").post("/api/notices/seen", {"ids": chosen}).json() == {"marked": 0}


def test_interests_are_kept_and_let_go(there: tuple[Node, FastAPI]) -> None:
    rita = visitor(there)
    assert rita.post("/interests", {"kind": "leg", "value": "SY>IQ", "csrf": rita.csrf}).status_code == 303
    page = rita.get("/notices?done=kept").text
    (path,) = re.findall(r'action="(/interests/\w+/remove)"', page)
    assert "SY&gt;IQ" in page
    for form in ({"kind": "leg", "value": "here"}, {"kind": "mood", "value": "x"}, {"kind": "leg"}):
        assert rita.post("/interests", {**form, "csrf": rita.csrf}).status_code == 400
    assert rita.post("/interests", {"kind": "list", "value": "FR/none", "csrf": rita.csrf}).status_code == 404
    assert rita.post(path, {"csrf": rita.csrf}).status_code == 303
    assert "/remove" not in rita.get("/notices").text


def test_a_digest_is_asked_for_and_left(there: tuple[Node, FastAPI]) -> None:
    rita, node = visitor(there), there[0]
    assert "This node sends no mail" in rita.get("/notices").text
    sent = {"address": "rita@nl.example", "every": "week", "csrf": rita.csrf}
    assert rita.post("/notices/mail", sent).headers["location"] == "/notices?done=mail"
    node.store.settings = replace(node.store.settings, smtp_host="127.0.0.1")
    assert 'value="rita@nl.example"' in rita.get("/notices").text
    assert rita.post("/notices/mail", {**sent, "address": "rita"}).status_code == 400
    assert rita.post("/notices/mail", {**sent, "every": "never"}).headers["location"] == "/notices?done=no-mail"
    assert "rita@nl.example" not in rita.get("/notices?done=no-mail").text


def test_programs_read_and_mark_with_a_token(there: tuple[Node, FastAPI]) -> None:
    rita = program(there)
    rows = rita.get("/api/notices?limit=2").json()
    assert len(rows) == 2
    assert rita.post("/api/notices/seen", {"ids": rows[0]["notice"]}).json() == {"marked": 1}
    assert len(rita.get("/api/notices").json()) == 2
    made = rita.post("/api/interests", {"kind": "place", "value": "Syria"})
    assert (made.status_code, made.json()["value"]) == (201, "SY")
    (kept,) = rita.get("/api/interests").json()
    assert rita.post(f"/api/interests/{kept['interest']}/remove").json() == {"interest": kept["interest"]}
    assert rita.post("/api/notices/seen", {"until": "2014-11-02T00:00:00+00:00"}).json() == {"marked": 2}
    for form in ({"until": "someday"}, {"until": "2014-11-02T00:00:00"}, {}):
        assert rita.post("/api/notices/seen", form).status_code == 400
    assert program(there, writes=False).post("/api/notices/seen", {"ids": "x"}).status_code == 403


def test_the_feed_names_nobody(there: tuple[Node, FastAPI]) -> None:
    answer = program(there, writes=False).get("/api/notices.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert answer.text.count("<entry>") == 3
    assert not [name for name in ("Zorbal", "Vulneq", "Syria", "departures") if name in answer.text]
    assert Visitor(there[1]).get("/api/notices.atom").status_code == 401
    assert program(there).get("/api/notices.atom?purpose=border").text.count("<entry>") == 0


@pytest.mark.parametrize("query", ["news=mood", "since=someday", "seen=perhaps", "page=-1"])
def test_what_cannot_be_asked_is_refused(there: tuple[Node, FastAPI], query: str) -> None:
    assert visitor(there).get(f"/notices?{query}").status_code == 400


def test_each_kind_has_its_words() -> None:
    assert set(KINDS) == set(NoticeKind)
    assert set(INTERESTS) == set(InterestKind)
    assert Purpose.INVESTIGATION is INVESTIGATION
