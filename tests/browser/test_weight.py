"""What every page weighs on the whole sample world, as it is sent, in English and in French.

The harness of ``test_pages.py`` weighs the pages of a small world at each run; how many legs there are makes the difference, so
that here it is the demo's own.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from coalesce.services.building import TRAVELLERS
from tests.browser import looking, pages, served
from tests.browser.looking import Tour
from tests.browser.pages import Example

pytestmark = [pytest.mark.browser, pytest.mark.long]

TWO = "since=2014-01&until=2014-06&other_since=2013-07&other_until=2013-12"
HEAVY = (
    "/flows?least=1",
    "/flows?least=1&by=leg,month",
    "/flows?least=1&by=leg,origin",
    "/flows?least=1&by=origin",
    "/flows?least=1&view=stages",
    f"/flows?least=1&by=leg,list&{TWO}",
    "/flows?place=TR&least=1",
    "/records?limit=100",
    "/people?limit=100",
    "/review?limit=100",
)
"""What has most in it."""


def test_every_page_of_the_sample_world_is_light(browser: Browser, tmp_path: Path) -> None:
    node = served.sample_node(tmp_path / "node", TRAVELLERS)
    for prepare in pages.PREPARED:
        prepare(node)
    examples = [*pages.examples(), *(Example(address, address) for address in HEAVY)]
    faults = {}
    with served.serving(node) as desk:
        tour = Tour(browser, desk)
        with tour.contexts:
            for spoken in ("en", "fr"):
                for one in examples:
                    watched, _ = tour.open(one, spoken, locale=spoken)
                    faults[f"{one.name} {spoken}"] = list(looking.weight_faults(watched.page))
    node.store.close()
    assert {name: fault for name, fault in faults.items() if fault} == {}
