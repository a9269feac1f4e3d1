"""Walks through the pages of a collection, whatever the peer says of where they are.

Invariant: it ends. A page is given with the place to go on from, which a peer cannot turn back; where a ``next`` is lost, refused or
comes again, it goes on from the last date, one microsecond before it, so that nothing of that moment is passed over.

Source: TAXII 2.1 (OASIS Standard, 2021), section 3.4: ``more``, ``next``, X-TAXII-Date-Added-Last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime, timedelta
from typing import Generic, TypeVar

from coalesce.errors import Unreachable
from coalesce.services.wire import Place

T = TypeVar("T")

EMPTY_PAGES = 3
"""So many pages in a row may hold nothing and still say that there is more."""

EARLIEST = 1970
"""No server is older."""


class NextLost(Exception):
    """The page behind a ``next`` did not come, or the peer knows that ``next`` no longer."""


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """One page as a peer answers it. ``last``: when the last of it was added there, or "" where it does not say."""

    found: tuple[T, ...]
    more: bool
    next: str
    last: str


@dataclass(frozen=True, slots=True)
class Step(Generic[T]):
    """One page, where the next one begins, and whether this was the last."""

    found: tuple[T, ...]
    at: Place
    whole: bool


def walk(fetch: Callable[[Place], Answer[T]], start: Place, most: int, exact: bool = False) -> Iterator[Step[T]]:
    """At most so many pages from ``start`` on. Raises Unreachable where the peer leads in a circle."""
    here, last = start, start.added_after
    if last:  # a next of another day may be lost, and a date is not
        here = Place(last) if exact else _before(last)
    used: set[str] = set()
    fallen, empty = "", 0
    for _ in range(most):
        try:
            answer = fetch(here)
        except NextLost:
            if not last or fallen == last:
                raise Unreachable("it gave a page that it does not know any more") from None
            fallen, here = last, _before(last)
            used.clear()
            continue
        before, last = last, max(last, answer.last)
        if not answer.more:
            yield Step(answer.found, Place(last), True)
            return
        empty = 0 if answer.found else empty + 1
        here = _onward(answer, here, (before, last), used)
        yield Step(answer.found, Place(last, here.next), False)
        if empty > EMPTY_PAGES:
            raise Unreachable("it says that there is more, and gives nothing")


def _onward(answer: Answer[T], here: Place, dates: tuple[str, str], used: set[str]) -> Place:
    """Where to read on: by its ``next`` if that is a new one, asked for with the filter that it belongs to; else by date."""
    before, last = dates
    if answer.next and answer.next not in used:
        used.add(answer.next)
        return Place(here.added_after, answer.next)
    if last > before:
        return Place(last)
    raise Unreachable("it says that there is more, and not where")


def _before(moment: str) -> Place:
    return Place(_written(datetime.fromisoformat(moment) - timedelta(microseconds=1)))


def stamp(text: str) -> str:
    """A time with six decimals, as dates are compared here. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or not EARLIEST <= moment.year < MAXYEAR:
        raise ValueError("no time, or not one of these ages")
    return _written(moment.astimezone(UTC))


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
