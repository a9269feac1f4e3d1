"""Consonant skeletons that a word in another script may have besides those of ``bones``: whole ways of spelling it in Latin.

Invariant: a function of the word's own letters alone; none for a word in Latin letters; at most ``MOST``.

``bones`` changes one letter at a time. Here a word is spelt throughout as a country or a custom does: a Russian name as
Belarus writes it (Дмитриевич as Dzmitryevich, Павловская as Paulouskaya) or as central Europe does (Юрий as Jurij);
Arabic consonants that a Latin spelling parts with a vowel (متصدق: Motassadeq, no ts); Hebrew letters that have two sounds.
"""

from __future__ import annotations

import re
from functools import lru_cache

from coalesce.names.skeleton import skeleton
from coalesce.names.tokens import tokens

MOST = 4

_SOFTENED = re.compile("([дт])(?=в?[еёиіьюяє]|м[иі])")
_HISSED = {"д": "дз", "т": "ц"}
"""Dzekanne: in Belarusian д and т before a soft vowel, also behind в or м, are dz and ts."""

_SHORT_U = re.compile("в(?![аеёиіоуыэюяьйв])")
"""Belarusian ў, a vowel to its spellers: в before a consonant or at the end."""

_JOTTED = str.maketrans({"ы": "и", "љ": "лй", "њ": "нй"})

_MET = re.compile("(?<=[تطدكسزجق])(?=[هسصش])")
"""Where two Arabic letters meet that, romanised one by one, look like one: t and s, d and h, k and h."""

_SOFT_INSIDE = re.compile("(?<=.)[פב]")
_SOFT = re.compile("[פב]")
_RASPED = re.compile("(?<=.)כ")
_VAV = re.compile("וו?(?=[ואיה])|(?<=[אי])וו?|(?<=.)ו$|^ו|(?<=.)וו")
"""Where ו is rather v than a vowel."""


@lru_cache(maxsize=262_144)
def readings(source: str, script: str) -> tuple[str, ...]:
    """The skeletons of a word whose own letters are ``source``, in the order of the ways; each once."""
    match script:
        case "Cyrl":
            spelt = [_plain(_belarusian(source)), _plain(source.translate(_JOTTED)).replace("y", "j")]
        case "Arab":
            spelt = [_plain(_MET.sub("ا", source))]
        case "Hebr":
            spelt = list(map(_plain, _hebrew(source)))
        case _:
            return ()
    return tuple(filter(None, dict.fromkeys(map(skeleton, spelt))))[:MOST]


def _plain(source: str) -> str:
    return "".join(tokens(source))


def _belarusian(source: str) -> str:
    soft = _SOFTENED.sub(lambda found: _HISSED[found[1]], source)
    return _SHORT_U.sub("у", soft).replace("г", "һ")


def _hebrew(source: str) -> list[str]:
    """Hard only where the word begins; soft throughout; with v; and with j, which geresh would tell."""
    inside = _RASPED.sub("ך", _SOFT_INSIDE.sub("ף", source))
    throughout = _SOFT.sub("ף", source)
    return [inside, throughout, _VAV.sub("ף", source), source.replace("ג", "זה")]
