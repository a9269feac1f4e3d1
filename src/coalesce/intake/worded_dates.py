"""Dates in English words, as sanctions lists write them: "14 Mar 1989", "Mar. 1989", "circa 1951", "1951 to 1953".

Invariant: what is not wholly understood gives None, never a part of the words.
"""

from __future__ import annotations

import re

from coalesce.dates import PartialDate
from coalesce.errors import BadDate

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMES = "january february march april may june july august september october november december sept".split()
_ONE = re.compile(r"(?:(?:(?P<day>\d{1,2})\s+)?(?P<month>[a-z]{3,9})\.?\s+)?(?P<year>\d{4})")
_CIRCA = re.compile(r"^(?:circa|approximately|approx\.?|about|ca\.?|c\.)\s*")
_SPAN = re.compile(r"(?:between\s+)?(?P<first>.+?)\s*(?:\bto\b|\band\b|-|–|/)\s*(?P<last>.+)")
_YEAR = re.compile(r"\d{4}")


def parse_worded(text: str) -> PartialDate | None:
    """The date that the words give; None where they are not understood or no such day exists."""
    plain = " ".join(text.split()).strip(" .;,").lower()
    bare = _CIRCA.sub("", plain)
    circa = bare != plain
    try:
        found = _one(bare, circa)
        if found is None and (match := _SPAN.fullmatch(bare)):
            found = _span(match["first"], match["last"], circa)
    except BadDate:
        return None
    return found


def _one(text: str, circa: bool) -> PartialDate | None:
    match = _ONE.fullmatch(text)
    if match is None:
        return None
    year, day = int(match["year"]), match["day"]
    if match["month"] is None:
        return PartialDate.of(year, circa=circa)
    month = _month(match["month"])
    return None if month is None else PartialDate.of(year, month, int(day) if day else None, circa)


def _span(first: str, last: str, circa: bool) -> PartialDate | None:
    end = _one(last, circa)
    if not _YEAR.search(first) and (year := _YEAR.search(last)):
        first = f"{first} {year[0]}"  # "Aug. and Sep. 1977"
    begin = _one(first, circa)
    return PartialDate.span(begin, end) if begin is not None and end is not None else None


def _month(word: str) -> int | None:
    if word in _MONTHS or word in _NAMES:
        return _MONTHS.index(word[:3]) + 1
    return None
