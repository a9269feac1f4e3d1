"""Whether two names are one person's name, and why: a probability, with the words laid side by side.

Invariant: symmetric; the order of the words does not matter, nor how letters are stored (normalisation forms, marks of
direction, invisible characters); never NaN; more evidence gives a higher score, and none gives 1. A particle goes with
the word beside it: Abd and Abu with the one behind, -din and -allah with the one before. Moved to another word it makes
another name (Abd Karim Latif, Karim Abd Latif); bin or van that stands last is a word of its own (``tokens``).
A name without a letter or digit agrees with nothing: 0.

The probability is that two records whose names these are name the same person's name, where as many pairs do as do
not. How often the name is borne by different persons is not in it: linking adds what it knows of that.

The work for one pair is bounded: of a name with more than ``MOST_WORDS`` the rarest are compared, letters beyond
``MOST_LETTERS`` are left out, and the comparison says so.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter, itemgetter

from coalesce.names.alignment import assign
from coalesce.names.joining import join
from coalesce.names.likeness import SAME, UNKNOWN, likenesses, unheard
from coalesce.names.lookalikes import one_script
from coalesce.names.nicknames import same_by_custom
from coalesce.names.normal import normalise, tightened
from coalesce.names.rarity import rarity, shipped
from coalesce.names.titles import TITLES
from coalesce.names.words import Word, words

MOST_WORDS = 16
MOST_LETTERS = 400
COST = 10.0
"""Bits that a word costs which contradicts another: about what a rare word tells."""

LACKS = 5.0
"""Bits of words alone from which on a name is another's as far as it lacks them."""

MOST_MISSING = 8.0
"""Bits: who leaves out one word of a long name may leave out two."""

INITIAL_TELLS, PATRONYMIC_TELLS = 1.0, 2.0
"""Bits: that an initial agrees or is missing tells little, and that a patronymic is missing."""

_PATRONYMIC = re.compile("(?:[aeoi]v|[ae]u|y)(?:ich|ych|na|yna)$")
"""Petrovich, Ivanovna, Uladzimiravich, Barysauna, Ilyich."""

MOST_REMEMBERED = 200_000
"""Likenesses of word pairs that are kept from one call to the next: about 40 MB."""

_REMEMBERED: dict[tuple[str, str], float] = {}

LEAST_UNHEARD, MOST_UNHEARD = 0.2, 0.85
"""Between these stays the score where a script is not known to the encoder and some word is as likely alike as not."""

LEAST_UNLIKE = 0.04
"""The first of these where no word is more likely alike than any other: two names that agree in nothing stay below one that
holds the other, which scores .117 (Ali, Ali Zubaydullayev), and no lower, since the rules of romanising do not know every
reading (Fujii for 藤井).
"""

LIKELY = 0.5

NOTHING = "a name without a letter or digit agrees with nothing"
LEAST_PRODUCT = -12.0
"""The logarithm of the product of likenesses goes no lower: that low, a name is another's."""

Words = tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Aligned:
    """Two words laid against each other, as written; ``likeness`` is a probability, ``rarity`` in bits."""

    left: str
    right: str
    likeness: float
    rarity: float
    reason: str


@dataclass(frozen=True, slots=True)
class NameComparison:
    """What comparing two names gave. ``score`` is a probability; ``left_alone`` are words that the other name lacks."""

    score: float
    aligned: tuple[Aligned, ...] = ()
    left_alone: tuple[str, ...] = ()
    right_alone: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """Every reason in words, the aligned words first."""
        laid = tuple(f"{each.left} ~ {each.right}: {each.reason}" for each in self.aligned)
        alone = tuple(
            f"only the {side} name has {word}"
            for side, rest in (("left", self.left_alone), ("right", self.right_alone))
            for word in rest
        )
        return (*laid, *alone, *self.remarks)


def compare(left: str, right: str) -> NameComparison:
    """Compare two names, in any scripts."""
    return compare_many([(left, right)])[0]


def compare_many(pairs: Iterable[tuple[str, str]]) -> list[NameComparison]:
    """Compare many pairs of names at once, which is faster; the answers are those of ``compare``."""
    return [found.explained() for found in weigh_many(pairs)]


def weigh_many(pairs: Iterable[tuple[str, str]]) -> list[Weighed]:
    """The same without the reasons, which take a third of the time: they are told of those that are asked for them."""
    asked = list(pairs)
    if len(_REMEMBERED) > MOST_REMEMBERED:
        _REMEMBERED.clear()
    known = Likenesses(_REMEMBERED)
    distinct = {name: distinct_words(name) for name in dict.fromkeys(name for pair in asked for name in pair)}
    sides = [(distinct[left], distinct[right]) for left, right in asked]
    known.learn((one, other) for left, right in sides for one in left for other in right)
    return [_weighed(names, both, known) for names, both in zip(asked, sides, strict=True)]


