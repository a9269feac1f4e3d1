"""Saved files: no cell computes anything, and a name bears the label."""

from __future__ import annotations

from coalesce.handling import TLP
from coalesce.web.saved import file_name, plain


def test_a_cell_is_no_formula() -> None:
    assert [plain(value) for value in ("=1+1", "@x", "TR>SY", 5, -5)] == ["'=1+1", "'@x", "TR>SY", 5, -5]


def test_a_name_bears_the_strictest_label() -> None:
    assert file_name("flows", (TLP.GREEN, TLP.AMBER_STRICT), "csv") == "flows-TLP-AMBER-STRICT.csv"
    assert file_name("flows", (), "svg") == "flows-TLP-AMBER.svg"
