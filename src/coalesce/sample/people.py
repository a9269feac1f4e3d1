"""The invented people: names by culture, births, towns, documents, journeys.

Promises a ``Someone`` whose name, in its own script and as on its passport, equals no listed name.
Invariant: a person is drawn whole from its own stream of randomness, so that one more draw for one person
changes no other.

Knobs: ages are those that published accounts agree on (most between 18 and 35, a few under 18); one in
twelve is a woman; shares of second nationalities, renewed passports and bynames are plausible guesses.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from coalesce.records import Document, PartRole, Sex
from coalesce.sample.listed import is_listed
from coalesce.sample.origins import City, Origin
from coalesce.sample.routes import Itinerary, travel
from coalesce.sample.tokens import Pool, Token, pools, with_article

WOMEN = 0.085
MINORS = 0.025
BYNAMES = 0.14
SECOND_PASSPORT = 0.12
FIRST_OF_JANUARY = 0.04
"""Births registered as 1 January because the day is not known (oftener where ``ROUGH_BIRTHS``)."""

ROUGH_BIRTHS = frozenset("SO SD YE AF PK IQ".split())
FRENCH_PASSPORTS = frozenset("TN MA DZ MR FR BE LU CH LB".split())
SECOND_NATIONALITIES: Mapping[str, tuple[str, ...]] = {
    "maghreb": ("MA", "DZ", "TN"),
    "turkish": ("TR",),
    "somali": ("SO",),
    "south_asia": ("PK",),
    "mashriq": ("IQ", "LB", "JO"),
    "balkan": ("BA", "XK"),
    "caucasus": ("RU",),
}


@dataclass(frozen=True, slots=True)
class Culture:
    """Where a culture's tokens stand and how they make a name: given names, fathers, families."""

    given: str
    family: str
    shape: str
    script: str
    father: str = ""


def _arabic(family: str) -> Culture:
    return Culture("arabic.given_{sex}", f"arabic.{family}", "arabic", "Arab", "arabic.given_m")


