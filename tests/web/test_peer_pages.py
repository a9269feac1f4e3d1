"""Peers at the desk: how each stands, letting one in with its fingerprint, tokens shown once, pulls; and withdrawals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi import FastAPI

from coalesce.handling import Role
from coalesce.records import TakenBack
from coalesce.services.node import Node
from coalesce.services.offering import offer
from coalesce.services.peering import own_signer
from coalesce.stix import fingerprint
from coalesce.store import sent_withdrawals
from coalesce.store.accounts import CredentialKind, Scope
from coalesce.store.peer_door import Shown
from coalesce.store.peers import KnownPeer
from coalesce.store.sent_withdrawals import SentWithdrawal
from coalesce.web import build_desk
from tests.builders import NOON, add_list, entry, handling, let_in, owner, publish, raw_rows
from tests.exchange_nodes import Ring, opened, ring
from tests.store.boxes import answered
from tests.web.visits import Visitor

TOKEN = "four-grey-herons-wade"


@dataclass(frozen=True, slots=True)
class Two:
    """NL's node with its desk, and FR's; each a peer of the other, both on loopback."""

    here: Node
    there: Node
    desk: FastAPI
    ringed: Ring

    def visitor(self, name: str = "owner") -> Visitor:
        """Somebody signed in at NL's desk."""
        made = Visitor(self.desk)
        link = self.here.store.issue(owner(self.here.store), name, CredentialKind.LINK)
        assert made.sign_in(link).status_code == 303
        return made

    def program(self) -> Visitor:
        """A program with the owner's token."""
        token = self.here.store.issue(owner(self.here.store), "owner", CredentialKind.TOKEN, Scope(writes=True))
        return Visitor(self.desk, token=token)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    with ring(tmp_path_factory.mktemp("ring"), "NL", "FR") as ringed:
        here, there = ringed.nodes
        let_in(here.store, "rita", "NL", Role.READER)
        let_in(here.store, "olga", "NL", Role.RELEASING_OFFICER)
        let_in(here.store, "fred", "FR", Role.OPERATOR)
        yield Two(here, there, build_desk(here, opened), ringed)


def test_the_own_fingerprint_and_how_each_stands(two: Two) -> None:
    page = two.visitor().get("/peers").text
    assert fingerprint(own_signer(two.here).key) in page
    assert 'href="/peers/fr"' in page
    assert "Let a peer in" in page
    officer = two.visitor("olga").get("/peers").text
    assert 'href="/peers/fr"' in officer
    assert "Let a peer in" not in officer
    one = two.visitor().get("/peers/fr").text
    assert fingerprint(own_signer(two.there).key) in one
    assert two.visitor().get("/peers/nobody").status_code == 404


def test_who_is_hosted_here_learns_nothing_of_peers(two: Two) -> None:
    fred = two.visitor("fred")
    for path in ("/peers", "/peers/fr", "/withdrawals", "/peers/nobody"):
        answer = fred.get(path)
        assert (answer.status_code, "/taxii2/" in answer.text) == (403, False), path
    assert fred.post("/peers/fr", {"act": "suspend", "csrf": fred.csrf}).status_code == 403
    assert two.visitor("rita").get("/peers").status_code == 403
    assert two.here.store.exchange.peer("fr").active


def test_a_pull_runs_in_the_background_and_tells_what_came(two: Two) -> None:
    held = handling("NL")
    let_in(two.there.store, "nel", "NL")
    publish(two.there.store, add_list(two.there.store, "departures", held, "FR"), [entry("F1")])
    offer(two.there)
    visitor = two.visitor()
    assert visitor.post("/peers/fr", {"act": "pull", "csrf": visitor.csrf}).headers["location"] == "/peers/fr?done=pull"
    two.desk.state.desk.pulls.wait("fr", 30)
    page = visitor.get("/peers/fr").text
    assert re.search(r"1 record.*written", page)
    told = two.program().get("/api/peers/fr").json()
    assert (told["held"], told["pulling"], told["pulled"]["persons"], told["pulled"]["fault"]) == (1, None, 1, None)


def test_a_token_is_shown_once_and_one_that_was_given_never(two: Two) -> None:
    visitor = two.visitor()
    shown = visitor.post("/peers/fr", {"act": "token", "csrf": visitor.csrf}).text
    (secret,) = re.findall(r'<code id="secret">([^<]+)</code>', shown)
    assert two.here.store.peer_door.bearer(Shown(secret)) == two.here.store.exchange.peer("fr")
    assert secret not in visitor.get("/peers/fr").text
    assert visitor.post("/peers/fr", {"act": "theirs", "theirs": TOKEN, "csrf": visitor.csrf}).status_code == 303
    assert two.here.store.exchange.token_for("fr") == f"Bearer {TOKEN}"
    refused = visitor.post("/peers/fr", {"act": "theirs", "theirs": "x y", "csrf": visitor.csrf})
    assert (refused.status_code, "x y" in refused.text) == (400, False)
    assert TOKEN not in visitor.get("/peers/fr").text
    assert visitor.post("/peers/fr", {"act": "no-token", "csrf": visitor.csrf}).status_code == 303
    assert two.here.store.exchange.peer("fr").shows is False


