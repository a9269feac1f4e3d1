"""Inventing the control pairs of one reviewer: which proposals bring one, and a pair that tells just as much.

Invariant: a control follows from the node's key, its reviewer and its proposal's two records alone; its truth can be told by who
reads with care, by birth date or document.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, islice

from coalesce.handling import Actor
from coalesce.linking.agreement import weigh
from coalesce.linking.columns import prepare
from coalesce.linking.comparisons import NOTHING_REASON, Comparison
from coalesce.linking.controls import Pair, drawn, identity, in_truth_same, seed
from coalesce.linking.review import entropy
from coalesce.records import Entry, HeldSighting, Link, MatchWeight, Record
from coalesce.sample.control_pairs import invented_pair, sightings_like
from coalesce.services.node import Node
from coalesce.services.queueing import Queue
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
class Opening:
    """Which controls are to be open: of whose queue, how many at most, in which share, answered before."""

    reviewer: Actor
    queue: Queue
    key: tuple[object, ...]
    most: int
    share: float
    done: set[str]


def opened(node: Node, view: ReadView, opening: Opening) -> list[Control]:
    """So many controls as may be open at a time, those of the most doubtful proposals first."""
    most, whose = opening.most, (view, opening.reviewer.name)
    made: list[Control] = []
    anchors = _anchors(node, opening)
    while len(made) < most and (some := list(islice(anchors, TOGETHER))):
        links = [link for link in view.links_of(some).values() if link.model == node.model.name]
        sides = cache(lambda some=links: view.records(sorted({side for one in some for side in (one.left, one.right)})))
        ordered = sorted(links, key=lambda link: some.index((link.left, link.right)))
        for anchor in ordered if len(made) < most else ():
            if len(made) < most and (control := _remembered(node, whose, anchor, sides)):
                made.append(control)
    return made


def _anchors(node: Node, opening: Opening) -> Iterator[Pair]:
    """The proposals, judged or not, that bring this reviewer a control not answered yet; the most doubtful first.

    They are drawn one after another, as far as they are asked for: there may be a million.
    """
    queue, actor, share, done = opening.queue, opening.reviewer, opening.share, opening.done
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


def _remembered(
    node: Node, by: tuple[ReadView, str], anchor: Link, sides: Callable[[], dict[str, Record]]
) -> Control | None:
    """A control is costly to make, and follows from the node's key and this alone; ``sides`` reads its proposal's records."""
    view, reviewer = by
    whose = (reviewer, view.actor.member, view.purpose, view.also, node.store.clock.today())
    pair = (anchor.left, anchor.left_version, anchor.right, anchor.right_version, anchor.model)

    def make() -> Control | None:
        return _made(node, reviewer, anchor, (sides()[anchor.left], sides()[anchor.right]))

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
