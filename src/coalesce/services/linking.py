"""Linking the node's records: one job over all of them, sealed from reading to writing.

Invariant: whoever starts the job sees none of it; what it proposes depends on the records
and the published model alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from coalesce.engines import LinkOptions, link
from coalesce.errors import BadUsage
from coalesce.handling import Actor, Purpose
from coalesce.linking.prepared import unpack
from coalesce.services.node import Node, Progress, silent
from coalesce.store.scratch import scratch


@dataclass(frozen=True, slots=True)
class LinkOrder:
    """Which engine. ``duckdb`` is the one of this version."""

    engine: str = "duckdb"


def link_records(node: Node, actor: Actor, order: LinkOrder, progress: Progress = silent) -> None:
    """Replace the node's links by those of a new run. Raises NotPermitted, BadUsage, StoreBusy."""
    if order.engine != "duckdb":
        raise BadUsage(f"there is no engine '{order.engine}' yet: use duckdb")
    settings = node.store.settings
    with node.store.alone("link"), scratch(node.store.folder, "link") as folder:
        options = LinkOptions(
            model=node.model,
            folder=folder,
            memory=settings.link_memory,
            threads=settings.link_threads,
            progress=progress,
        )
        with node.store.count(actor) as view:
            batch = view.prepared().map(unpack).map(link, options)
        progress("writing links", 0.95)
        node.store.write(actor, Purpose.STATISTICS).store_links(batch, node.model.name)
    progress("linked", 1.0)
