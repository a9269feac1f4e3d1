"""Every route of the app against every kind of caller: the table is made from the app's own routes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi.routing import APIRoute

from coalesce.web.desk import ROUTES
from coalesce.web.registrar import Door, Route
from tests.web import visits
from tests.web.route_table import ADDRESSES, EXPECTED, FORMS, ONE_OF_EACH, ROLES, UNSEEN, WHO, Sent
from tests.web.visits import Place, Visitor

NAMES = ("Zorbal", "Kemtari", "Vulneq", "Shambir")
"""Of NL's records: who may not see them finds them in no answer."""

FR_OWN = ("Vulnek", visits.ARABIC)


def wrong_role(route: Route) -> str:
    """Somebody who is signed in and whose role the route does not take, or "" where it takes everyone's."""
    return next((name for role, name in ONE_OF_EACH if role not in route.roles), "") if route.roles else ""


TABLE = [
    pytest.param(route, caller, id=f"{route.name} - {caller}")
    for route in ROUTES
    for caller in (*ROLES, "wrong role")
    if caller != "wrong role" or wrong_role(route)
]


OVER = frozenset({"signed out", "session over", "token over"})


@dataclass(frozen=True, slots=True)
class Stage:
    """A desk of today, and one of a day after every release has ended."""

    now: Place
    late: Place
    callers: dict[str, Visitor]

    def at(self, caller: str) -> Place:
        """The desk that a caller asks."""
        return self.late if caller == "expired" else self.now

    def visitor(self, route: Route, caller: str) -> Visitor:
        """The caller; for a change with a session of its own, which the change may end."""
        if route.door is Door.OPEN and route.method == "POST":
            return Visitor(self.at(caller).desk)
        if caller in ("token", *OVER):
            return self.callers[caller]
        name = wrong_role(route) if caller == "wrong role" else WHO.get(caller, "claire")
        key = f"{caller}/{name}"
        if route.method == "POST":
            return self.at(caller).visitor(name)
        if key not in self.callers or self.callers[key].get("/account").status_code == 401:  # a change may end sessions
            self.callers[key] = self.at(caller).visitor(name)
        return self.callers[key]

    def person(self, caller: str, reference: str) -> str:
        """The id of a person in an audience that sees the reference."""
        asking = "owner" if caller == "owner" else "claire"
        found = self.now.visitor(asking)
        return self.now.person(found, reference).rpartition("/")[2]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Two desks and those who call at them."""
    now, late = (visits.made(tmp_path_factory.mktemp(name) / "node") for name in ("now", "late"))
    visits.later(late, 24 * 366 * 6)
    callers = {"signed out": Visitor(now.desk), "session over": now.visitor(), "token over": now.program()}
    visits.later(now, 24 * 365)
    callers["token"] = now.program()
    yield Stage(now, late, callers)
    now.node.store.close()
    late.node.store.close()


def expected(route: Route, caller: str, sent: Sent) -> set[int]:
    """What should come back."""
    if (route.name, caller) in EXPECTED:
        return EXPECTED[route.name, caller]
    done = {200, 201, 303} if route.method == "POST" else {200}
    if route.door is Door.OPEN:
        return done
    signed_in = caller == "wrong role" or bool(ROLES[caller])
    if not signed_in or (caller == "token" and not route.data):
        return {401}
    if caller == "wrong role" or not route.roles & ROLES[caller]:
        return {403}
    if caller in UNSEEN and (sent.names or (route.method == "GET" and "{" in route.path)):
        return {404}
    return done


@pytest.mark.parametrize(("route", "caller"), TABLE)
def test_every_route_and_every_kind_of_caller(route: Route, caller: str, stage: Stage) -> None:
    place, visitor = stage.at(caller), stage.visitor(route, caller)
    path = address(route, place, lambda reference: stage.person(caller, reference))
    sent = FORMS[route.name](place) if route.method == "POST" else Sent()
    if route.method == "GET":
        answer = visitor.get(path, params={"purpose": "border"} if caller == "wrong purpose" else None)
    else:
        form = {**sent.form, "purpose": "border"} if caller == "wrong purpose" else dict(sent.form)
        if caller not in ("token", "token over") and route.door is not Door.OPEN and signed_in(caller):
            form["csrf"] = visitor.csrf
        answer = visitor.post(path, form)
    assert answer.status_code in expected(route, caller, sent), answer.text[-600:]
    if answer.status_code >= 400 or caller in UNSEEN or not signed_in(caller):
        assert not [name for name in NAMES if name in answer.text]
    if caller in ("not released", "expired"):
        assert not [name for name in FR_OWN if name in answer.text]


def signed_in(caller: str) -> bool:
    """Whether the caller has a session or token that still counts."""
    return caller == "wrong role" or bool(ROLES[caller])


def address(route: Route, place: Place, person: object) -> str:
    """The route's path with what is there. A path with parts needs its row."""
    if "{" not in route.path:
        return route.path
    key = route.path.removeprefix("/api")
    assert key in ADDRESSES, f"{route.name} has no row in ADDRESSES of route_table.py"
    inner = ADDRESSES[key](place, person)  # type: ignore[arg-type]  # a function of a reference
    return f"/api{inner}" if route.path.startswith("/api/") else inner


def test_the_table_is_of_the_apps_own_routes_and_each_has_its_row(place: Place) -> None:
    own = {f"{method} {one.path}" for one in place.desk.routes if isinstance(one, APIRoute) for method in one.methods}
    assert own == {route.name for route in ROUTES}
    assert {route.name for route in ROUTES if route.method == "POST"} == set(FORMS)
    with_parts = {route.path.removeprefix("/api") for route in ROUTES if "{" in route.path}
    assert with_parts == set(ADDRESSES)
    assert {name for name, _ in EXPECTED} <= own


@pytest.mark.parametrize(
    "route", [one for one in ROUTES if one.method == "POST" and one.door is not Door.OPEN], ids=lambda route: route.name
)
def test_a_change_without_its_forms_token_is_refused_whoever_asks(route: Route, stage: Stage) -> None:
    visitor = stage.visitor(route, "owner")
    path = address(route, stage.now, lambda reference: stage.person("owner", reference))
    assert visitor.post(path, FORMS[route.name](stage.now).form).status_code == 403
    with_token = {**FORMS[route.name](stage.now).form, "csrf": visitor.csrf}
    assert visitor.post(path, with_token, headers={"sec-fetch-site": "cross-site"}).status_code == 403


@pytest.mark.parametrize("route", [route for route in ROUTES if route.method == "GET"], ids=lambda route: route.name)
def test_what_is_only_read_takes_no_post(route: Route, stage: Stage) -> None:
    path = address(route, stage.now, lambda reference: stage.person("released", reference))
    if any(other.method == "POST" and other.path == route.path for other in ROUTES):
        return
    assert stage.visitor(route, "released").post(path).status_code in (403, 405)
    assert stage.callers["signed out"].post(path).status_code in (401, 405)
