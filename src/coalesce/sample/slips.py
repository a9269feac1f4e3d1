"""The slips of clerks: letters, days and document numbers that went wrong.

Promises a text of the same script, or the same kind of date. Invariant: a slip changes at most one thing.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from coalesce.dates import PartialDate
from coalesce.records import Document

NEAR: Mapping[str, Mapping[str, str]] = {
    "Latn": {
        "a": "eso",
        "e": "aw",
        "i": "ouy",
        "o": "ui",
        "u": "oi",
        "m": "n",
        "n": "m",
        "b": "pv",
        "d": "tf",
        "s": "zd",
        "z": "s",
        "k": "lc",
        "h": "gj",
        "t": "dr",
        "r": "te",
        "f": "d",
        "y": "i",
    },
    "Arab": {
        "ح": "خج",
        "خ": "ح",
        "ج": "ح",
        "س": "ش",
        "ش": "س",
        "ص": "ض",
        "ض": "ص",
        "ط": "ظ",
        "ظ": "ط",
        "ع": "غ",
        "غ": "ع",
        "ر": "ز",
        "ز": "ر",
        "د": "ذ",
        "ذ": "د",
        "ب": "ت",
        "ت": "ب",
        "ن": "ب",
        "ف": "ق",
        "ق": "ف",
    },
    "Cyrl": {
        "а": "о",
        "о": "а",
        "и": "е",
        "е": "и",
        "м": "н",
        "н": "м",
        "б": "в",
        "д": "т",
        "с": "з",
        "з": "с",
        "х": "к",
        "ш": "щ",
    },
}
"""Letters taken for each other: neighbours on a keyboard, alike in sound, or apart by a dot."""


def letter_slip(rng: random.Random, text: str, script: str) -> str:
    """One letter swapped with the next, lost, doubled or taken for another; the first letter stays."""
    places = [n for n in range(1, len(text)) if text[n].isalpha() and text[n - 1].isalpha()]
    if len(places) < 3:
        return text
    n = rng.choice(places)
    kind = rng.choices(("swap", "lose", "double", "other"), weights=(3, 3, 2, 3))[0]
    if kind == "swap" and n + 1 < len(text) and text[n + 1].isalpha():
        return text[:n] + text[n + 1] + text[n] + text[n + 2 :]
    if kind == "lose":
        return text[:n] + text[n + 1 :]
    near = NEAR[script].get(text[n].lower(), "")
    if kind == "other" and near:
        taken = rng.choice(near)
        return text[:n] + (taken.upper() if text[n].isupper() else taken) + text[n + 1 :]
    return text[:n] + text[n] + text[n:]


def birth_slip(rng: random.Random, born: date) -> date:
    """Day and month exchanged, a day or a year beside, or a digit of the year or day exchanged."""
    kind = rng.choices(("exchange", "day", "year", "decade", "month"), weights=(4, 3, 3, 1, 2))[0]
    if kind == "exchange" and born.day <= 12 and born.day != born.month:
        return born.replace(month=born.day, day=born.month)
    if kind == "year":
        return _in_year(born, born.year + rng.choice((-1, 1)))
    if kind == "decade":
        return _in_year(born, born.year - 10)
    if kind == "month" and born.day <= 28:
        return born.replace(month=born.month % 12 + 1)
    return born + timedelta(days=rng.choice((-1, 1, 10)))


def _in_year(day: date, year: int) -> date:
    return day.replace(year=year, day=min(day.day, 28))


def number_slip(rng: random.Random, document: Document) -> Document:
    """One digit wrong or two exchanged, or the letter O for a nought."""
    number = document.number
    n = rng.randrange(1, len(number))
    if number[n] == "0" and rng.random() < 0.5:
        return replace(document, number=f"{number[:n]}O{number[n + 1 :]}")
    if rng.random() < 0.5 and number[n] != number[n - 1]:
        return replace(document, number=number[: n - 1] + number[n] + number[n - 1] + number[n + 1 :])
    return replace(document, number=number[:n] + rng.choice("0123456789") + number[n + 1 :])


def as_dated(rng: random.Random, day: date, vague: float) -> PartialDate | None:
    """The day as a list gives it: ``vague`` (0 to 1) is how often month, year or nothing is all it knows."""
    draw = rng.random()
    if draw < vague * 0.55:
        return PartialDate.of(day.year, day.month)
    if draw < vague * 0.62:
        return PartialDate.of(day.year, day.month, circa=True)
    if draw < vague * 0.72:
        return PartialDate.of(day.year)
    if draw < vague:
        return None
    return PartialDate.of(day.year, day.month, day.day)
