"""Screening names against the lists that a reader may see for that purpose.

Invariant: lists of customers are not screened against. A hit is a resemblance of names with its reasons, never a
judgement; what was screened stands in the audit as keyed digests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from coalesce.handling import Actor, Purpose
from coalesce.services.finding import FindOrder, Hit, find
from coalesce.services.node import Node

AT_ONCE = 250
"""Names screened in one view: one audit row tells of them all."""


@dataclass(frozen=True, slots=True)
class Screened:
    """One name and its hits, best first."""

    query: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class ScreenOrder:
    """At most ``top`` hits a name that score ``threshold``; the node's ``screen_threshold`` where none is given."""

    top: int = 5
    threshold: float | None = None
    purpose: Purpose = Purpose.SCREENING


def screen(node: Node, actor: Actor, names: Iterable[str], order: ScreenOrder) -> Iterator[Screened]:
    """Screen each name, in order. Raises NotPermitted. Answers leave when the audit row of their view is written."""
    least = node.store.settings.screen_threshold if order.threshold is None else order.threshold
    wanted = FindOrder(order.top, least, screened=True)
    rest = iter(names)
    while piece := list(islice(rest, AT_ONCE)):
        with node.store.read(actor, order.purpose) as view:
            found = find(view, piece, wanted)
        yield from (Screened(name, tuple(hits)) for name, hits in zip(piece, found, strict=True))
