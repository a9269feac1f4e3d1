"""A token outside of its scope, on every route that takes tokens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from coalesce.handling import Purpose
from coalesce.store.accounts import CredentialKind, Scope
from coalesce.web.desk import ROUTES
from coalesce.web.registrar import Door, Route
from tests import builders
from tests.web import visits
from tests.web.route_table import EXPECTED, FORMS
from tests.web.test_route_table import address
from tests.web.visits import Place, Visitor

DATA = [route for route in ROUTES if route.data]
LEFT = {Purpose.BORDER: Purpose.REDRESS}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    found = visits.made(tmp_path_factory.mktemp("scopes") / "node")
    yield found
    found.node.store.close()


def program(place: Place, scope: Scope) -> Visitor:
    """The owner's program: every role, so that the scope alone bounds it."""
    owner = builders.owner(place.node.store)
    return Visitor(place.desk, token=place.node.store.issue(owner, "owner", CredentialKind.TOKEN, scope))


def ask(place: Place, one: Visitor, route: Route, purpose: str = "") -> int:
    path = address(route, place, lambda reference: place.person(place.visitor("owner"), reference).rpartition("/")[2])
    if route.method == "GET":
        return one.get(path, params={"purpose": purpose} if purpose else None).status_code
    form = {**FORMS[route.name](place).form, **({"purpose": purpose} if purpose else {})}
    return one.post(path, form).status_code


@pytest.mark.parametrize("route", DATA, ids=lambda route: route.name)
def test_a_token_for_another_purpose_is_refused(desk: Place, route: Route) -> None:
    others = frozenset(Purpose) - {route.purpose, Purpose.STATISTICS}
    wrong = program(desk, Scope(writes=True, purposes=others))
    assert ask(desk, wrong, route) == 403
    form = FORMS[route.name](desk).form if route.method == "POST" else {}
    needed = frozenset({route.purpose, *(Purpose(form[name]) for name in ("purpose",) if name in form)})
    right = program(desk, Scope(writes=True, purposes=needed))
    assert ask(desk, right, route) in EXPECTED.get((route.name, "owner"), {200, 201})
    said = next(iter(others - needed))
    assert ask(desk, right, route, said) == 403, "saying another purpose does not widen it"


@pytest.mark.parametrize(
    "route",
    [one for one in DATA if one.door is Door.ACTOR and one.purpose in (Purpose.PLANNING, Purpose.REDRESS)],
    ids=lambda route: route.name,
)
def test_naming_a_purpose_that_a_token_has_opens_nothing_that_is_done_for_another(desk: Place, route: Route) -> None:
    wrong = program(desk, Scope(writes=True, purposes=frozenset({Purpose.INVESTIGATION})))
    assert ask(desk, wrong, route, Purpose.INVESTIGATION) == 403


@pytest.mark.parametrize("route", [one for one in DATA if one.method == "POST"], ids=lambda route: route.name)
def test_a_reading_token_changes_nothing(desk: Place, route: Route) -> None:
    assert ask(desk, program(desk, Scope(writes=False)), route) == 403
    assert ask(desk, program(desk, Scope(writes=False, purposes=frozenset(Purpose))), route) == 403


@pytest.mark.parametrize(
    "route", [one for one in ROUTES if not one.data and one.door is not Door.OPEN], ids=lambda route: route.name
)
def test_no_token_opens_a_page_or_changes_an_account(desk: Place, route: Route) -> None:
    assert ask(desk, program(desk, Scope(writes=True)), route) == 401
