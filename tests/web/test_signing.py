"""Signing in once with a link, and out."""

from __future__ import annotations

from tests.web import visits
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
    visits.later(fresh, 1)
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


def test_each_role_begins_where_it_may(place: Place, claire: Visitor) -> None:
    assert "Waiting for you" in claire.get("/").text
    assert place.visitor("ada").get("/").headers["location"] == "/audit"
    page = place.visitor("otto").get("/")
    assert page.status_code == 200
    assert "reads no records" in page.text
    assert 'href="/flows"' not in page.text
    assert Visitor(place.desk).get("/healthz").json() == {"ok": True}
