"""How large a file, a row and a field may be before intake refuses it.

Invariant: every reader stays within these, so that no file can take the memory of the machine.
The defaults are a hundred times what the largest public lists need; each can be set.
"""

from __future__ import annotations

from dataclasses import dataclass

from coalesce.settings import Settings


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds. Sizes of files in bytes, of texts in characters."""

    max_file_bytes: int = 2 * 1024**3
    max_rows: int = 10_000_000
    max_columns: int = 500
    max_line_chars: int = 1_000_000
    """A longer line refuses the whole file: it is damaged or hostile."""
    max_row_lines: int = 200
    """A quoted field that runs over more lines refuses the whole file: its closing quote is missing."""
    max_field_chars: int = 100_000
    """A longer field rejects its row."""
    max_names: int = 200
    """More names in one entry reject it."""
    max_values: int = 100
    """More values in another field (dates, documents, ...) reject the row."""
    max_unpacked_bytes: int = 1024**3
    """What the parts of a workbook may unpack to, together."""
    max_cells: int = 50_000_000
    """Rows times columns of a sheet: its reader holds each, the empty ones too. As many texts at most."""
    max_stix_bytes: int = 200_000_000
    """A bundle of STIX, or a JSON list, is one value of JSON, read whole."""
    max_press_bytes: int = 20_000_000
    """A press text: a hundred times the longest communique, some seconds of reading."""

    def too_long(self, longest: int) -> str | None:
        """What is wrong with a field of so many characters, or with a name that is given by itself; None where nothing is."""
        if longest <= self.max_field_chars:
            return None
        return f"a field has {longest} characters, more than {self.max_field_chars}"


def limits_of(settings: Settings) -> Limits:
    """The bounds that a node's settings set; those that nobody may set stay as they are."""
    return Limits(
        max_file_bytes=settings.max_file_bytes,
        max_field_chars=settings.max_field_chars,
        max_rows=settings.max_rows,
        max_unpacked_bytes=settings.max_unpacked_bytes,
        max_cells=settings.max_cells,
        max_stix_bytes=settings.max_stix_bytes,
    )
