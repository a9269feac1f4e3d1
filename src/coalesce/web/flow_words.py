"""The words of a flow question: which legs, whose, when, counted by what.

Invariant: the same words give the same query on the page, in the JSON API and in a saved file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coalesce.dates import PartialDate
from coalesce.errors import BadUsage
from coalesce.flows import FlowQuery
from coalesce.records import Leg
from coalesce.web.asked import Asked

ASKS = ("leg", "into", "out_of", "origin", "list", "since", "until", "by", "least", "estimate")
UNKNOWN = "unknown"
LEAST = 20
"""Smaller legs are told as a number unless they are asked for: a hundred hair lines hide the picture."""

MOST_LEAST = 1_000_000


@dataclass(frozen=True, slots=True)
class FlowWords:
    """What is asked. ``origins`` holds None for people of unknown origin; ``estimate``: with those whom no list saw."""

    out_of: str | None = None
    into: str | None = None
    origins: tuple[str | None, ...] = ()
    lists: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    by: tuple[str, ...] = ("leg",)
    least: int = LEAST
    estimate: bool = False

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
        since=PartialDate.parse(asked.one("since")).earliest if asked.one("since") else None,
        until=PartialDate.parse(asked.one("until")).latest if asked.one("until") else None,
        by=told or by,
        least=asked.whole("least", LEAST, MOST_LEAST),
        estimate=asked.one("estimate") == "yes",
    )
    words.query()
    return words


def parse_leg(text: str) -> Leg:
    """``SY>IQ`` as a leg. Raises BadUsage."""
    start, arrow, end = text.partition(">")
    if not (arrow and len(start) == len(end) == 2):
        raise BadUsage("a leg is two country codes, like 'SY>IQ'")
    return Leg(start.upper(), end.upper())


def _ends(asked: Asked) -> tuple[str | None, str | None]:
    if text := asked.one("leg"):
        leg = parse_leg(text)
        return leg.start, leg.end
    return asked.one("out_of").upper() or None, asked.one("into").upper() or None
