"""Records and lists as data."""

from __future__ import annotations

from datetime import date

from coalesce.handling import TLP, Grant, Handling, Purpose
from coalesce.web.documents import handling_document, releases


def test_releases_are_told_purpose_by_purpose() -> None:
    grants = {Grant(Purpose.BORDER, "FR"), Grant(Purpose.BORDER, "BE"), Grant(Purpose.STATISTICS, "FR")}
    held = Handling(date(2019, 1, 1), TLP.GREEN, frozenset(grants), frozenset({"FR"}))
    assert releases(held) == [(Purpose.BORDER, ("BE", "FR")), (Purpose.STATISTICS, ("FR",))]
    assert handling_document(held) == {
        "tlp": "green",
        "code": "H0",
        "onward": "none",
        "keep_until": "2019-01-01",
        "releases": {"border": ["BE", "FR"], "statistics": ["FR"]},
        "figures_to": ["FR"],
    }


def test_released_to_nobody_is_an_empty_set() -> None:
    assert releases(Handling(date(2019, 1, 1))) == []
