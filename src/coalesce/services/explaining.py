"""What helps a reviewer to judge a pair: its names word by word, why its probability is not higher, pairs judged before.

Invariant: made from what the reader sees and from the published model alone; it decides nothing, and a word on
a pair like this one is shown, never carried over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coalesce.linking.model import Model
from coalesce.linking.review import alike
from coalesce.linking.shortfall import Line, Shortfall, shortfall
from coalesce.linking.side_by_side import NamesLaid, one_in, rareness, side_by_side
from coalesce.records import Judgement, Link, MatchWeight, Record
from coalesce.services.queueing import Queue
from coalesce.store.read_view import ReadView


@dataclass(frozen=True, slots=True)
class JudgedBefore:
    """A pair of like evidence with the last word on it; reviewer and reason are empty for other members' words."""

    left: Record
    right: Record
    word: Judgement
    probability: float


@dataclass(frozen=True, slots=True)
class Explained:
    """Everything beside the evidence itself."""

    names: NamesLaid | None
    why: Shortfall
    before: tuple[JudgedBefore, ...] = ()


def explained(
    view: ReadView, model: Model, queue: Queue, pairs: Sequence[tuple[Record, Record, Link | None]]
) -> list[Explained]:
    """What helps with each of these pairs; ``queue`` is that of the view."""
    laid = side_by_side([(left.entry, right.entry) for left, right, _ in pairs], model)
    decided = _decided(view, queue)
    near = [_near(link, decided) for _, _, link in pairs]
    records = view.records(sorted({side for some in near for pair in some for side in pair}))
    return [
        Explained(
            names,
            shortfall(link.weight, model if link.model == model.name else None) if link else Shortfall(),
            tuple(_before(decided[pair], records) for pair in some),
        )
        for names, (_, _, link), some in zip(laid, pairs, near, strict=True)
    ]


def document(made: Explained) -> dict[str, Any]:
    """The same as plain data: ``names``, ``why_not_higher``, ``why_not_lower``, ``judged_before``."""
    return {
        "names": _names(made.names) if made.names else None,
        "why_not_higher": [_line(line) for line in made.why.higher],
        "why_not_lower": [_line(line) for line in made.why.lower],
        "judged_before": [
            {
                "left": one.left.id,
                "right": one.right.id,
                "left_name": one.left.name,
                "right_name": one.right.name,
                "verdict": one.word.verdict,
                "member": one.word.member,
                "reason": one.word.reason,
                "probability": one.probability,
            }
            for one in made.before
        ],
    }


def _names(laid: NamesLaid) -> dict[str, Any]:
    return {
        "left": laid.left.full,
        "right": laid.right.full,
        "score": laid.compared.score,
        "aligned": [
            {
                "left": one.left,
                "right": one.right,
                "likeness": one.likeness,
                "rarity": one.rarity,
                "borne_by_one_in": one_in(one.rarity),
                "rareness": rareness(one.rarity),
                "reason": one.reason,
            }
            for one in laid.compared.aligned
        ],
        "left_alone": list(laid.compared.left_alone),
        "right_alone": list(laid.compared.right_alone),
        "remarks": list(laid.compared.remarks),
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "comparisons": list(line.comparisons),
        "text": line.text,
        "bits": line.bits,
        "probability": line.probability,
    }


Decided = dict[tuple[str, str], tuple[Link, Judgement]]


def _decided(view: ReadView, queue: Queue) -> Decided:
    """The proposals that humans decided last, as this reader's member holds them, with the word that says so."""
    with queue.lock:
        decided = queue.decided()
        unknown = [pair for pair, _ in decided if pair not in queue.links and queue.waiting.number_of(pair) is not None]
        queue.links |= view.links_of(unknown)
        known = {pair: (queue.links.get(pair), word) for pair, word in decided}
    return {pair: (link, word) for pair, (link, word) in known.items() if link is not None}


def _near(link: Link | None, decided: Decided) -> list[tuple[str, str]]:
    if link is None:
        return []
    weights: Mapping[tuple[str, str], MatchWeight] = {
        pair: other.weight for pair, (other, _) in decided.items() if pair != (link.left, link.right)
    }
    return alike(link.weight, weights)


def _before(known: tuple[Link, Judgement], records: Mapping[str, Record]) -> JudgedBefore:
    link, word = known
    return JudgedBefore(records[link.left], records[link.right], word, link.probability)
