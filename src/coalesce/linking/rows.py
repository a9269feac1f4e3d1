"""LinkRow: what the store's view hands to a linking engine.

Invariant: a row holds nothing but what one record gives by itself; ``keys`` are those
stored at import.
"""

from __future__ import annotations

from dataclasses import dataclass

from coalesce.linking.columns import Columns


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One record as engines see it. Two records of one ``deduplicated`` list are never a pair."""

    record: str
    version: int
    list_id: str
    deduplicated: bool
    columns: Columns
    keys: tuple[str, ...]
