"""Two windows of one's own view side by side: people in each, and the change with its bounds.

Invariant: both windows are counted from the same view, state and draws of the links.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from coalesce.errors import BadUsage
from coalesce.flows import Change, FlowQuery, Interval
from coalesce.handling import Actor, Purpose
from coalesce.services.counting import own_flows
from coalesce.services.node import Node
from coalesce.store.read_view import ReadView

Window = tuple[date | None, date | None]
"""Its first and last day; None: open."""


@dataclass(frozen=True, slots=True)
class FlowComparison:
    """Cells in two windows, for one audience."""

    viewer: str
    purpose: str
    lists: tuple[str, ...]
    draws: int
    now: Window
    then: Window
    changes: tuple[Change, ...]


def compared(node: Node, view: ReadView, query: FlowQuery, then: Window) -> FlowComparison:
    """The query's window beside another. Raises BadUsage where it counts by month, or the other window ends before it begins."""
    if "month" in query.by:
        raise BadUsage("two windows are compared whole: count by leg, origin or list, not by month")
    flows, other = own_flows(node, view), replace(query, since=then[0], until=then[1])
    return FlowComparison(
        view.actor.member,
        view.purpose,
        flows.lists,
        node.store.settings.draws,
        (query.since, query.until),
        then,
        flows.counted.change(query, other),
    )


def compared_for(node: Node, actor: Actor, purpose: Purpose, query: FlowQuery, then: Window) -> FlowComparison:
    """The same through a view of its own."""
    with node.store.read(actor, purpose) as view:
        return compared(node, view, query, then)


def document(found: FlowComparison) -> dict[str, Any]:
    """As plain data: whose view it is, both windows, and ``cells``."""
    return {
        "kind": "own",
        "viewer": found.viewer,
        "purpose": found.purpose,
        "lists": list(found.lists),
        "draws": found.draws,
        "now": _window(found.now),
        "then": _window(found.then),
        "cells": rows(found.changes),
    }


def rows(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """Every cell: ``now``, ``then`` and ``change`` with low, count and high each; ``sure``: both bounds of the change have one sign."""
    return [
        {
            "leg": str(one.leg) if one.leg else None,
            "group": one.group,
            "now": _numbers(one.now),
            "then": _numbers(one.then),
            "change": _numbers(one.by),
            "sure": one.sure,
        }
        for one in changes
    ]


def _numbers(amount: Interval) -> dict[str, int]:
    return {"low": amount.low, "count": amount.count, "high": amount.high}


def _window(window: Window) -> dict[str, str | None]:
    first, last = window
    return {"since": first.isoformat() if first else None, "until": last.isoformat() if last else None}
