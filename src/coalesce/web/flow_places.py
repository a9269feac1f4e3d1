"""A place that is clicked on: its incoming and outgoing legs, and with a second one what goes between the two.

Invariant: every choice is an address of the same page, so that it works without script and can be sent to a colleague.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from coalesce.drawing import FlowMapData
from coalesce.flows import Interval
from coalesce.web.asked import Asked
from coalesce.web.flow_words import FlowWords

ENDS = ("into", "out_of", "place", "leg")


@dataclass(frozen=True, slots=True)
class Way:
    """One choice for the chosen places: legs from ``start`` to ``end`` (None: anywhere; both None: both ways)."""

    start: str | None
    end: str | None
    address: str
    current: bool
    amount: Interval | None = None


@dataclass(frozen=True, slots=True)
class PlaceBar:
    """The chosen places, one or two, with what may be asked of them, and how to let go of them."""

    places: tuple[str, ...]
    ways: tuple[Way, ...]
    clear: str


def chosen(words: FlowWords) -> tuple[str, ...]:
    """The places that the question names, at most two."""
    return words.places or tuple(dict.fromkeys(one for one in (words.out_of, words.into) if one))


def place_bar(asked: Asked, words: FlowWords, shown: FlowMapData) -> PlaceBar | None:
    """What stands above the map while places are chosen."""
    found = chosen(words)
    if not found:
        return None
    current = (words.out_of, words.into)
    figures = {figure.country: figure for figure in shown.places}
    if len(found) == 1:
        [one] = found
        figure = figures.get(one)
        pairs = [
            (None, None, _to(asked, place=one), None),
            (None, one, _to(asked, into=one), figure.into if figure else None),
            (one, None, _to(asked, out_of=one), figure.out_of if figure else None),
        ]
    else:
        one, other = found
        pairs = [(None, None, _to(asked, place=[one, other]), None)]
        pairs += [(a, b, _to(asked, out_of=a, into=b), None) for a, b in ((one, other), (other, one))]
    ways = tuple(
        Way(start, end, address, (start, end) == current, amount)
        for start, end, address, amount in pairs
    )  # fmt: skip
    return PlaceBar(found, ways, _to(asked))


def place_links(asked: Asked, words: FlowWords, places: Iterable[str]) -> dict[str, str]:
    """Where a click on each place leads: it is chosen; beside another one, what goes between them; a chosen one is let go."""
    found = chosen(words)
    links = {}
    for code in places:
        rest = [one for one in found if one != code]
        if code in found:
            links[code] = _to(asked, place=rest or None)
        else:
            links[code] = _to(asked, place=[*found, code] if len(found) == 1 else code)
    return links


def _to(asked: Asked, **ends: object) -> str:
    return asked.again(**{**dict.fromkeys(ENDS), **ends})
