"""What every test may ask for: the data beside the project, a clock that stands still, and a browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from coalesce.dates import FixedClock
from tests import quick

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]
SHARED_DATA = ROOT.parent / "shared" / "data"

# A loaded machine is slow now and then; a test is about what is true, not how long it takes.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("house")
quick.in_memory()
quick.hurry()

CHROMIUM_FLAGS = (
    "--no-sandbox",  # root, as in most containers
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The public data beside the project (DESIGN.md, section 9). Nothing of it is part of the project."""
    if not SHARED_DATA.is_dir():
        pytest.skip("needs ../shared/data, public lists that are not part of the project")
    return SHARED_DATA


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands at noon of 1 November 2014."""
    return FixedClock(datetime(2014, 11, 1, 12, tzinfo=UTC))


@pytest.fixture(scope="module")  # not longer: while it runs, no other event loop can run in the process
def browser() -> Iterator[Browser]:
    """A headless Chromium: the system's, else Playwright's own. Fails, and never skips, where there is none."""
    from playwright.sync_api import sync_playwright

    installed = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=installed, args=list(CHROMIUM_FLAGS))
        yield running
        running.close()
