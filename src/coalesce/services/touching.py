"""Which records touch each other, in one audience's view: those of one person, and those that a likely link joins.

Invariant: it follows from what the view shows, as if nothing else existed. What joins two records beside themselves is told with
them: whoever may not see that is not told of the two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from coalesce.records import Verdict
from coalesce.services.gathering import UNLINKED
from coalesce.services.node import Node
from coalesce.services.people import people_among
from coalesce.store.read_links import LIKELY
from coalesce.store.read_view import Fact, ReadView

AT_ONCE = 200
"""Records whose surroundings are held in memory together."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around some records: the facts of all, which of them are one person, and what joins them directly."""

    facts: Mapping[str, Fact]
    people: Mapping[str, tuple[str, ...]]
    """The records of the person of each record, itself among them."""
    joined: Mapping[str, frozenset[str]]
    """The records that a likely link, or the member's own word, joins to each."""

    def touching(self, record: str) -> list[str]:
        """The other records that touch this one, sorted."""
        return sorted(({*self.people.get(record, ())} | self.joined.get(record, frozenset())) - {record})

    def between(self, one: str, other: str) -> frozenset[str]:
        """The records of a shortest chain between two that touch; none where they are joined directly."""
        person = set(self.people.get(one, ()))
        inside = person if other in person else self.facts.keys()
        before: dict[str, str] = {one: ""}
        edge = [one]
        while edge and other not in before:
            reached = []
            for record in edge:
                for found in sorted(self.joined.get(record, ())):
                    if found in inside and found not in before:
                        before[found] = record
                        reached.append(found)
            edge = reached
        chain, at = set(), before.get(other, "")
        while at and at != one:
            chain.add(at)
            at = before[at]
        return frozenset(chain)


def around(node: Node, view: ReadView, records: Sequence[str]) -> Iterator[tuple[Sequence[str], Surroundings]]:
    """The surroundings of these records, piece by piece. Customers have none: they are never linked."""
    for start in range(0, len(records), AT_ONCE):
        piece = records[start : start + AT_ONCE]
        yield piece, surroundings(node, view, piece)


def surroundings(node: Node, view: ReadView, records: Sequence[str]) -> Surroundings:
    """The surroundings of some records."""
    reached = view.piece(records)
    found, people = people_among(node, view, reached)
    facts = {record: fact for record, fact in found.facts.items() if fact.list_kind != UNLINKED}
    joined: dict[str, set[str]] = defaultdict(set)
    pairs = {(left, right) for left, right, probability in found.odds() if probability > LIKELY}
    pairs |= {pair for pair, verdict in found.verdicts.items() if verdict is Verdict.SAME}
    for left, right in pairs:
        apart = found.verdicts.get((left, right)) is Verdict.DIFFERENT
        if not apart and left in facts and right in facts:
            joined[left].add(right)
            joined[right].add(left)
    ones = {record: person.records for person in people for record in person.records}
    return Surroundings(facts, ones, {record: frozenset(others) for record, others in joined.items()})
