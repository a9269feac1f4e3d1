"""Cookies, tokens, and proof that a form is the desk's own."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from coalesce.errors import NotPermitted
from coalesce.web import credentials
from tests.web.visits import AT, Place, Visitor


def request(**headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": raw, "query_string": b""})


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("127.0.0.1:8000", "127.0.0.1"),
        ("[::1]:8000", "::1"),
        ("LocalHost", "localhost"),
        ("a.example:1", "a.example"),
        ("[", ""),
    ],
)
def test_a_host_is_read_without_its_port(host: str, name: str) -> None:
    assert credentials.host_name(host) == name


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "same-origin", "origin": "null"},
        {"origin": "http://127.0.0.1:8000", "host": "127.0.0.1:8000"},
    ],
)
def test_the_desks_own_form_passes(headers: dict[str, str]) -> None:
    credentials.check_origin(request(**headers))
    assert credentials.is_secure(request(host="desk.example"))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"host": "127.0.0.1:8000"},
        {"origin": "null", "host": "null"},
        {"origin": "http://127.0.0.1:9000", "host": "127.0.0.1:8000"},
        {"origin": "http://evil.example", "host": "127.0.0.1:8000"},
        {"origin": "file://127.0.0.1:8000", "host": "127.0.0.1:8000"},
        {"sec_fetch_site": "cross-site", "origin": "http://127.0.0.1:8000", "host": "127.0.0.1:8000"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "none"},
    ],
)
def test_another_sites_form_does_not(headers: dict[str, str]) -> None:
    with pytest.raises(NotPermitted):
        credentials.check_origin(request(**headers))


def test_a_forms_token_is_its_sessions(place: Place) -> None:
    node = place.node
    credentials.check_form(node, "one", credentials.csrf_token(node, "one"))
    for wrong in (credentials.csrf_token(node, "another"), "", "x" * 64, "\u00e9", "\u0663"):
        with pytest.raises(NotPermitted):
            credentials.check_form(node, "one", wrong)


def test_the_cookie_on_loopback_is_shut_to_scripts_and_other_sites(place: Place) -> None:
    visitor = Visitor(place.desk)
    cookie = visitor.sign_in(place.link("claire")).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie  # http on loopback has no TLS


def test_behind_tls_the_cookie_is_bound_to_its_host(place: Place) -> None:
    response = credentials.Response()
    credentials.set_session(response, place.node, request(host="desk.example"), "s")
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("__Host-coalesce-")
    assert "Secure" in cookie
    assert "Domain" not in cookie


def test_two_nodes_on_one_host_do_not_take_each_others_cookie(place: Place, fresh: Place) -> None:
    assert credentials.cookie_name(place.node, False) != credentials.cookie_name(fresh.node, False)


def test_a_bearer_is_read_from_its_header_alone(place: Place) -> None:
    token = place.token("claire")
    assert Visitor(place.desk, token).get("/api/lists").status_code == 200
    assert Visitor(place.desk).get(f"/api/lists?token={token}").status_code == 401
    assert Visitor(place.desk).get("/api/lists", headers={"authorization": f"Basic {token}"}).status_code == 401
    assert Visitor(place.desk, token).get("/lists").status_code == 401
    assert AT.startswith("http://127.")
