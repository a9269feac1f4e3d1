"""Finding the records whose names are nearest to a name, in any script and spelling, among all that a reader may see.

Invariant: what is found, its order and scores follow from the name and the visible records alone. Keys are asked from
the most telling to the least, until ``ENOUGH`` visible records stand under them; those that share most are
compared, and a record's score is the best that ``names.compare`` gives any of its names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio, token_sort_ratio

from coalesce.linking.index import Asked, Key, Nearly
from coalesce.names import romanise
from coalesce.names.comparing import Weighed, weigh_many
from coalesce.names.rarity import rarity
from coalesce.records import ListKind
from coalesce.store.read_found import SCREENED, Within
from coalesce.store.read_view import Held, Named, ReadView

ENOUGH = 40
"""With so many visible records under the keys asked so far, less telling keys are not asked."""

MOST_UNDER = 60
"""Records taken from under one key."""

MOST_EDITED = 100
"""Records taken from under all keys a letter off: with twice as many as few more are found as chance has it (bench/screen.py)."""

COMPARED = 8
"""Records whose names are compared in full."""

BEHIND = 0.6
"""A record so far behind the likeliest, of 2, is not compared: half the words of it are others."""

LIKELY, SURE = 1.15, 0.5
"""Nor is one below this, of 2, where a score of ``SURE`` is asked for: of pairs that score it, 1 in 50 is (bench/screen.py)."""

MOST_NAMES = 200
"""Names of one record that are looked at: as many as intake lets in without a setting."""

RARE = 12.0
"""Bits from which on one word alone is worth asking for beside others."""

EDIT_COSTS = 3.0
"""Bits that a word tells less when a letter is off."""

_FEW = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found: the name of it that agrees best, how well (0 to 1), and why."""

    record: str
    reference: str
    list_name: str
    owner: str
    name: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindOrder:
    """At most ``top`` hits that score ``least``, of some lists or of all; ``screened`` leaves out lists of customers,
    ``kind`` all lists but those of one kind. Lists that are left out are not looked in: what stands there takes no
    other's place."""

    top: int = 5
    least: float = 0.0
    screened: bool = False
    compared: int = COMPARED
    lists: tuple[str, ...] = ()
    kind: ListKind | None = None

    @property
    def within(self) -> Within:
        """The lists that are looked in."""
        return Within((self.kind,) if self.kind else SCREENED if self.screened else (), self.lists)


def find(view: ReadView, texts: Sequence[str], order: FindOrder) -> list[list[Hit]]:
    """The hits of each text, best first; equal scores by reference and record id."""
    found = [_nearest(view, text, order) for text in texts]
    first = [(text, name) for text, near in zip(texts, found, strict=True) for name, _ in near]
    known = dict(zip(first, weigh_many(first), strict=True))
    rest = [
        (text, name)
        for text, near in zip(texts, found, strict=True)
        for name, of in _leading(text, near, known, order)
        for name in of.names[:MOST_NAMES]
        if (text, name) not in known
    ]
    known.update(zip(rest, weigh_many(rest), strict=True))
    return [_hits(text, near, known, order) for text, near in zip(texts, found, strict=True)]


Near = list[tuple[str, Named]]
Known = dict[tuple[str, str], Weighed]


def _leading(text: str, near: Near, known: Known, order: FindOrder) -> Near:
    """Those that may be among the hits: their other names are compared too."""
    return sorted(near, key=lambda one: -known[text, one[0]].score)[: order.top]


def _hits(text: str, near: Near, known: Known, order: FindOrder) -> list[Hit]:
    best = []
    for _, of in near:
        score, name = max((known[text, name].score, name) for name in of.names[:MOST_NAMES] if (text, name) in known)
        if score >= order.least and score > 0:
            best.append((-score, of.reference, of.record, name, of))
    best.sort(key=lambda one: one[:3])
    return [
        Hit(of.record, of.reference, of.list_name, of.owner, name, -score, known[text, name].explained().reasons)
        for score, _, _, name, of in best[: order.top]
    ]


