"""Birth dates, birth places and nationalities as EU annexes write them.

Invariant: each function gives what it understood and, as notes, the words that it did not.

    dates    "7.2.1956" (day first), "10 Apr 1960", "(a) 1955, (b) circa 1952", "Between 1977 and 1982",
             "1979, 1980 or 1981", "(probably) 1944"; "24.6.1402 (Hijri Calendar)" is a note
    places   "Smolensk, former USSR (now Russian Federation)": the country is the present one
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from coalesce.dates import PartialDate
from coalesce.errors import BadDate
from coalesce.intake.annex_text import annex_values, bracketed
from coalesce.intake.fields import tidy
from coalesce.intake.territory import country_at_end, country_code, says_none
from coalesce.intake.unreal_dates import unreal, what_stands
from coalesce.intake.worded_dates import parse_worded
from coalesce.records import Place

_SLIP = re.compile(r"(\d{1,2})\.(\d{1,2})\s+(\d{4})")
_ABOUT = re.compile(r"^\(?probably\)?\s+", re.IGNORECASE)
_SEVERAL = re.compile(r"\s+/\s+|,\s*|\s+or\s+")
_NOW = re.compile(r"\(?\bnow\s+(?P<place>[^()]+)\)?$", re.IGNORECASE)
_SINCE = re.compile(r"\s+(?:since|until)\s+\d{4}$", re.IGNORECASE)
_BORN = re.compile(r"\b(?:born|dates? of birth)\b(?P<said>[^;]*)", re.IGNORECASE)
_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2} [A-Z][a-z]+\.? \d{4}|\bin \d{4}\b")


def annex_date(text: str) -> PartialDate | None:
    """One date; None where it is not understood."""
    plain = _ABOUT.sub("circa ", tidy(text).strip(" .;,"))
    try:
        return PartialDate.parse(_SLIP.sub(r"\1.\2.\3", plain), day_first=True)
    except BadDate:
        return parse_worded(plain)


def annex_dates(cell: str) -> tuple[tuple[PartialDate, ...], list[str]]:
    """The dates of a cell, each once, and what else it says."""
    dates: list[PartialDate] = []
    notes: list[str] = []
    for value in annex_values(cell):
        for part in [value] if annex_date(value) and " / " not in value else _SEVERAL.split(value):
            found = annex_date(part)
            if found is None and (bare := bracketed(part)[0]) != part and "hijri" not in part.lower():
                found = annex_date(bare)
                notes.append(part)
            elif found is None:
                found = what_stands(part, day_first=True)
                notes.append(unreal(part) if found else part)
            dates += [found] if found else []
    return tuple(dict.fromkeys(dates)), notes


def dates_in_notes(notes: Iterable[str]) -> tuple[PartialDate, ...]:
    """The birth dates that notes on aliases give: they go with identities that the person used."""
    said = [match["said"] for note in notes for match in _BORN.finditer(note)]
    found = [annex_date(day.removeprefix("in ")) for words in said for day in _DAY.findall(words)]
    return tuple(dict.fromkeys(when for when in found if when is not None))


def annex_places(cell: str) -> tuple[Place, ...]:
    """The places of a cell as written, each with the country that they lie in now."""
    return tuple(dict.fromkeys(Place(text, _country_of(text)) for text in annex_values(cell)))


def annex_addresses(cell: str) -> tuple[tuple[Place, ...], list[str]]:
    """The addresses of a cell; those with a word in brackets ("previous address") stand whole in the notes too."""
    places: list[Place] = []
    notes: list[str] = []
    for value in annex_values(cell):
        bare, told = bracketed(value)
        text = bare.strip(" ,") or value
        places.append(Place(text, _country_of(text)))
        notes += [value] if told else []
    return tuple(dict.fromkeys(places)), notes


def annex_nationalities(cell: str) -> tuple[tuple[str, ...], list[str]]:
    """ISO alpha-2 of each nationality of a cell, and what else it says."""
    codes: list[str] = []
    notes: list[str] = []
    for value in annex_values(cell):
        whole = _SINCE.sub("", bracketed(value)[0])
        parts = [whole] if country_code(whole) else [part.strip() for part in re.split(r",\s*|\s+and\s+", whole)]
        found = [country_code(part) for part in parts if not says_none(part)]
        if None in found or whole != value:
            notes.append(value)
        codes += [code for code in found if code] if None not in found else []
    return tuple(dict.fromkeys(codes)), notes


def _country_of(text: str) -> str | None:
    if match := _NOW.search(text):
        return country_at_end(match["place"])
    return country_at_end(text) or country_at_end(bracketed(text)[0])
