"""Dates, and events that stand for dates: "by 1 December 2014", "before Christmas", "by the time we come to UNGA".

Invariant: a date is as exact as its words (EDTF): a day without its year stays ``XXXX-12-01``, an event has no date, and
nothing is reckoned from the day of reading. A day on which something was said is not a day by which it is due.
"""

from __future__ import annotations

from dataclasses import dataclass

from coalesce.commitments.extraction.marks import Label, Mark
from coalesce.commitments.extraction.parsed import Parsed
from coalesce.dates import MAX_YEAR, PartialDate
from coalesce.errors import BadDate

_REACH = 8
"""Words between "by the time" and its event ("we all come to New York for")."""


@dataclass(frozen=True, slots=True)
class _Found:
    first: int
    past: int
    value: str | None
    rule: str
    event: bool = False


def occasions(parsed: Parsed) -> list[Mark]:
    """The marks of a sentence that say when, in order; none overlap."""
    return [mark for _, mark in occasions_at(parsed)]


def occasions_at(parsed: Parsed) -> list[tuple[range, Mark]]:
    """The same with the tokens that each stands on."""
    found: list[tuple[range, Mark]] = []
    at = 0
    while at < len(parsed.tokens):
        one = _date(parsed, at) or _ending(parsed, at) or _named(parsed, at)
        if one is None:
            at += 1
            continue
        name, first = _relation(parsed, one.first)
        if not _of_the_telling(parsed, name, first):
            place = range(one.first, one.past)
            mark = parsed.mark(
                Label.WHEN, one.first, one.past, one.rule, value=one.value, qualifier=name, event=one.event
            )
            found.append((place, mark))
        at = one.past
    return found


def _date(parsed: Parsed, at: int) -> _Found | None:
    return _iso(parsed, at) or _day_first(parsed, at) or _month_first(parsed, at) or _year(parsed, at)


def _iso(parsed: Parsed, at: int) -> _Found | None:
    low = [parsed.low(at + step) for step in range(5)]
    if low[1::2] != ["-", "-"] or [len(word) for word in low[::2]] != [4, 2, 2] or not "".join(low[::2]).isdecimal():
        return None
    value = _edtf(low[0], int(low[2]), int(low[4]))
    return _Found(at, at + 5, value, "a date") if value else None


def _day_first(parsed: Parsed, at: int) -> _Found | None:
    """1 December 2014; the 14th of March."""
    day = parsed.low(at)
    if not (day.isdecimal() and len(day) <= 2):
        return None
    past = at + 1
    past += parsed.within("ordinals", past) and parsed.tokens[past].glued
    past += parsed.low(past) in parsed.wording.words["of"]
    month = _month(parsed, past)
    if month is None:
        return None
    past = _dotted(parsed, past + 1)
    year, past = _year_behind(parsed, past)
    value = _edtf(year, month, int(day))
    return _Found(at, past, value, "a date" if year else "a day without its year") if value else None


def _month_first(parsed: Parsed, at: int) -> _Found | None:
    """December 1, 2014; Dec. 1; mid-February; March, where a word of time stands before."""
    first = at
    if parsed.within("parts", at):
        at += 1 + (parsed.low(at + 1) == "-")
    month = _month(parsed, at)
    if month is None:
        return None
    past = _dotted(parsed, at + 1)
    day = parsed.low(past)
    if day.isdecimal() and len(day) <= 2 and not parsed.within("not_things", past + 1):
        past += 1
        past += parsed.within("ordinals", past) and parsed.tokens[past].glued
        year, past = _year_behind(parsed, past)
        value = _edtf(year, month, int(day))
        return _Found(first, past, value, "a date" if year else "a day without its year") if value else None
    if parsed.low(first - 1).isdecimal():  # the 30th of February is no February
        return None
    year, past = _year_behind(parsed, past)
    if year or first < at or _relation(parsed, first)[0]:
        return _Found(first, past, _edtf(year, month), "a month" if year else "a month without its year")
    return None


def _month(parsed: Parsed, at: int) -> int | None:
    """The number of a month's name; "may" and "march" only where they are written as names."""
    return parsed.wording.months.get(parsed.low(at)) if parsed.capital(at) else None


def _dotted(parsed: Parsed, past: int) -> int:
    dot = parsed.low(past) == "." and parsed.tokens[past].glued and past + 1 < len(parsed.tokens)
    return past + dot


