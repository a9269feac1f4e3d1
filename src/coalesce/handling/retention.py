"""How long a record is kept, and what is kept from others by default.

Invariant: nothing is kept without an end, and whoever may have been under 18
when seen is the owner's alone until the owner says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from coalesce.dates import PartialDate
from coalesce.errors import BadField
from coalesce.handling.marking import Handling

DEFAULT_YEARS = 5
"""A list without an end date is kept this many years (DESIGN.md, section 2)."""

MOST_YEARS = 20
"""However long a list asks to be kept: retention is never endless (DESIGN.md, section 2)."""

ADULT = 18
"""Convention on the Rights of the Child, article 1."""


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def _adult_from(birth: date) -> date:
    """The eighteenth birthday; 1 March for who was born on a 29 February: the doubt is the child's."""
    try:
        return birth.replace(year=birth.year + ADULT)
    except ValueError:
        return date(birth.year + ADULT, 3, 1)


def retention_end(asked: date | None, today: date, years: int = DEFAULT_YEARS, most: int = MOST_YEARS) -> date:
    """The last day of keeping: the one asked for, else ``years`` from today.

    Raises BadField where the day asked for has passed, or lies over ``most`` years ahead.
    """
    if asked is None:
        return _years_later(today, min(years, most))
    if asked < today:
        raise BadField(f"was to be kept until {asked.isoformat()} only: that day has passed")
    if asked > _years_later(today, most):
        raise BadField(f"nothing is kept for over {most} years: {asked.isoformat()} is too far ahead")
    return asked


def minor_when_seen(born: Iterable[PartialDate], seen: Iterable[PartialDate], today: date) -> bool:
    """Whether the person may have been under 18 when seen (today, where no sighting has a date).

    Without a birth date nobody is presumed a minor; with several, the latest birth decides:
    the doubt is the child's.
    """
    births = [when.latest for when in born]
    if not births:
        return False
    first_seen = min((when.earliest for when in seen), default=today)
    return first_seen < _adult_from(max(births))


def narrowed_for_minor(handling: Handling) -> Handling:
    """The same handling for the owner alone: no release, no figure."""
    return replace(handling, releases=frozenset(), figures_to=frozenset())
