"""Control pairs of known truth, mixed into a reviewer's queue; the answers, and each reviewer's error rate.

Invariant: both records of a control are invented and exist nowhere but in the queue of one reviewer: no list, link,
person, flow, search or export holds them, and the word on them is no judgement. They are made from what the reviewer
sees and the node's key alone, so that a twin node that holds no more gives the same queue. Before it is answered a
control is shown as any pair is; after it, its reviewer is told.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import combinations, islice

from coalesce.errors import BadUsage, NotFound
from coalesce.flows import journey
from coalesce.handling import Actor, Purpose
from coalesce.linking.agreement import weigh
from coalesce.linking.columns import prepare
from coalesce.linking.comparisons import NOTHING_REASON, Comparison
from coalesce.linking.controls import (
    ControlAnswer,
    Pair,
    Rates,
    drawn,
    identity,
    in_truth_same,
    most_open,
    rates,
    seed,
)
from coalesce.linking.review import entropy
from coalesce.records import Entry, HeldSighting, Link, MatchWeight, Person, Record
from coalesce.sample.control_pairs import invented_pair, sightings_like
from coalesce.services import reviewing
from coalesce.services.node import Node
from coalesce.services.queueing import Queue, Traits
from coalesce.services.ranking import Choice, Found, Place, Ranked, Row, lets, page, place_of
from coalesce.services.reviewing import PairShown, Progress, Word
from coalesce.store.permits import ROLES, Act
from coalesce.store.read_view import ReadView

TRIES = 60
"""Pairs invented for one control at most; the one that is as informative as its proposal, as nearly as may be, is taken."""

NEAR_ENOUGH = 0.01
"""Bits: no further pair is invented once one is so near to its proposal."""

UNSEEN = 0.1
"""Bits: within these a control stands in its proposal's own place; else its order would tell it from the pairs around."""

DRAWN = 500
"""Proposals among which controls are drawn at once."""

TOGETHER = 8
"""Proposals whose records are read at once."""

TELLING = 2.0
"""Bits: so much must birth date or document say for the truth, so that who reads with care can know it."""

TELLERS = (Comparison.BIRTH_DATE, Comparison.DOCUMENT)

SILENT: dict[str, Callable[[Entry], Entry]] = {
    Comparison.BIRTH_DATE: lambda entry: replace(entry, birth_dates=()),
    Comparison.DOCUMENT: lambda entry: replace(entry, documents=()),
    Comparison.NATIONALITY: lambda entry: replace(entry, nationalities=()),
    Comparison.SEX: lambda entry: replace(entry, sex=None),
    Comparison.BIRTH_PLACE: lambda entry: replace(entry, birth_places=()),
    Comparison.RESIDENCE: lambda entry: replace(entry, residences=()),
}
"""What an invented entry may be silent of, and how it then is."""


@dataclass(frozen=True, slots=True)
class Control:
    """A pair of invented records in the shape of a proposal's: ``anchor`` is that, ``id`` what its answer is known by,
    ``far`` by how many bits it tells more or less than the proposal; in the queue it stands where ``beside`` would.
    """

    id: str
    anchor: Pair
    left: Record
    right: Record
    link: Link
    same: bool
    far: float
    beside: Link


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
    share = node.store.settings.control_share
    most = most_open(order.total(Choice()) or 0, share)
    if not most or not view.actor.roles & ROLES[Act.JUDGE]:
        return Mixed(queue, order)
    done = {answer.id for answer in node.store.control_answers(view.actor)}
    whose = ("open", view.actor.name, view.actor.member, view.purpose, view.also, queue.state, most, len(done))
    controls = node.controls.get(whose, lambda: _opened(node, view, queue, (most, share, done)))
    return Mixed(queue, order, {(control.link.left, control.link.right): control for control in controls})


def _opened(node: Node, view: ReadView, queue: Queue, how: tuple[int, float, set[str]]) -> list[Control]:
    """So many controls as may be open at a time, those of the most doubtful proposals first."""
    most, share, done = how
    made: list[Control] = []
    anchors = _anchors(node, view.actor, queue, (share, done))
    while len(made) < most and (some := list(islice(anchors, TOGETHER))):
        links = [link for link in view.links_of(some).values() if link.model == node.model.name]
        sides = cache(lambda some=links: view.records(sorted({side for one in some for side in (one.left, one.right)})))
        ordered = sorted(links, key=lambda link: some.index((link.left, link.right)))
        for anchor in ordered if len(made) < most else ():
            if len(made) < most and (control := _remembered(node, view, anchor, sides)):
                made.append(control)
    return made


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
    """The actor's own error rate."""
    return rates(node.store.control_answers(actor))


def rates_of_member(node: Node, actor: Actor) -> list[tuple[str, Rates]]:
    """Each reviewer of the actor's member with the error rate, by name. Raises NotPermitted for who is no auditor."""
    answers = node.store.control_answers_of_member(actor)
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


