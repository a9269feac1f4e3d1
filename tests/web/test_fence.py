"""Names, headers, and what no answer leaves without."""

from __future__ import annotations

import pytest

from coalesce.web.fence import HEADERS, POLICY, names_of
from tests.web.visits import Place, Visitor

PATHS = ("/sign-in", "/flows", "/nowhere", "/api/lists", "/api/nowhere", "/healthz", "/static/x/base.css", "/flows.csv")


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_bears_the_headers(place: Place, claire: Visitor, path: str) -> None:
    for visitor in (claire, Visitor(place.desk)):
        answer = visitor.get(path)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value


def test_nothing_personal_is_kept_by_a_browser(place: Place, claire: Visitor) -> None:
    for path in (*PATHS[:5], f"/records/{place.ids['N1']}", "/flows.svg", "/"):
        assert claire.get(path).headers["cache-control"] == "no-store"
    assert "immutable" in claire.get("/static/x/base.css").headers["cache-control"]


def test_the_policy_lets_nothing_in_from_elsewhere() -> None:
    parts = dict(part.split(" ", 1) for part in POLICY.split("; "))
    assert parts["default-src"] == "'none'"
    assert {value for name, value in parts.items() if name.endswith("-src") and name != "default-src"} == {"'self'"}
    assert parts["frame-ancestors"] == parts["base-uri"] == "'none'"
    assert "unsafe" not in POLICY


@pytest.mark.parametrize("path", ["/sign-in", "/flows", "/records?q=Zorbal", "/review", "/people", "/lists"])
def test_no_page_has_inline_script_or_style(claire: Visitor, path: str) -> None:
    text = claire.get(path).text
    assert "<style" not in text
    assert " style=" not in text
    assert " onclick=" not in text
    assert text.count("<script") == text.count('<script type="module" src="/static/')
    assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in text


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "", "[::1"])
def test_another_name_is_not_answered(place: Place, host: str) -> None:
    visitor = Visitor(place.desk)
    answer = visitor.get("/sign-in", headers={"host": host})
    assert answer.status_code == 421
    assert "link" not in answer.text
    assert visitor.get("/sign-in", headers={"host": "localhost:99"}).status_code == 200


def test_a_desk_answers_to_its_own_host() -> None:
    assert "desk.example" in names_of("Desk.example")
    assert names_of("0.0.0.0") == names_of("127.0.0.1")
