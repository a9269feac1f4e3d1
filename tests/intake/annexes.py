"""Annexes for the tests: rows of invented people in the columns of the EU's lists."""

from __future__ import annotations

import csv
import io

COLUMNS = (
    *("celex", "recordId", "programKey", "annex", "measure", "startDate", "reason", "schema", "name", "alias"),
    *("weakAlias", "previousName", "nationality", "birthDate", "birthPlace", "position", "passportNumber", "gender"),
    *("fatherName", "idNumber", "notes", "appearance"),
)


def annex(*rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> str:
    """The CSV of these rows; what a row leaves out is empty, or the same in every row."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({"celex": "32099R0001", "programKey": "EU-X", "annex": "I", "schema": "Person", **row})
    return out.getvalue()
