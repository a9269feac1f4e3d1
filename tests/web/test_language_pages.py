"""Choosing a language: kept for the browser, back to the page, never to another site."""

from __future__ import annotations

import pytest

from coalesce.web.language import COOKIE
from tests.web.visits import Place, Visitor


def test_a_language_is_kept_before_and_after_signing_in(place: Place) -> None:
    visitor = Visitor(place.desk)
    assert "<h1>Sign in</h1>" in visitor.get("/sign-in").text
    answer = visitor.post("/language", {"language": "fr", "back": "/sign-in"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    kept = answer.headers["set-cookie"]
    assert kept.startswith(f"{COOKIE}=fr;")
    assert "HttpOnly" in kept
    assert "samesite=strict" in kept.casefold()
    assert '<html lang="fr"' in visitor.get("/sign-in").text
    visitor.sign_in(place.link("claire"))
    assert '<html lang="fr"' in visitor.get("/lists").text
    visitor.post("/language", {"language": "en", "back": "/lists?purpose=border"})
    assert '<html lang="en"' in visitor.get("/lists").text


@pytest.mark.parametrize(
    ("back", "leads_to"),
    [
        ("/flows?into=SY&leg=", "/flows?into=SY&leg="),
        ("", "/"),
        ("flows", "/"),
        ("//elsewhere.example/x", "/"),
        ("/\\elsewhere.example", "/"),
        ("https://elsewhere.example/", "/"),
        ("/a\r\nset-cookie: a=b", "/"),
        ("javascript:alert(1)", "/"),
        ("//[", "/"),
        ("http://[::1", "/"),
    ],
)
def test_it_leads_back_to_the_desk_alone(place: Place, back: str, leads_to: str) -> None:
    answer = Visitor(place.desk).post("/language", {"language": "fr", "back": back})
    assert answer.headers["location"] == leads_to


def test_a_language_that_the_desk_does_not_speak_is_refused(place: Place) -> None:
    answer = Visitor(place.desk).post("/language", {"language": "xx", "back": "/"})
    assert answer.status_code == 400
    assert "set-cookie" not in answer.headers


def test_another_site_chooses_no_language(place: Place) -> None:
    answer = Visitor(place.desk).post("/language", {"language": "fr"}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_the_form_of_a_page_leads_back_to_it(claire: Visitor) -> None:
    text = claire.get("/records?q=Zorbal&purpose=investigation").text
    assert '<input type="hidden" name="back" value="/records?q=Zorbal&amp;purpose=investigation">' in text
    assert 'name="language" value="fr" lang="fr"' in text
