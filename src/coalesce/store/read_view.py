"""The first door: what one actor may see for one purpose, in one snapshot.

Invariant: a ReadView is made by ``Store.read`` alone, on a guarded connection; when
it closes, its audit row is committed before the caller gets on.
"""

from __future__ import annotations

from coalesce.store.read_contributions import ContributionReads
from coalesce.store.read_found import FoundReads, Held, Named
from coalesce.store.read_links import LinkReads, Stated
from coalesce.store.read_messages import MessageReads
from coalesce.store.read_notices import NoticeReads
from coalesce.store.read_plan_lots import PlanQuery
from coalesce.store.read_plans_then import PlanThenReads
from coalesce.store.read_records import EditionSeen, Fact, Listed, ListedOn, VersionSeen
from coalesce.store.read_redress import RedressReads
from coalesce.store.read_sieve import HeldSieve
from coalesce.store.read_sketches import SketchReads

__all__ = [
    "EditionSeen",
    "Fact",
    "Held",
    "HeldSieve",
    "Listed",
    "ListedOn",
    "Named",
    "PlanQuery",
    "ReadView",
    "Stated",
    "VersionSeen",
]


class ReadView(
    LinkReads,
    FoundReads,
    SketchReads,
    ContributionReads,
    RedressReads,
    NoticeReads,
    PlanThenReads,
    MessageReads,
):
    """Everything that may be read: see ``RecordReads``, ``LinkReads``, ``FoundReads``, ``SketchReads``, ``ContributionReads``,
    ``RedressReads``, ``NoticeReads``, ``PlanThenReads`` and ``MessageReads``. ``also``: whom it is narrowed to, or ""."""
