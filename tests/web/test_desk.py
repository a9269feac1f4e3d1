"""The desk as a whole: what is nowhere, the description of its API, the reference of routes, a fault of its own."""

from __future__ import annotations

import re

import httpx
import pytest

from coalesce.web.desk import PARTS, ROUTES
from tests.conftest import ROOT
from tests.web.visits import Place, Visitor


def test_what_is_nowhere_is_told_to_nobody(place: Place, claire: Visitor) -> None:
    assert Visitor(place.desk).get("/nowhere").status_code == 401
    assert Visitor(place.desk).get("/api/nowhere").json()["error"].startswith("not signed in")
    assert claire.get("/nowhere").status_code == 404
    assert place.program().get("/api/nowhere").status_code == 404
    assert claire.get("/docs").status_code == 404


def test_the_api_describes_itself_to_who_is_signed_in(claire: Visitor) -> None:
    document = claire.get("/api/openapi.json").json()
    assert set(document["paths"]) == {route.path for route in ROUTES if route.data}
    flows = document["paths"]["/api/flows"]["get"]["parameters"]
    assert {one["name"] for one in flows} >= {"purpose", "as", "into", "since"}
    assert all(one["description"] for one in flows)


def test_the_reference_tells_every_method_of_every_route() -> None:
    text = (ROOT / "docs" / "reference" / "routes.md").read_text(encoding="utf-8")
    parts = re.split(r"^### `([^`]+)`$", text, flags=re.MULTILINE)
    written = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert sorted(written) == sorted({route.path for route in ROUTES})
    for route in ROUTES:
        assert f"`{route.method}`:" in written[route.path], route.name


def test_every_part_is_attached() -> None:
    assert all(part.routes for part in PARTS)
    assert len({route.name for route in ROUTES}) == len(ROUTES)


def test_a_fault_of_the_program_is_told_without_its_words(fresh: Place, caplog: pytest.LogCaptureFixture) -> None:
    visitor = fresh.visitor()
    fresh.desk.state.desk.drawn.get = None  # breaks every page that remembers
    answer: httpx.Response = visitor.get("/flows")
    assert answer.status_code == 500
    assert "operator" in answer.text
    assert "TypeError at " in caplog.text
    assert "not callable" not in caplog.text
