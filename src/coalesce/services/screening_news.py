"""Designations and customers whose names are alike: customers are never linked, so that they are found by name alone.

Invariant: it is a resemblance of names, told to who holds the customers; what is found follows from what the view shows, for the
purpose ``screening``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coalesce.records import ListKind, NoticeKind
from coalesce.services.finding import FindOrder, find
from coalesce.services.node import Node
from coalesce.store.notice_rows import NewNotice
from coalesce.store.read_view import Fact, ReadView

AT_ONCE = 100
"""Records whose names are looked for together."""

MOST_HITS = 20
"""Records that one name is found to be like."""

MOST_NAMES = 40
"""Names of one record that are looked for."""


def named_alike(node: Node, view: ReadView, records: Sequence[str]) -> Iterator[NewNotice]:
    """The pairs of a designation and one of the reader's customers of which one is among these records.

    Of more customers than ``arrival_most`` none is looked for: a whole list of them is screened by itself.
    """
    member = view.actor.member
    mine = [one.id for one in view.lists() if one.owner == member and one.kind is ListKind.CUSTOMERS]
    if not mine:
        return
    facts = view.facts(records)
    for sought, found in ((ListKind.DESIGNATIONS, ListKind.CUSTOMERS), (ListKind.CUSTOMERS, ListKind.DESIGNATIONS)):
        asked = sorted(one for one, fact in facts.items() if _is(fact, sought, member))
        if sought is ListKind.CUSTOMERS and len(asked) > node.store.settings.arrival_most:
            return
        for start in range(0, len(asked), AT_ONCE):
            for record, other in _alike(node, view, asked[start : start + AT_ONCE], found):
                pair = (record, other) if sought is ListKind.DESIGNATIONS else (other, record)
                yield NewNotice(NoticeKind.DESIGNATION, *pair)


def _alike(node: Node, view: ReadView, records: Sequence[str], kind: ListKind) -> Iterator[tuple[str, str]]:
    named = [
        (record, name.full)
        for record, of in sorted(view.records(records).items())
        for name in of.entry.names[:MOST_NAMES]
    ]
    order = FindOrder(MOST_HITS, node.store.settings.screen_threshold, kind=kind)
    found = find(view, [name for _, name in named], order)
    pairs = {(record, hit.record) for (record, _), hits in zip(named, found, strict=True) for hit in hits}
    facts = view.facts(sorted({other for _, other in pairs}))
    for record, other in sorted(pairs):
        if other in facts and _is(facts[other], kind, view.actor.member):
            yield record, other


def _is(fact: Fact, kind: ListKind, member: str) -> bool:
    """A designation of anybody, or a customer of one's own."""
    return fact.list_kind == kind and (kind is ListKind.DESIGNATIONS or fact.owner == member)
