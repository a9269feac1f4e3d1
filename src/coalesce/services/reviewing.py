"""Reviewing proposals: the queue, one pair with its evidence, a human's word.

Invariant: a judgement is made by who sees both records, with a reason, one pair at a time;
nothing is judged in bulk. The queue is computed from visible links and judgements alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from coalesce.handling import Actor, Purpose
from coalesce.linking.judging import resolve
from coalesce.linking.review import queue
from coalesce.records import Judgement, Link, Person, Record, Verdict
from coalesce.services.node import Node
from coalesce.services.people import Evidence, evidence, reading, refresh_around
from coalesce.store.read_view import ReadView


@dataclass(frozen=True, slots=True)
class PairShown:
    """Everything that a reviewer is shown of a pair: the two records, the evidence, words before, people now."""

    left: Record
    right: Record
    link: Link | None
    judgements: tuple[Judgement, ...]
    left_person: Person
    right_person: Person

    def shown(self) -> tuple[str, ...]:
        """The records whose sight the judgement rests on: both, and those that are one person with them now."""
        return tuple(sorted({self.left.id, self.right.id, *self.left_person.records, *self.right_person.records}))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the review is: pairs judged by this member, pairs left, this reviewer's own today."""

    judged: int
    left: int
    own: int


def pairs_to_review(view: ReadView, found: Evidence | None = None) -> list[Link]:
    """Undecided proposals, the most informative first; those called unsure come last."""
    found = found or evidence(view)
    by_pair = {(link.left, link.right): link for link in found.links}
    ordered = [by_pair[waiting.left, waiting.right] for waiting in queue(found.odds(), found.verdicts)]
    unsure = {
        (word.left, word.right)
        for word in found.judgements
        if word.current and word.member == view.actor.member and word.verdict is Verdict.UNSURE
    }
    fresh = [link for link in ordered if (link.left, link.right) not in unsure]
    return fresh + [link for link in ordered if (link.left, link.right) in unsure]


def progress(view: ReadView, found: Evidence) -> Progress:
    """How far the review is."""
    words = resolve([word for word in found.judgements if word.member == view.actor.member], view.actor.member)
    decided = [pair for pair, verdict in words.items() if verdict is not Verdict.UNSURE]  # a word taken back is none
    own = sum(1 for word in found.judgements if word.reviewer == view.actor.name)
    return Progress(len(decided), len(queue(found.odds(), found.verdicts)), own)


def pair(view: ReadView, left: str, right: str) -> PairShown:
    """One pair. Raises NotFound where either side is not for this reader."""
    first, second = sorted((left, right))
    one, other = view.record(first), view.record(second)
    people = view.people_of([first, second])
    links = [link for link in view.links([first]) if second in (link.left, link.right)]
    words = [word for word in view.judgements([first]) if {word.left, word.right} == {first, second}]
    alone = {record: Person("", (record,), True) for record in (first, second)}
    people = {**alone, **people}
    return PairShown(one, other, links[0] if links else None, tuple(words), people[first], people[second])


@dataclass(frozen=True, slots=True)
class Word:
    """A verdict with its reason."""

    verdict: Verdict
    reason: str


def judge(node: Node, actor: Actor, purpose: Purpose, records: tuple[str, str], word: Word) -> str:
    """Keep a human's word on a pair; gives the judgement's id. Raises NotFound, NotPermitted, BadUsage."""
    with reading(node, actor, purpose) as view:
        before = view.stamp()
        shown = pair(view, *records).shown()
        writer = node.store.write(actor, purpose)
        identity = writer.judge(view, records, word.verdict, word.reason, shown)
    refresh_around(node, actor, purpose, list(records), before)
    return identity
