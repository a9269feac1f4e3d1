"""Control pairs: which proposals bring one, what it is known by, and what the answers tell of a reviewer.

Invariant: a keyed draw for each reviewer and proposal, from nothing else; so the same proposals give the same
controls, whatever else there is. A rate never stands without its interval. Pure.

Sources: Wilson (1927), Probable inference, the law of succession, and statistical inference (the interval).
"""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from coalesce.records import Verdict

Pair = tuple[str, str]

MOST_OPEN = 5
"""Controls that wait for one reviewer at a time."""

Z95 = 1.959964
"""The normal quantile of a two-sided 95 % interval."""


@dataclass(frozen=True, slots=True)
class ControlAnswer:
    """One reviewer's word on a control: whether the two were one person in truth, and what was said."""

    id: str
    reviewer: str
    same: bool
    verdict: Verdict
    at: datetime

    @property
    def right(self) -> bool | None:
        """Whether the word was true; None for "unsure", which is no error."""
        if self.verdict is Verdict.UNSURE:
            return None
        return (self.verdict is Verdict.SAME) is self.same


@dataclass(frozen=True, slots=True)
class Rate:
    """``wrong`` of ``of`` answers, with the bounds of the 95 % interval (0 to 1; the whole of it without an answer)."""

    wrong: int
    of: int
    low: float
    high: float

    @property
    def share(self) -> float | None:
        """None without an answer."""
        return self.wrong / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Rates:
    """``false_same``: two persons called one; ``missed_same``: one person called two. ``unsure`` are not in them."""

    all: Rate
    false_same: Rate
    missed_same: Rate
    unsure: int


def drawn(key: bytes, reviewer: str, pairs: Iterable[Pair], share: float) -> set[Pair]:
    """The proposals that bring this reviewer a control, so that ``share`` of all pairs (below 1) are controls."""
    most = share / (1 - share) * 2**64
    begun = blake2b(f"control\0drawn\0{reviewer}".encode(), key=key, digest_size=8)

    def draw(pair: Pair) -> int:
        one = begun.copy()  # there may be a million proposals: the key is worked in once
        one.update(f"\0{pair[0]}\0{pair[1]}".encode())
        return int.from_bytes(one.digest(), "big")

    return {pair for pair in pairs if draw(pair) < most}


def seed(key: bytes, reviewer: str, pair: Pair) -> bytes:
    """What a control is made from: 32 bytes that nobody without the key can tell."""
    return blake2b("\0".join(("control", "made", reviewer, *pair)).encode(), key=key, digest_size=32).digest()


def identity(of: bytes, side: str) -> str:
    """An id as records have it: 26 lower-case letters and digits (base32, RFC 4648)."""
    return base64.b32encode(blake2b(side.encode(), key=of, digest_size=17).digest())[:26].decode().lower()


def in_truth_same(of: bytes) -> bool:
    """Whether the control of this seed shows one person twice: half do."""
    return blake2b(b"truth", key=of, digest_size=1).digest()[0] < 128


def most_open(waiting: int, share: float) -> int:
    """How many controls stand beside so many waiting pairs at most, at this share."""
    return min(MOST_OPEN, math.ceil(waiting * share / (1 - share)))


def rates(answers: Iterable[ControlAnswer]) -> Rates:
    """What these answers tell."""
    known = list(answers)
    told = [answer for answer in known if answer.right is not None]
    return Rates(
        _rate(told),
        _rate([answer for answer in told if not answer.same]),
        _rate([answer for answer in told if answer.same]),
        len(known) - len(told),
    )


def wilson(wrong: int, of: int) -> tuple[float, float]:
    """The 95 % score interval of a share."""
    if not of:
        return 0.0, 1.0
    share, z2 = wrong / of, Z95 * Z95
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z95 / (1 + z2 / of) * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    low, high = max(middle - half, 0.0), min(middle + half, 1.0)
    return (0.0 if wrong == 0 else low), (1.0 if wrong == of else high)


def _rate(answers: Sequence[ControlAnswer]) -> Rate:
    wrong = sum(1 for answer in answers if answer.right is False)
    return Rate(wrong, len(answers), *wilson(wrong, len(answers)))
