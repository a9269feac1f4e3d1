"""Every page of the desk, present and to come: valid, accessible, light, narrow, dark, printed, French, without script.

The pages come from ``pages.py``, made of the app's own routes. Each test opens a page once and looks at it in many ways;
its message names every fault that was found.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import looking, pages
from tests.browser.conformance import faults_of
from tests.browser.looking import Tour, ask
from tests.browser.pages import Example
from tests.browser.served import Served

pytestmark = pytest.mark.browser

EXAMPLES = pages.examples()
each_page = pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.name)


@pytest.fixture(scope="module")
def tour(browser: Browser, desk: Served) -> Iterator[Tour]:
    """One browser for all pages."""
    for prepare in pages.PREPARED:
        prepare(desk.node)
    found = Tour(browser, desk)
    with found.contexts:
        yield found


def told(faults: dict[str, list[str]]) -> str:
    """Every fault, under the look that found it."""
    return "\n".join(f"{look}: {one}" for look, found in faults.items() for one in found)


def test_every_page_of_the_app_is_looked_at() -> None:
    assert pages.missing() == []
    names = [one.name for one in EXAMPLES]
    assert sorted(set(names)) == sorted(names)
    assert {route.path for route in pages.page_routes()} >= {"/flows", "/review", "/people/{id}", "/sign-in"}


@each_page
def test_a_page_as_it_is_opened_and_in_other_sizes_and_colours(example: Example, tour: Tour) -> None:
    watched, answer = tour.open(example)
    page = watched.page
    assert "text/html" in answer.headers["content-type"], "no page: give it a row in NOT_PAGES of pages.py"
    faults = {
        "status": [] if answer.status == example.status else [f"{answer.status} for {page.url}"],
        "html": faults_of(answer.text()),
        "policy": list(looking.policy_faults(answer.headers.get("content-security-policy", ""))),
        "weight": list(looking.weight_faults(page)),
        "axe": looking.axe(page),
        "bounds": ask(page, "bounds"),
        "language": ask(page, "language"),
        "wide at 1440": ask(page, "wide"),
        "keyboard": looking.keyboard_faults(page),
    }
    faults |= {**looking.coloured_faults(page), **looking.narrow_faults(page)}
    faults["abroad"], faults["console"] = (
        list(watched.abroad),
        [one for one in watched.faults if not _own(one, example)],
    )
    assert not told(faults), f"{page.url}\n{told(faults)}"


@each_page
def test_a_page_in_french_on_a_phone_and_without_script(example: Example, tour: Tour) -> None:
    watched, answer = tour.open(example, "plain", locale="fr-FR", java_script_enabled=False)
    page = watched.page
    faults = {
        "html": faults_of(answer.text()),
        "unscripted": ask(page, "unscripted"),
        "language": ask(page, "language"),
    }
    page.set_viewport_size({"width": 320, "height": 640})
    faults["wide at 320"] = [*ask(page, "wide"), *ask(page, "cut")]
    page.set_viewport_size({"width": 1440, "height": 900})
    assert page.locator("html").get_attribute("lang") == "fr"
    assert page.locator("html").get_attribute("dir") == "ltr"
    assert not told(faults), f"{page.url}\n{told(faults)}"


def _own(fault: str, example: Example) -> bool:
    """Chromium notes every refusal in its console: one that is wanted is no fault."""
    return f"the server responded with a status of {example.status}" in fault
