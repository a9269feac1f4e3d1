"""How many people stand on exactly which lists.

Invariant: ``counts`` has 2^k whole numbers of 0 or more for k lists. The index of a count is its pattern: bit i is set
where the people are on ``lists[i]``. ``counts[0]`` is 0: whom no list saw, nobody has counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coalesce.errors import BadInput

MOST_LISTS = 16
"""More would make a table of over 65,536 counts."""


@dataclass(frozen=True, slots=True)
class CaptureTable:
    """People by capture pattern. Raises BadInput where the invariant does not hold."""

    lists: tuple[str, ...]
    counts: tuple[int, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.lists) <= MOST_LISTS or len(set(self.lists)) != len(self.lists):
            raise BadInput(f"a capture table has from 1 to {MOST_LISTS} lists, each with a name of its own")
        if len(self.counts) != 1 << len(self.lists):
            raise BadInput(f"a capture table of {len(self.lists)} lists has {1 << len(self.lists)} counts")
        if min(self.counts) < 0 or self.counts[0]:
            raise BadInput("the counts of a capture table are 0 or more, and 0 for those whom no list saw")

    @property
    def n_observed(self) -> int:
        """People on at least one list."""
        return sum(self.counts)

    @property
    def on_two_or_more(self) -> int:
        """People on at least two lists: what an estimate rests on."""
        return sum(count for pattern, count in enumerate(self.counts) if pattern.bit_count() > 1)

    def size(self, which: int) -> int:
        """People on ``lists[which]``."""
        return sum(count for pattern, count in enumerate(self.counts) if pattern >> which & 1)

    def overlap(self, one: int, other: int) -> int:
        """People on both lists, whatever else they are on."""
        both = 1 << one | 1 << other
        return sum(count for pattern, count in enumerate(self.counts) if pattern & both == both)

    def drop(self, which: int) -> CaptureTable:
        """The table of the other lists: who is on ``lists[which]`` alone falls out. Raises BadInput for the last list."""
        counts = [0] * (len(self.counts) // 2)
        low = (1 << which) - 1
        for pattern, count in enumerate(self.counts):
            counts[pattern & low | pattern >> which + 1 << which] += count
        counts[0] = 0
        return CaptureTable(self.lists[:which] + self.lists[which + 1 :], tuple(counts))

    def merged(self, groups: Sequence[Sequence[str]]) -> CaptureTable:
        """The table where the lists of a group count as one, named ``A+B``, in the place of the group's first.

        Raises BadInput for a list that is not there or stands in two groups.
        """
        named = [name for group in groups for name in group]
        for name in named:
            if name not in self.lists or named.count(name) > 1:
                raise BadInput(f"the list '{name}' is not of this table, or stands in two source groups")
        whole = {name: tuple(each for each in self.lists if each in group) for group in groups for name in group}
        kept = tuple(dict.fromkeys(whole.get(name, (name,)) for name in self.lists))
        place = {name: at for at, group in enumerate(kept) for name in group}
        bits = [1 << place[name] for name in self.lists]
        counts = [0] * (1 << len(kept))
        for pattern, count in enumerate(self.counts):
            to = 0
            for which, bit in enumerate(bits):
                to |= bit if pattern >> which & 1 else 0
            counts[to] += count
        return CaptureTable(tuple("+".join(group) for group in kept), tuple(counts))
