"""The bulletin as a PDF, from the desk and without one; and what is said where the extra is not there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.errors import NotInstalled
from coalesce.web import build_desk, printed_bulletin
from tests.builders import NOON
from tests.series_made import NAME, a_node, claire, in_force, numbered
from tests.services.test_bulletin import drawn
from tests.web.test_paper import needs_paper
from tests.web.visits import Place


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    clock = FixedClock(NOON)
    node, _ = a_node(tmp_path / "node", clock)
    numbered(node, in_force(node), drawn)
    yield Place(node, build_desk(node), {}, {}, clock)
    node.store.close()


def test_it_is_saved_under_its_label(place: Place) -> None:
    needs_paper()
    answer = place.visitor().get("/bulletin.pdf?month=2014-08")
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["content-type"] == "application/pdf"
    assert 'filename="bulletin-2014-08-TLP-AMBER.pdf"' in answer.headers["content-disposition"]


def test_it_is_made_without_a_desk_too(place: Place) -> None:
    needs_paper()
    assert printed_bulletin(place.node, claire(place.node), NAME, "").startswith(b"%PDF-")


def test_without_the_extra_it_says_how_to_have_it(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    answer = place.visitor().get("/bulletin.pdf")
    assert answer.status_code == 501
    assert "pip install" in answer.text
    with pytest.raises(NotInstalled, match="coalesce\\[pdf\\]"):
        printed_bulletin(place.node, claire(place.node), NAME, "")
