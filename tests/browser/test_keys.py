"""Single keys of every page, and the box that tells them: they can be switched off, and the menu of a phone opens."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.served import Served, Watched, watching

pytestmark = pytest.mark.browser


def test_the_question_mark_tells_the_keys_and_takes_them_away(claire: Watched) -> None:
    page, box = claire.page, claire.page.locator("#keys")
    claire.go("/lists")
    expect(box).to_be_hidden()
    page.keyboard.press("?")
    expect(box).to_be_visible()
    expect(box.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    page.get_by_role("button", name="Keys").click()
    expect(box).to_be_visible()
    assert box.locator("dt").count() > 5


def test_g_and_a_letter_lead_to_a_part_of_the_desk(claire: Watched) -> None:
    claire.go("/lists")
    claire.page.keyboard.press("g")
    claire.page.keyboard.press("s")
    claire.page.wait_for_url("**/records")
    claire.page.keyboard.press("/")
    expect(claire.page.locator("main input[type=search]")).to_be_focused()
    claire.page.keyboard.type("g?")
    assert claire.page.locator("main input[type=search]").input_value() == "g?"
    expect(claire.page.locator("#keys")).to_be_hidden()


def test_single_keys_can_be_switched_off(claire: Watched) -> None:
    claire.go("/lists")
    claire.page.keyboard.press("?")
    claire.page.get_by_label("Single keys on").uncheck()
    claire.page.keyboard.press("Escape")
    claire.page.reload()
    claire.page.keyboard.press("?")
    expect(claire.page.locator("#keys")).to_be_hidden()
    claire.page.keyboard.press("g")
    claire.page.keyboard.press("s")
    claire.page.wait_for_timeout(200)
    assert claire.page.url.endswith("/lists")


def test_on_a_phone_the_parts_of_the_desk_are_behind_a_button_even_without_script(
    browser: Browser, desk: Served
) -> None:
    with watching(browser, desk, viewport={"width": 360, "height": 740}, java_script_enabled=False) as watched:
        watched.go("/records")
        menu = watched.page.get_by_role("button", name="Records")
        expect(watched.page.get_by_role("link", name="Lists", exact=True)).to_be_hidden()
        menu.click()
        watched.page.get_by_role("link", name="Lists", exact=True).click()
        watched.page.wait_for_url("**/lists")
        assert watched.faults == []
