"""The first door: what one actor may see for one purpose, in one snapshot.

Invariant: a ReadView is made by ``Store.read`` alone, on a guarded connection; when
it closes, its audit row is committed before the caller gets on.
"""

from __future__ import annotations

from coalesce.store.read_found import FoundReads, Held, Named
from coalesce.store.read_links import LinkReads
from coalesce.store.read_records import EditionSeen, Fact, Page, RecordQuery
from coalesce.store.read_sieve import HeldSieve

__all__ = ["EditionSeen", "Fact", "Held", "HeldSieve", "Named", "Page", "ReadView", "RecordQuery"]


class ReadView(LinkReads, FoundReads):
    """Everything that may be read: see ``RecordReads``, ``LinkReads`` and ``FoundReads``. ``also``: whom it is narrowed to, or ""."""
