"""One small sample desk for all browser tests; its judgements are the tests' own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import served
from tests.browser.served import Served, Watched


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The sample task force, served."""
    node = served.sample_node(tmp_path_factory.mktemp("sample") / "node")
    with served.serving(node) as found:
        yield found
    node.store.close()


@pytest.fixture
def claire(browser: Browser, desk: Served) -> Iterator[Watched]:
    """FR's analyst at a wide screen. Whatever a test does: no error, no request to elsewhere."""
    with served.watching(browser, desk, viewport={"width": 1440, "height": 1000}) as watched:
        watched.go("/flows")
        yield watched
        assert watched.faults == []
        assert watched.abroad == []
