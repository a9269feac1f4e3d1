"""Control pairs of known truth, mixed into a reviewer's queue; the answers, and each reviewer's error rate.

Invariant: both records of a control are invented and exist nowhere but in the queue of one reviewer: no list, link,
person, flow, search or export holds them, and the word on them is no judgement. They are made from what the reviewer
sees and the node's key alone, so that a twin node that holds no more gives the same queue. Before it is answered a
control is shown as any pair is; after it, its reviewer is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from coalesce.errors import BadUsage, NotFound
from coalesce.flows import journey
from coalesce.handling import Actor, Purpose
from coalesce.linking.controls import ControlAnswer, Pair, Rates, most_open, rates
from coalesce.linking.review import entropy
from coalesce.records import Link, Person, Record
from coalesce.services import reviewing
from coalesce.services.inventing_controls import Control, Opening, opened
from coalesce.services.node import Node
from coalesce.services.queueing import Queue, Traits
from coalesce.services.ranking import Choice, Found, Place, Ranked, Row, lets, page, place_of
from coalesce.services.reviewing import PairShown, Progress, Word
from coalesce.store.permits import ROLES, Act
from coalesce.store.read_view import ReadView


@dataclass(frozen=True, slots=True)
class Mixed:
    """The queue in one reviewer's order with the open controls, by pair."""

    queue: Queue
    order: Ranked
    controls: Mapping[Pair, Control] = field(default_factory=dict)

    def of(self, left: str, right: str) -> Control | None:
        """The control of two ids, or None."""
        return self.controls.get((min(left, right), max(left, right)))

    def record(self, identity: str) -> Record | None:
        """The invented record of that id, or None."""
        records = (record for control in self.controls.values() for record in (control.left, control.right))
        return next((record for record in records if record.id == identity), None)

    def page(self, view: ReadView, choice: Choice, count: int, after: Place | None, look: int) -> Found:
        """A page of the queue: the controls stand where a pair that tells as much would, and as the choice lets them."""
        with self.queue.lock:
            found = page(view, self.order, self.queue, (choice, count, after), look)
        last = place_of(found.reached or "")
        more = [
            row
            for row in map(_row, self.controls.values())
            if self._chosen(choice, row)
            and (after is None or row.place > after)
            and (last is None or row.place <= last)
        ]
        rows = sorted([*found.rows, *more], key=lambda row: row.place)
        total = None if found.total is None else found.total + len(self._all(choice))
        if len(rows) <= count:
            return Found(tuple(rows), found.reached, total)
        return Found(tuple(rows[:count]), rows[count - 1].text, total)

    def row(self, left: str, right: str) -> Row:
        """The row of a pair or control, whether it waits or not."""
        control = self.of(left, right)
        if control is not None:
            return _row(control)
        with self.queue.lock:
            return self.order.row_of((min(left, right), max(left, right)))

    def progress(self, reviewer: str) -> Progress:
        """How far the review is; a control is one of those that wait."""
        so_far = reviewing.progress(self.queue, self.order, reviewer)
        return replace(so_far, left=so_far.left + len(self.controls))

    def _all(self, choice: Choice) -> list[Row]:
        return [row for row in map(_row, self.controls.values()) if self._chosen(choice, row)]

    def _chosen(self, choice: Choice, row: Row) -> bool:
        """Whether the choice lets a control through: by its own probability, list and script, and its legs."""
        control = self.controls[row.left, row.right]
        sides = (control.left, control.right)
        if choice.records is not None or choice.stage is not None or row.probability is None:
            return False
        return (
            choice.least <= row.probability <= choice.most
            and (not choice.listed or choice.listed in {side.list_id for side in sides})
            and lets(choice, [_traits(side) for side in sides])
        )


@dataclass(frozen=True, slots=True)
class Said:
    """What a word became: a judgement's id, or an answer to a control."""

    judgement: str | None
    control: ControlAnswer | None = None


def mixed(node: Node, view: ReadView) -> Mixed:
    """The waiting pairs with this reviewer's open controls among them."""
    queue, order = reviewing.ranked(node, view)
    opening = _opening(node, view, queue, order, view.actor)
    if opening is None:
        return Mixed(queue, order)
    controls = node.controls.get(opening.key, lambda: opened(node, view, opening))
    return Mixed(queue, order, {(control.link.left, control.link.right): control for control in controls})


def at_hand(node: Node, view: ReadView) -> bool:
    """Whether ``mixed`` has only to be told: the queue is made, and so are this reviewer's controls."""
    if not node.queues.at_hand(view, node.store.clock.today()):
        return False
    opening = _opening(node, view, *reviewing.ranked(node, view), view.actor)
    return opening is None or node.controls.peek(opening.key) is not None


def make_ready(node: Node, view: ReadView, reviewers: Iterable[Actor]) -> None:
    """Make the queue of the view's audience, and the controls of these reviewers of it, before they come."""
    queue = node.queues.of(view, node.store.clock.today())
    for reviewer in reviewers:
        opening = _opening(node, view, queue, reviewing.ranked_for(queue, reviewer), reviewer)
        if opening is not None:
            node.controls.get(opening.key, partial(opened, node, view, opening))


