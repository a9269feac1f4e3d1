"""Lock 4: each way of making a route wrongly is planted, and stops the start."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi import APIRouter, FastAPI
from starlette.applications import Starlette
from starlette.routing import Mount

from coalesce.handling import READING_ROLES, Purpose, Role
from coalesce.web.answers import Answer, Data
from coalesce.web.registrar import ANYBODY, BareRoute, Door, Registrar, Route, attach, check_app, check_route


def answer(*_: object) -> Answer:
    """An endpoint's answer."""
    return Data({})


def endpoint_of(route: Route) -> Callable[[], str]:
    def endpoint() -> str:
        return route.name

    return endpoint


def a_route(**changed: object) -> Route:
    fields = {"method": "GET", "path": "/a", "door": Door.RECORDS, "answer": answer, "roles": READING_ROLES}
    return Route(**{**fields, **changed})  # type: ignore[arg-type]  # each field is what a test changes it to


def attached(*routes: Route) -> tuple[FastAPI, dict[int, Route]]:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    attach(app, routes, endpoint_of)
    return app, {id(route.endpoint): ours for route, ours in zip(app.routes, routes, strict=True)}  # type: ignore[attr-defined]  # APIRoute


def test_routes_made_by_the_registrar_start() -> None:
    app, made = attached(a_route(), a_route(path="/b", method="POST", door=Door.ACTOR))
    check_app(app, made)
    assert len(app.routes) == 2


@pytest.mark.parametrize(
    "plant",
    [
        lambda app: app.add_api_route("/bare", lambda: "everything"),
        lambda app: app.include_router(_router()),
        lambda app: app.router.routes.append(Mount("/inner", app=Starlette())),
        lambda app: app.mount("/files", Starlette()),
        lambda app: app.add_api_websocket_route("/socket", _socket),
        lambda app: app.add_api_route("/again", app.routes[0].endpoint),
        lambda app: app.routes[0].methods.add("DELETE"),
    ],
)
def test_a_bare_route_is_caught(plant: Callable[[FastAPI], None]) -> None:
    app, made = attached(a_route())
    plant(app)
    with pytest.raises(BareRoute):
        check_app(app, made)


def _router() -> APIRouter:
    router = APIRouter()
    router.add_api_route("/inside", lambda: "everything")
    return router


async def _socket(_: object) -> None:
    return None


@pytest.mark.parametrize(
    "wrong",
    [
        {"door": Door.OPEN},
        {"door": Door.OPEN, "because": "open"},
        {"roles": frozenset()},
        {"roles": frozenset({Role.OPERATOR})},
        {"roles": ANYBODY},
        {"door": Door.PEOPLE, "roles": frozenset({Role.AUDITOR, Role.READER})},
        {"purpose": Purpose.STATISTICS},
        {"asks": ("colour",)},
    ],
)
def test_a_route_that_does_not_say_enough_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BareRoute):
        check_route(a_route(**wrong))


def test_two_routes_of_one_path_are_caught() -> None:
    with pytest.raises(BareRoute, match="one path"):
        attached(a_route(), a_route())


def test_each_way_of_registering_says_what_it_is() -> None:
    routes = Registrar()
    routes.page("/p", purpose=Purpose.BORDER, asks=("q",))(answer)
    routes.data("/d", purpose=Purpose.BORDER)(answer)
    routes.act("/c", purpose=Purpose.BORDER, roles=ANYBODY)(answer)
    routes.unguarded("GET", "/o", because="it shows nothing at all")(answer)
    page, data, act, free = routes.routes
    assert (page.door, page.roles, page.words) == (Door.RECORDS, READING_ROLES, ("purpose", "as", "q"))
    assert data.data
    assert not page.data
    assert (act.method, act.door, act.words) == ("POST", Door.ACTOR, ("purpose",))
    assert free.words == ()
    assert page.name == "GET /p"
