"""Pairs of invented entries whose truth is known: one person written twice, or two namesakes.

Promises two entries in the shape of two that are given (their scripts, how names are laid out, which fields are filled,
how references look), or None where no spelling is free of listed names. Invariant: every person is invented, and
nothing of a given entry but its shape, and how its sightings are made up, goes over into an invented one.
"""

from __future__ import annotations

import random
import string
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from coalesce.dates import PartialDate
from coalesce.handling import Handling
from coalesce.names.countries import english_name
from coalesce.records import Entry, Place, Provenance, Sighting
from coalesce.sample.entries import entry_of
from coalesce.sample.habits import Habit, Knowing, Writing
from coalesce.sample.origins import Origin, origins
from coalesce.sample.people import Part, Someone, invent

Pair = tuple[Entry, Entry]
Dwelling = tuple[Place, str]
"""A town, and a street in it."""

SAME_NAME = 0.5
"""How often a namesake bears the whole name; else one part of it is another's."""

SAME_YEAR = 0.4
"""How often a namesake is born in the same year."""

AT_HOME = 0.6
"""How often somebody lives in a town of the country of origin."""

SYLLABLES = ("zor", "vel", "tam", "dor", "hed", "lis", "mar", "qun", "rab", "sil", "tov", "wen")
"""Of invented streets."""

MOVED = 0.3
"""How often one person's two entries give different residences."""

MOST_DAYS = 60
"""By how many days at most a sighting lies beside the one whose shape it has."""


@dataclass(frozen=True, slots=True)
class Fields:
    """Which fields either entry of a pair fills."""

    birth: bool
    place: bool
    sex: bool
    nationality: bool
    document: bool


def invented_pair(rng: random.Random, like: Pair, last: date, same: bool) -> Pair | None:
    """Two entries about one invented person, or about two who are namesakes; ``last`` is when the lists were written."""
    someone = invent(rng, "", _origin(rng, like), last, travels=False)
    other = someone if same else _namesake(rng, someone, last)
    filled = _fields(like)
    left, right = (_entry(rng, who, shape, filled) for who, shape in ((someone, like[0]), (other, like[1])))
    if left is None or right is None:
        return None
    homes = [_dwelling(rng, someone.origin) for _ in like[0].residences]
    shared = homes[:1] if same and rng.random() >= MOVED else []
    theirs = [*shared, *(_dwelling(rng, someone.origin) for _ in like[1].residences)]
    return _dwelling_at(left, homes, like[0]), _dwelling_at(right, theirs, like[1])


def _dwelling(rng: random.Random, origin: Origin) -> Dwelling:
    """A town of the country of origin, or of one that travellers from there may live in, and a street that is none."""
    home = origin if rng.random() < AT_HOME else rng.choice(origins())
    street = "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 3))).capitalize()
    return Place(rng.choice(home.cities).latin, home.iso), f"{rng.randrange(1, 200)} {street} Street"


def _dwelling_at(entry: Entry, homes: Sequence[Dwelling], shape: Entry) -> Entry:
    """The entry with as many residences as its shape has, each written as fully: with street and country, or the town."""
    written = zip(shape.residences, homes, strict=False)
    return replace(entry, residences=tuple(_address(like, *home) for like, home in written))


def _address(like: Place, town: Place, street: str) -> Place:
    country = english_name(town.country) if town.country and "," in like.text else None
    pieces = street if any(map(str.isdigit, like.text)) else None, town.text, country
    text = ", ".join(filter(None, pieces))
    return Place(text.upper() if like.text.isupper() else text, town.country if like.country else None)


def _origin(rng: random.Random, like: Pair) -> Origin:
    """The country of one of the two where travellers come from it, else any."""
    known = {origin.iso: origin for origin in origins()}
    given = [known[code] for entry in like for code in entry.nationalities if code in known]
    if given:
        return rng.choice(given)
    return rng.choices(origins(), weights=[origin.travellers for origin in origins()])[0]


