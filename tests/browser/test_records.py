"""Two whole tasks: a person is found by an Arabic name typed in Latin; a list is imported and the map changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from coalesce.handling import Purpose
from coalesce.names import script_of
from coalesce.names.romanise import romanise
from coalesce.services.building import VISITOR
from tests.browser import served
from tests.browser.served import Served, Watched

TRAVELLERS = """Full name,Reference,Born,Nationality,Passport
Vulneq Shambiroglu,T1,1986,NL,X7712094
Hedraq Tolumisson,T2,1990-05-02,NL,
,T3,1990,NL,
"""
SEEN = """reference,kind,country,date,from_country
T1,departed,NL,2014-08-01,
T1,entered,SY,2014-08-11,NL
T2,departed,NL,2014-08-02,
T2,entered,SY,2014-08-12,NL
"""


def arabic_name(desk: Served) -> tuple[str, str]:
    """A name in Arabic letters of a record that the visitor sees: as written, and as one would type it in Latin."""
    actor = desk.node.store.actor(VISITOR)
    with desk.node.store.read(actor, Purpose.INVESTIGATION) as view:
        names = sorted({one.names[0] for one in view.sketches(5_000) if script_of(one.names[0]) == "Arab"})
    name = next(one for one in names if len(one.split()) in (2, 3))
    return name, romanise(name)


def test_a_person_is_found_by_an_arabic_name_typed_in_latin(claire: Watched, desk: Served) -> None:
    page = claire.page
    written, typed = arabic_name(desk)
    assert typed.isascii()
    claire.go("/records")
    page.get_by_label("Name, document or reference").fill(typed)
    page.keyboard.press("Enter")
    hit = page.locator("main tbody tr", has=page.locator("bdi", has_text=written)).first
    expect(hit).to_be_visible()
    expect(hit.locator(".word-alike, .word-same").first).to_be_visible()
    page.get_by_role("link", name="The people these are").click()
    person = page.locator("main tbody th a", has=page.locator("bdi", has_text=written)).first
    person.click()
    expect(page.get_by_role("heading", name="Journey")).to_be_visible()
    expect(page.locator("main .side-by-side")).to_contain_text(written.split()[0])


def test_facets_narrow_and_are_taken_off(claire: Watched) -> None:
    page = claire.page
    claire.go("/records")
    before = page.locator("main .lead").inner_text()
    page.locator("input[name=member]").first.check()
    expect(page.locator("main .lead")).not_to_have_text(before)
    assert "member=" in page.url
    page.locator(".holds a").first.click()
    expect(page.locator("main .lead")).to_have_text(before)


@pytest.fixture
def officer(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The owner of a small node of its own, whose list nobody else's test needs."""
    node = served.sample_node(tmp_path / "node", 40)
    with served.serving(node) as desk, served.watching(browser, desk, "owner") as watched:
        yield watched.page
        assert watched.faults == []
        assert watched.abroad == []
    node.store.close()


def into_syria(page: Page) -> str:
    """What the flow page says of arrivals from the Netherlands in Syria."""
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + "/flows?least=1&leg=NL>SY")
    return page.locator("#shown").inner_text()


def test_a_list_is_imported_and_the_map_changes(officer: Page, tmp_path: Path) -> None:
    page = officer
    before = into_syria(page)
    for name, text in (("arrivals.csv", TRAVELLERS), ("seen.csv", SEEN)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    page.get_by_role("link", name="Lists", exact=True).click()
    page.get_by_text("Begin a list").click()
    page.get_by_label("Name", exact=True).fill("coast guard")
    page.get_by_role("button", name="Begin the list").click()
    page.get_by_label("The list: CSV").set_input_files(tmp_path / "arrivals.csv")
    page.get_by_label("Its sightings").set_input_files(tmp_path / "seen.csv")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("Of all 3 rows 2 would be accepted, 1 rejected.")).to_be_visible()
    expect(page.get_by_label("Passport")).to_have_value("document")
    page.get_by_label("Born").select_option("birth_date")
    page.get_by_role("button", name="Look again").click()
    expect(page.locator("main tbody")).to_contain_text(["Vulneq Shambiroglu"])
    page.get_by_role("button", name="Import it").click()
    expect(page.get_by_text("It is edition 1 of the list.")).to_be_visible(timeout=60_000)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save the rejected rows (CSV)").click()
    assert "name" in Path(saved.value.path()).read_text(encoding="utf-8")
    after = into_syria(page)
    assert after != before
    assert "2" in after
    expect(page.locator('svg.flowmap:visible [data-leg="NL>SY"]')).to_have_count(1)
