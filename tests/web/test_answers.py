"""The banner's label."""

from __future__ import annotations

import pytest

from coalesce.handling import TLP
from coalesce.web.answers import strictest


@pytest.mark.parametrize(
    ("labels", "banner"),
    [
        ((), TLP.AMBER),
        ((TLP.CLEAR, TLP.GREEN), TLP.GREEN),
        ((TLP.AMBER_STRICT, TLP.AMBER), TLP.AMBER_STRICT),
        ((TLP.CLEAR, TLP.RED, TLP.AMBER_STRICT), TLP.RED),
    ],
)
def test_the_strictest_label_stands_in_the_banner(labels: tuple[TLP, ...], banner: TLP) -> None:
    assert strictest(labels) is banner
