"""Counting people on legs: the own view's flows, with bounds over draws of the links.

Invariant: what is counted is what the view shows; records of lists that are not of
travellers add no sighting. What is remembered is remembered per audience, state and day.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from coalesce.flows import Counted, FlowQuery, Interval, RecordFacts
from coalesce.flows.totals import bounds
from coalesce.handling import Actor, Purpose
from coalesce.linking.draws import DrawnComponent, draw_components
from coalesce.records import Audience, FlowTable, Sighting, Verdict
from coalesce.services.node import Node
from coalesce.services.people import evidence
from coalesce.store.read_view import Fact, ReadView

TRAVELLERS = "travellers"


@dataclass(frozen=True, slots=True)
class DrawnPeople:
    """What counting and estimating begin with: components of all linked records; facts and sightings of travellers;
    links undecided, and pairs judged by verdict."""

    components: Sequence[DrawnComponent]
    facts: Mapping[str, Fact]
    sightings: Mapping[str, Sequence[Sighting]]
    undecided: int
    judged: Mapping[Verdict, int]

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists of travellers, ``NL/border``."""
        return tuple(sorted({list_name(fact) for fact in self.facts.values()}))


def list_name(fact: Fact) -> str:
    """A record's list with its owner: ``NL/border``."""
    return f"{fact.owner}/{fact.list_name}"


@dataclass(frozen=True, slots=True)
class FlowsTold:
    """What is told beside any answer from one audience's flows: lists by name, people seen, links undecided, pairs judged."""

    lists: tuple[str, ...]
    people: Interval
    undecided: int
    judged: Mapping[Verdict, int]


@dataclass(frozen=True, slots=True)
class OwnFlows(FlowsTold):
    """The counted flows of one audience, ready for any query."""

    counted: Counted

    @property
    def told(self) -> FlowsTold:
        """The same without what was counted, which is large: what a page that is remembered may hold."""
        return FlowsTold(self.lists, self.people, self.undecided, self.judged)


def own_flows(node: Node, view: ReadView) -> OwnFlows:
    """Count the view's people, or remember them from the same state and day."""
    return node.remembered.get(_whose("counted", view), lambda: _counted(node, view), _state(node, view))


def counted_already(node: Node, view: ReadView) -> bool:
    """Whether ``own_flows`` of this view, state and day is remembered."""
    return node.remembered.peek(_whose("counted", view), _state(node, view)) is not None


def _whose(what: str, view: ReadView) -> tuple[object, ...]:
    return (what, view.actor.member, view.purpose, view.also)


def _state(node: Node, view: ReadView) -> tuple[object, ...]:
    return (view.stamp(), node.store.clock.today())


def flow_table(node: Node, view: ReadView, query: FlowQuery) -> FlowTable:
    """Distinct people per cell of the query."""
    flows = own_flows(node, view)
    cells = flows.counted.cells(query)
    return FlowTable("own", view.actor.member, view.purpose, flows.lists, cells, node.store.settings.draws)


def flows_for(node: Node, actor: Actor, purpose: Purpose, query: FlowQuery) -> FlowTable:
    """The same through a view of its own."""
    with node.store.read(actor, purpose) as view:
        return flow_table(node, view, query)


def drawn_people(node: Node, view: ReadView) -> DrawnPeople:
    """The view's people in all draws of the links, or those remembered from the same state and day."""
    return node.remembered.get(_whose("drawn", view), lambda: _drawn(node, view), _state(node, view))


def _drawn(node: Node, view: ReadView) -> DrawnPeople:
    found = evidence(view)
    facts = {record: fact for record, fact in found.facts.items() if fact.list_kind == TRAVELLERS}
    versions = {record: fact.version for record, fact in found.facts.items()}
    audience = Audience(view.actor.member, view.purpose)
    key = hashlib.blake2b(str(audience).encode(), key=node.store.key, digest_size=32).digest()
    draws = node.store.settings.draws
    components = draw_components(found.places(), found.odds(), found.verdicts, key, draws, versions)
    seen = {record: rows for record, rows in view.sightings().items() if record in facts}
    decided = {pair for pair, word in found.verdicts.items() if word is not Verdict.UNSURE}
    undecided = sum(1 for link in found.links if (link.left, link.right) not in decided)
    judged = Counter(found.verdicts.values())
    return DrawnPeople(components, facts, seen, undecided, judged)


def _counted(node: Node, view: ReadView) -> OwnFlows:
    drawn, draws = drawn_people(node, view), node.store.settings.draws
    known = {record: RecordFacts(fact.list_name, fact.nationalities) for record, fact in drawn.facts.items()}
    counted = Counted.build(drawn.components, drawn.sightings, known, draws)
    people = _people(drawn.components, set(drawn.facts), draws)
    return OwnFlows(drawn.lists, people, drawn.undecided, drawn.judged, counted)


def _people(components: Sequence[DrawnComponent], travellers: set[str], draws: int) -> Interval:
    """Distinct people with a record on a list of travellers: 2.5, 50 and 97.5 % over the draws."""
    total = np.zeros(draws, dtype=np.int64)
    for component in components:
        sizes = [sum(1 for person in people if travellers & set(person)) for people in component.partitions]
        total += np.asarray(sizes, dtype=np.int64)[component.choice] if len(sizes) > 1 else sizes[0]
    low, count, high = bounds(total[np.newaxis, :])
    return Interval(int(low[0]), int(count[0]), int(high[0]))
