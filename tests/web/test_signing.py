"""Signing in once with a link, and out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coalesce.web import credentials
from tests import builders
from tests.web import visits
from tests.web.accounts import GOOD, cheap, code, enrolled, sign_in, with_password
from tests.web.visits import Place, Visitor


def test_a_link_opens_one_session_and_is_used_up(fresh: Place) -> None:
    link = fresh.link("claire")
    first, second = Visitor(fresh.desk), Visitor(fresh.desk)
    answer = first.sign_in(link)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert first.get("/flows").status_code == 200
    assert second.sign_in(link).status_code == 401
    assert second.get("/flows").status_code == 401


def test_the_whole_link_may_be_pasted(fresh: Place) -> None:
    visitor = Visitor(fresh.desk)
    assert visitor.sign_in(f" http://127.0.0.1:8000/sign-in#{fresh.link('claire')} ").status_code == 303


def test_no_secret_comes_back(fresh: Place) -> None:
    for wrong in ("", "not-a-link", fresh.token("claire")):
        answer = Visitor(fresh.desk).sign_in(wrong)
        assert answer.status_code == 401
        assert not wrong or wrong not in answer.text
        assert "set-cookie" not in answer.headers


def test_a_link_ends_and_so_does_a_session(fresh: Place) -> None:
    late, visitor = fresh.link("claire"), fresh.visitor()
    visits.later(fresh, 0.9)
    assert Visitor(fresh.desk).sign_in(late).status_code == 401
    assert visitor.get("/flows").status_code == 200
    visits.later(fresh, 24)
    assert visitor.get("/flows").status_code == 401


def test_another_site_cannot_sign_anybody_in(fresh: Place) -> None:
    answer = Visitor(fresh.desk).post(
        "/sign-in", {"link": fresh.link("claire")}, headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403


def test_signing_out_ends_the_session_for_good(fresh: Place) -> None:
    visitor = fresh.visitor()
    cookies = dict(visitor.client.cookies)
    assert visitor.post("/sign-out").status_code == 403  # without its form's token
    answer = visitor.post("/sign-out", {"csrf": visitor.csrf})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    visitor.client.cookies.update(cookies)
    assert visitor.get("/flows").status_code == 401
    assert any('"action":"sign out"' in leaf for leaf in builders.leaves(fresh.node.store.folder))


def test_each_role_begins_where_it_may(place: Place, claire: Visitor) -> None:
    assert "Waiting for you" in claire.get("/").text
    assert place.visitor("ada").get("/").headers["location"] == "/audit"
    page = place.visitor("otto").get("/")
    assert page.status_code == 200
    assert "reads no records" in page.text
    assert 'href="/flows"' not in page.text
    assert 'href="/members"' in page.text
    assert Visitor(place.desk).get("/healthz").json() == {"ok": True}


def test_a_name_and_its_password_open_a_session(fresh: Place) -> None:
    with_password(fresh)
    visitor, answer = sign_in(fresh, back="/records?q=x")
    assert (answer.status_code, answer.headers["location"]) == (303, "/records?q=x")
    assert visitor.get("/flows").status_code == 200


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_signing_in_leads_nowhere_else(fresh: Place, back: str) -> None:
    with_password(fresh)
    assert sign_in(fresh, back=back)[1].headers["location"] == "/"


def test_unknown_and_wrong_look_alike_byte_for_byte(fresh: Place) -> None:
    with_password(fresh)
    answers = [sign_in(fresh, name, "wrong password")[1] for name in ("claire", "rita", "nobody", "<b>x</b>")]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert not any("set-cookie" in answer.headers for answer in answers)
    for wanting in ({"name": "claire"}, {"password": GOOD}, {"name": " ", "password": GOOD}):
        assert Visitor(fresh.desk).post("/sign-in/password", wanting).status_code == 401


def test_guessing_is_slowed_and_the_answer_says_for_how_long(fresh: Place) -> None:
    with_password(fresh)
    for name in ("claire", "nobody"):
        for _ in range(fresh.node.store.settings.sign_in_free + 1):
            assert sign_in(fresh, name, "wrong")[1].status_code == 401
        waiting = [sign_in(fresh, name, password)[1] for password in ("wrong", GOOD)]
        assert [(answer.status_code, answer.headers["retry-after"]) for answer in waiting] == [(429, "2")] * 2
        assert "wait 2 seconds" in waiting[0].text
        assert 'id="by-password"' in waiting[0].text
    visits.later(fresh, 1)
    assert sign_in(fresh)[1].status_code == 303


def test_an_address_behind_the_believed_proxy_is_its_own(fresh: Place) -> None:
    store = cheap(fresh).node.store
    store.settings = replace(store.settings, sign_in_free_by_address=0, forwarded_from="127.0.0.1")

    def attempt(name: str, told: str) -> int:
        form = {"name": name, "password": "wrong"}
        return Visitor(fresh.desk).post("/sign-in/password", form, headers={"x-forwarded-for": told}).status_code

    assert [attempt(f"a{n}", "192.0.2.1") for n in range(2)] == [401, 429]
    assert attempt("b", "192.0.2.1, 192.0.2.2") == 401, "what the proxy itself saw counts, not what was sent to it"
    store.settings = replace(store.settings, forwarded_from="")
    assert [attempt(f"c{n}", f"192.0.2.{n + 10}") for n in range(2)] == [401, 429]


def test_the_second_step_has_no_session_until_its_code(fresh: Place) -> None:
    with_password(fresh)
    visitor, _ = sign_in(fresh)
    shown, recovery = enrolled(fresh, visitor, GOOD)
    visits.later(fresh, 0.1)
    visitor, answer = sign_in(fresh, back="/people")
    assert answer.status_code == 200
    assert 'action="/sign-in/code"' in answer.text
    assert visitor.get("/flows").status_code == 401
    assert visitor.post("/sign-in/code", {"code": "000000"}).status_code == 401
    done = visitor.post("/sign-in/code", {"code": code(fresh, shown), "back": "/people"})
    assert (done.status_code, done.headers["location"]) == (303, "/people")
    assert visitor.get("/flows").status_code == 200
    again, _ = sign_in(fresh)
    assert again.post("/sign-in/code", {"code": code(fresh, shown)}).status_code == 401, "a code counts once"
    assert again.post("/sign-in/code", {"code": recovery[0]}).status_code == 303
    linked = Visitor(fresh.desk)
    assert 'action="/sign-in/code"' in linked.sign_in(fresh.link("claire")).text
    assert linked.get("/flows").status_code == 401


def test_a_code_alone_or_a_step_of_elsewhere_opens_nothing(fresh: Place) -> None:
    with_password(fresh)
    visitor, _ = sign_in(fresh)
    shown, _ = enrolled(fresh, visitor, GOOD)
    visits.later(fresh, 0.1)
    assert Visitor(fresh.desk).post("/sign-in/code", {"code": code(fresh, shown)}).status_code == 401
    first, _ = sign_in(fresh)
    thief = Visitor(fresh.desk)
    thief.client.cookies.update(dict(first.client.cookies))
    stolen = thief.post("/sign-in/code", {"code": code(fresh, shown)}, headers={"user-agent": "another"})
    assert stolen.status_code == 401
    visits.later(fresh, 1)
    late = first.post("/sign-in/code", {"code": code(fresh, shown)})
    assert late.status_code == 401
    assert 'id="by-password"' in late.text, "one begins again"


def test_a_session_that_somebody_planted_is_not_taken_up(fresh: Place) -> None:
    with_password(fresh)
    name = credentials.cookie_name(fresh.node, False)
    for planted in ("chosen-by-somebody-else", fresh.visitor("rita").client.cookies[name]):
        visitor = Visitor(fresh.desk)
        visitor.client.cookies.set(name, planted, domain="127.0.0.1", path="/")
        answer = visitor.post("/sign-in/password", {"name": "claire", "password": GOOD})
        assert answer.cookies[name] != planted
        assert Visitor(fresh.desk).get("/flows", headers={"cookie": f"{name}={planted}"}).status_code == 401


def test_a_session_works_in_its_own_browser_alone(fresh: Place) -> None:
    visitor = fresh.visitor()
    assert visitor.get("/flows", headers={"user-agent": "another"}).status_code == 401
    assert visitor.get("/flows").status_code == 200


def test_a_session_that_is_not_used_is_over(fresh: Place) -> None:
    visitor = fresh.visitor()
    for _ in range(3):
        visits.later(fresh, 0.9)
        assert visitor.get("/flows").status_code == 200
    visits.later(fresh, 1)
    assert visitor.get("/flows").status_code == 401


def test_the_cookie_of_a_step_is_shut_to_scripts_and_goes_with_the_session(fresh: Place) -> None:
    with_password(fresh)
    visitor, _ = sign_in(fresh)
    shown, _ = enrolled(fresh, visitor, GOOD)
    visits.later(fresh, 0.1)
    visitor, answer = sign_in(fresh)
    cookie = answer.headers["set-cookie"]
    assert "-step=" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    done = visitor.post("/sign-in/code", {"code": code(fresh, shown)})
    assert any("-step=" in one and "Max-Age=0" in one for one in done.headers.get_list("set-cookie"))
