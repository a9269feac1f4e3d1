"""The review queue: every pair that waits for a human, by how much a word on it would tell.

Invariant: a function of the records, links and settled verdicts given, and of nothing else; after any words, amended one
by one, it is what making it anew would give (a property test holds them equal). A pair waits while no verdict settles
it: neither its own, nor the chain of others ("same" joins what both sides are the same as; "different" parts it).

A word changes no more than the pieces of its two sides: records that a chain of likely links or "same" joins to them.
So it is worked in without touching the rest; a million links are only looked through, in arrays, for the next pair.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coalesce.linking.cluster_ties import Odds, Places, Ties, Told, Verdicts, ties
from coalesce.linking.components import ABSENT
from coalesce.linking.information import bits, together
from coalesce.linking.partition import group_labels
from coalesce.records import Verdict

Pair = tuple[str, str]
Flags = NDArray[np.bool_]

LIKELY = 0.5
"""Links above join pieces; at it and below none is evidence for one person."""

FLOORS = (0.99, 0.9, 0.5, 0.1, -np.inf)
"""Places (bits, mostly) down to which the first pairs are looked for, one floor after another."""


@dataclass(frozen=True, slots=True)
class Waits:
    """A pair that waits. ``together``: that it is one person, all evidence together; ``information`` in bits."""

    left: str
    right: str
    probability: float
    together: float
    information: float


class Waiting:
    """The queue of one audience. Not to be read while it is amended: whoever holds it keeps others waiting."""

    def __init__(self, told: Told, verdicts: Verdicts) -> None:
        """From everything that the audience sees; links in any order."""
        order = np.lexsort((told.right, told.left))
        self.records, self._closed = told.records, told.closed
        self.left, self.right, self.probability = told.left[order], told.right[order], told.probability[order]
        self._by_right = np.argsort(self.right, kind="stable")
        every = np.arange(len(told.records) + 1)
        self._from_left = np.searchsorted(self.left, every)
        self._from_right = np.searchsorted(self.right[self._by_right], every)
        self._verdicts = dict(verdicts)
        self._judged: dict[int, set[int]] = defaultdict(set)
        for pair in verdicts:
            self._note_judged(pair)
        self._group = group_labels(self._told(), self._verdicts)
        self._groups = int(self._group.max(initial=-1)) + 1
        self.together, self.waits = self._informed(self._told(), self._verdicts, self._group)
        self.information = bits(self.together)
        self._by_doubt: Places | None = None

    def __len__(self) -> int:
        """How many pairs wait."""
        return int(np.count_nonzero(self.waits))

    @property
    def verdicts(self) -> Verdicts:
        """What is settled, and what was undecided again."""
        return self._verdicts

    def by_doubt(self) -> Places:
        """The numbers of all links, waiting or not, the most doubtful by its own probability first."""
        if self._by_doubt is None:
            self._by_doubt = np.argsort(-bits(self.probability), kind="stable")
        return self._by_doubt

    def amend(self, changed: Mapping[Pair, Verdict]) -> None:
        """Work in new verdicts on some pairs."""
        sides: set[int] = set()
        for pair, word in changed.items():
            if self._verdicts.get(pair, Verdict.UNSURE) is not word:
                sides.update(self._note_judged(pair))
            self._verdicts[pair] = word
        if sides:
            self._around(np.array(sorted(sides)))

    def place_of(self, record: str) -> int | None:
        """Where a record stands among ``records``."""
        at = bisect_left(self.records, record)
        return at if at < len(self.records) and self.records[at] == record else None

    def number_of(self, pair: Pair) -> int | None:
        """The number of the link between two records, or None."""
        left, right = self.place_of(pair[0]), self.place_of(pair[1])
        if left is None or right is None:
            return None
        begin, end = int(self._from_left[left]), int(self._from_left[left + 1])
        at = begin + int(np.searchsorted(self.right[begin:end], right))
        return at if at < end and self.right[at] == right else None

    def before(self, pair: Pair) -> int:
        """How many links come before a pair by left and right; it need not be one, nor its records there."""
        left = bisect_left(self.records, pair[0])
        begin = int(self._from_left[left])
        if left == len(self.records) or self.records[left] != pair[0]:
            return begin
        rights = self.right[begin : int(self._from_left[left + 1])]
        return begin + int(np.searchsorted(rights, bisect_left(self.records, pair[1])))

    def touching(self, records: Iterable[str]) -> Places:
        """The numbers of the links that touch these records."""
        places = [place for one in records if (place := self.place_of(one)) is not None]
        return self._links_of(np.array(sorted(set(places)), dtype=np.int64))

    def pair(self, number: int) -> Waits:
        """One pair by the number of its link."""
        return Waits(
            self.records[int(self.left[number])],
            self.records[int(self.right[number])],
            float(self.probability[number]),
            float(self.together[number]),
            float(self.information[number]),
        )

    def first(self, count: int, among: Flags, place: Odds) -> list[int]:
        """The numbers of the first ``count`` links ``among`` all, the greatest ``place`` first, then by left and right."""
        chosen = np.zeros(0, dtype=np.int64)
        for least in FLOORS:  # most is asked of the top: there a million need no sorting
            chosen = np.flatnonzero(among & (place >= least))
            if len(chosen) >= count:
                break
        if len(chosen) > count:
            values = place[chosen]
            least = np.partition(values, len(values) - count)[len(values) - count]
            chosen = chosen[values >= least]
        order = np.lexsort((chosen, -place[chosen]))
        return [int(number) for number in chosen[order[:count]]]

    # -- a change and what it touches -------------------------------------------------------

    def _around(self, sides: Places) -> None:
        """Remake the groups of the pieces that hold these records, and what words on their links tell."""
        piece = self._closure(sides)
        told = self._told(piece)
        labels = group_labels(told, self._among(told.records))
        self._group[piece] = labels + self._groups
        self._groups += int(labels.max(initial=-1)) + 1
        touched = self._links_of(piece)
        ends = np.union1d(self.left[touched], self.right[touched])
        near = self._closure(np.union1d(piece, ends))
        told = self._told(near)
        inside = self._links_within(near)
        groups = np.unique(self._group[near], return_inverse=True)[1].reshape(-1)
        shares, waits = self._informed(told, self._among(told.records), groups)
        mine = np.isin(inside, touched)
        self.together[inside[mine]], self.waits[inside[mine]] = shares[mine], waits[mine]
        self.information[touched] = bits(self.together[touched])

    def _told(self, places: Places | None = None) -> Told:
        """All, or these records with the links between them."""
        if places is None:
            return Told(self.records, self._closed, self.left, self.right, self.probability)
        inside = self._links_within(places)
        left, right = np.searchsorted(places, self.left[inside]), np.searchsorted(places, self.right[inside])
        records = [self.records[place] for place in places.tolist()]
        return Told(records, self._closed[places], left, right, self.probability[inside])

    def _among(self, records: list[str]) -> dict[Pair, Verdict]:
        """The verdicts between these records."""
        places = {place for one in records if (place := self.place_of(one)) is not None}
        pairs = {self._named(one, other) for one in places for other in self._judged.get(one, ()) if other in places}
        return {pair: self._verdicts[pair] for pair in sorted(pairs)}

    def _named(self, one: int, other: int) -> Pair:
        return self.records[min(one, other)], self.records[max(one, other)]

    def _note_judged(self, pair: Pair) -> list[int]:
        """Note between which records a word was said; their places, where both are there."""
        places = [place for one in pair if (place := self.place_of(one)) is not None]
        if len(places) == 2:
            self._judged[places[0]].add(places[1])
            self._judged[places[1]].add(places[0])
        return places if len(places) == 2 else []

    def _closure(self, seeds: Places) -> Places:
        """The seeds and every record that a chain of likely links or "same" joins to them."""
        reached, edge = seeds, seeds
        while len(edge):
            links = self._links_of(edge)
            links = links[self.probability[links] > LIKELY]
            said = [
                other
                for one in edge.tolist()
                for other in self._judged.get(one, ())
                if self._verdicts[self._named(one, other)] is Verdict.SAME
            ]
            found = np.concatenate((self.left[links], self.right[links], np.array(said, dtype=np.int64)))
            edge = np.setdiff1d(found, reached)
            reached = np.union1d(reached, edge)
        return reached

    def _links_of(self, places: Places) -> Places:
        """The numbers of the links that touch these records, in order."""
        spans = [np.arange(self._from_left[at], self._from_left[at + 1]) for at in places.tolist()]
        spans += [self._by_right[self._from_right[at] : self._from_right[at + 1]] for at in places.tolist()]
        return np.unique(np.concatenate(spans)) if spans else np.zeros(0, dtype=np.int64)

    def _links_within(self, places: Places) -> Places:
        """The numbers of the links between these records, in order."""
        spans = [np.arange(self._from_left[at], self._from_left[at + 1]) for at in places.tolist()]
        links = np.concatenate(spans) if spans else np.zeros(0, dtype=np.int64)
        return links[np.isin(self.right[links], places)]

    def _informed(self, told: Told, verdicts: Verdicts, group: Places) -> tuple[Odds, Flags]:
        """Of each link told: the probability that its sides are one person, and whether it waits."""
        known = ties(told, verdicts, ABSENT)
        of_unit = np.zeros(len(known.size), dtype=np.int64)
        of_unit[known.unit] = group
        shares = together(known, of_unit)
        one, other = known.unit[told.left], known.unit[told.right]
        count, apart = max(len(known.size), 1), one != other
        keys = np.minimum(one, other) * count + np.maximum(one, other)
        edge = np.searchsorted(known.one * count + known.other, keys)
        answer = np.ones(len(one))
        answer[apart] = shares[edge[apart]]
        return answer, apart & ~_decided(told, verdicts, known, (one, other))


def _decided(told: Told, verdicts: Verdicts, known: Ties, sides: tuple[Places, Places]) -> Flags:
    """Of each link, whether a word was said between its two units: on it, or on another pair of theirs."""
    place = {record: at for at, record in enumerate(told.records)} if verdicts else {}
    said = [
        sorted((int(known.unit[place[left]]), int(known.unit[place[right]])))
        for (left, right), word in verdicts.items()
        if word is not Verdict.UNSURE and left in place and right in place
    ]
    count = max(len(known.size), 1)
    keys = np.array([one * count + other for one, other in said], dtype=np.int64)
    found: Flags = np.isin(np.minimum(*sides) * count + np.maximum(*sides), keys)
    return found
