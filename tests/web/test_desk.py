"""Every route against every kind of caller, and the reference of routes."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest

from coalesce.handling import Role
from coalesce.web.desk import PARTS, ROUTES
from coalesce.web.registrar import Door, Route
from tests.conftest import ROOT
from tests.web import visits
from tests.web.visits import Place, Visitor

CALLERS = ("nobody", "expired", "dieter", "rita", "claire", "ada", "otto", "owner", "claire's token", "expired token")


def path_of(route: Route, place: Place, seen_by: Visitor) -> str:
    """The route's path with what is there: for whoever may see it."""
    pair = place.pair("N1", "F1").split("/")
    person = place.person(seen_by, "N1").rpartition("/")[2]
    ids = {"/records/{id}": place.ids["N1"], "/people/{id}": person, "/lists/{id}": place.lists["border"]}
    path = route.path.replace("{left}", pair[2]).replace("{right}", pair[3])
    return (
        path.replace("{id}", ids.get(route.path.removeprefix("/api"), ""))
        .replace("{stamp}", "x")
        .replace("{name}", "desk.css")
    )


@pytest.fixture(scope="module")
def called(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Place, Visitor]]:
    """A caller of each kind at a desk of their own."""
    place = visits.made(tmp_path_factory.mktemp("callers") / "node")
    callers: dict[str, Visitor] = {"nobody": Visitor(place.desk)}
    callers["expired"], callers["expired token"] = place.visitor(), place.program()
    visits.later(place, 24 * 365)
    for name in CALLERS:
        if name not in callers:
            callers[name] = place.program() if name.endswith("token") else place.visitor(name)
    return lambda name: (place, callers[name])


ROLES = {
    "dieter": {Role.ANALYST}, "rita": {Role.READER}, "claire": {Role.ANALYST}, "claire's token": {Role.ANALYST},
    "ada": {Role.AUDITOR}, "otto": {Role.OPERATOR}, "owner": set(Role),
}  # fmt: skip


EMPTY_FORM = {"POST /sign-in": {401}, "POST /language": {400}}
"""What an open route that takes a form says to one without anything in it."""


def expected(route: Route, caller: str) -> set[int]:
    """What may come back. A change without its form's token is refused whoever asks it."""
    if route.door is Door.OPEN:
        return EMPTY_FORM.get(route.name, {200})
    if caller not in ROLES or (caller.endswith("token") and not route.data):
        return {401}
    if route.method == "POST" and not caller.endswith("token"):
        return {403}
    if not route.roles & ROLES[caller]:
        return {403}
    if route.method == "POST":
        return {400}  # an empty form
    if caller == "dieter" and "{" in route.path:
        return {404}
    return {303} if route.path == "/" and caller in ("claire", "rita", "dieter", "ada", "owner") else {200}


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_every_route_and_every_kind_of_caller(
    route: Route, caller: str, called: Callable[[str], tuple[Place, Visitor]]
) -> None:
    place, visitor = called(caller)
    path = path_of(route, place, visitor if caller == "owner" else called("claire")[1])
    answer = visitor.get(path) if route.method == "GET" else visitor.post(path)
    assert answer.status_code in expected(route, caller), answer.text[-400:]
    if answer.status_code >= 400 or caller == "dieter":
        assert "Zorbal" not in answer.text
        assert "Kemtari" not in answer.text


@pytest.mark.parametrize("route", [route for route in ROUTES if route.method == "GET"], ids=lambda route: route.name)
def test_what_is_only_read_takes_no_post(route: Route, place: Place, claire: Visitor) -> None:
    path = path_of(route, place, claire)
    if any(other.method == "POST" and other.path == route.path for other in ROUTES):
        return
    assert claire.post(path, {"csrf": claire.csrf}).status_code == 405
    assert Visitor(place.desk).post(path).status_code in (401, 405)


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
