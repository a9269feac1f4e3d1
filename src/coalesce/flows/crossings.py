"""The border crossings of Syria, and which one a sighting's place means.

Promises the crossing of a place as lists write it, or None; it never guesses by likeness. Invariant:
no spelling belongs to two crossings, whatever the country that the sighting names.

Source of the table: the crossings into Syria of 2013 and 2014 as commonly reported, by both sides'
names, with the nearest town on either side; coordinates stand in ``coalesce.drawing``.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from anyascii import anyascii

from coalesce.records import Sighting, SightingKind

SYRIA = "SY"


@dataclass(frozen=True, slots=True)
class Crossing:
    """A crossing into Syria: a short id, the country on the other side, its names on both sides, other spellings."""

    id: str
    neighbour: str
    neighbour_side: str
    syrian_side: str
    spellings: tuple[str, ...] = ()


CROSSINGS: tuple[Crossing, ...] = (
    Crossing("kassab", "TR", "Yayladağı", "Kassab", ("Bab al-Kasab", "Kasab", "Kessab", "كسب")),
    Crossing("harem", "TR", "Harem gate", "Harem", ("Harim", "Ḩārim", "حارم")),
    Crossing("darkosh", "TR", "Hacıpaşa", "Darkosh", ("Darkush", "دركوش")),
    Crossing(
        "bab-al-hawa",
        "TR",
        "Cilvegözü",
        "Bab al-Hawa",
        ("Reyhanlı", "Rihaniya", "Bab el Hawa", "باب الهوى", "الريحانية"),
    ),
    Crossing("atmeh", "TR", "Bükülmez", "Atmeh", ("Atme", "Atma", "أطمة")),
    Crossing(
        "bab-al-salam",
        "TR",
        "Öncüpınar",
        "Bab al-Salam",
        ("Kilis", "Bab al-Salama", "Bab al-Salameh", "Azaz", "A'zaz", "باب السلامة", "كلس", "أعزاز"),
    ),
    Crossing("jarablus", "TR", "Karkamış", "Jarablus", ("Jarabulus", "جرابلس")),
    Crossing("tell-abiad", "TR", "Akçakale", "Tell Abiad", ("Tall Abyad", "Tel Abyad", "Tell Abyad", "تل أبيض")),
    Crossing("ras-al-ain", "TR", "Ceylanpınar", "Ras al-Ain", ("Ras al-Ayn", "Serekaniye", "رأس العين")),
    Crossing("qamishli", "TR", "Nusaybin", "Qamishli", ("Kamishli", "Al-Qamishli", "Nusaybin gate", "القامشلي")),
    Crossing("ein-diwar", "TR", "Cizre", "Ein Diwar", ("Ain Diwar", "Ayn Diwar", "عين ديوار")),
    Crossing("semalka", "IQ", "Faysh Khabur", "Semalka", ("Peshakapor", "Peshkhabour", "Simalka", "سيمالكا")),
    Crossing("yarubiyah", "IQ", "Rabia", "Al-Yarubiyah", ("Rabia'a", "Rabiah", "Yarobiyeh", "ربيعة", "اليعربية")),
    Crossing("abu-kamal", "IQ", "Al-Qaim", "Abu Kamal", ("Al Qa'im", "Al Bukamal", "القائم", "البوكمال")),
    Crossing("tanf", "IQ", "Al-Waleed", "Al-Tanf", ("At Tanf", "Al Walid", "التنف", "الوليد")),
    Crossing("nasib", "JO", "Jaber", "Nasib", ("Naseeb", "Jabir", "نصيب", "جابر")),
    Crossing("daraa", "JO", "Ramtha", "Daraa", ("Ar Ramtha", "Dar'a", "Deraa", "الرمثا", "درعا")),
)


def crossing_at(place: str | None) -> Crossing | None:
    """The crossing that a place as written means: the same letters, whatever accents, hyphens, article or script."""
    return None if not place else _by_spelling().get(_plain(place))


def entry_crossing(sighting: Sighting) -> Crossing | None:
    """The crossing by which a person entered Syria as this sighting tells; None for any other sighting."""
    if sighting.kind is not SightingKind.ENTERED or sighting.country != SYRIA:
        return None
    return crossing_at(sighting.place)


@functools.cache
def _plain(place: str) -> str:
    letters = "".join(letter for letter in anyascii(place).casefold() if letter.isalnum() or letter in " -")
    words = letters.replace("-", " ").split()
    kept = [word for word in words if word not in ("al", "el", "ar", "at", "border", "crossing", "gate")]
    return "".join(kept or words)


@functools.cache
def _by_spelling() -> dict[str, Crossing]:
    table: dict[str, Crossing] = {}
    for crossing in CROSSINGS:
        for spelling in (crossing.neighbour_side, crossing.syrian_side, *crossing.spellings):
            key = _plain(spelling)
            if table.setdefault(key, crossing) is not crossing:
                raise ValueError(f"the spelling {spelling} belongs to two crossings")
    return table
