"""Reviewing proposals: the queue, one pair with its evidence, a human's word.

Invariant: a judgement is made by who sees both records, with a reason, one pair at a time;
nothing is judged in bulk. The queue is computed from visible links and judgements alone.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

from coalesce.handling import Actor, Purpose
from coalesce.linking.judging import Stage
from coalesce.records import Judgement, Link, Person, Record, Verdict
from coalesce.services.node import Node
from coalesce.services.noticing import reconsidered
from coalesce.services.people import reading, refresh_around
from coalesce.services.queueing import Queue
from coalesce.services.ranking import Choice, Ranked
from coalesce.store.permits import ROLES, Act
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
    """How far the review is: pairs decided by this member, pairs that wait for this reviewer, of them for a second and for a
    third word, this reviewer's own words, and the pairs that wait for a colleague after this reviewer's word."""

    judged: int
    left: int
    own: int
    second: int = 0
    third: int = 0
    sent: int = 0


def ranked(node: Node, view: ReadView) -> tuple[Queue, Ranked]:
    """The audience's queue, and this reader's order of it."""
    queue = node.queues.of(view, node.store.clock.today())
    return queue, ranked_for(queue, view.actor)


def ranked_for(queue: Queue, reviewer: Actor) -> Ranked:
    """One reviewer's order of an audience's queue."""
    with queue.lock:
        return Ranked(queue, reviewer.name, bool(reviewer.roles & ROLES[Act.JUDGE]))


def progress(queue: Queue, order: Ranked, reviewer: str) -> Progress:
    """How far the review is."""
    with queue.lock:
        own = sum(1 for words in queue.words.values() for word in words if word.reviewer == reviewer)
        decided = sum(1 for one in queue.own.values() if one.stage is Stage.SETTLED)
        sent = sum(1 for pair in queue.unsettled if reviewer in queue.own[pair].speakers) if queue.second else 0
        left = order.total(Choice()) or 0
        return Progress(decided, left, own, order.at_stage(Stage.SECOND), order.at_stage(Stage.THIRD), sent)


def last_words(queue: Queue, reviewer: str, count: int) -> list[Judgement]:
    """This reviewer's last words, newest first, one a pair: to be looked at again."""
    with queue.lock:
        own = [
            mine[-1]
            for words in queue.words.values()
            if (mine := [word for word in words if word.current and word.reviewer == reviewer])
        ]
    return heapq.nlargest(count, own, key=lambda word: (word.at, word.id))


def pair(view: ReadView, left: str, right: str) -> PairShown:
    """One pair. Raises NotFound where either side is not for this reader."""
    first, second = sorted((left, right))
    one, other = view.record(first), view.record(second)
    people = view.people_of([first, second])
    links = list(view.links_of([(first, second)]).values())
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
    reconsidered(node, actor, records)
    return identity
