"""Screening names against the lists that a reader may see for that purpose.

Invariant: lists of customers are not screened against. A hit is a resemblance of names with its reasons, never a
judgement; what was screened stands in the audit as keyed digests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from coalesce.handling import Actor, Purpose
from coalesce.names.words import words
from coalesce.services.finding import FindOrder, Hit, find
from coalesce.services.node import Node

AT_ONCE = 250
"""Names screened in one view: one audit row tells of them all."""


NO_WORD = "has no letter or digit, so nothing is found by it"


@dataclass(frozen=True, slots=True)
class Query:
    """A name to be screened, the line of its file where it stands, and why it cannot be screened, if so."""

    name: str
    line: int | None = None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Screened:
    """One name and its hits, best first; ``note`` says why it was not looked for, if so."""

    query: str
    hits: tuple[Hit, ...]
    line: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ScreenOrder:
    """At most ``top`` hits a name that score ``threshold``; the node's ``screen_threshold`` where none is given."""

    top: int = 5
    threshold: float | None = None
    purpose: Purpose = Purpose.SCREENING


def screen(node: Node, actor: Actor, names: Iterable[Query], order: ScreenOrder) -> Iterator[Screened]:
    """Screen each name, in order. Raises NotPermitted. Answers leave when the audit row of their view is written."""
    least = node.store.settings.screen_threshold if order.threshold is None else order.threshold
    wanted = FindOrder(order.top, least, screened=True)
    rest = iter(names)
    while piece := list(islice(rest, AT_ONCE)):
        notes = [query.fault or (None if words(query.name) else NO_WORD) for query in piece]
        asked = [query.name for query, note in zip(piece, notes, strict=True) if note is None]
        with node.store.read(actor, order.purpose) as view:
            found = iter(find(view, asked, wanted))
        for query, note in zip(piece, notes, strict=True):
            hits = () if note else tuple(next(found))
            yield Screened(query.name, hits, query.line, note)
