"""Countries and nationalities as lists write them, to ISO 3166 alpha-2.

Invariant: a code is given only where the words name a country (or a people of one); nothing is guessed from a
city or a province. States that are no more keep the alpha-2 code they had (SU, YU, CS, DD), from ISO 3166-3.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rigour.territories import lookup_territory
from rigour.territories.territory import Territory

_NONE = frozenset(("", "-", "--", "n/a", "na", "none", "unknown", "not known", "stateless", "xxa", "xxx", "zz"))
_WITHDRAWN = re.compile(r"[a-z]{4}")
_LONGER = {
    "bosnia-herzegovina": "BA",
    "holland": "NL",
    "rpdc": "KP",
    "former ussr": "SU",
    "former yugoslavia": "YU",
    "serbia and montenegro": "CS",
    "czechoslovakia": "CS",
    "the gambia": "GM",
    "west bank": "PS",
    "gaza": "PS",
    "gaza strip": "PS",
    "comoros islands": "KM",
    "kirghiz ssr": "KG",
}


@lru_cache(maxsize=16_384)
def country_code(text: str) -> str | None:
    """ISO 3166 alpha-2 of a country's name, code or people in English; None where the words are none of these."""
    plain = " ".join(text.split()).strip(" .,;").lower()
    if not plain:
        return None
    if known := _LONGER.get(plain):
        return known
    found = lookup_territory(plain)
    return _alpha2(found, plain) if found is not None else None


def says_none(text: str) -> bool:
    """Whether the words say that there is no country or that it is not known ("na" is no Namibia here)."""
    return " ".join(text.split()).strip(" .").lower() in _NONE


@lru_cache(maxsize=16_384)
def country_at_end(text: str) -> str | None:
    """The country that a place ends with: "Tikrit, Iraq"; "Aleppo (Syria)"; "Khartoum Sudan"; "Chiswick, England".

    A province that belongs to one country only names that country. None where the words name no country.
    """
    plain = text.strip(" .,;")
    if match := re.search(r"\(([^()]+)\)$", plain):
        return country_code(match[1])
    pieces = [piece.strip() for piece in plain.split(",")]
    for first in range(len(pieces)):  # the longest ending wins: "Bukavu, Congo, Democratic Republic of the"
        if found := country_code(", ".join(pieces[first:])):
            return found
    return _country_of_province(pieces[-1]) or _country_in_last_words(pieces[-1])


def _country_of_province(text: str) -> str | None:
    found = lookup_territory(text.lower()) if len(text) > _SHORTEST else None
    if found is None or text.lower() in {place.lower() for place in found.places}:
        return None
    country = found.ftm_country
    return country.upper() if country is not None and len(country) == 2 else None


def _country_in_last_words(text: str) -> str | None:
    words = text.removesuffix(")").split()
    for size in (3, 2, 1):
        if len(words) <= size:
            continue
        last = " ".join(words[-size:])
        if len(last) > _SHORTEST and words[-size - 1].lower() not in _PART_OF_NAME and (found := country_code(last)):
            return found
    return None


def _alpha2(found: Territory, plain: str) -> str | None:
    if plain in {place.lower() for place in found.places}:
        return None
    if len(found.code) == 2:
        return found.code.upper()
    return found.code[:2].upper() if found.is_historical and _WITHDRAWN.fullmatch(found.code) else None


_SHORTEST = 3
"""Shorter words at the end of a place are as likely an abbreviation of something else."""

_PART_OF_NAME = frozenset("new north south east west central papua equatorial ex former near upper lower".split())
"""Before these the last word is part of a longer name: New Guinea is not Guinea."""
