"""The consonants of a romanised token, folded until the usual spellings of one name agree.

Invariant: ``skeleton`` depends on the token alone, is never longer than it, and is empty only for an empty token.

It is a key for finding candidates, not a proof: different names may share one ("Mahmud" and "Muhammad" both
give ``mhmd``). What is folded, and why, stands beside each rule.
"""

from __future__ import annotations

import re
from functools import lru_cache

_DIGRAPHS = (
    ("tsch", "s"),  # German and French spellings of ch and sh
    ("shch", "s"),
    ("sch", "s"),
    ("tch", "s"),
    ("kh", "h"),  # خ and х: Khaled, Haled
    ("gh", "g"),  # غ: Ghazi, Gazi
    ("dj", "j"),  # ج in French spelling: Djamel, Jamal
    ("dzh", "j"),  # дж
    ("zh", "j"),  # ж
    ("sh", "s"),  # ش: Rashid, Rasid
    ("ch", "s"),  # ش in French spelling: Rachid
    ("th", "t"),  # ث: Uthman, Utman
    ("dh", "d"),  # ذ: Dhahabi, Dahabi
    ("ph", "f"),
    ("ts", "s"),  # ц, צ
    ("tz", "s"),
    ("ck", "k"),
    ("qu", "k"),
)
_DIGRAPH = re.compile("|".join(sorted((pair[0] for pair in _DIGRAPHS), key=len, reverse=True)))
_FOLD = dict(_DIGRAPHS)
_SOFT_C = re.compile(r"c(?=[eiy])")
_SINGLES = str.maketrans({"q": "k", "c": "k", "x": "ks", "w": "v"})
_DROPPED = str.maketrans("", "", "aeiouy")
_FINAL_H = re.compile(r"(?<=[aeiou])h+$")
_DIPHTHONG_W = re.compile(r"(?<=[aeo])w(?![aeiouy])")
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=262_144)
def skeleton(token: str) -> str:
    """The consonant skeleton of one romanised token; its first letter where it has no consonant."""
    plain = _FINAL_H.sub("", token)  # Abdullah, Abdulla; Fatimah, Fatima
    plain = _DIPHTHONG_W.sub("", plain)  # Awlaki, Aulaqi
    plain = _DIGRAPH.sub(lambda match: _FOLD[match[0]], plain)
    plain = _SOFT_C.sub("s", plain).translate(_SINGLES).translate(_DROPPED)
    return _DOUBLED.sub(r"\1", plain) or token[:1]
