"""The fourth lock: a route is made with its purpose and roles, and is handed a view; a bare one stops the start.

Invariant: every route of the app is in the registrar's list, and the list says of each who may ask it; one that
needs no session says why. The same list drives the test of every route against every kind of caller.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from coalesce.handling import READING_ROLES, Purpose, Role
from coalesce.web.answers import Answer
from coalesce.web.fields import FIELDS, PURPOSE, VIEW_AS, described

ANYBODY = frozenset(Role)
"""Every role: what is shown there is no record."""


class Door(StrEnum):
    """What an endpoint is handed."""

    OPEN = "open"
    """Nothing: no session is asked for."""
    ACTOR = "actor"
    """Who asks; what is read or changed, a service reads or changes for that actor."""
    RECORDS = "records"
    """A ReadView."""
    PEOPLE = "people"
    """A ReadView whose people are those of its own snapshot."""


@dataclass(frozen=True, slots=True)
class Route:
    """One route. ``data``: it speaks JSON and takes API tokens too; ``files``: its form may bring files; ``text``: it brings a
    long text, pasted or as a file, that is read in memory alone. ``because``: why it is open, where it is."""

    method: str
    path: str
    door: Door
    answer: Callable[..., Answer]
    roles: frozenset[Role] = frozenset()
    purpose: Purpose = Purpose.INVESTIGATION
    asks: tuple[str, ...] = ()
    data: bool = False
    files: bool = False
    text: bool = False
    because: str = ""

    @property
    def name(self) -> str:
        """``GET /flows``."""
        return f"{self.method} {self.path}"

    @property
    def words(self) -> tuple[str, ...]:
        """The words that it takes in its query."""
        if self.door is Door.OPEN:
            return self.asks
        narrows = (VIEW_AS,) if self.door is Door.RECORDS else ()
        return (PURPOSE, *narrows, *self.asks)


class BareRoute(RuntimeError):
    """A route that was not made by the registrar, or not rightly: the desk does not start."""


@dataclass(slots=True)
class Registrar:
    """The routes of one part of the desk."""

    routes: list[Route] = field(default_factory=list)

    def page(
        self, path: str, *, purpose: Purpose, roles: Collection[Role] = READING_ROLES,
        door: Door = Door.RECORDS, asks: Iterable[str] = (),
    ) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:  # fmt: skip
        """A page or file: its function receives the request and an opened view (with ``Door.ACTOR`` the request alone)."""
        return self._made("GET", path, purpose=purpose, roles=frozenset(roles), door=door, asks=tuple(asks))

    def data(
        self, path: str, *, purpose: Purpose, roles: Collection[Role] = READING_ROLES,
        door: Door = Door.RECORDS, asks: Iterable[str] = (),
    ) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:  # fmt: skip
        """The same for a JSON document."""
        made = {"purpose": purpose, "roles": frozenset(roles), "door": door, "asks": tuple(asks)}
        return self._made("GET", path, data=True, **made)

    def act(
        self, path: str, *, purpose: Purpose, roles: Collection[Role], data: bool = False, files: bool = False,
        text: bool = False,
    ) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:  # fmt: skip
        """What changes something (POST): the service that does it opens its own view. ``files``: its form may bring some;
        ``text``: a long text."""
        made = {"purpose": purpose, "roles": frozenset(roles), "door": Door.ACTOR}
        return self._made("POST", path, data=data, files=files, text=text, **made)

    def unguarded(
        self, method: str, path: str, *, because: str
    ) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
        """What needs no session, and why."""
        return self._made(method, path, door=Door.OPEN, because=because)

    def _made(self, method: str, path: str, **rest: Any) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
        def register(answer: Callable[..., Answer]) -> Callable[..., Answer]:
            route = Route(method, path, answer=answer, **rest)
            check_route(route)
            self.routes.append(route)
            return answer

        return register


def check_route(route: Route) -> None:
    """Raises BareRoute for a route that does not say who may ask it, or takes a word that nobody explained."""
    if route.door is Door.OPEN and len(route.because.split()) < 3:
        raise BareRoute(f"{route.name} needs no session and does not say why")
    if route.door is not Door.OPEN and not route.roles:
        raise BareRoute(f"{route.name} does not say whose it is")
    if route.door in (Door.RECORDS, Door.PEOPLE) and not route.roles <= READING_ROLES:
        raise BareRoute(f"{route.name} opens a view for roles that do not read")
    if route.purpose is Purpose.STATISTICS:
        raise BareRoute(f"{route.name} would show what may only be counted")
    if unknown := [name for name in route.asks if name not in FIELDS]:
        raise BareRoute(f"{route.name} takes '{unknown[0]}', which FIELDS does not explain")


def attach(app: FastAPI, routes: Iterable[Route], endpoint_of: Callable[[Route], Callable[..., Any]]) -> None:
    """Add every route to the app, then see that the app has no other. Raises BareRoute."""
    made: dict[int, Route] = {}
    for route in routes:
        endpoint = endpoint_of(route)
        made[id(endpoint)] = route
        app.add_api_route(
            route.path,
            endpoint,
            methods=[route.method],
            name=route.name,
            summary=(route.answer.__doc__ or "").partition("\n")[0],
            include_in_schema=route.data,
            openapi_extra={"parameters": described(route.words, re.findall(r"{(\w+)}", route.path))},
        )
    check_app(app, made)


def check_app(app: FastAPI, made: dict[int, Route]) -> None:
    """Raises BareRoute where the app has a route that is not among those made, by the endpoint's identity."""
    seen: set[str] = set()
    for route in app.routes:
        if not isinstance(route, APIRoute) or id(route.endpoint) not in made:
            raise BareRoute(
                f"{getattr(route, 'path', route)} was not made by the registrar: it has no purpose and role"
            )
        ours = made[id(route.endpoint)]
        if route.methods != {ours.method} or route.path != ours.path:
            raise BareRoute(f"{route.path} is not at the place it was made for")
        seen.add(ours.name)
    if len(seen) != len(made):
        raise BareRoute("two routes have one path")
