"""coalesce flows --compare: two windows, and the change with its bounds."""

from __future__ import annotations

from datetime import date

import pytest

from coalesce.cli.windows import parse_window
from coalesce.errors import BadDate, BadUsage
from tests.cli.conftest import Run


def test_a_window_is_two_months_or_one_or_a_year() -> None:
    assert parse_window("2013-07/2013-12") == (date(2013, 7, 1), date(2013, 12, 31))
    assert parse_window("2013-07") == (date(2013, 7, 1), date(2013, 7, 31))
    assert parse_window("2013") == (date(2013, 1, 1), date(2013, 12, 31))
    with pytest.raises(BadUsage, match="like 2013-07/2013-12"):
        parse_window("/2013-12")
    with pytest.raises(BadDate, match="--compare"):
        parse_window("soon")


def test_both_windows_and_the_change_are_printed(full: Run) -> None:
    one = full("flows", "--by", "leg", "--until", "2013-06", "--format", "json").json()["cells"]
    found = full("flows", "--until", "2013-06", "--compare", "2013-07/2099-12", "--format", "json").json()
    assert {"kind", "viewer", "purpose", "lists", "draws", "now", "then", "cells"} <= set(found)
    assert found["now"] == {"since": None, "until": "2013-06-30"}
    assert {row["leg"]: row["now"]["count"] for row in found["cells"] if row["now"]["high"]} == {
        row["leg"]: row["count"] for row in one
    }
    for row in found["cells"]:
        assert row["change"]["low"] <= row["change"]["count"] <= row["change"]["high"]
        if all(row[window]["low"] == row[window]["high"] for window in ("now", "then")):
            assert row["change"]["count"] == row["now"]["count"] - row["then"]["count"]


def test_a_table_names_its_columns_and_nonsense_is_refused(full: Run) -> None:
    printed = full("flows", "--compare", "2013-07", "--format", "csv").csv()
    assert set(printed[0]) == {"leg", "group", "now", "then", "change", "low", "high"}
    assert full("flows", "--compare", "2013-07", "--by", "month,origin").code == 2
    refused = full("flows", "--figure", "--series", "x", "--compare", "2013-07")
    assert (refused.code, "--figure" in refused.err) == (2, True)