CULTURES: Mapping[str, Culture] = {
    "maghreb": _arabic("family_maghreb"),
    "mashriq": _arabic("family_mashriq"),
    "gulf": _arabic("family_gulf"),
    "turkish": Culture("turkish.given_{sex}", "turkish.family", "plain", "Latn"),
    "balkan": Culture("balkan.given_{sex}", "balkan.family", "plain", "Latn"),
    "somali": Culture(
        "muslim_latin.somali_{sex}", "muslim_latin.somali_family", "chain", "Latn", "muslim_latin.somali_m"
    ),
    "south_asia": Culture("muslim_latin.south_asia_{sex}", "muslim_latin.south_asia_family", "plain", "Latn"),
    "persian": Culture("muslim_latin.persian_{sex}", "muslim_latin.persian_family", "plain", "Latn"),
    "uighur": Culture("muslim_latin.uighur_{sex}", "muslim_latin.uighur_family", "plain", "Latn"),
    "caucasus": Culture(
        "cyrillic.caucasus_{sex}",
        "cyrillic.muslim_family_{sex}",
        "patronymic",
        "Cyrl",
        "cyrillic.caucasus_patronymic_{sex}",
    ),
    "central": Culture(
        "cyrillic.central_{sex}",
        "cyrillic.muslim_family_{sex}",
        "patronymic",
        "Cyrl",
        "cyrillic.central_patronymic_{sex}",
    ),
    "slavic": Culture(
        "cyrillic.slavic_{sex}",
        "cyrillic.slavic_family_{sex}",
        "patronymic",
        "Cyrl",
        "cyrillic.slavic_patronymic_{sex}",
    ),
} | {
    code: Culture(f"european.{code}.given_{{sex}}", f"european.{code}.family", "plain", "Latn")
    for code in "FR DE GB NL SE ES".split()
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a true name."""

    role: PartRole
    token: Token


@dataclass(frozen=True, slots=True)
class Someone:
    """An invented person as it truly is. ``passport`` spells each part in the home country's Latin way."""

    id: str
    origin: Origin
    culture: str
    sex: Sex
    born: date
    city: City
    name: tuple[Part, ...]
    passport: tuple[str, ...]
    byname: Token | None
    nationalities: tuple[str, ...]
    documents: tuple[Document, ...]
    visibility: float
    itinerary: Itinerary

    @property
    def script(self) -> str:
        """The script of the name's own language, ISO 15924."""
        return CULTURES[self.culture].script

    @property
    def native_name(self) -> str:
        """The whole name in its own script."""
        return " ".join(part.token.native for part in self.name)

    @property
    def passport_name(self) -> str:
        """The whole name as on the passport."""
        return " ".join(self.passport)


def home_way(iso: str) -> str:
    """The Latin way of writing of a country's passports."""
    if iso in FRENCH_PASSPORTS:
        return "fr"
    return {"DE": "de", "AT": "de", "TR": "tr"}.get(iso, "en")


def invent(rng: random.Random, ident: str, origin: Origin, last: date, travels: bool = True) -> Someone:
    """One person; with an empty itinerary unless it ``travels``."""
    cultures, weights = zip(*origin.cultures, strict=True)
    culture = rng.choices(cultures, weights=weights)[0]
    sex = Sex.FEMALE if rng.random() < WOMEN else Sex.MALE
    name, passport = _unlisted_name(rng, culture, sex, home_way(origin.iso))
    city = rng.choice(origin.cities)
    itinerary = travel(rng, origin, city.latin, last) if travels else Itinerary()
    seen = itinerary.events[0].day if itinerary.events else last
    return Someone(
        ident,
        origin,
        culture,
        sex,
        _birth(rng, seen, origin.iso),
        city,
        name,
        passport,
        pools()["arabic.given_m"].draw(rng) if rng.random() < BYNAMES else None,
        _nationalities(rng, origin, culture),
        _documents(rng, origin.iso),
        rng.gauss(0, 1),
        itinerary,
    )


def _unlisted_name(rng: random.Random, culture: str, sex: Sex, way: str) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """Drawn again until neither form equals a listed name; pools are far larger than the lists."""
    while True:
        name = _name(rng, CULTURES[culture], "f" if sex is Sex.FEMALE else "m")
        passport = tuple(_on_passport(rng, part.token, CULTURES[culture].script, way) for part in name)
        native = " ".join(part.token.native for part in name)
        if not is_listed(native) and not is_listed(" ".join(passport)):
            return name, passport


def _name(rng: random.Random, culture: Culture, sex: str) -> tuple[Part, ...]:
    given, family = (_pool(name, sex).draw(rng) for name in (culture.given, culture.family))
    parts = [Part(PartRole.GIVEN, given)]
    if culture.shape in ("arabic", "chain"):
        fathers = _pool(culture.father, sex)
        parts.append(Part(PartRole.FATHER, _other(rng, fathers, given)))
        if culture.shape == "arabic":
            parts.append(Part(PartRole.GRANDFATHER, _other(rng, fathers, parts[-1].token)))
    elif culture.shape == "patronymic":
        parts.append(Part(PartRole.PATRONYMIC, _pool(culture.father, sex).draw(rng)))
    elif rng.random() < 0.15:
        parts.append(Part(PartRole.GIVEN, _other(rng, _pool(culture.given, sex), given)))
    return (*parts, Part(PartRole.FAMILY, family))


def _pool(name: str, sex: str) -> Pool:
    return pools()[name.format(sex=sex)]


def _other(rng: random.Random, pool: Pool, taken: Token) -> Token:
    """Fathers seldom bear the very name of their sons."""
    drawn = pool.draw(rng)
    return drawn if drawn is not taken else pool.draw(rng)


def _on_passport(rng: random.Random, token: Token, script: str, way: str) -> str:
    return token.native if script == "Latn" else with_article(rng, token, way)


def _birth(rng: random.Random, seen: date, iso: str) -> date:
    age = 15 + 3 * rng.random() if rng.random() < MINORS else 18 + rng.gammavariate(2.2, 4.2)
    born = seen - timedelta(days=int(min(age, 64.0) * 365.25) + rng.randrange(365))
    rough = 0.25 if iso in ROUGH_BIRTHS else FIRST_OF_JANUARY
    return born.replace(month=1, day=1) if rng.random() < rough else born


def _nationalities(rng: random.Random, origin: Origin, culture: str) -> tuple[str, ...]:
    second = SECOND_NATIONALITIES.get(culture, ())
    if origin.region in ("europe", "overseas") and second and rng.random() < 0.22:
        return tuple(dict.fromkeys((origin.iso, rng.choice(second))))
    return (origin.iso,)


def _documents(rng: random.Random, iso: str) -> tuple[Document, ...]:
    shape = PASSPORTS.get(iso, "L#######")
    count = 2 if rng.random() < SECOND_PASSPORT else 1
    made = [Document(_number(rng, shape), "passport", iso) for _ in range(count)]
    if iso in NATIONAL_IDS:
        made.append(Document(_number(rng, NATIONAL_IDS[iso]), "national_id", iso))
    return tuple(made)


PASSPORTS: Mapping[str, str] = {
    "FR": "##LL#####",
    "DE": "CL#LL####",
    "TR": "U########",
    "GB": "#########",
    "US": "#########",
    "RU": "#########",
    "BE": "EL######",
    "NL": "NLLL#####",
    "MA": "LL#######",
    "DZ": "#########",
    "CN": "G########",
    "PK": "LL#######",
    "KZ": "N########",
}
"""Shapes like those in use (L a letter, # a digit); the numbers are random."""

NATIONAL_IDS: Mapping[str, str] = {"TN": "########", "TR": "###########", "JO": "##########", "KZ": "############"}


def _number(rng: random.Random, shape: str) -> str:
    letters = {"L": "ABCDEFGHJKLMNPRSTVWXYZ", "#": "0123456789"}
    return "".join(rng.choice(letters.get(mark, mark)) for mark in shape)
