"""The whole task at the page for reports: paste, confirm two, see them in the plan; and as it looks on the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from coalesce.handling import Purpose
from coalesce.records import Commitment
from coalesce.store.read_view import PlanQuery
from tests.browser import looking, served
from tests.browser.served import Served, Watched

pytestmark = pytest.mark.browser

TEXT = """Ministry of the sample world
Wybrint, 5 March 2014 – France will send six tents to Sarvok by 1 December 2014. It rained all day.

قال الوزير إن فرنسا سترسل ست خيام. Denmark and Norway pledged 60 field beds to Dohuk, if roads are open.
Some friends came.
"""


@pytest.fixture(params=[True, False], ids=["scripted", "without script"])
def owner(request: pytest.FixtureRequest, browser: Browser, desk: Served) -> Iterator[Watched]:
    """Whoever may write the sample plan, with script and without."""
    how = {"viewport": {"width": 1440, "height": 1000}, "java_script_enabled": request.param}
    with served.watching(browser, desk, "owner", **how) as watched:
        yield watched
        assert watched.faults == []
        assert watched.abroad == []


def paste(watched: Watched, source: str, text: str = TEXT) -> Page:
    """Go to the page and send a text."""
    watched.go("/commitments/from-report")
    page = watched.page
    page.get_by_label("Source").fill(source)
    page.get_by_label("Its date").fill("2014-03-05")
    page.get_by_label("The text").fill(text)
    page.get_by_role("button", name="Mark candidate sentences").click()
    return page


def quoted(desk: Served, source: str) -> list[tuple[str, str, str]]:
    """Who, how much and where of every row whose evidence is of a source."""
    with desk.node.store.read(desk.node.store.actor("owner"), Purpose.PLANNING) as view:
        held = view.commitments(PlanQuery())
    of_source = [one for one in held if any(event.evidence and event.evidence.source == source for event in one.events)]
    found = [one.terms for one in of_source if isinstance(one.terms, Commitment)]
    return sorted((str(one.parties), str(one.amount), one.place) for one in found)


def test_a_text_is_pasted_and_two_rows_are_confirmed(
    owner: Watched, desk: Served, request: pytest.FixtureRequest
) -> None:
    case = request.node.callspec.id
    source, place = f"a paper, {case}", f"Upper Sarvok, {case}"
    page = paste(owner, source, TEXT.replace("Dohuk", "Zakho") if case == "scripted" else TEXT)
    expect(page.locator(".said")).to_have_count(2)
    expect(page.locator(".said mark.m-member").first).to_contain_text("France who")
    assert quoted(desk, source) == []
    page.get_by_label("Where", exact=True).fill(place)
    page.get_by_role("button", name="Confirm this row").click()
    expect(page.get_by_role("status").first).to_have_text("The row is kept in the plan.")
    expect(page.get_by_label("On which condition")).to_have_value("if roads are open")
    page.get_by_role("button", name="Confirm this row").click()
    expect(page.get_by_text("Everything marked is decided.")).to_be_visible()
    kept = quoted(desk, source)
    assert [row[:2] for row in kept] == [("DK; NO", "60 field beds"), ("FR", "6 tents")]
    assert kept[1][2] == place
    page.get_by_role("link", name="See the board").click()
    expect(page.get_by_role("rowheader", name="DK").first).to_be_visible()


def test_a_key_of_entry_shows_again_and_confirms_nothing(owner: Watched, desk: Served) -> None:
    page = paste(owner, "a paper of one key")
    page.get_by_label("Of what", exact=True).fill("shelter")
    page.get_by_label("Of what", exact=True).press("Enter")
    expect(page.get_by_label("Of what", exact=True)).to_have_value("shelter")
    assert quoted(desk, "a paper of one key") == []


@pytest.mark.parametrize("how", ["wide", "phone", "dark"])
def test_the_marked_text_is_held_as_other_pages_are(browser: Browser, desk: Served, how: str) -> None:
    looks: dict[str, object] = {
        "wide": {"viewport": {"width": 1440, "height": 1000}},
        "phone": {"viewport": {"width": 390, "height": 844}},
        "dark": {"viewport": {"width": 1440, "height": 1000}, "color_scheme": "dark"},
    }
    with served.watching(browser, desk, "owner", **looks[how]) as watched:  # type: ignore[arg-type]  # Playwright's own keywords
        page = paste(watched, "a paper looked at")
        page.locator("summary").first.click()
        page.evaluate(looking.script())
        found = looking.axe(page)
        assert found == [], "\n".join(found)
        for look in ("wide", "cut", "bounds", "language"):
            assert looking.ask(page, look) == [], look
        page.emulate_media(media="print")
        assert looking.ask(page, "paper") == []
        assert watched.faults == []
