"""Who is one person, for one audience: made from what it may see, kept until something changes.

Invariant: whole or piece by piece, the same people come out: each piece of likely visible links
and words is split by itself, from nothing but its own records, links and words. A judgement remakes its piece
alone; any other change (an edition, a withdrawal, a release, a new run of links, a new day) is met by reading
everything anew, in arrays, and writing only whom it makes another person.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from coalesce.errors import StoreBusy
from coalesce.handling import Actor, Purpose
from coalesce.linking.components import Node as Place
from coalesce.linking.people import everybody, people
from coalesce.records import Audience, Everybody, Link, Person, Verdict
from coalesce.services.gathering import UNLINKED, told_of_view
from coalesce.services.node import Node
from coalesce.services.uncollected import uncollected
from coalesce.store.read_view import Fact, ReadView

TRIES = 5
"""So often a reader starts again when the state changes between making the people and reading them."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that an audience's people are made of."""

    facts: dict[str, Fact]
    links: list[Link]
    verdicts: dict[Pair, Verdict]

    def places(self) -> list[Place]:
        """The records as the partition sees them."""
        return [
            Place(record, fact.list_id, fact.deduplicated)
            for record, fact in sorted(self.facts.items())
            if fact.list_kind != UNLINKED
        ]

    def odds(self) -> list[tuple[str, str, float]]:
        """The links as the partition sees them."""
        return [(link.left, link.right, link.probability) for link in self.links]


def evidence(view: ReadView, records: set[str] | None = None) -> Evidence:
    """What the view shows of all records, or of these."""
    ids = None if records is None else sorted(records)
    return Evidence(view.facts(ids), view.links(ids), view.verdicts(ids))


def people_among(node: Node, view: ReadView, records: set[str]) -> tuple[Evidence, list[Person]]:
    """Who is one person among these records, and what says so. It is what the whole audience's people say of them where
    ``records`` are whole pieces (``ReadView.piece``)."""
    found = evidence(view, records)
    return found, _people(node, Audience(view.actor.member, view.purpose), found)


@contextmanager
def reading(node: Node, actor: Actor, purpose: Purpose) -> Iterator[ReadView]:
    """A view whose people are those of its own snapshot, made anew where anything has changed."""
    for _ in range(TRIES):
        with node.store.read(actor, purpose) as view:
            if view.made_at() == (view.stamp(), node.store.clock.today().isoformat()):
                yield view
                return
        refresh(node, actor, purpose)
    raise StoreBusy("the node is changing too fast to be read just now; try again in a moment")


def refresh(node: Node, actor: Actor, purpose: Purpose) -> bool:
    """Make the audience's people where they are not those of the present state. Whether that was needed."""
    today = node.store.clock.today().isoformat()
    with node.store.read(actor, purpose) as view:
        if view.made_at() == (view.stamp(), today):
            return False
    with node.store.making_people():
        with node.store.read(actor, purpose) as view:
            stamp = view.stamp()
            if view.made_at() == (stamp, today):  # made by another reader while this one waited
                return False
            with uncollected():
                made = _everybody(node, view)
        with uncollected():
            node.store.write(actor, purpose).set_people(Audience(actor.member, purpose), stamp, made)
    return True


def refresh_around(node: Node, actor: Actor, purpose: Purpose, records: list[str], before: int) -> None:
    """After a judgement on ``records``: remake their piece, where the people were those of stamp ``before``."""
    with node.store.making_people():
        _remake(node, actor, purpose, (records, before))


def _remake(node: Node, actor: Actor, purpose: Purpose, changed: tuple[list[str], int]) -> None:
    records, before = changed
    audience = Audience(actor.member, purpose)
    with node.store.read(actor, purpose) as view:
        made_at = view.made_at()
        if made_at is None or made_at != (before, node.store.clock.today().isoformat()) or view.stamp() != before + 1:
            return
        touched = set(records)
        for person in view.people_of(records).values():
            touched |= set(person.records)
        made = _people(node, audience, evidence(view, view.piece(sorted(touched))))
    node.store.write(actor, purpose).update_people(audience, before + 1, made)


def _everybody(node: Node, view: ReadView) -> Everybody:
    told, _ = told_of_view(view)
    return everybody(Audience(view.actor.member, view.purpose), node.store.key, told, view.verdicts())


def _people(node: Node, audience: Audience, found: Evidence) -> list[Person]:
    return people(audience, node.store.key, found.places(), found.odds(), found.verdicts)