def _opening(node: Node, view: ReadView, queue: Queue, order: Ranked, reviewer: Actor) -> Opening | None:
    share = node.store.settings.control_share
    most = most_open(order.total(Choice()) or 0, share)
    if not most or not reviewer.roles & ROLES[Act.JUDGE]:
        return None
    done = {answer.id for answer in node.store.control_answers(reviewer)}
    key = ("open", reviewer.name, reviewer.member, view.purpose, view.also, queue.state, most, len(done))
    return Opening(reviewer, queue, key, most, share, done)


def shown(view: ReadView, mix: Mixed, left: str, right: str) -> PairShown:
    """One pair, a control or not, by the same reads. Raises NotFound where either side is not for this reader."""
    control = mix.of(left, right)
    if control is None:
        return reviewing.pair(view, left, right)
    found = reviewing.pair(view, *control.anchor)
    alone = (Person("", (record.id,), True) for record in (control.left, control.right))
    return replace(
        found, left=control.left, right=control.right, link=control.link, judgements=(),
        left_person=next(alone), right_person=next(alone),
    )  # fmt: skip


def records(view: ReadView, mix: Mixed, rows: Iterable[Row]) -> dict[str, Record]:
    """The records of these rows of the queue, by id."""
    known = {side: mix.record(side) for row in rows for side in (row.left, row.right)}
    found = view.records([side for side, record in known.items() if record is None])
    return {**found, **{side: record for side, record in known.items() if record is not None}}


def links(view: ReadView, mix: Mixed, rows: Iterable[Row]) -> dict[Pair, Link]:
    """The links of these rows of the queue, by pair; a pair without a proposal has none."""
    pairs = [(row.left, row.right) for row in rows]
    ours = {pair: mix.controls[pair].link for pair in pairs if pair in mix.controls}
    return {**view.links_of([pair for pair in pairs if pair not in ours]), **ours}


def say(node: Node, actor: Actor, purpose: Purpose, sides: Pair, word: Word) -> Said:
    """Keep a word on a pair of the queue. Raises NotFound, NotPermitted, BadUsage."""
    try:
        return Said(reviewing.judge(node, actor, purpose, sides, word))
    except NotFound:
        with node.store.read(actor, purpose) as view:
            control = mixed(node, view).of(*sides)
        if control is None:
            raise
    if not word.reason.strip():
        raise BadUsage("a judgement needs a reason: say why")
    answer = node.store.write(actor, purpose).answer_control(control.id, control.same, word.verdict)
    return Said(None, answer)


def own_rates(node: Node, actor: Actor) -> Rates:
    """The actor's own error rate; the log says that it was read."""
    answers = node.store.control_answers(actor)
    _note_answers(node, actor, answers)
    return rates(answers)


def rates_beside(node: Node, view: ReadView) -> Rates:
    """The same of who reads a view, whose row in the log says so."""
    answers = node.store.control_answers(view.actor)
    view.note_answers(answer.id for answer in answers)
    return rates(answers)


def _note_answers(node: Node, actor: Actor, answers: Iterable[ControlAnswer]) -> None:
    node.store.write(actor, Purpose.INVESTIGATION).note_read("control answer", (answer.id for answer in answers))


def rates_of_member(node: Node, actor: Actor) -> list[tuple[str, Rates]]:
    """Each reviewer of the actor's member with the error rate, by name. Raises NotPermitted for who is no auditor."""
    answers = node.store.control_answers_of_member(actor)
    _note_answers(node, actor, answers)
    names = sorted({answer.reviewer for answer in answers})
    return [(name, rates(answer for answer in answers if answer.reviewer == name)) for name in names]


def answered(node: Node, actor: Actor, control: str) -> ControlAnswer | None:
    """The actor's own answer of that id, or None."""
    return next((answer for answer in node.store.control_answers(actor) if answer.id == control), None)


def truth(answer: ControlAnswer) -> str:
    """What a reviewer is told after answering."""
    verdict = {True: "that was right", False: "that was wrong", None: "unsure is no error"}[answer.right]
    fact = "one invented person, written twice" if answer.same else "two invented persons, made to look alike"
    return (
        f"That pair was a control: {fact}. You said {answer.verdict}; {verdict}. "
        "Neither record stands on any list, and nothing was judged."
    )


def _row(control: Control) -> Row:
    """A control as it waits: at its proposal's own place, or at that of a pair which tells as much as it does."""
    bits, link = entropy(control.beside.probability), control.link
    return Row(link.left, link.right, link.probability, link.probability, bits, bits)


def _traits(record: Record) -> Traits:
    legs = journey([held.sighting for held in record.sightings]).legs
    return frozenset(name.script for name in record.entry.names), frozenset(leg for leg, _ in legs)
