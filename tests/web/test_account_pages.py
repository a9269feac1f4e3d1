"""One's own account at the desk."""

from __future__ import annotations

import re

import pytest

from coalesce.store.accounts import CredentialKind
from tests.web import visits
from tests.web.accounts import BETTER, GOOD, code, enrolled, found, sign_in, with_password
from tests.web.visits import Place, Visitor


def test_a_first_password_is_set_in_a_session_that_a_link_opened(fresh: Place) -> None:
    visitor = fresh.visitor()
    page = visitor.get("/account").text
    assert "Present password" not in page
    answer = visitor.post("/account/password", {"csrf": visitor.csrf, "password": GOOD, "again": GOOD})
    assert answer.headers["location"] == "/account?done=password"
    assert "Your password is set" in visitor.get("/account?done=password").text
    assert sign_in(fresh)[1].status_code == 303


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"present": GOOD, "password": BETTER, "again": GOOD}, "two ways"),
        ({"present": "wrong", "password": BETTER, "again": BETTER}, "present password is not right"),
        ({"password": BETTER, "again": BETTER}, "present password is not right"),
        ({"present": GOOD, "password": "short", "again": "short"}, "at least 12"),
        ({"present": GOOD, "password": "claire-FR-2026", "again": "claire-FR-2026"}, "would try this password"),
    ],
)
def test_a_password_that_will_not_do_is_told_on_the_page(fresh: Place, form: dict[str, str], words: str) -> None:
    with_password(fresh)
    visitor, _ = sign_in(fresh)
    answer = visitor.post("/account/password", {"csrf": visitor.csrf, **form})
    assert answer.status_code == 400
    assert words in answer.text
    assert "<h1>Your account</h1>" in answer.text
    assert form["password"] not in answer.text
    assert sign_in(fresh)[1].status_code == 303


def test_a_changed_password_ends_every_other_session(fresh: Place) -> None:
    with_password(fresh)
    here, there = sign_in(fresh)[0], sign_in(fresh)[0]
    form = {"csrf": here.csrf, "present": GOOD, "password": BETTER, "again": BETTER}
    assert here.post("/account/password", form).status_code == 303
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 401
    assert sign_in(fresh, password=GOOD)[1].status_code == 401
    assert sign_in(fresh, password=BETTER)[1].status_code == 303


def test_a_second_factor_is_set_up_and_taken_away(fresh: Place) -> None:
    visitor, other = fresh.visitor(), fresh.visitor()
    page = visitor.get("/account/second-factor").text
    assert '<svg viewBox="0 0' in page
    assert "style=" not in page
    shown, recovery = enrolled(fresh, visitor)
    assert len(recovery) == 10
    assert other.get("/account").status_code == 401
    account = visitor.get("/account").text
    assert "10 recovery codes are left" in account
    assert shown not in account
    assert recovery[0] not in account
    assert visitor.post("/account/recovery-codes", {"csrf": visitor.csrf, "code": "000000"}).status_code == 400
    more = visitor.post("/account/recovery-codes", {"csrf": visitor.csrf, "code": recovery[0]})
    fresh_codes = re.findall(r"<code>([a-z2-7-]{19})</code>", more.text)
    assert len(fresh_codes) == 10
    assert not set(fresh_codes) & set(recovery)
    for given in (recovery[1], "000000"):
        form = {"csrf": visitor.csrf, "code": given}
        assert visitor.post("/account/second-factor/remove", form).status_code == 400
    visits.later(fresh, 0.1)
    done = visitor.post("/account/second-factor/remove", {"csrf": visitor.csrf, "code": code(fresh, shown)})
    assert done.headers["location"] == "/account?done=factor"
    assert "None yet" in visitor.get("/account").text


def test_a_wrong_code_at_setting_up_offers_the_same_secret_again(fresh: Place) -> None:
    visitor = fresh.visitor()
    page = visitor.get("/account/second-factor").text
    shown = found(r'id="secret">([A-Z2-7 ]+)<', page)
    form = {"csrf": visitor.csrf, "offered": found(r'name="offered" value="([^"]+)"', page), "code": "000000"}
    again = visitor.post("/account/second-factor", form)
    assert again.status_code == 400
    assert shown in again.text
    assert "clock" in again.text


def test_ones_sessions_are_listed_and_ended(fresh: Place) -> None:
    here, there = fresh.visitor(), fresh.visitor()
    listed = here.get("/api/account").json()
    ids = {one["id"] for one in listed["held"]} - {listed["this"]["id"]}
    assert [one["kind"] for one in listed["held"]] == ["session", "session"]
    assert there.get("/account").status_code == 200
    assert here.post("/account/end", {"csrf": here.csrf, "id": ids.pop()}).status_code == 303
    assert there.get("/account").status_code == 401
    assert here.post("/account/end", {"csrf": here.csrf, "id": "0" * 16}).status_code == 404
    others = [fresh.visitor(), fresh.visitor()]
    assert here.post("/account/end", {"csrf": here.csrf, "id": "others"}).headers["location"] == "/account?done=others"
    assert [one.get("/account").status_code for one in (here, *others)] == [200, 401, 401]
    answer = here.post("/account/end", {"csrf": here.csrf, "id": here.get("/api/account").json()["this"]["id"]})
    assert answer.headers["location"] == "/sign-in"
    assert here.get("/account").status_code == 401


def test_nobody_ends_anothers(fresh: Place) -> None:
    claire, rita = fresh.visitor(), fresh.visitor("rita")
    hers = claire.get("/api/account").json()["this"]["id"]
    assert rita.post("/account/end", {"csrf": rita.csrf, "id": hers}).status_code == 404
    assert claire.get("/account").status_code == 200
    assert hers not in rita.get("/account").text


def test_a_token_is_shown_once_and_works_within_its_scope(fresh: Place) -> None:
    visitor = fresh.visitor()
    form = {"csrf": visitor.csrf, "label": "nightly <b>", "scope": "read", "purposes": "border,planning", "days": "2"}
    page = visitor.post("/account/tokens", form)
    token = found(r'id="secret">([\w-]{43})<', page.text)
    account = visitor.get("/account").text
    assert token not in account
    assert "nightly &lt;b&gt;" in account
    program = Visitor(fresh.desk, token=token)
    assert program.get("/api/lists?purpose=border").status_code == 200
    assert program.get("/api/lists").status_code == 403
    assert program.get("/api/account").json()["this"]["scope"] == "read"
    visits.later(fresh, 49)
    assert program.get("/api/lists?purpose=border").status_code == 401


@pytest.mark.parametrize(
    "form",
    [{"scope": "all"}, {"days": "91"}, {"days": "-1"}, {"days": "1.5"}, {"purposes": "statistics"}, {"purposes": "x"}],
)
def test_a_token_that_cannot_be_is_told_on_the_page(fresh: Place, form: dict[str, str]) -> None:
    visitor = fresh.visitor()
    answer = visitor.post("/account/tokens", {"csrf": visitor.csrf, "label": "x", **form})
    assert answer.status_code == 400
    assert "<h1>Your account</h1>" in answer.text
    assert [one.kind for one in fresh.node.store.accounts.held("claire")] == [CredentialKind.SESSION]


def test_every_role_has_an_account(place: Place) -> None:
    for name in ("claire", "rita", "ada", "otto"):
        page = place.visitor(name).get("/account")
        assert page.status_code == 200
        assert name in page.text


def test_the_purpose_of_the_page_does_not_follow_to_others(place: Place, claire: Visitor) -> None:
    assert 'href="/flows"' in claire.get("/account").text
    assert 'href="/flows?purpose=border"' in claire.get("/account?purpose=border").text