def scores(query: str, names: Sequence[str]) -> list[float]:
    """The score of one name against each of many."""
    return [found.score for found in weigh_many((query, name) for name in names)]


class Likenesses:
    """The likeness of word pairs, each worked out once, many at a time. A word is known by its letters."""

    def __init__(self, known: dict[tuple[str, str], float] | None = None) -> None:
        self._known: dict[tuple[str, str], float] = {} if known is None else known

    def learn(self, pairs: Iterable[tuple[Word, Word]]) -> None:
        """Work out what is not known yet of these."""
        new: dict[tuple[str, str], tuple[Word, Word]] = {}
        for one, other in pairs:
            if one.source > other.source:
                one, other = other, one
            key = one.source, other.source
            if key not in self._known and key not in new:
                new[key] = one, other
        found = likenesses([one for one, _ in new.values()], [other for _, other in new.values()])
        self._known.update(zip(new, found.tolist(), strict=True))

    def of(self, one: Word, other: Word) -> float:
        """The likeness of two words."""
        key = (one.source, other.source) if one.source <= other.source else (other.source, one.source)
        found = self._known.get(key)
        if found is None:
            self.learn([(one, other)])
            found = self._known[key]
        return found


def distinct_words(name: str) -> Words:
    """The distinct words of a name: one said twice counts once. Of many the rarest, which do not hang on their order."""
    found = _all_words(name)
    if len(found) <= MOST_WORDS:
        return found
    kept = set(sorted(found, key=lambda word: (-rarity(word.bone), word.source))[:MOST_WORDS])
    return tuple(word for word in found if word in kept)


def _all_words(name: str) -> Words:
    distinct = {word.source: word for word in reversed(words(tightened(name, MOST_LETTERS)[:MOST_LETTERS]))}
    return tuple(reversed(distinct.values()))


def _remarks(left: str, right: str, laid: Laying) -> tuple[str, ...]:
    found = []
    names = [tightened(name, MOST_LETTERS) for name in (left, right)]
    if max(map(len, names)) > MOST_LETTERS:
        found.append(f"only the first {MOST_LETTERS} letters of a name are compared")
    if any(len(_all_words(name)) > MOST_WORDS for name in names):
        found.append(f"only the {MOST_WORDS} rarest words of a name are compared")
    if any(one_script(word) != word for name in names for word in normalise(name[:MOST_LETTERS]).split()):
        found.append("a letter that only looks like one of its word's script is read as that one")
    if _unheard(laid):
        found.append("a script that the encoder does not know: romanised by rule, so nothing is sure")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Laid:
    """Two words laid against each other: how alike they are, and what their agreeing tells in bits."""

    left: Word
    right: Word
    likeness: float
    tells: float


@dataclass(frozen=True, slots=True)
class Laying:
    """The best laying of two names; ``alone`` are the words of the name that has more, which is the left with ``more_left``."""

    laid: tuple[Laid, ...]
    alone: Words
    more_left: bool


def lay(left: Words, right: Words, known: Likenesses) -> Laying:
    """Lay two names against each other; neither may be empty. Among equally good layings the letters choose, not the order."""
    left, right = join(left, right, known.of)
    one, other = sorted(left, key=_LETTERS), sorted(right, key=_LETTERS)
    more_left = (len(one), [*map(_LETTERS, one)]) > (len(other), [*map(_LETTERS, other)])
    fewer, more = (other, one) if more_left else (one, other)
    table = [[Laid(one, other, known.of(one, other), _tells(one, other)) for other in more] for one in fewer]
    columns = assign([[each.likeness * each.tells - (1 - each.likeness) * COST for each in row] for row in table])
    laid = [table[row][column] for row, column in enumerate(columns)]
    if more_left:
        laid = [Laid(each.right, each.left, each.likeness, each.tells) for each in laid]
    alone = [word for place, word in enumerate(more) if place not in columns]
    return Laying(
        tuple(sorted(laid, key=lambda each: left.index(each.left))),
        tuple(sorted(alone, key=(left if more_left else right).index)),
        more_left,
    )


_LETTERS = attrgetter("source", "shown")


def _unheard(laying: Laying) -> bool:
    return any(unheard(each.left, each.right) for each in laying.laid)


@dataclass(frozen=True, slots=True)
class Weighed:
    """Two names and the score of their best laying; none where one has no word."""

    names: tuple[str, str]
    score: float
    laying: Laying | None

    def explained(self) -> NameComparison:
        """The comparison with its reasons."""
        best = self.laying
        if best is None:
            return NameComparison(0.0, remarks=(NOTHING,))
        aligned = tuple(
            Aligned(each.left.shown, each.right.shown, each.likeness, each.tells, _reason(each)) for each in best.laid
        )
        alone = tuple(word.shown for word in best.alone)
        left, right = (alone, ()) if best.more_left else ((), alone)
        return NameComparison(self.score, aligned, left, right, _remarks(*self.names, best))


