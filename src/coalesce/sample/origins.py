"""Where the travellers of the sample world come from, in proportion to published figures.

Promises ``allocate(n)``: how many of ``n`` travellers come from each country. Invariant: the numbers add up to
``n`` and each is within one of its exact share.

Source: ICSR, figures of 17 December 2013 and 26 January 2015 (CC BY 3.0; see ``data/NOTICE.md``).
"""

from __future__ import annotations

import functools
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

REGIONS: Mapping[str, str] = {
    code: region
    for region, codes in {
        "maghreb": "TN MA DZ LY MR",
        "mashriq": "EG SD JO LB PS IL IQ",
        "gulf": "SA KW QA BH AE OM YE",
        "turkey": "TR",
        "cis": "RU KZ KG UZ TJ TM UA",
        "asia": "CN AF PK IR SO",
        "europe": "BG AL BA XK MK RS FR BE LU NL DE AT CH GB IE DK SE NO FI ES IT",
        "overseas": "US CA AU NZ",
    }.items()
    for code in codes.split()
}


@dataclass(frozen=True, slots=True)
class City:
    """A town, in Latin letters and, where its country writes otherwise, in its own."""

    latin: str
    native: str | None


@dataclass(frozen=True, slots=True)
class Origin:
    """A country of origin: ISO 3166 alpha-2, its published figure, its towns, its naming cultures with weights."""

    iso: str
    travellers: float
    cities: tuple[City, ...]
    cultures: tuple[tuple[str, float], ...]

    @property
    def region(self) -> str:
        """One of the eight regions that lists see differently well."""
        return REGIONS[self.iso]


@functools.cache
def origins() -> tuple[Origin, ...]:
    """Every country of origin, sorted by code."""
    folder = resources.files("coalesce.sample").joinpath("data")
    shares = json.loads(folder.joinpath("shares.json").read_text(encoding="utf-8"))
    raw = tomllib.loads(folder.joinpath("origins.toml").read_text(encoding="utf-8"))["origin"]
    found = (
        Origin(row["iso"], shares[row["iso3"]], _cities(row["cities"]), tuple(row["cultures"].items())) for row in raw
    )
    return tuple(sorted(found, key=lambda origin: origin.iso))


def _cities(text: str) -> tuple[City, ...]:
    pairs = (word.replace("_", " ").partition("=") for word in text.split())
    return tuple(City(latin, native or None) for latin, _, native in pairs)


def allocate(travellers: int) -> dict[str, int]:
    """Travellers by country of origin: the largest remainders' method over the published figures."""
    whole = sum(origin.travellers for origin in origins())
    exact = {origin.iso: travellers * origin.travellers / whole for origin in origins()}
    given = {iso: int(share) for iso, share in exact.items()}
    by_remainder = sorted(exact, key=lambda iso: (given[iso] - exact[iso], iso))
    for iso in by_remainder[: travellers - sum(given.values())]:
        given[iso] += 1
    return given
