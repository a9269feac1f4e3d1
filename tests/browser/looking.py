"""Looking at a page as its readers may: large, narrow, dark, printed, enlarged, in forced colours, without script.

``Tour`` keeps one browser context a reader and opens each page in it; ``faults`` of a look are what ``looks.js``, axe and
``conformance`` find. Nothing here knows a certain page.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import axe_playwright_python

from tests.browser import served
from tests.browser.pages import Address, Example, First
from tests.browser.served import Served, Watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDTHS = (320, 640, 1024, 2560)
"""CSS pixels across: a phone, 1280 at 200 %, a tablet, a wall screen. 1440 is how a page is opened."""

MOST_BYTES = 150_000
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""The rules of axe that are run, by tag."""


@dataclass(slots=True)
class Tour:
    """A browser going through the pages of a desk."""

    browser: Browser
    desk: Served
    contexts: ExitStack = field(default_factory=ExitStack)
    known: dict[tuple[str, str], Watched] = field(default_factory=dict)
    found: dict[First, str] = field(default_factory=dict)

    def reader(self, who: str, kind: str = "", **context: Any) -> Watched:
        """A context of that reader (nobody's for ""), the same one for each ``kind``."""
        if (who, kind) not in self.known:
            watched = served.watching(self.browser, self.desk, who, viewport={"width": 1440, "height": 900}, **context)
            self.known[who, kind] = self.contexts.enter_context(watched)
        one = self.known[who, kind]
        one.faults.clear()
        one.abroad.clear()
        return one

    def path(self, address: Address, who: str) -> str:
        """Where an example is."""
        if isinstance(address, str):
            return address
        if address not in self.found:
            page = self.reader(who).page
            page.goto(self.desk.at + address.on)
            href = page.locator(address.link).first.get_attribute("href") or ""
            self.found[address] = href.partition("?")[0] + address.then if address.then else href
        return self.found[address]

    def open(self, example: Example, kind: str = "", **context: Any) -> tuple[Watched, Any]:
        """The page, once nothing in it is still being fetched, and its answer. The script of the looks is in it."""
        if example.before:
            example.before(self.desk.node)
            self.known.pop((example.who, kind), None)  # what is set right may end the sessions
        where = self.path(example.address, example.who)
        watched = self.reader(example.who, kind, **context)
        answer = watched.page.goto(self.desk.at + where)
        if example.way:
            button = example.way(watched.page, self.desk.node)
            with watched.page.expect_navigation() as led:
                button.click()
            answer = led.value
        watched.page.wait_for_selector("[aria-busy=true]", state="detached")
        watched.page.evaluate(script())
        return watched, answer


@cache
def script() -> str:
    """What asks a page how it looks."""
    return Path(__file__).with_name("looks.js").read_text(encoding="utf-8")


@cache
def axe_source() -> str:
    """axe-core (MPL-2.0, Deque), as the package brings it."""
    return Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")


def ask(page: Page, what: str) -> list[str]:
    """The faults that one of the looks finds."""
    return list(page.evaluate(f"looks.{what}()"))


def axe(page: Page, *rules: str) -> list[str]:
    """The violations that axe finds: every rule, or these alone."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_source())
    chosen = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": RULES}
    options = {"runOnly": chosen, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options).then(r => r.violations)", options)
    return [f"{one['id']}: {one['help']}: {_places(one['nodes'])}" for one in found]


def _places(nodes: list[dict[str, Any]]) -> str:
    return "; ".join(f"{node['target'][0]} {node['html'][:80]}" for node in nodes[:4])


def policy_faults(policy: str) -> Iterator[str]:
    """What a Content-Security-Policy lacks."""
    if "unsafe-" in policy or "default-src 'none'" not in policy or "script-src 'self'" not in policy:
        yield f"the policy is {policy!r}"


def weight_faults(page: Page) -> Iterator[str]:
    """A page, its sheets and its modules are light as they are sent, not zipped; without the base map."""
    rows = page.evaluate("looks.weight()")
    if (total := sum(size for _, size in rows)) > MOST_BYTES:
        heaviest = sorted(rows, key=lambda row: -row[1])[:4]
        yield f"{total} bytes: " + ", ".join(f"{name} {size}" for name, size in heaviest)


def narrow_faults(page: Page) -> dict[str, list[str]]:
    """At every width nothing runs over; on a phone what is touched is large enough, and room for text grows with it."""
    faults = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        faults[f"wide at {width}"] = ask(page, "wide")
        if width == 320:
            faults["touched"] = axe(page, "target-size")
            page.evaluate("looks.spaced()")
            faults["spaced at 320"] = [*ask(page, "wide"), *ask(page, "cut")]
            page.evaluate("looks.plain()")
    page.set_viewport_size({"width": 1280, "height": 900})
    for look in ("spaced", "enlarged"):
        page.evaluate(f"looks.{look}()")
        faults[look] = [*ask(page, "wide"), *ask(page, "cut")]
        page.evaluate("looks.plain()")
    page.set_viewport_size({"width": 1440, "height": 900})
    return faults


def coloured_faults(page: Page) -> dict[str, list[str]]:
    """Dark, in forced colours, without motion, and on paper."""
    faults = {}
    page.emulate_media(color_scheme="dark")
    faults["dark"] = [*axe(page, "color-contrast"), *ask(page, "bounds")]
    page.emulate_media(color_scheme="light", forced_colors="active")
    faults["forced colours"] = ask(page, "forced")
    page.emulate_media(forced_colors="none", reduced_motion="reduce")
    faults["reduced motion"] = ask(page, "moves")
    page.emulate_media(reduced_motion="no-preference", media="print")
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 less margins of 1 cm
    faults["print"] = [*ask(page, "paper"), *ask(page, "wide")]
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1440, "height": 900})
    return faults


def keyboard_faults(page: Page) -> list[str]:
    """The tabulator comes to the stops in their order, and none holds it."""
    wanted, begun = page.evaluate("looks.order()"), page.evaluate("looks.focused()")
    if begun in wanted:  # a field that the page itself sends the reader to
        place = wanted.index(begun) + 1
        wanted = [*wanted[place:], "", *wanted[:place]][: len(wanted)]
    came = []
    for _ in wanted:
        page.keyboard.press("Tab")
        came.append(page.evaluate("looks.focused()"))
    faults = [] if came == wanted else [f"the tabulator comes to {came} instead of {wanted}"]
    return faults + ask(page, "focus")
