"""In which language a picture speaks: its words, plurals, numbers, months and countries.

Invariant: English where nobody has said anything else; what is set is set for one context (a request) and never for another.
The words stand here in English, whole and with named places, where ``scripts/extract_texts.py`` finds them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

from coalesce.dates import Period

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SLOT = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language: a text in it, a text in the plural form of a number, a whole number, the name of a country by its code and
    English name, and a month's short name from its number."""

    tag: str
    text: Callable[[str], str]
    plural: Callable[[str, str, int], str]
    whole: Callable[[int], str]
    country: Callable[[str, str], str]
    month: Callable[[int], str]


ENGLISH = Tongue(
    "en",
    lambda text: text,
    lambda one, more, number: one if number == 1 else more,
    lambda number: f"{number:,}",
    lambda _, english: english,
    lambda number: MONTHS[number - 1],
)

_now: ContextVar[Tongue] = ContextVar("tongue", default=ENGLISH)


def speak_as(tongue: Tongue) -> None:
    """Draw in this language from here on, in this context alone."""
    _now.set(tongue)


def tag_now() -> str:
    """The tag of the language, ``en``: what a remembered picture is remembered under."""
    return _now.get().tag


def marked(text: str) -> str:
    """The same text: it is in the catalogue, and is translated where it is drawn."""
    return text


def say(text: str, /, **slots: object) -> str:
    """A text with its places ``%(name)s`` filled."""
    return _filled(_now.get().text(text), slots)


def say_counted(one: str, more: str, number: int, /, **slots: object) -> str:
    """The same in the plural form of a number, which is ``%(count)s``."""
    return _filled(_now.get().plural(one, more, number), {"count": thousands(number), **slots})


def thousands(count: int) -> str:
    """A whole number as the language writes it: ``1,240``."""
    return _now.get().whole(count)


def country_words(code: str, english: str) -> str:
    """A country's name."""
    return _now.get().country(code, english)


def month_word(month: int) -> str:
    """A month's short name."""
    return _now.get().month(month)


def period_words(period: Period) -> str:
    """``July 2014`` in short: ``Jul 2014``; ``2014, month unknown``; ``date unknown``."""
    if period.year is None:
        return say("date unknown")
    if period.month is None:
        return say("%(year)s, month unknown", year=period.year)
    return f"{month_word(period.month)} {period.year}"


def _filled(text: str, slots: dict[str, object]) -> str:
    return SLOT.sub(lambda slot: str(slots.get(slot[1], slot[0])), text)
