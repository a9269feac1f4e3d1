"""The words of a flow question: which legs, whose, when, counted by what.

Invariant: the same words give the same query on the page, in the JSON API and in a saved file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from coalesce.dates import PartialDate
from coalesce.errors import BadUsage
from coalesce.flows import FlowQuery
from coalesce.records import Leg
from coalesce.web.asked import Asked

COUNTED = ("leg", "into", "out_of", "place", "origin", "list", "since", "until")
"""The words that choose whom to count."""
OTHER = ("other_since", "other_until")
COUNT_NOW = "count"
"""``yes``: the page waits until the people have been counted. Without it a page of many records comes at once, and asks for itself."""
ASKS = (*COUNTED, *OTHER, "by", "least", "estimate", "view", COUNT_NOW)
VIEWS = ("map", "stages")
MOST_PLACES = 2
UNKNOWN = "unknown"
LEAST = 20
"""Smaller legs are told as a number unless they are asked for: a hundred hair lines hide the picture."""

MOST_LEAST = 1_000_000


@dataclass(frozen=True, slots=True)
class FlowWords:
    """What is asked. ``origins`` holds None for people of unknown origin; ``estimate``: with those whom no list saw. ``places``:
    one whose legs are chosen, or two that they lie between. ``other_since`` and ``other_until``: the window to compare with."""

    out_of: str | None = None
    into: str | None = None
    origins: tuple[str | None, ...] = ()
    lists: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    by: tuple[str, ...] = ("leg",)
    least: int = LEAST
    estimate: bool = False
    places: tuple[str, ...] = ()
    other_since: date | None = None
    other_until: date | None = None
    view: str = "map"

    @property
    def compared(self) -> bool:
        """Whether another window is set beside this one."""
        return self.other_since is not None or self.other_until is not None

    @property
    def chooses_legs(self) -> bool:
        """Whether some legs are chosen, and not all shown."""
        return bool(self.into or self.out_of or self.places)

    def other(self) -> FlowWords:
        """The same question of the other window."""
        return replace(self, since=self.other_since, until=self.other_until, other_since=None, other_until=None)

    def query(self, *by: str) -> FlowQuery:
        """The query, counted by other words where they are given."""
        return FlowQuery(
            by=by or self.by,
            since=self.since,
            until=self.until,
            origins=self.origins,
            lists=self.lists,
            into=self.into,
            out_of=self.out_of,
            places=self.places,
        )


def flow_words(asked: Asked, by: tuple[str, ...] = ("leg",)) -> FlowWords:
    """Read them from a request. Raises BadUsage, BadDate."""
    out_of, into = _ends(asked)
    told = tuple(part.strip() for text in asked.many("by") for part in text.split(",") if part.strip())
    words = FlowWords(
        out_of=out_of,
        into=into,
        origins=tuple(sorted((None if one == UNKNOWN else one.upper() for one in asked.many("origin")), key=str)),
        lists=tuple(sorted(asked.many("list"))),
        since=_first(asked, "since"),
        until=_last(asked, "until"),
        by=told or by,
        least=asked.whole("least", LEAST, MOST_LEAST),
        estimate=asked.one("estimate") == "yes",
        places=_places(asked),
        other_since=_first(asked, "other_since"),
        other_until=_last(asked, "other_until"),
        view=asked.one("view", "map"),
    )
    words.query()
    words.other().query()
    if words.view not in VIEWS:
        raise BadUsage(f"'view' takes {' or '.join(VIEWS)}")
    if words.compared and "month" in words.by:
        raise BadUsage("two windows are compared whole: leave 'month' out of 'by'")
    return words


def parse_leg(text: str) -> Leg:
    """``SY>IQ`` as a leg. Raises BadUsage."""
    start, arrow, end = text.partition(">")
    if not (arrow and len(start) == len(end) == 2):
        raise BadUsage("a leg is two country codes, like 'SY>IQ'")
    return Leg(start.upper(), end.upper())


def _first(asked: Asked, name: str) -> date | None:
    return PartialDate.parse(asked.one(name)).earliest if asked.one(name) else None


def _last(asked: Asked, name: str) -> date | None:
    return PartialDate.parse(asked.one(name)).latest if asked.one(name) else None


def _places(asked: Asked) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(one.upper() for one in asked.many("place")))
    if len(found) > MOST_PLACES or any(len(one) != 2 for one in found):
        raise BadUsage("'place' takes a country code, at most twice, like 'TR'")
    return found


def _ends(asked: Asked) -> tuple[str | None, str | None]:
    if text := asked.one("leg"):
        leg = parse_leg(text)
        return leg.start, leg.end
    return asked.one("out_of").upper() or None, asked.one("into").upper() or None
