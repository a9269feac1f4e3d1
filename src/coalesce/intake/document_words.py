"""A document number that its list wrapped in words: "Qatari passport number 592667", "Jordan 654781", "403062567 (US)".

Invariant: the number that comes back stands in the text as it is; country and kind only where the words say so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from coalesce.intake.territory import country_code

_NUMBERED = re.compile(r"^(?P<words>.*?)\b(?:number|no\.?|n°)\s*[:.]?\s+(?P<number>\S.*)$", re.IGNORECASE)
_PAPER = re.compile(
    r"^(?P<words>.*?\b(?:passport|document|card|licence|SSN|Code)\b(?:\s*\([^)]*\))?)\s*:?\s+(?P<number>\S.*)$", re.I
)
_BRACKET = re.compile(r"^(?P<number>.+?)\s+\((?P<note>[^()]*)\)$")
_COMMA = re.compile(r"^(?P<number>[^,]*\d[^,]*),\s*(?P<country>[A-Za-z ]+)$")
_COUNTRY_FIRST = re.compile(r"^(?P<country>[A-Z][a-z]{3,})\s+(?P<number>\S*\d.*)$")
_TAIL = re.compile(r",?\s+(?=(?:un)?issued\b|expir|valid\b|under\b|unconfirmed\b)", re.IGNORECASE)
_WORD = re.compile(r"[a-z]{3}")
_NUMBER = re.compile(r"[\w№N°#./\-]+(?: [\w./\-]+){0,4}")


@dataclass(frozen=True, slots=True)
class NumberedPaper:
    """What the words say. ``kind`` is "passport", "national_id", "other", or None where they say nothing."""

    number: str
    kind: str | None = None
    country: str | None = None
    note: str = ""


def paper_kind(words: str) -> str | None:
    """The kind of document that the words name; None where they name none."""
    plain = words.lower()
    if re.search(r"pass[ea]?port|pasaport", plain):
        return "passport"
    if re.search(r"identi|tazkira|social security|\bssn\b|national number|\bid\b", plain):
        return "national_id"
    return "other" if re.search(r"licen|permit|certificate|card|document|registration|fiscal", plain) else None


def read_paper(text: str) -> NumberedPaper | None:
    """The document inside the words; None where no number stands in them."""
    plain = " ".join(text.split())
    number, *tail = _TAIL.split(plain, maxsplit=1)
    note = tail[0] if tail else ""
    country = kind = None
    if match := _BRACKET.match(number):
        number, inside = match["number"], match["note"]
        country = country_code(inside)
        note = note if country else "; ".join(filter(None, (inside, note)))
    elif match := _COMMA.match(number):
        number, country = match["number"], country_code(match["country"])
    if match := _NUMBERED.match(number) or _PAPER.match(number):
        number, words = match["number"], match["words"]
        kind, country = paper_kind(words), _country_of(words) or country
    elif (match := _COUNTRY_FIRST.match(number)) and (found := country_code(match["country"])):
        number, country = match["number"], found
    if not re.search(r"\d", number) or _WORD.search(number) or not _NUMBER.fullmatch(number):
        return None
    return NumberedPaper(number, kind, country, note)


def _country_of(words: str) -> str | None:
    """The longest run of first words that is a country or people: "Central African Republic armed forces ..."."""
    parts = words.split()
    for size in range(min(4, len(parts)), 0, -1):
        if len(" ".join(parts[:size])) > 2 and (found := country_code(" ".join(parts[:size]))):
            return found
    return None
