"""The name that a row of a table shows."""

from __future__ import annotations

from datetime import date

from coalesce.handling import Handling
from coalesce.records import Entry, Name, NameKind, Provenance, Record


def test_a_row_shows_the_first_name_as_written() -> None:
    names = (Name("دليل مروان", "Arab", NameKind.ORIGINAL_SCRIPT), Name("Dalil Marwan", "Latn"))
    held = Entry("7", names, Provenance("a.csv", 2))
    record = Record("a" * 26, 1, "b" * 26, "border", "NL", Handling(date(2019, 1, 1)), held)
    assert record.name == "دليل مروان"