def _weighed(names: tuple[str, str], sides: tuple[Words, Words], known: Likenesses) -> Weighed:
    if not all(sides):
        return Weighed(names, 0.0, None)
    best = lay(*sides, known)
    return Weighed(names, score(best), best)


def score(found: Laying) -> float:
    """The probability of a laying."""
    likely = probability(features(found))
    if not _unheard(found):
        return likely
    agrees = (max(each.likeness for each in found.laid) - UNKNOWN) / (LIKELY - UNKNOWN)
    least = LEAST_UNLIKE + (LEAST_UNHEARD - LEAST_UNLIKE) * min(max(agrees, 0.0), 1.0)
    return least + (MOST_UNHEARD - LEAST_UNHEARD) * likely


def _tells(one: Word, other: Word) -> float:
    return INITIAL_TELLS if one.initial or other.initial else min(rarity(one.bone), rarity(other.bone))


def _missing(found: Laying) -> float:
    """Bits of what stands alone: little of an initial and of a patronymic beside two words that agree, which are left
    out as often as not; and of many words not much more than of one.
    """
    called = sum(each.likeness >= 0.5 for each in found.laid) > 1
    bits = [_lost(word, called=called) for word in found.alone]
    return min(math.fsum(bits), MOST_MISSING)


def _lost(word: Word, *, called: bool) -> float:
    if word.initial or word.plain in TITLES:
        return INITIAL_TELLS
    return PATRONYMIC_TELLS if called and _PATRONYMIC.search(word.plain) else rarity(word.bone)


def _telling(found: Laying) -> Sequence[Laid]:
    """The words that say something: not those that agree with an initial, where there are others."""
    kept = [each for each in found.laid if each.likeness < 0.5 or not (each.left.initial or each.right.initial)]
    return kept or found.laid


FEATURES = ("one", "evidence", "doubt", "worst", "weight", "alone", "single", "contradiction", "against", "lacks")
SIGNS = (0, 1, -1, 1, 1, -1, -1, -1, -1, -1)
"""On which side of 0 the weight of each feature stands."""


def features(found: Laying) -> tuple[float, ...]:
    """What the score is made of, in the order of ``FEATURES``."""
    agreeing = math.fsum(each.likeness * each.tells for each in found.laid)
    total = math.fsum(each.tells for each in found.laid)
    alone = _missing(found)
    telling = _telling(found)
    return (
        1.0,
        math.log2(1 + agreeing),
        math.fsum((1 - each.likeness) * each.tells for each in found.laid) / total,
        min(each.likeness for each in telling),
        math.fsum(_weight(each) for each in found.laid) / 10,
        alone / (total + alone),
        float(len(telling) == 1),
        math.fsum(1 - each.likeness for each in telling),
        math.fsum(1 - each.likeness for each in telling) / len(telling),
        min(alone / LACKS, 1.0),
    )


def _weight(laid: Laid) -> float:
    """What two words tell in bits: the log odds of their likeness, held between the cost and what they can tell."""
    like = min(max(laid.likeness, 0.001), 0.999)
    return min(max(math.log2(like / (1 - like)), -COST), laid.tells)


def probability(found: Sequence[float]) -> float:
    """The score of these features: a logistic regression, calibrated on pairs that it was not fitted on."""
    odds = math.fsum(weight * value for weight, value in zip(shipped()["names"]["weights"], found, strict=True))
    return 1 / (1 + math.exp(-calibrated(odds, shipped()["names"]["curve"])))


def calibrated(odds: float, curve: Sequence[Sequence[float]]) -> float:
    """Log odds put right: linear between the points of the curve, which rise, and with slope 1 outside them."""
    place = bisect_right(curve, odds, key=itemgetter(0))
    if place == 0:
        return curve[0][1] + odds - curve[0][0]
    if place == len(curve):
        return curve[-1][1] + odds - curve[-1][0]
    (left, low), (right, high) = curve[place - 1], curve[place]
    return low + (high - low) * (odds - left) / (right - left)


def _reason(laid: Laid) -> str:
    one, other, like = laid.left, laid.right, laid.likeness
    if like >= SAME:
        return "the same word"
    if one.initial or other.initial:
        return "may be its initial" if like >= 0.5 else "not its initial"
    if like < 0.5:
        return f"differs ({like:.2f})"
    if one.plain == other.plain:
        return f"romanised alike ({like:.2f})"
    if same_by_custom(one.plain, other.plain):
        return f"one name by custom ({like:.2f})"
    if one.script != other.script:
        return f"likely the same in another script ({like:.2f})"
    return f"the same consonants ({like:.2f})" if one.bone == other.bone else f"spelt alike ({like:.2f})"
