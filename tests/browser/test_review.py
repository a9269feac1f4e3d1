"""Review in a browser: twenty pairs by keyboard; two reviewers and a third; a conflict found and resolved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from coalesce.handling import Actor, Purpose, Role
from tests.browser import served
from tests.browser.served import Served, Watched, watching

pytestmark = pytest.mark.browser

REVIEWERS = ("anne", "benoit", "chloe")


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A small sample desk of its own, with three analysts more of claire's member."""
    node = served.sample_node(tmp_path_factory.mktemp("review") / "node", travellers=120)
    member = node.store.actor("claire").member
    for name in REVIEWERS:
        actor = Actor(name, member, frozenset({Role.ANALYST}))
        node.store.write(node.store.actor("owner"), Purpose.PLANNING).add_actor(actor)
    with served.serving(node) as found:
        yield found
    node.store.close()


@contextmanager
def sitting(browser: Browser, hall: Served, name: str) -> Iterator[Watched]:
    with watching(browser, hall, name, viewport={"width": 1440, "height": 1000}) as watched:
        yield watched
        assert watched.faults == []
        assert watched.abroad == []


def begin(watched: Watched, address: str = "/review") -> Page:
    watched.go(address)
    watched.page.get_by_role("link", name="Begin with the first").click()
    watched.page.wait_for_url("**/review/*/*")
    return watched.page


def say(page: Page, keys: str) -> None:
    """A word by keyboard, and wait for the next page."""
    before = page.url
    for key in keys.split():
        page.keyboard.press(key)
    page.wait_for_url(lambda url: url != before)


def pair_of(url: str) -> str:
    return url.partition("?")[0].partition("/review/")[2]


def test_twenty_pairs_are_reviewed_by_keyboard(browser: Browser, hall: Served) -> None:
    with sitting(browser, hall, "claire") as watched:
        page = begin(watched)
        skipped = pair_of(page.url)
        say(page, "j")
        seen = [pair_of(page.url)]
        for number in range(20):
            say(page, ("s 1 Enter", "d 2 Enter", "u 1 Enter", "d 3 Enter")[number % 4])
            expect(page.get_by_role("status")).to_contain_text("Kept:")
            expect(page.locator("#question")).to_be_focused()
            seen.append(pair_of(page.url))
        assert len(set(seen)) == 21, "no pair comes twice"
        assert skipped not in seen, "a pair put off is not led back to"
        expect(page.locator(".beside progress")).to_have_attribute("value", "15")
        say(page, "z")
        assert pair_of(page.url) == seen[-2]
        expect(page.locator(".said")).to_contain_text("taken back")
        page.get_by_label("Keep as soon as a reason is chosen").check()
        say(page, "d 1")
        expect(page.get_by_role("status")).to_have_text("Kept: different.")
        here = pair_of(page.url)
        watched.go("/review")
        page.get_by_role("link", name="Go on where you were").click()
        page.wait_for_url(f"**/review/{here}*")
        expect(page.get_by_label("Keep as soon as a reason is chosen")).to_be_checked()


def test_a_choice_leads_from_pair_to_pair_and_is_shared_by_its_address(browser: Browser, hall: Served) -> None:
    with sitting(browser, hall, "claire") as watched:
        page = watched.page
        watched.go("/review")
        page.get_by_label("Script").select_option("Arab")
        page.wait_for_url("**/review?*script=Arab*")
        expect(page.locator("tbody tr").first).to_be_visible()
        page.get_by_role("link", name="Begin with the first").click()
        page.wait_for_url("**/review/*/*script=Arab*")
        say(page, "u 1 Enter")
        assert "script=Arab" in page.url
        assert page.locator(".compare bdi[dir=auto], .compare .marked[dir=rtl]").count() > 0


def test_two_reviewers_who_disagree_and_a_third(browser: Browser, hall: Served) -> None:
    hall.node.store.settings = replace(hall.node.store.settings, second_reviewer=True)
    try:
        with sitting(browser, hall, "anne") as first:
            page = begin(first)
            pair = pair_of(page.url)
            page.keyboard.press("s")
            page.keyboard.press("n")
            page.keyboard.type("the same scar")
            before = page.url
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: url != before)
            first.go(f"/review/{pair}")
            expect(page.locator("#sent")).to_contain_text("waits for a second person")
        with sitting(browser, hall, "benoit") as second:
            second.go("/review?stage=second")
            page = second.page
            page.locator(f'tbody th a[href*="{pair}"]').click()
            page.wait_for_url("**/review/*/*")
            expect(page.locator("body")).not_to_contain_text("the same scar")
            say(page, "d 2 Enter")
        with sitting(browser, hall, "chloe") as third:
            third.go("/review")
            expect(third.page.locator("tbody tr").first).to_contain_text("disputed")
            page = begin(third)
            assert pair_of(page.url) == pair, "a dispute comes first"
            expect(page.locator("#dispute")).to_be_visible()
            expect(page.locator(".said")).to_contain_text("the same scar")
            expect(page.locator(".said")).to_contain_text("benoit")
            say(page, "d 2 Enter")
            third.go("/review?stage=third")
            expect(page.get_by_text("No such pair waits.")).to_be_visible()
            third.go("/review/rates")
            expect(page.locator("#agreement")).to_contain_text("benoit and chloe")
    finally:
        hall.node.store.settings = replace(hall.node.store.settings, second_reviewer=False)


def test_a_conflict_is_found_and_a_word_resolves_it(browser: Browser, hall: Served) -> None:
    with hall.node.store.read(hall.node.store.actor("claire"), Purpose.INVESTIGATION) as view:
        one, other, third = sorted(view.facts())[:3]
    with sitting(browser, hall, "claire") as watched:
        page = watched.page
        for left, right, keys in ((one, other, "s 1 Enter"), (other, third, "s 1 Enter"), (one, third, "d 1 Enter")):
            watched.go(f"/review/{left}/{right}")
            say(page, keys)
        watched.go("/review")
        page.get_by_role("link", name="Conflicts").click()
        page.wait_for_url("**/review/conflicts")
        page.wait_for_selector(".conflict .chain li")
        assert page.locator(".conflict .chain li").count() == 2
        page.locator(".conflict .chain a").last.click()
        page.wait_for_url("**/review/*/*")
        say(page, "d 3 Enter")
        watched.go("/review/conflicts")
        expect(page.get_by_text("No words contradict each other here.")).to_be_visible()