def _namesake(rng: random.Random, someone: Someone, last: date) -> Someone:
    """Another person of the same name, or of one that is like it: born at another time, with papers of their own."""
    other = invent(rng, "", someone.origin, last, travels=False)
    name, passport = someone.name, someone.passport
    if rng.random() >= SAME_NAME:
        name, passport = _one_part_other(rng, someone, other)
    born = other.born
    if rng.random() < SAME_YEAR:
        born = born.replace(year=someone.born.year, day=min(born.day, 28))
    while born == someone.born:
        born = born + timedelta(days=rng.randrange(20, 200))
    return replace(other, name=name, passport=passport, sex=someone.sex, culture=someone.culture, born=born)


def _one_part_other(rng: random.Random, someone: Someone, other: Someone) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """The name with one part taken from the other's, where both have a part of that role."""
    theirs = {part.role: (part, passport) for part, passport in zip(other.name, other.passport, strict=True)}
    places = [n for n, part in enumerate(someone.name) if part.role in theirs]
    n = rng.choice(places)
    part, passport = theirs[someone.name[n].role]
    return (
        (*someone.name[:n], part, *someone.name[n + 1 :]),
        (*someone.passport[:n], passport, *someone.passport[n + 1 :]),
    )


def _fields(like: Pair) -> Fields:
    return Fields(
        birth=any(entry.birth_dates for entry in like),
        place=any(entry.birth_places for entry in like),
        sex=any(entry.sex for entry in like),
        nationality=any(entry.nationalities for entry in like),
        document=any(entry.documents for entry in like),
    )


def _entry(rng: random.Random, someone: Someone, shape: Entry, filled: Fields) -> Entry | None:
    habit = Habit("", "", 0.0, _writing(rng, shape), Knowing(remark=0.0))
    made = entry_of(rng, habit, someone, Handling(date.max))
    if made is None:
        return None
    return replace(
        made,
        reference=scrambled(rng, shape.reference),
        names=made.names[: max(len(shape.names), 1)],
        provenance=_beside(rng, shape.provenance),
        sex=made.sex if filled.sex else None,
        birth_dates=made.birth_dates if filled.birth else (),
        birth_places=made.birth_places if filled.place else (),
        nationalities=made.nationalities if filled.nationality else (),
        documents=made.documents if filled.document else (),
    )


def _writing(rng: random.Random, shape: Entry) -> Writing:
    """The script, order and capitals of the entry's first name."""
    main = shape.names[0] if shape.names else None
    text = main.full if main else ""
    script = main.script if main else "Latn"
    way = {"Arab": "ar", "Cyrl": "cy"}.get(script) or rng.choice(("en", "fr", "de", "tr"))
    words = [word for word in text.split() if len(word) > 2]
    upper = [word.isupper() for word in words]
    capitals = "all" if upper and all(upper) else "family" if any(upper) else ""
    first = "," in text or (capitals == "family" and upper[0])
    return Writing(way, order="family" if first else "given", separator=", " if "," in text else " ", capitals=capitals)


def scrambled(rng: random.Random, reference: str) -> str:
    """A reference that looks like this one: other digits, and other letters where it is a content key in hexadecimal."""
    hexadecimal = len(reference) >= 12 and set(reference) <= set(string.hexdigits.lower())
    if hexadecimal:
        return "".join(rng.choice("0123456789abcdef") for _ in reference)
    return "".join(_digit(rng, sign) if sign in string.digits else sign for sign in reference)


def _digit(rng: random.Random, sign: str) -> str:
    """A nought stays: it fills a number up to its length."""
    return sign if sign == "0" else rng.choice("123456789")


def _beside(rng: random.Random, provenance: Provenance) -> Provenance:
    """Another line of the same file; what a reader may not know stays unknown."""
    if not provenance.source:
        return provenance
    return replace(provenance, line=rng.randrange(2, max(2 * provenance.line, 12)))


def sightings_like(rng: random.Random, shapes: Sequence[Sighting]) -> tuple[Sighting, ...]:
    """Sightings of the same kinds and countries, at other times, without their places."""
    days = timedelta(days=rng.randint(-MOST_DAYS, MOST_DAYS))
    return tuple(replace(seen, place=None, date=_moved(seen.date, days), handling=None) for seen in shapes)


def _moved(when: PartialDate | None, days: timedelta) -> PartialDate | None:
    """As precise as it was; a range of years, or "about", stays."""
    if when is None or when.circa or when.precision not in ("day", "month"):
        return when
    moved = when.earliest + days
    return PartialDate.of(moved.year, moved.month, moved.day if when.precision == "day" else None)
