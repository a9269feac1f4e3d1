"""How alike two words of names are: the probability that they are two spellings of one name.

Invariant: symmetric; between 0 and 1, never NaN; equal letters give ``SAME``, and nothing else gives as much. What the
encoder knows nothing of (Chinese, Korean, Greek, ...) never gives more than ``UNSURE`` across scripts.

The evidence is the learned encoder's cosine, the consonant skeletons and the edit distance (optimal string
alignment; Jaro-Winkler) of the letters where the scripts are one, of the romanised forms where they are not. A
logistic regression for each kind of pair weighs them (``scripts/train_names.py``); nicknames and initials are rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from coalesce.names.apart import kept_apart
from coalesce.names.cores import core_pair
from coalesce.names.encoder import load_encoder
from coalesce.names.nicknames import same_by_custom
from coalesce.names.rarity import shipped, table
from coalesce.names.syllables import SYLLABIC, with_vowels
from coalesce.names.variants import one_shape
from coalesce.names.words import Word

SAME = 0.995
LETTERS = 0.98
"""Of what is not equal letter by letter, nothing is surer."""

CUSTOM = 0.9
"""A nickname for its name."""

ROMANISED, LONG = 0.95, 4
"""Two scripts whose romanised words are equal, and long enough for that to be no chance."""

APART = 0.1
"""Two names that look alike."""

INITIAL = 0.6
UNSURE = 0.8
UNKNOWN = 0.15
"""Between these two stays what is said of words in scripts that the encoder does not know."""

SAYS_MUCH = 3
"""Romanised words shorter than this are one by rule only where they are equal."""

FEW = 3
UNLIKE = 0.02
"""Of words in up to so many syllables, or in Han letters: two that have no letter in common."""

FEW_WORDS, MOST_POINTS = 200, 16_384
"""Where there are up to so many words at once, their points are remembered for the next call: 8 MB of them."""

_POINTS: dict[str, NDArray[np.float32]] = {}

KINDS = ("same", "cross", "other")
FEATURES = (
    "one", "edit", "edit2", "winkler", "bones", "bones2", "bone", "short", "cosine", "cosine2", "cosine4", "least", "known"
)  # fmt: skip
COSINES = [FEATURES.index(name) for name in ("cosine", "cosine2", "cosine4")]

Floats = NDArray[np.float64]


def likenesses(left: Sequence[Word], right: Sequence[Word]) -> Floats:
    """The probability for each pair (left[i], right[i])."""
    found = np.full(len(left), SAME)
    places = [place for place, pair in enumerate(zip(left, right, strict=True)) if pair[0].source != pair[1].source]
    if places:
        found[places] = _of_unequal([left[place] for place in places], [right[place] for place in places])
    return found


def _of_unequal(left: Sequence[Word], right: Sequence[Word]) -> Floats:
    kinds, features = evidence(left, right)
    found: Floats = LETTERS / (1 + np.exp(-np.einsum("ij,ij->i", features, weights()[kinds])))
    for place, (one, other) in enumerate(zip(left, right, strict=True)):
        if unheard(one, other):
            said = heard(one, other)
            if min(map(len, said)) < SAYS_MUCH:
                found[place] = UNSURE if said[0] == said[1] else UNKNOWN
            found[place] = min(max(found[place], UNKNOWN), UNSURE)
        elif one.script == other.script and _by_syllables(one, other):
            found[place] = _of_syllables(one, other)
        elif one.initial or other.initial:
            found[place] = INITIAL if one.plain[0] == other.plain[0] else 0.02
        elif one.plain == other.plain and len(one.plain) >= LONG:
            found[place] = max(found[place], ROMANISED)
        elif same_by_custom(one.plain, other.plain):
            found[place] = max(found[place], CUSTOM)
        elif kept_apart(one, other):
            found[place] = min(found[place], APART)
    return found


def _by_syllables(one: Word, other: Word) -> bool:
    """Whether words of one script are compared syllable by syllable: a long word in kana is spelt by ear."""
    return one.script == "Hani" or (one.script in SYLLABIC and min(len(one.source), len(other.source)) <= FEW)


def _of_syllables(one: Word, other: Word) -> float:
    """A letter is a syllable here, and another one another name, unless it is the same letter in another shape (伟 and 偉)
    or the same mora in another kana. That two letters sound alike (伟 and 薇) says nothing.
    """
    if one_shape(one.source) == one_shape(other.source):
        return LETTERS
    if one.script == other.script == "Kana" and one.plain == other.plain:
        return ROMANISED
    return UNLIKE + (UNKNOWN - UNLIKE) * OSA.normalized_similarity(one.source, other.source)


@lru_cache(maxsize=1)
def weights() -> Floats:
    """A row for each kind of pair, a column for each feature."""
    return np.array([shipped()["words"][kind] for kind in KINDS])


def unheard(one: Word, other: Word) -> bool:
    """Whether the words are in two scripts, one of which the encoder does not know."""
    return one.script != other.script and _kind(one, other) == KINDS.index("other")


def evidence(left: Sequence[Word], right: Sequence[Word]) -> tuple[NDArray[np.int64], Floats]:
    """The kind of each pair (a place in ``KINDS``) and its features, in the order of ``FEATURES``."""
    cores = [core_pair(one, other) for one, other in zip(left, right, strict=True)]
    left, right = [pair[0] for pair in cores], [pair[1] for pair in cores]
    kinds = np.array([_kind(one, other) for one, other in cores])
    texts = [(one.source, other.source) if one.script == other.script else heard(one, other) for one, other in cores]
    first, second = [pair[0] for pair in texts], [pair[1] for pair in texts]
    edit = cpdist(first, second, scorer=OSA.normalized_similarity, dtype=np.float64)
    winkler = cpdist(first, second, scorer=JaroWinkler.normalized_similarity, dtype=np.float64)
    unheard = [
        kind == KINDS.index("other") and one.script == other.script
        for kind, (one, other) in zip(kinds, cores, strict=True)
    ]
    their = [
        [word.source if deaf else word.bone for word, deaf in zip(side, unheard, strict=True)] for side in (left, right)
    ]
    bones = cpdist(*their, scorer=OSA.normalized_similarity, dtype=np.float64)
    bone = np.array([float(one == other) for one, other in zip(*their, strict=True)])
    short = 1 / np.array([min(len(one), len(other)) for one, other in zip(*their, strict=True)])
    cosine = _cosines(left, right)
    least = 1 / np.array([min(len(one), len(other)) for one, other in texts])
    known = table()
    both = np.array(
        [float(one != other and one in known and other in known) for one, other in zip(*their, strict=True)]
    )
    columns = (np.ones(len(left)), edit, edit**2, winkler, bones, bones**2, bone, bone * short, cosine, cosine**2,
               cosine**4, least, both)  # fmt: skip
    return kinds, np.column_stack(columns)


def heard(one: Word, other: Word) -> tuple[str, str]:
    """The romanised forms of words in two scripts, folded as the language of East Asian ones is usually spelt."""
    tongue = SYLLABIC.get(one.script) or SYLLABIC.get(other.script)
    if tongue is None:
        return one.plain, other.plain
    return with_vowels(one.plain, tongue), with_vowels(other.plain, tongue)


def _kind(one: Word, other: Word) -> int:
    encoder = load_encoder()
    if not (encoder.knows(one.source) and encoder.knows(other.source)):
        return KINDS.index("other")
    return KINDS.index("same" if one.script == other.script else "cross")


def _cosines(left: Sequence[Word], right: Sequence[Word]) -> Floats:
    sources = dict.fromkeys(word.source for word in (*left, *right))
    if len(sources) > FEW_WORDS:
        places = {source: place for place, source in enumerate(sources)}
        vectors = load_encoder().vectors(list(sources))
        one = vectors[[places[word.source] for word in left]]
        other = vectors[[places[word.source] for word in right]]
    else:
        points = _points(list(sources))
        one = np.array([points[word.source] for word in left])
        other = np.array([points[word.source] for word in right])
    found: Floats = np.clip(np.einsum("ij,ij->i", one, other).astype(np.float64), 0, 1)
    return found


def _points(sources: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    """The point of each, those that are new worked out together: one alone costs a third of what ten do."""
    points = {source: point for source in sources if (point := _POINTS.get(source)) is not None}
    new = [source for source in sources if source not in points]
    if new:
        if len(_POINTS) > MOST_POINTS:
            _POINTS.clear()
        made = dict(zip(new, load_encoder().vectors(new), strict=True))
        points.update(made)
        _POINTS.update(made)
    return points
