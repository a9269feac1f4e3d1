"""The desk as its users use it: link, map, search, review by keyboard, view as, phone, no script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from coalesce.handling import Purpose
from coalesce.names import script_of, tokens
from tests.browser.served import Served, Watched, watching

pytestmark = pytest.mark.browser


def test_the_link_opens_the_map_once_and_leaves_no_secret(browser: Browser, desk: Served) -> None:
    link = desk.link("claire")
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(link)
        page.wait_for_url(f"{desk.at}/")
        page.get_by_role("link", name="Flows", exact=True).click()
        page.wait_for_url(f"{desk.at}/flows")
        expect(page.locator("svg.flowmap:visible")).to_have_count(1)
        expect(page.locator(".banner").first).to_contain_text("every person is invented")
        secret = link.partition("#")[2]
        assert secret not in page.content()
        assert secret not in str(page.evaluate("JSON.stringify(performance.getEntries())"))
    with browser.new_context() as another:
        page = another.new_page()
        page.goto(link)
        expect(page.get_by_role("alert")).to_be_visible()


def test_a_filter_swaps_the_page_and_its_address_can_be_sent(claire: Watched) -> None:
    page = claire.page
    page.evaluate("window.stayed = true")
    page.locator("select[name=into]").select_option("SY")
    page.wait_for_url("**/flows?*into=SY*")
    expect(page.locator("#shown .total h2")).to_have_text("Into Syria")
    assert page.evaluate("window.stayed") is True
    table = page.locator("#shown tbody tr").all_inner_texts()
    claire.go(page.url.removeprefix(claire.at))
    assert page.locator("#shown tbody tr").all_inner_texts() == table
    page.go_back()
    page.wait_for_url("**/flows")


def test_back_shows_what_was_before(claire: Watched) -> None:
    page = claire.page
    page.locator("select[name=into]").select_option("IQ")
    page.wait_for_url("**/flows?*into=IQ*")
    page.go_back()
    expect(page.locator("#shown .total h2").first).to_have_text("Into Syria")
    expect(page.locator("select[name=into]")).to_have_value("")
    assert page.url.endswith("/flows")


def test_months_are_chosen_by_dragging(claire: Watched) -> None:
    page = claire.page
    bars = page.locator("#months svg:visible [data-month]")
    page.locator("#months").scroll_into_view_if_needed()
    months = bars.evaluate_all("all => all.map(each => each.dataset.month)")
    start, end = bars.nth(2).bounding_box(), bars.nth(5).bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] - 4)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] - 4, steps=4)
    page.mouse.up()
    page.wait_for_url(f"**/flows?*since={months[2]}&until={months[5]}*")
    expect(page.locator("input[name=since]")).to_have_value(months[2])
    expect(page.locator("#months svg:visible .window")).to_have_count(1)


def test_an_arabic_name_is_found_by_its_latin_letters(claire: Watched, desk: Served) -> None:
    name = _arabic_name(desk)
    page = claire.page
    claire.go("/records")
    page.get_by_label("Name, document or reference").fill(" ".join(tokens(name)))
    page.keyboard.press("Enter")
    page.wait_for_url("**/records?q=*")
    row = page.locator("tbody tr", has_text=name).first
    expect(row).to_be_visible()
    bdi = row.locator("bdi.name")
    assert bdi.get_attribute("dir") == "auto"
    assert "Arab" in str(bdi.get_attribute("lang")) or bdi.get_attribute("lang") in ("ar", "fa")
    row.locator("th a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def _arabic_name(desk: Served) -> str:
    """A name in Arabic letters that claire may see, of at least two tokens."""
    with desk.node.store.read(desk.node.store.actor("claire"), Purpose.INVESTIGATION) as view:
        records = view.records(sorted(view.facts()))
    names = (one.names[0].full for record in records.values() for one in [record.entry])
    return next(name for name in names if script_of(name) == "Arab" and len(tokens(name)) >= 2)


def test_five_pairs_are_reviewed_by_keyboard(claire: Watched) -> None:
    page = claire.page
    claire.go("/review")
    page.get_by_role("link", name="Begin with the first").click()
    page.wait_for_url("**/review/*/*")
    seen = []
    for verdict, key in (("same", "s"), ("different", "d"), ("unsure", "u"), ("different", "d"), ("same", "s")):
        before = page.url
        seen.append(before.split("?")[0])
        page.keyboard.press(key)
        page.keyboard.press("1")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url, before=before: url != before and "?kept=" in url)
        expect(page.get_by_role("status")).to_have_text(f"Kept: {verdict}.")
    assert len(set(seen)) == 5
    expect(page.locator("progress")).to_have_attribute("value", "4")
    page.keyboard.press("z")
    page.wait_for_url(seen[-1])
    expect(page.locator(".said")).to_contain_text("taken back")
    expect(page.locator("progress")).to_have_attribute("value", "3")


def test_a_word_without_a_reason_is_not_sent(claire: Watched) -> None:
    page = claire.page
    claire.go("/review")
    page.get_by_role("link", name="Begin with the first").click()
    page.wait_for_url("**/review/*/*")
    address = page.url
    page.keyboard.press("s")
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert page.url == address
    page.keyboard.press("n")
    page.keyboard.type("same village and brother")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.wait_for_url(lambda url: url != address)


def test_lists_are_viewed_as_another_member(claire: Watched) -> None:
    page = claire.page
    claire.go("/lists")
    own = _records(claire)
    page.get_by_label("View as").select_option("DE")
    page.wait_for_url("**/lists?as=DE")
    expect(page.locator("main")).to_contain_text("only what both FR and DE may see")
    both = _records(claire)
    assert set(both) <= set(own)
    assert all(both[name] <= own[name] for name in both)
    assert both != own
    page.get_by_role("link", name="Back to your own view").click()
    page.wait_for_url("**/lists")


def _records(watched: Watched) -> dict[str, int]:
    rows = watched.page.locator("tbody tr").all()
    return {
        row.locator("th").inner_text(): int(row.locator("td.number").first.inner_text().replace(",", ""))
        for row in rows
    }


def test_the_purpose_is_changed_in_the_header(claire: Watched) -> None:
    claire.page.get_by_label("I read for").select_option("border")
    claire.page.wait_for_url("**/flows?purpose=border")
    expect(claire.page.locator(".banner").first).to_contain_text("claire · FR · border")
    assert claire.page.get_by_label("I read for").input_value() == "border"


def test_an_estimate_is_asked_for_and_its_refusal_is_an_answer(claire: Watched) -> None:
    page = claire.page
    claire.go("/estimate?into=SY")
    expect(page.locator("#shown h2").first).to_be_visible()
    assert page.locator("#shown .refused").count() + page.locator("#shown .which").count() == 1
    page.locator("select[name=into]").select_option("IQ")
    page.wait_for_url("**/estimate?*into=IQ*")
    expect(page.locator("#shown .refused dt").first).to_be_visible()
    expect(page.locator("#shown .refused dd").first).to_contain_text("What would lift it")
    page.get_by_text("All origins", exact=False).click()
    page.locator("input[name=origin]").first.check()
    page.wait_for_url("**/estimate?*origin=*")
    page.locator("details.how summary").click()
    expect(page.locator("details.how")).to_contain_text("Nothing of this is stored")


@pytest.mark.parametrize("width", [320, 360, 768, 1440, 2560])
def test_no_page_is_wider_than_its_screen(browser: Browser, desk: Served, width: int) -> None:
    with watching(browser, desk, viewport={"width": width, "height": 800}) as watched:
        page = watched.page
        for path in ("/flows", "/estimate?into=SY", "/records", "/people?joined=yes", "/review", "/lists"):
            watched.go(path)
            assert page.evaluate(TOO_WIDE) == [], path
        watched.go("/review")
        page.get_by_role("link", name="Begin with the first").click()
        assert page.evaluate(TOO_WIDE) == []
        assert watched.faults == []


def test_what_is_clicked_is_large_enough_and_has_a_name(claire: Watched) -> None:
    small = """all => all.filter(e => e.checkVisibility()).map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
        .filter(([_, box]) => box.height < 24 && box.width > 0).map(([text]) => text)"""
    for path in ("/flows", "/estimate?into=SY", "/records", "/lists"):
        claire.go(path)
        assert (
            claire.page.locator("button, select, .button, nav a, input:not([type=checkbox])").evaluate_all(small) == []
        )
        unnamed = claire.page.locator("select, input:not([type=hidden])").evaluate_all(
            "all => all.filter(e => !e.labels.length).map(e => e.name)"
        )
        assert unnamed == []


def test_the_keyboard_reaches_the_content_first(claire: Watched) -> None:
    claire.page.keyboard.press("Tab")
    expect(claire.page.get_by_role("link", name="Skip to the content")).to_be_focused()
    claire.page.keyboard.press("Enter")
    expect(claire.page.locator("main")).to_be_focused()
    assert claire.page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(browser: Browser, desk: Served, scheme: str) -> None:
    with watching(browser, desk, color_scheme=scheme) as watched:
        for path in (
            "/flows",
            "/estimate?into=SY",
            "/estimate?into=SY&since=2013-02&until=2013-02",
            "/review",
            "/lists",
        ):
            watched.go(path)
            assert watched.page.evaluate(CONTRAST) == [], path


def test_everything_works_without_scripts(browser: Browser, desk: Served) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        link = desk.link("claire")
        page.goto(f"{desk.at}/sign-in")
        page.get_by_label("One-time link").fill(link)
        page.get_by_role("button", name="Open a session").click()
        page.get_by_role("link", name="The flow map").first.click()
        page.locator("select[name=into]").select_option("SY")
        page.get_by_role("button", name="Show", exact=True).click()
        expect(page.locator("#shown .total h2")).to_have_text("Into Syria")
        page.goto(f"{desk.at}/review")
        page.get_by_role("link", name="Begin with the first").click()
        page.get_by_text("Unsure", exact=True).click()
        page.get_by_label("too little to decide on").check()
        page.get_by_role("button", name="Keep it").click()
        expect(page.get_by_role("status")).to_have_text("Kept: unsure.")
        assert "kept=" in page.url


TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
  .filter((e) => !e.closest("svg *, .scroll > *") && e.getBoundingClientRect().right > innerWidth + 1)
  .map((e) => `${e.outerHTML.slice(0, 60)} ends at ${e.getBoundingClientRect().right}`).concat(`${document.documentElement.scrollWidth} wide`)"""

CONTRAST = """() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
  const ground = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] === 1) return c; } return [255, 255, 255]; };
  const faults = new Set();
  for (const e of document.querySelectorAll("body *")) {
    if (e.closest("svg, option") || !e.checkVisibility() || ![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())) continue;
    const style = getComputedStyle(e), [a, b] = [light(parse(style.color)), light(ground(e))].sort((x, y) => y - x);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    if ((a + 0.05) / (b + 0.05) < (large ? 3 : 4.5)) faults.add(`${e.tagName}.${e.className} ${style.color}`);
  }
  return [...faults];
}"""
