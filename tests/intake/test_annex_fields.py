"""Dates, places and nationalities of EU annexes."""

import pytest

from coalesce.intake.annex_fields import (
    annex_addresses,
    annex_date,
    annex_dates,
    annex_nationalities,
    annex_places,
    dates_in_notes,
)

DATES: dict[str, tuple[list[str], list[str]]] = {
    "": ([], []),
    "7.2.1956": (["1956-02-07"], []),
    "13.02.1970": (["1970-02-13"], []),
    "28.01 1966": (["1966-01-28"], []),
    "1956": (["1956"], []),
    "10 Apr 1960": (["1960-04-10"], []),
    "September 1958": (["1958-09"], []),
    "(probably) 1944": (["1944~"], []),
    "(a) 1955, (b) circa 1952": (["1955", "1952~"], []),
    "Between 1977 and 1982": (["1977/1982"], []),
    "21.11.1964 / 1965": (["1964-11-21", "1965"], []),
    "1979, 1980 or 1981": (["1979", "1980", "1981"], []),
    "1937; 1938": (["1937", "1938"], []),
    "(a) 1979, (b) 24.6.1402 (Hijri Calendar)": (["1979"], ["24.6.1402 (Hijri Calendar)"]),
    "1973 (Other Name)": (["1973"], ["1973 (Other Name)"]),
    "31.2.1960": (["1960-02"], ["birth date that cannot be: 31.2.1960"]),
}


@pytest.mark.parametrize("cell", DATES)
def test_dates_of_a_cell(cell: str) -> None:
    dates, notes = annex_dates(cell)
    assert ([str(when) for when in dates], notes) == DATES[cell]


def test_one_date_and_dates_in_notes() -> None:
    assert annex_date("no date") is None
    found = dates_in_notes(
        ["born on 14.1.1968 in Morocco", "Date of birth (a) 1.2.1979; issued 3.3.2003", "born in 1976"]
    )
    assert [str(when) for when in found] == ["1968-01-14", "1979-02-01", "1976"]
    assert dates_in_notes(["issued on 15.1.2019"]) == ()


def test_places_lie_where_they_lie_now() -> None:
    cell = "Minsk, former USSR (now Belarus); Beslan, former USSR (now North Ossetia, Russia); (a) Riga; Giza (Egypt)"
    assert [place.country for place in annex_places(cell)] == ["BY", "RU", None, "EG"]
    assert [place.text for place in annex_places("(a) Tripoli, Libya, (b) Tunis")] == ["Tripoli, Libya", "Tunis"]
    assert annex_places("Yemen (Other Name)")[0].country == "YE"


def test_nationalities() -> None:
    assert annex_nationalities("(a) Trinidad and Tobago; (b) Russian") == (("TT", "RU"), [])
    assert annex_nationalities("Russian and Belarusian") == (("RU", "BY"), [])
    assert annex_nationalities("Italian since 1990") == (("IT",), ["Italian since 1990"])
    assert annex_nationalities("Afgan") == ((), ["Afgan"])


def test_addresses_and_what_is_said_of_them() -> None:
    places, notes = annex_addresses("(a) 5 Zorbal St., Jeddah, Saudi Arabia (previous address), (b) Minsk, Belarus")
    assert [(place.text, place.country) for place in places] == [
        ("5 Zorbal St., Jeddah, Saudi Arabia", "SA"),
        ("Minsk, Belarus", "BY"),
    ]
    assert notes == ["5 Zorbal St., Jeddah, Saudi Arabia (previous address)"]