def test_one_is_let_in_only_with_its_own_fingerprint(two: Two) -> None:
    visitor = two.visitor()
    form = {"name": "paris", "member": "fr", "url": two.ringed.url(two.there), "theirs": TOKEN, "csrf": visitor.csrf}
    wrong = visitor.post("/peers", {**form, "fingerprint": fingerprint(own_signer(two.here).key)})
    assert wrong.status_code == 400
    assert TOKEN not in wrong.text
    assert 'value="paris"' in wrong.text, "what was typed stays, but for the token"
    assert "paris" not in [one.name for one in two.here.store.exchange.peers()]
    spoken = fingerprint(own_signer(two.there).key).lower()
    made = visitor.post("/peers", {**form, "fingerprint": spoken})
    assert made.status_code in (303, 400)


def test_suspended_resumed_and_forgotten(two: Two) -> None:
    visitor = two.visitor()
    two.here.store.exchange.add(owner(two.here.store), KnownPeer("brussels", "FR"))
    for act, active in (("suspend", False), ("resume", True)):
        assert visitor.post("/peers/brussels", {"act": act, "csrf": visitor.csrf}).status_code == 303
        assert two.here.store.exchange.peer("brussels").active is active
    assert visitor.post("/peers/brussels", {"act": "dance", "csrf": visitor.csrf}).status_code == 400
    gone = visitor.post("/peers/brussels", {"act": "remove", "csrf": visitor.csrf})
    assert gone.headers["location"] == "/peers?done=removed"
    assert visitor.get("/peers/brussels").status_code == 404


def test_what_was_taken_back_and_who_has_not_answered(two: Two) -> None:
    two.here.store.exchange.add(owner(two.here.store), KnownPeer("lyon", "FR"))
    with two.here.store.transaction() as connection:
        for number in range(2):
            sent = SentWithdrawal(f"w{number}", "lyon", NOON, (f"identity--{number}",), TakenBack.WITHDRAWN)
            sent_withdrawals.keep(connection, sent)
        answered(connection, "w1", NOON)
    page = two.visitor("olga").get("/withdrawals?member=FR").text
    assert page.count('href="/peers/lyon"') == 2
    assert "Answered" in page
    assert re.search(r'href="/peers"[^>]*aria-current="page"', page), "it lies in this part of the desk"
    rows = two.program().get("/api/withdrawals").json()
    assert {(row["withdrawal"], row["answered"] is None) for row in rows if row["peer"] == "lyon"} == {
        ("w0", True), ("w1", False),
    }  # fmt: skip
    assert "Every withdrawal was answered" in two.visitor().get("/withdrawals?member=XX").text
    refused = two.visitor().post("/peers/lyon", {"act": "remove", "csrf": two.visitor().csrf})
    assert refused.status_code in (400, 403)


def test_programs_pull_and_suspend_and_do_no_more(two: Two) -> None:
    program = two.program()
    told = program.get("/api/peers").json()
    assert told["fingerprint"] == fingerprint(own_signer(two.here).key)
    assert "fr" in [one["peer"] for one in told["peers"]]
    for act in ("token", "theirs", "remove", "dance"):
        assert program.post("/api/peers/fr", {"act": act}).status_code == 400
    assert program.post("/api/peers/fr", {"act": "suspend"}).json()["active"] is False
    assert program.post("/api/peers/fr", {"act": "resume"}).json()["active"] is True
    assert program.post("/api/peers/nobody", {"act": "suspend"}).status_code == 404


def test_a_desk_that_speaks_with_nobody_pulls_from_nobody(two: Two) -> None:
    desk = build_desk(two.here)
    visitor = Visitor(desk)
    visitor.sign_in(two.here.store.issue(owner(two.here.store), "owner", CredentialKind.LINK))
    assert visitor.post("/peers/fr", {"act": "pull", "csrf": visitor.csrf}).status_code == 501
    form = {"name": "rome", "member": "IT", "url": "https://it.example/", "fingerprint": "AAAA", "csrf": visitor.csrf}
    assert visitor.post("/peers", form).status_code == 501
    assert raw_rows(two.here.store.folder, "SELECT count(*) FROM peer WHERE name = 'rome'") == [(0,)]
