"""What files saved from the desk have in common: cells that no spreadsheet computes, and names that bear the handling.

Invariant: a saved file's name says its label.
"""

from __future__ import annotations

from collections.abc import Sequence

from coalesce.handling import TLP
from coalesce.web.answers import strictest

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would take for a formula (OWASP, CSV injection)."""


def plain(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def file_name(name: str, labels: Sequence[TLP], ending: str) -> str:
    """``flows-TLP-AMBER.csv``."""
    label = strictest(labels).upper().replace("+", "-")
    return f"{name}-TLP-{label}.{ending}"
