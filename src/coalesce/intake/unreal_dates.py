"""Birth dates that cannot be: "1856-86-18", "31 February 1970". Their year, and month where there is one, are kept.

Invariant: what is kept is written in the date itself; nothing is guessed. The date as it was written goes into the
remarks, behind ``LABEL``, so that nothing is lost and a reader sees what was done; ``unreal_dates`` counts them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from coalesce.dates import PartialDate
from coalesce.errors import BadDate
from coalesce.intake.worded_dates import parse_worded
from coalesce.records import Entry

LABEL = "birth date that cannot be: "
_BETWEEN = "; "
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})~?")
_YEAR_LAST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})~?")
_WORDED = re.compile(r"(?P<day>\d{1,2})\s+(?P<rest>[A-Za-z]{3,9}\.?\s+\d{4})")


def what_stands(text: str, *, day_first: bool | None = None) -> PartialDate | None:
    """The year and month, or the year alone, of a whole date that cannot be; None for anything else.

    Where the numbers do not tell which one is the month, the year alone is kept.
    """
    plain = text.strip()
    try:
        PartialDate.parse(plain, day_first=day_first)
    except BadDate:
        return _year_first(plain) or _year_last(plain, day_first) or _worded(plain)
    return None


def read_birth_dates(values: Iterable[str], day_first: bool | None) -> tuple[tuple[PartialDate, ...], list[str]]:
    """Each date once, in order, and a remark for each that cannot be. Raises BadDate for what is no date at all."""
    dates: list[PartialDate] = []
    remarks: list[str] = []
    for value in values:
        kept = what_stands(value, day_first=day_first)
        if kept is None:
            dates.append(PartialDate.parse(value, day_first=day_first))
        else:
            dates.append(kept)
            remarks.append(unreal(value))
    return tuple(dict.fromkeys(dates)), remarks


def unreal(text: str) -> str:
    """The remark about one such date."""
    return LABEL + text.strip()


def unreal_dates(entry: Entry) -> int:
    """How many birth dates of the entry cannot be, as its remarks tell."""
    return sum(remark.startswith(LABEL) for remark in entry.remarks.split(_BETWEEN))


def joined(remarks: Iterable[str]) -> str:
    """Remarks as one text."""
    return _BETWEEN.join(filter(None, remarks))


def _year_first(text: str) -> PartialDate | None:
    match = _YEAR_FIRST.fullmatch(text)
    return _kept(int(match[1]), int(match[2]), "~" in text) if match else None


def _year_last(text: str, day_first: bool | None) -> PartialDate | None:
    match = _YEAR_LAST.fullmatch(text)
    if match is None:
        return None
    one, other, year = map(int, match.groups())
    if day_first is None and min(one, other) <= 12 < max(one, other):
        day_first = one > 12
    if day_first is None:
        return _kept(year, 0, "~" in text) if min(one, other) > 12 else None
    return _kept(year, other if day_first else one, "~" in text)


def _worded(text: str) -> PartialDate | None:
    match = _WORDED.fullmatch(text.strip(" .;,"))
    return parse_worded(match["rest"]) if match and int(match["day"]) and parse_worded(text) is None else None


def _kept(year: int, month: int, circa: bool) -> PartialDate | None:
    try:
        return PartialDate.of(year, month if 1 <= month <= 12 else None, circa=circa)
    except BadDate:
        return None
