"""A whole task in a real browser: the bulletin is opened, its month chosen, and printed on sheets that each bear the label."""

from __future__ import annotations

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.browser.served import Watched

pytestmark = pytest.mark.browser

A4 = (595, 842)
HEADINGS = (
    "Arrivals by leg", "The month on a map", "Arrivals by month, all legs", "Origins, 2014-Q2", "With those whom no list saw",
    "The plan: what was committed", "What is not told, and why", "Sources", "How was this made?",
)  # fmt: skip


def sheets(pdf: bytes) -> list[list[str]]:
    """The lines of text of each sheet, from its top."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            assert tuple(round(side) for side in page.get_size()) == A4
        return [
            [line.strip() for line in page.get_textpage().get_text_bounded().splitlines() if line.strip()]
            for page in document
        ]


def test_the_bulletin_is_printed(claire: Watched) -> None:
    page = claire.page
    claire.go("/flows")
    page.get_by_role("link", name="Bulletin").click()
    page.locator("select[name=month]").select_option("2014-04")
    page.wait_for_url("**/bulletin?*month=2014-04*")
    expect(page.locator("h1")).to_have_text("Bulletin, Apr 2014")
    printed = sheets(page.pdf(prefer_css_page_size=True, print_background=True))
    assert 2 <= len(printed) <= 5
    for number, lines in enumerate(printed, start=1):
        text = "\n".join(lines)
        assert text.count("TLP:AMBER") >= 2, "at the top and at the bottom of every sheet"
        assert "Sample world: every person is invented" in text
        assert f"{number} / {len(printed)}" in text
        body = [line for line in lines if line not in ("TLP:AMBER", f"{number} / {len(printed)}")]
        assert body[-1] not in HEADINGS, "no heading is left alone at the foot of a sheet"
    whole = "\n".join(line for lines in printed for line in lines)
    for heading in HEADINGS:
        assert whole.count(heading) >= 1, heading
    assert "Sign out" not in whole
    assert "I read for" not in whole


def test_the_bulletin_is_printed_without_script_and_in_french(claire: Watched) -> None:
    browser = claire.page.context.browser
    assert browser is not None
    with browser.new_context(java_script_enabled=False, locale="fr-FR") as context:
        context.add_cookies(claire.page.context.cookies())  # type: ignore[arg-type]  # as the other context gave them
        page = context.new_page()
        page.goto(f"{claire.at}/bulletin")
        page.locator("select[name=month]").select_option("2014-04")
        page.get_by_role("button", name="Afficher").click()
        expect(page.locator("h1")).to_have_text("Bulletin, avr. 2014")
        printed = sheets(page.pdf(prefer_css_page_size=True, print_background=True))
        assert all("TLP:AMBER" in "\n".join(lines) for lines in printed)
        assert any("Ce qui n’est pas dit" in line for lines in printed for line in lines)
