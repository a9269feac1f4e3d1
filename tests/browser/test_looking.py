"""What the looks find: a fault planted for each, and nothing in a page that is as it should be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import looking, pages
from tests.browser.looking import ask

pytestmark = pytest.mark.browser

SOUND = """<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>A page</title><style>
  body {{ margin: 0; background: #fff; color: #222; }} a:focus, button:focus, input:focus {{ outline: 3px solid #005b91; }}
  @media print {{ nav, form {{ display: none; }} }} button, input {{ border: 1px solid #666; min-height: 30px; }} {style}
</style></head><body><div class="banner" role="region" aria-label="Handling">TLP:AMBER</div>
<nav aria-label="Parts"><ul><li><a href="/a" aria-current="page"><b>A part</b></a></li></ul></nav>
<main><h1>A page</h1><form action="/b"><label>Name <input name="q"></label> <button>Go</button></form>{piece}</main>
<footer><div class="banner" role="presentation">TLP:AMBER</div></footer></body></html>"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page that holds what a test gives it."""
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        yield context.new_page()


def shown(page: Page, piece: str = "", style: str = "") -> Page:
    """The page with a piece and a style planted in it."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(media="screen", color_scheme="light", forced_colors="none", reduced_motion="no-preference")
    page.set_content(SOUND.format(piece=piece, style=style))
    page.evaluate(looking.script())
    return page


PLANTED = {
    "wide": ("<p>a</p>", "main { width: 1600px; }"),
    "cut": ("<p class='a'>a text that is longer than its box</p>", ".a { width: 40px; height: 20px; overflow: hidden; }"),
    "focus": ("<a href='/x'>a</a>", "a:focus { outline: none !important; }"),
    "bounds": ("<form action='/x'><input name='a' class='b'><button>c</button></form>", ".b { border: 1px solid #ddd; }"),
    "moves": ("<p>a</p>", "main { transition: opacity 2s; }"),
    "forced": ("<ul><li><a href='/x' aria-current='page'>a</a><a href='/y'>b</a></li></ul>", "[aria-current] { background: red; }"),
    "paper": ("<button>a</button>", ""),
    "unscripted": ("<form action='/x'><input name='a'></form>", ""),
    "language": ("<bdi class='name'>a</bdi>", ""),
}  # fmt: skip
MORE = {
    "focus": ("<a href='/x' tabindex='3'>a</a>", "<i style='position: absolute; inset: 0'></i>"),
    "unscripted": ("<a>a</a>", "<button>a</button>", "<p class='script-only'>a</p>", "<form><button>a</button></form>"),
    "forced": ("<i style='display: block; width: 9px; height: 9px; background: red'></i>",),
    "bounds": ("<button style='border: 0; background: #eee'>a</button>",),
}


def look(page: Page, what: str) -> list[str]:
    """One look, under the circumstances that it is for."""
    if what == "paper":
        page.emulate_media(media="print")
    if what == "forced":
        page.emulate_media(forced_colors="active")
    return ask(page, what)


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_fault_is_found(page: Page, what: str) -> None:
    assert look(shown(page), what) == []
    assert look(shown(page, *PLANTED[what]), what)
    for piece in MORE.get(what, ()):
        assert look(shown(page, piece), what), piece


def test_axe_finds_what_is_planted(page: Page) -> None:
    assert looking.axe(shown(page)) == []
    planted = {
        "color-contrast": "<p style='color: #aaa'>faint</p>",
        "label": "<form action='/x'><input name='a'><button>b</button></form>",
        "target-size": "<p><a href='/x' style='display: inline-block; font-size: 8px'>a</a><a href='/y' style='display: inline-block; font-size: 8px'>b</a></p>",
        "heading-order": "<h4>a</h4>",
        "aria-allowed-role": "<h2 role='button'>a</h2>",
        "landmark-unique": "<nav aria-label='Parts'>a</nav>",
    }
    for rule, piece in planted.items():
        assert any(one.startswith(rule) for one in looking.axe(shown(page, piece))), rule


def test_what_runs_over_when_text_grows_is_found(page: Page) -> None:
    style = ".a { width: 18em; white-space: nowrap; font-size: 2rem; } .b { height: 1.3em; overflow: hidden; }"
    faults = looking.narrow_faults(shown(page, "<p class='a'>a</p><p class='b'>line</p>", style))
    assert faults["wide at 320"]
    assert not faults["wide at 2560"]
    assert faults["spaced"]
    assert all(not found for found in looking.narrow_faults(shown(page)).values())


def test_a_dark_page_that_cannot_be_read_is_found(page: Page) -> None:
    style = "@media (prefers-color-scheme: dark) { body { background: #222; } }"
    assert looking.coloured_faults(shown(page, "", style))["dark"]
    assert all(not found for found in looking.coloured_faults(shown(page)).values())


def test_a_trap_of_the_keyboard_is_found(page: Page) -> None:
    assert looking.keyboard_faults(shown(page)) == []
    trapped = shown(page, "<a href='/x'>a</a><a href='/y'>b</a>")
    trapped.evaluate(
        "document.querySelector('main').addEventListener('keydown', (e) => e.key === 'Tab' && e.preventDefault())"
    )
    assert looking.keyboard_faults(trapped)


def test_a_policy_is_read() -> None:
    good = "default-src 'none'; script-src 'self'; style-src 'self'"
    assert list(looking.policy_faults(good)) == []
    for bad in ("", good.replace("style-src 'self'", "style-src 'unsafe-inline'"), "script-src 'self'"):
        assert list(looking.policy_faults(bad)), bad


def test_pages_come_from_the_apps_own_routes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pages.missing() == []
    monkeypatch.setattr(pages, "WITH_PARTS", {"/nowhere/{id}": "/nowhere/1"})
    assert len(pages.missing()) > 2
    names = {one.name for one in pages.examples()}
    assert {"home", "flows", "records", "sign-in"} <= names
    assert not names & {"healthz", "flows.csv"}
