"""Where: names behind a word of place, and regions that the language's file knows.

Invariant: a place is written as a name (or is a region of the file) and stands behind a word of place; an organisation,
a month, an adversary or a title is none. Only a country's own name has a country.
"""

from __future__ import annotations

from collections.abc import Iterator

from coalesce.commitments.extraction.actors import Part
from coalesce.commitments.extraction.marks import Label, Mark
from coalesce.commitments.extraction.parsed import Parsed
from coalesce.names.countries import peoples

_LONGEST = 5


def places(parsed: Parsed, taken: frozenset[int]) -> Iterator[Mark]:
    """The places of a sentence; ``taken`` are tokens that dates have."""
    past = 0
    at = 0
    while at < len(parsed.tokens):
        if not (
            parsed.within("prepositions", at) or (parsed.within("of", at) and parsed.within("settlements", at - 1))
        ):
            at += 1
            continue
        start = at + 1
        while start < len(parsed.tokens):
            start = _over_articles(parsed, start)
            first, end, mark = _place(parsed, start, taken)
            if mark is None or first < past:
                break
            yield mark
            past = end
            start = _next_in_list(parsed, end)
            if start == end:
                break
        at += 1


def _over_articles(parsed: Parsed, at: int) -> int:
    while parsed.within("articles", at) or (parsed.within("directions", at) and not _region(parsed, at)):
        at += 1
    return at


def _place(parsed: Parsed, at: int, taken: frozenset[int]) -> tuple[int, int, Mark | None]:
    for begin in (at, at - 1):  # "the Middle East", "northern Iraq"
        if past := _region(parsed, begin):
            return begin, past, parsed.mark(Label.PLACE, begin, past, "a region or town of the gazetteer")
    actor = next((one for one in parsed.actors if one.first <= at < one.past), None)
    if actor is not None and not actor.capital:
        if parsed.within("named_events", actor.past) and parsed.capital(actor.past):
            return at, at, None  # at the Wales Summit
        name = parsed.said(actor.first, actor.past).lower()
        bare = name.removeprefix("the ")
        state = (
            actor.part is Part.MEMBER
            and actor.code is not None
            and len(actor.code) == 2
            and actor.code not in ("EU", "UN")
        )
        if not state or bare in peoples() or bare.removesuffix("s") in peoples() or _compound(parsed, actor.past):
            return at, at, None
        return (
            at,
            actor.past,
            parsed.mark(Label.PLACE, at, actor.past, "a country behind a word of place", value=actor.code),
        )
    end = _name_end(parsed, at, taken)
    if end == at or parsed.within("named_events", end - 1):
        return at, at, None
    return at, end, parsed.mark(Label.PLACE, at, end, "a name behind a word of place")


def _region(parsed: Parsed, at: int) -> int | None:
    return next((hit.past for hit in parsed.of("place") if hit.first == at), None)


def _compound(parsed: Parsed, past: int) -> bool:
    """Whether the country only describes what follows: "in Iraq-related", "to U.S. forces"."""
    hyphen = parsed.low(past) == "-" and past < len(parsed.tokens) and parsed.tokens[past].glued
    short = "." in parsed.low(past - 1) or parsed.tokens[past - 1].text.isupper()
    return hyphen or (short and parsed.low(past).isalpha() and not parsed.within("stops", past))


def _name_end(parsed: Parsed, at: int, taken: frozenset[int]) -> int:
    """The token behind a name of capitalised words; ``at`` where there is none."""
    end = at
    while end < len(parsed.tokens) and end - at < _LONGEST and _of_a_name(parsed, end, end == at, taken):
        end += 1
    while end > at and not parsed.tokens[end - 1].text[:1].isalpha():
        end -= 1
    if end == at or (end == at + 1 and (len(parsed.low(at)) < 3 or parsed.tokens[at].text.isupper())):
        return at
    adjective = end == at + 1 and parsed.low(at).endswith(tuple(parsed.wording.words["adjective_endings"]))
    return at if adjective or (end < len(parsed.tokens) and _goes_on(parsed, end)) else end


def _of_a_name(parsed: Parsed, at: int, first: bool, taken: frozenset[int]) -> bool:
    low = parsed.low(at)
    if (
        at in taken
        or low in parsed.wording.months
        or parsed.within("weekdays", at)
        or parsed.within("not_places", at)
        or parsed.within("never_end", at)
    ):
        return False
    if not first and (low == "-" or (low == "'" and parsed.tokens[at].glued)):
        return parsed.tokens[at].glued and at + 1 < len(parsed.tokens) and parsed.tokens[at + 1].glued
    inside = any(one.first <= at < one.past and not one.capital for one in parsed.actors)
    return parsed.capital(at) and low.isalpha() and not inside


def _goes_on(parsed: Parsed, end: int) -> bool:
    """Whether the name only describes what follows: "in Besmaya-based units", "at Camp Taji's"."""
    return parsed.low(end) == "-" and parsed.tokens[end].glued


def _next_in_list(parsed: Parsed, end: int) -> int:
    at = end
    while parsed.low(at) == "," or parsed.within("joins", at):
        at += 1
    state = any(actor.first == at and actor.part is Part.MEMBER for actor in parsed.actors)
    if state and 0 < at - end <= 2:
        return at
    return at if at - end <= 2 and parsed.capital(at) and parsed.low(at + 1) in {*",.;)", "and", ""} else end