def _year_behind(parsed: Parsed, past: int) -> tuple[str | None, int]:
    at = past + (parsed.low(past) == ",")
    return (parsed.low(at), at + 1) if _is_year(parsed.low(at)) else (None, past)


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdecimal() and 1900 <= int(word) <= MAX_YEAR


def _year(parsed: Parsed, at: int) -> _Found | None:
    """2015, where a word of time stands before and no noun behind."""
    if not _is_year(parsed.low(at)) or not _relation(parsed, at)[0]:
        return None
    behind = parsed.low(at + 1)
    if behind.isalpha() and not parsed.within("stops", at + 1):
        return None
    return _Found(at, at + 1, parsed.low(at), "a year")


def _edtf(year: str | None, month: int, day: int | None = None) -> str | None:
    """The date in EDTF; None for one that does not exist."""
    try:
        PartialDate.of(int(year) if year else 2000, month, day)  # 29 February stands in a year that is not said
    except BadDate:
        return None
    return f"{year or 'XXXX'}-{month:02}" + (f"-{day:02}" if day else "")


def _ending(parsed: Parsed, at: int) -> _Found | None:
    """The end of the year, the beginning of March, the end of 2015."""
    first = at
    at += parsed.within("articles", at)
    if not (parsed.within("ends", at) and parsed.low(at + 1) in parsed.wording.words["of"]):
        return None
    inner = at + 2
    skip = inner
    while parsed.within("before_event", skip):
        skip += 1
    if parsed.within("years", skip):
        return _Found(first, skip + 1, None, "the end or beginning of a span")
    month = _month(parsed, inner)
    if month:
        year, past = _year_behind(parsed, inner + 1)
        return _Found(first, past, _edtf(year, month), "the end or beginning of a month")
    if _is_year(parsed.low(inner)):
        return _Found(first, inner + 1, parsed.low(inner), "the end or beginning of a year")
    named = _event(parsed, skip)
    return _Found(first, named, None, "the end or beginning of an event", True) if named else None


def _named(parsed: Parsed, at: int) -> _Found | None:
    """Next week; the summer; the next ministerial meeting; the time we come to UNGA."""
    for hit in parsed.of("relative"):
        if hit.first == at:
            return _Found(at, hit.past, None, "a time told from the day of the text")
    name, _ = _relation(parsed, at)
    if name is None:
        return None
    if name == "by" and parsed.within("by_the_time", at):
        for hit in parsed.of("events"):
            if at < hit.first <= at + _REACH:
                return _Found(at, hit.past, None, "an event that stands for a date", True)
        return None
    skip = at
    while parsed.within("before_event", skip) and _event(parsed, skip) is None:
        skip += 1
    past = _event(parsed, skip)
    if past is None or skip - at > 4:
        return None
    season = any(parsed.said(hit.first, hit.past).lower() in parsed.wording.words["seasons"]
                 for hit in parsed.of("events") if hit.past == past)  # fmt: skip
    if season or name in ("by", "within", "until", "after", "from"):
        return _Found(at, past, None, "an event that stands for a date", not season)
    return None


def _event(parsed: Parsed, at: int) -> int | None:
    """The token behind the event that begins here, over one adjective in front of it."""
    for hit in parsed.of("events"):
        if hit.first in (at, at + 1) and (
            hit.first == at or (parsed.low(at).isalpha() and not parsed.within("stops", at))
        ):
            return hit.past
    return None


def _relation(parsed: Parsed, at: int) -> tuple[str | None, int]:
    """The word of time in front (by, from, until ...), and where it begins; over an article."""
    end = at - parsed.within("articles", at - 1)
    for length in (5, 4, 3, 2, 1):
        words = tuple(parsed.low(place) for place in range(end - length, end))
        if end >= length and words in parsed.wording.relations:
            return parsed.wording.relations[words], end - length
    return None, at


def _of_the_telling(parsed: Parsed, name: str | None, first: int) -> bool:
    """Whether the day is the one on which it was said: "said on 5 November"."""
    if name not in (None, "on", "after"):
        return False
    reach = 6 if name == "after" else 3
    before = {parsed.low(place) for place in range(max(0, first - reach), first)}
    return any(hit.past in range(max(0, first - reach) + 1, first + 1) for hit in parsed.of("reported")) or bool(
        before & parsed.wording.words["today"]
    )
