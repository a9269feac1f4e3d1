"""The flow page as it is worked with: places, months by drag, key and play, two windows, stages, files, how it was made."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.served import Served, Watched, watching

pytestmark = pytest.mark.browser

WINDOW = "/flows?least=1&since=2014-01&until=2014-03"


def place(watched: Watched, code: str) -> None:
    watched.page.locator(f"svg.flowmap:visible a:has([data-country={code}])").click()


def test_two_windows_are_compared(claire: Watched) -> None:
    page = claire.page
    claire.go(WINDOW)
    page.get_by_text("Compare", exact=True).click()
    page.get_by_role("link", name="The time just before").click()
    page.wait_for_url("**/flows?*other_since=2013-10&other_until=2013-12*")
    expect(page.locator("figcaption")).to_have_text(["Jan 2014 to Mar 2014", "Oct 2013 to Dec 2013"])
    expect(page.locator("#shown svg.flowmap:visible")).to_have_count(2)
    expect(page.locator("#months svg:visible .window")).to_have_count(2)
    row = page.locator("#shown tbody tr").first
    now, then = (int(re.match(r"[\d,]+", text)[0].replace(",", "")) for text in row.locator("td").all_inner_texts()[:2])
    change = row.locator("td.count").inner_text().split()[0].replace("−", "-")
    assert abs(int(change.replace(",", "")) - (now - then)) <= 2
    with page.expect_download() as saved:
        page.get_by_role("link", name="CSV").click()
    text = saved.value.path().read_text(encoding="utf-8-sig")
    assert "change_count" in text.splitlines()[0]
    assert "2013-10-01" in text
    claire.go(page.url.removeprefix(claire.at))
    expect(page.locator("figcaption")).to_have_count(2)
    page.get_by_text("Compared", exact=True).click()
    page.get_by_role("link", name="One window alone").click()
    expect(page.locator("figcaption")).to_have_count(0)


def test_two_months_are_compared(claire: Watched) -> None:
    page = claire.page
    claire.go("/flows?least=1")
    for name in ("Since", "Until"):
        page.get_by_label(name, exact=True).first.fill("2014-03")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**/flows?*since=2014-03&until=2014-03*")
    page.get_by_text("Compare", exact=True).click()
    page.get_by_role("link", name="The time just before").click()
    page.wait_for_url("**/flows?*other_since=2014-02&other_until=2014-02*")
    expect(page.locator("figcaption")).to_have_text(["Mar 2014", "Feb 2014"])
    expect(page.locator("#shown .total")).to_have_count(3)
    assert "Change" in (page.locator("#shown thead").text_content() or "")


def test_two_months_of_a_figure_are_compared_and_saved(claire: Watched) -> None:
    page = claire.page
    claire.go("/figure")
    for name in ("Since", "Until"):
        page.get_by_label(name, exact=True).first.fill("2014-03")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**/figure?*since=2014-03&until=2014-03*")
    page.get_by_text("Compare", exact=True).click()
    page.get_by_role("link", name="The time just before").click()
    page.wait_for_url("**/figure?*other_since=2014-02&other_until=2014-02*")
    expect(page.locator("figcaption")).to_have_text(["Mar 2014", "Feb 2014"])
    with page.expect_download() as saved:
        page.get_by_role("link", name="CSV").click()
    head, first, *_ = saved.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert "change_count" in head
    assert "TLP:AMBER" in first
    page.get_by_role("link", name="Stages").click()
    expect(page.locator("svg.sankey:visible")).to_have_count(1)


def test_a_place_is_clicked_then_a_second_one(claire: Watched) -> None:
    page = claire.page
    claire.go("/flows?least=1")
    place(claire, "TR")
    page.wait_for_url("**/flows?*place=TR*")
    bar = page.locator(".place-bar")
    expect(bar).to_contain_text("Turkey")
    bar.get_by_role("link", name="Incoming").click()
    page.wait_for_url("**/flows?*into=TR*")
    assert all("→ Turkey" in text for text in page.locator("#shown tbody th").all_inner_texts())
    place(claire, "SY")
    page.wait_for_url("**/flows?*place=TR&place=SY*")
    assert set(page.locator("#shown tbody th").all_inner_texts()) <= {"Turkey → Syria", "Syria → Turkey"}
    bar.get_by_role("link", name="All places").click()
    expect(page.locator(".place-bar")).to_have_count(0)


def test_places_are_reached_by_keyboard_and_can_be_passed(claire: Watched) -> None:
    page = claire.page
    claire.go("/flows?least=1")
    page.locator("svg.flowmap:visible a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/flows?*place=*")
    page.locator(".skip-map").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#table-title")


def test_months_take_the_arrow_keys(claire: Watched) -> None:
    page = claire.page
    claire.go(WINDOW)
    months = page.locator("#months")
    for key, window in (
        ("ArrowRight", ("2014-02", "2014-04")),
        ("Shift+ArrowRight", ("2014-02", "2014-05")),
        ("Shift+ArrowLeft", ("2014-02", "2014-04")),
        ("ArrowLeft", ("2014-01", "2014-03")),
    ):
        months.focus()
        page.keyboard.press(key)
        page.wait_for_url(f"**/flows?*since={window[0]}&until={window[1]}*")
        expect(months).to_be_focused()
    page.keyboard.press("Escape")
    page.wait_for_url(lambda url: "since=" not in url)
    assert page.locator("input[name=since]").input_value() == ""


def test_months_play_until_they_are_stopped(claire: Watched) -> None:
    page = claire.page
    claire.go("/flows?least=1&since=2014-01&until=2014-01")
    page.get_by_role("button", name="Play").click()
    page.wait_for_url("**/flows?*since=2014-02&until=2014-02*")
    page.wait_for_url("**/flows?*since=2014-03&until=2014-03*")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_have_attribute("aria-pressed", "false")
    stopped = page.url
    page.wait_for_timeout(1200)
    assert page.url == stopped
    page.get_by_role("link", name="A month earlier").click()
    page.wait_for_url(lambda url: url != stopped)


def test_who_asked_for_less_motion_goes_month_by_month(browser: Browser, desk: Served) -> None:
    with watching(browser, desk, reduced_motion="reduce", viewport={"width": 1440, "height": 1000}) as watched:
        page = watched.page
        watched.go("/flows?least=1&since=2014-01&until=2014-01")
        page.get_by_role("button", name="Next month").click()
        page.wait_for_url("**/flows?*since=2014-02&until=2014-02*")
        page.wait_for_timeout(1200)
        assert "since=2014-02" in page.url
        assert watched.faults == []


def test_the_stages_are_a_second_view_of_the_same(claire: Watched) -> None:
    page = claire.page
    claire.go("/flows?least=2")
    table = page.locator("#shown tbody tr").all_inner_texts()
    page.get_by_role("link", name="Stages").click()
    page.wait_for_url("**/flows?*view=stages*")
    expect(page.locator("svg.sankey:visible")).to_have_count(1)
    assert page.locator("#shown tbody tr").all_inner_texts() == table
    page.locator("svg.sankey:visible a:has([data-country=TR])").first.click()
    page.wait_for_url("**/flows?*place=TR*")
    expect(page.locator("svg.sankey:visible")).to_have_count(1)


def test_what_is_on_the_screen_is_saved_under_its_banner(claire: Watched) -> None:
    page = claire.page
    claire.go(f"{WINDOW}&view=stages")
    for ending, begins in (("CSV", "leg,"), ("SVG", "<?xml")):
        with page.expect_download() as saved:
            page.get_by_role("link", name=ending, exact=True).click()
        assert "TLP-" in saved.value.suggested_filename
        text = saved.value.path().read_text(encoding="utf-8-sig")
        assert text.startswith(begins)
        assert "every person is invented" in text
        assert "TLP:" in text


def test_a_number_tells_how_it_was_made(claire: Watched) -> None:
    page = claire.page
    claire.go(WINDOW)
    page.locator(".total").first.get_by_role("link", name="How was this made?").click()
    page.wait_for_url("**/flows/how?*into=SY*")
    expect(page.locator("main")).to_contain_text("In every draw")
    page.get_by_role("link", name="Back to the map").click()
    page.wait_for_url("**/flows?*since=2014-01*")
    assert "into=SY" in page.url


def test_without_script_every_step_is_a_link(browser: Browser, desk: Served) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{desk.at}/sign-in")
        page.get_by_label("One-time link").fill(desk.link("claire"))
        page.get_by_role("button", name="Open a session").click()
        page.goto(f"{desk.at}{WINDOW}")
        expect(page.get_by_role("button", name="Play")).to_be_hidden()
        page.get_by_role("link", name="A month later").click()
        assert "since=2014-02&until=2014-04" in page.url
        page.locator("svg.flowmap:visible a:has([data-country=TR])").click()
        assert "place=TR" in page.url
        page.get_by_text("Compare", exact=True).click()
        page.get_by_role("link", name="A year earlier").click()
        expect(page.locator("figcaption")).to_have_count(2)