def _anchors(node: Node, actor: Actor, queue: Queue, how: tuple[float, set[str]]) -> Iterator[Pair]:
    """The proposals, judged or not, that bring this reviewer a control not answered yet; the most doubtful first.

    They are drawn one after another, as far as they are asked for: there may be a million.
    """
    share, done = how
    key = node.store.key
    with queue.lock:
        numbers = queue.waiting.by_doubt()
    for begin in range(0, len(numbers), DRAWN):
        pairs = [
            (queue.waiting.records[queue.waiting.left[number]], queue.waiting.records[queue.waiting.right[number]])
            for number in numbers[begin : begin + DRAWN]
        ]
        chosen = drawn(key, actor.name, pairs, share)
        yield from (
            pair for pair in pairs if pair in chosen and identity(seed(key, actor.name, pair), "answer") not in done
        )


def _row(control: Control) -> Row:
    """A control as it waits: at its proposal's own place, or at that of a pair which tells as much as it does."""
    bits, link = entropy(control.beside.probability), control.link
    return Row(link.left, link.right, link.probability, link.probability, bits, bits)


def _traits(record: Record) -> Traits:
    legs = journey([held.sighting for held in record.sightings]).legs
    return frozenset(name.script for name in record.entry.names), frozenset(leg for leg, _ in legs)


def _remembered(node: Node, view: ReadView, anchor: Link, sides: Callable[[], dict[str, Record]]) -> Control | None:
    """A control is costly to make, and follows from the node's key and this alone; ``sides`` reads its proposal's records."""
    whose = (view.actor.name, view.actor.member, view.purpose, view.also, node.store.clock.today())
    pair = (anchor.left, anchor.left_version, anchor.right, anchor.right_version, anchor.model)

    def make() -> Control | None:
        return _made(node, view.actor.name, anchor, (sides()[anchor.left], sides()[anchor.right]))

    return node.controls.get((*whose, *pair), make)


def _made(node: Node, reviewer: str, anchor: Link, sides: tuple[Record, Record]) -> Control | None:
    """The invented pair that tells as much as the proposal, so that it stands beside it; None where its truth cannot be told."""
    of = seed(node.store.key, reviewer, (anchor.left, anchor.right))
    same = in_truth_same(of)
    like = (sides[0].entry, sides[1].entry)
    best: tuple[float, Invented] | None = None
    for number in range(TRIES):
        if best is not None and best[0] <= NEAR_ENOUGH:
            break
        entries = invented_pair(random.Random(of + bytes([number])), like, node.store.clock.today(), same)
        if entries is None:
            continue
        for silent, weight in _variants(weigh(prepare(entries[0]), prepare(entries[1]), node.model)):
            far = abs(entropy(node.model.calibration.probability(weight.total)) - entropy(anchor.probability))
            if _can_be_told(weight, same) and (best is None or far < best[0]):
                best = far, (entries[0], _without(entries[1], silent))
    return _control(node, of, (anchor, sides), best[1]) if best else None


Invented = tuple[Entry, Entry]


def _variants(weight: MatchWeight) -> Iterator[tuple[tuple[str, ...], MatchWeight]]:
    """What the pair would weigh if one side said nothing of some fields: so it can tell just as much as its proposal."""
    said = [part.comparison for part in weight.parts if part.comparison in SILENT and part.reason != NOTHING_REASON]
    for count in range(len(said) + 1):
        for silent in combinations(said, count):
            kept = tuple(part for part in weight.parts if part.comparison not in silent)
            yield silent, MatchWeight(weight.prior, kept)


def _without(entry: Entry, silent: Iterable[str]) -> Entry:
    """The entry without these fields."""
    for comparison in silent:
        entry = SILENT[comparison](entry)
    return entry


def _can_be_told(weight: MatchWeight, same: bool) -> bool:
    """Whether birth date or document speaks for the truth, and neither against it."""
    told = [part.weight if same else -part.weight for part in weight.parts if part.comparison in TELLERS]
    return max(told, default=0.0) >= TELLING and min(told, default=0.0) >= 0


def _control(node: Node, of: bytes, on: tuple[Link, tuple[Record, Record]], made: Invented) -> Control:
    anchor, sides = on
    weight = weigh(prepare(made[0]), prepare(made[1]), node.model)
    ids = sorted((identity(of, "left"), identity(of, "right")))
    rng = random.Random(of + b"seen")
    shown = [
        _dressed(rng, record, entry, name)
        for record, entry, name in zip(sides, made, ids, strict=True)
    ]  # fmt: skip
    probability = node.model.calibration.probability(weight.total)
    far = abs(entropy(probability) - entropy(anchor.probability))
    link = Link(ids[0], ids[1], shown[0].version, shown[1].version, anchor.model, weight, probability)
    return Control(
        identity(of, "answer"),
        (anchor.left, anchor.right),
        shown[0],
        shown[1],
        link,
        in_truth_same(of),
        far,
        beside=anchor if far <= UNSEEN else link,
    )


def _dressed(rng: random.Random, like: Record, entry: Entry, name: str) -> Record:
    """An invented entry as a record of the same list under the same handling, with sightings of the same kinds."""
    moved = sightings_like(rng, [held.sighting for held in like.sightings])
    seen = tuple(HeldSighting(identity(rng.randbytes(32), "sighting"), sighting) for sighting in moved)
    return replace(like, id=name, entry=entry, sightings=seen)
