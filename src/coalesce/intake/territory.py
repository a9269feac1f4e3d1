"""Countries and nationalities as lists write them, to ISO 3166 alpha-2.

Invariant: a code is given only where the words name a country (or a people of one); nothing is guessed from a
city or a province. States that are no more keep the alpha-2 code they had (SU, YU, CS, DD), from ISO 3166-3.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from coalesce.names.countries import by_name, codes
from coalesce.names.normal import few_marks

_NONE = frozenset(("", "-", "--", "n/a", "na", "none", "unknown", "not known", "stateless", "xxa", "xxx", "zz"))


@lru_cache(maxsize=16_384)
def country_code(text: str) -> str | None:
    """ISO 3166 alpha-2 of a country's name, code or people in English; None where the words are none of these."""
    plain = " ".join(text.split()).strip(" .,;").lower()
    if not plain:
        return None
    plain = plain.replace("\u2019", "'")
    if len(plain) == 2 and plain.upper() in codes():
        return plain.upper()
    names = by_name()
    return names.get(plain) or names.get(plain.removeprefix("the ")) or names.get(_unaccented(plain))


def _unaccented(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", few_marks(text)) if not unicodedata.combining(sign))


def says_none(text: str) -> bool:
    """Whether the words say that there is no country or that it is not known ("na" is no Namibia here)."""
    return " ".join(text.split()).strip(" .").lower() in _NONE


@lru_cache(maxsize=16_384)
def country_at_end(text: str) -> str | None:
    """The country that a place ends with: "Tikrit, Iraq"; "Aleppo (Syria)"; "Khartoum Sudan"; "Chiswick, England".

    None where the words name no country.
    """
    plain = text.strip(" .,;")
    if match := re.search(r"\(([^()]+)\)$", plain):
        return country_code(match[1])
    pieces = [piece.strip() for piece in plain.split(",")]
    for first in range(len(pieces)):  # the longest ending wins: "Bukavu, Congo, Democratic Republic of the"
        if found := country_code(", ".join(pieces[first:])):
            return found
    return _country_in_last_words(pieces[-1])


def _country_in_last_words(text: str) -> str | None:
    words = text.removesuffix(")").split()
    for size in (3, 2, 1):
        if len(words) <= size:
            continue
        last = " ".join(words[-size:])
        if (
            (len(last) > _SHORTEST or last in _SURE)
            and words[-size - 1].lower() not in _PART_OF_NAME
            and (found := country_code(last))
        ):
            return found
    return None


_SURE = frozenset(("USA", "UAE", "UK", "DRC"))
"""Abbreviations that mean one country wherever they stand."""

_SHORTEST = 3
"""Shorter words at the end of a place are as likely an abbreviation of something else."""

_PART_OF_NAME = frozenset("new north south east west central papua equatorial ex former near upper lower".split())
"""Before these the last word is part of a longer name: New Guinea is not Guinea."""
