"""Linking the node's records: one job over all of them, sealed from reading to writing.

Invariant: whoever starts the job sees none of it; what it proposes depends on the records
and the published model alone, and not on the engine.
"""

from __future__ import annotations

from dataclasses import dataclass

from coalesce.engines import LinkBatch, LinkOptions, link, link_stored
from coalesce.errors import BadUsage
from coalesce.handling import Actor, Purpose, Sealed
from coalesce.linking.prepared import unpack
from coalesce.services.node import Node, Progress, silent
from coalesce.services.noticing import catch_up
from coalesce.services.uncollected import uncollected
from coalesce.store.count_view import CountView
from coalesce.store.scratch import scratch

ENGINES = ("compiled", "duckdb")


@dataclass(frozen=True, slots=True)
class LinkOrder:
    """Which of ``ENGINES``: all give the same links, ``compiled`` five times as fast."""

    engine: str = "compiled"


def link_records(node: Node, actor: Actor, order: LinkOrder, progress: Progress = silent) -> None:
    """Replace the node's links by those of a new run. Raises NotPermitted, BadUsage, StoreBusy, StoreFull."""
    if order.engine not in ENGINES:
        raise BadUsage(f"there is no engine '{order.engine}': use {' or '.join(ENGINES)}")
    settings = node.store.settings
    with node.store.alone("link"), scratch(node.store.folder, "link"), uncollected():
        options = LinkOptions(
            model=node.model, memory=settings.link_memory, threads=settings.link_threads, progress=progress
        )
        with node.store.count(actor) as view:
            seen, batch = view.stamp(), _batch(view, order.engine, options)
        progress("writing links", 0.95)
        node.store.write(actor, Purpose.STATISTICS).store_links(batch, node.model.name, seen)
        catch_up(node, lambda step, share: progress(step, 0.98 + share / 50))
    progress("linked", 1.0)


def _batch(view: CountView, engine: str, options: LinkOptions) -> Sealed[LinkBatch]:
    if engine == "duckdb":
        return view.prepared().map(unpack).map(link, options)
    return view.prepared().map(link_stored, options)