def _nearest(view: ReadView, text: str, order: FindOrder) -> Near:
    """The records to be compared, each with the name of it that looks nearest."""
    view.note_asked(text)
    asked = Asked.of(text, rarity)
    if not asked.told:
        return []
    shared = candidates(view, asked, order.within)
    told = shared.told()
    likely = sorted(told, key=lambda record: (-told[record], record not in shared.whole, record))[: 3 * order.compared]
    named = view.named(shared.held[record] for record in likely)
    plain = _plain(text)
    whole = sum(asked.told)
    ranked = []
    for record in likely:
        of = named[record]
        likeness, name = max((_likeness(plain, _plain(name)), name) for name in of.names[:MOST_NAMES])
        ranked.append((-(likeness / 100 + told[record] / whole), record, name, of))
    ranked.sort(key=lambda one: one[:2])
    floor = ranked[0][0] + BEHIND if ranked else 0.0
    if order.least >= SURE:
        floor = min(floor, -LIKELY)
    return [(name, of) for rank, _, name, of in ranked[: order.compared] if rank <= floor]


def _likeness(one: str, other: str) -> float:
    """Of letters, 0 to 100: in the order given or sorted, since a wrong first letter sorts a word elsewhere."""
    return max(ratio(one, other), token_sort_ratio(one, other))


def _plain(name: str) -> str:
    return name.lower() if name.isascii() else romanise(name)


class Shared:
    """Visible records that share keys with the asked name, and which of its words they share."""

    def __init__(self, view: ReadView, asked: Asked, within: Within) -> None:
        self._view, self._asked, self._within = view, asked, within
        self._there = set(view.held(asked.values()))
        self._words: dict[str, dict[int, float]] = defaultdict(dict)
        self.held: dict[str, Held] = {}
        """Each of them as the view gave it."""
        self.whole: set[str] = set()
        """Those that have a name of just these words."""

    def __len__(self) -> int:
        return len(self.held)

    def ask(self, keys: Sequence[Key]) -> None:
        """Few keys are asked one by one, each with a limit of its own; many at once."""
        there = [key for key in keys if key.value in self._there]
        if len(keys) <= _FEW:
            for key in there:
                for row in self._view.under(key.value, MOST_UNDER, self._within):
                    self._take(row, key.places, 0.0)
        else:
            by = {key.value: key for key in there}
            for row in self._view.under_any(list(by), MOST_UNDER * _FEW, self._within):
                self._take(row, by[row[0]].places, 0.0)

    def ask_nearly(self, keys: Sequence[Nearly]) -> None:
        """Keys of words a letter off, with one limit."""
        first = {value: key.places for key in reversed(keys) for value in key.values if value in self._there}
        for row in self._view.under_any(list(first), MOST_EDITED, self._within):
            self._take(row, first[row[0]], EDIT_COSTS)

    def _take(self, row: Held, places: Sequence[int], less: float) -> None:
        record = row[1]
        self.held[record] = row
        words, told = self._words[record], self._asked.told
        for place in places:
            tells = told[place] - less
            if tells > words.get(place, 0.0):
                words[place] = tells

    def told(self) -> dict[str, float]:
        """The bits that each record's shared words tell."""
        return {record: sum(words.values()) for record, words in self._words.items()}


def candidates(view: ReadView, asked: Asked, within: Within) -> Shared:
    """Visible records that share a key with the name. A word by itself is asked for as it is before it is asked a letter off."""
    shared = Shared(view, asked, within)
    shared.ask(asked.whole)
    shared.whole.update(shared.held)
    shared.ask(asked.singles if len(asked.told) == 1 else asked.pairs)
    if len(shared) < ENOUGH:
        shared.ask_nearly(asked.edited)
    if len(shared) < ENOUGH and len(asked.told) > 1:
        shared.ask([key for key in asked.singles if asked.told[key.places[0]] >= RARE])
    return shared
