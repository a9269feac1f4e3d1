"""What the search page shows beside the records: facets in words, the filters that hold, why a record was found.

Invariant: every number is of what the search counted; a mark says how two written words compare, and decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from coalesce.dates import PartialDate
from coalesce.errors import BadUsage
from coalesce.linking.side_by_side import ALIKE
from coalesce.names import script_of
from coalesce.records import RecordList
from coalesce.services.facets import FACETS, NONE, Facet, Narrowing
from coalesce.services.searching import Found, Why
from coalesce.web import language
from coalesce.web.asked import Asked
from coalesce.web.language import marked, say
from coalesce.web.rendering import country, spoken

WINDOW = ("since", "until")
OFFERED = 12
"""Choices of a facet that are shown; one that is chosen always is."""

TITLES = {
    "list": marked("List"),
    "member": marked("Member"),
    "kind": marked("Kind of list"),
    "script": marked("Script"),
    "nationality": marked("Nationality"),
    "born": marked("Born"),
    "born_in": marked("Born in"),
    "seen_in": marked("Seen in"),
}

RECENT = ((30, marked("last 30 days")), (90, marked("last 90 days")), (365, marked("last 12 months")))
"""Windows that are offered, in days back from the node's day."""


@dataclass(frozen=True, slots=True)
class ChoiceShown:
    """One box to tick."""

    value: str
    text: str
    records: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class FacetShown:
    """One facet with its boxes; ``left_out`` further values are not shown."""

    name: str
    title: str
    choices: tuple[ChoiceShown, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Holds:
    """A filter that holds, in words, and the address without it."""

    text: str
    without: str


@dataclass(frozen=True, slots=True)
class Laid:
    """A searched word beside the word of the record's name; ``mark``: same, alike, differ or alone."""

    asked: str
    found: str
    mark: str
    why: str


def narrowing_of(asked: Asked) -> Narrowing:
    """What the request narrows to. Raises BadUsage, BadDate."""
    chosen = {name: many for name in FACETS if (many := asked.many(name))}
    since = PartialDate.parse(asked.one("since")).earliest if asked.one("since") else None
    until = PartialDate.parse(asked.one("until")).latest if asked.one("until") else None
    if since and until and since > until:
        raise BadUsage("'since' is after 'until'")
    return Narrowing(chosen, since, until)


def facets_shown(found: Found, lists: dict[str, RecordList]) -> list[FacetShown]:
    """The facets that have anything to choose between."""
    return [shown for facet in found.facets if (shown := _facet(facet, lists)).choices]


def _facet(facet: Facet, lists: dict[str, RecordList]) -> FacetShown:
    offered = [one for place, one in enumerate(facet.choices) if place < OFFERED or one.chosen]
    if len(offered) == 1 and not offered[0].chosen and facet.choices[0].value == NONE:
        offered = []
    choices = tuple(
        ChoiceShown(one.value, told(facet.name, one.value, lists), one.records, one.chosen) for one in offered
    )
    return FacetShown(facet.name, say(TITLES[facet.name]), choices, len(facet.choices) - len(offered))


def told(name: str, value: str, lists: dict[str, RecordList]) -> str:
    """A facet's value in words."""
    if value == NONE:
        return say("not given")
    match name:
        case "list":
            one = lists.get(value)
            return f"{one.owner} · {one.name}" if one else say("another list")
        case "kind":
            return spoken(value)
        case "script":
            return str(language.now().locale.scripts.get(value, value))
        case "nationality" | "born_in" | "seen_in":
            return country(value)
        case "born":
            return say("%(decade)s to %(last)s", decade=value, last=int(value) + 9) if value.isdigit() else value
    return value


def that_hold(asked: Asked, lists: dict[str, RecordList]) -> list[Holds]:
    """Every filter that holds, each with the address that takes it off."""
    held = []
    for name in FACETS:
        many = asked.many(name)
        for value in many:
            text = f"{say(TITLES[name])}: {told(name, value, lists)}"
            rest = [one for one in many if one != value]
            held.append(Holds(text, asked.again(**{name: rest, "after": None})))
    if asked.one("since"):
        text = say("seen since %(day)s", day=asked.one("since"))
        held.append(Holds(text, asked.again(since=None, after=None)))
    if asked.one("until"):
        text = say("seen until %(day)s", day=asked.one("until"))
        held.append(Holds(text, asked.again(until=None, after=None)))
    return held


def recent(today: date) -> list[tuple[str, str]]:
    """The windows offered: their first day, and what they are called."""
    return [((today - timedelta(days=days)).isoformat(), say(text)) for days, text in RECENT]


def laid(why: Why) -> list[Laid]:
    """The searched words beside those of the name that agrees best."""
    if why.compared is None:
        return []
    rows = [_laid(one.left, one.right, one.likeness, one.reason) for one in why.compared.aligned]
    rows += [Laid(word, "", "alone", say("not in this name")) for word in why.compared.left_alone]
    return rows + [Laid("", word, "alone", say("only in the record")) for word in why.compared.right_alone]


def _laid(asked: str, found: str, likeness: float, reason: str) -> Laid:
    if reason == "the same word" or asked.casefold() == found.casefold():
        return Laid(asked, found, "same", say("the same word"))
    if likeness < ALIKE:
        return Laid(asked, found, "differ", say("another word"))
    other = script_of(asked) != script_of(found)
    return Laid(asked, found, "alike", say("likely the same in another script") if other else say("spelt alike"))
