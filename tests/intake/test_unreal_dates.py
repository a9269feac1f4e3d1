"""Dates that cannot be: what is kept of them, and what is told."""

from dataclasses import replace

import pytest

from coalesce.dates import PartialDate
from coalesce.errors import BadDate
from coalesce.intake.unreal_dates import LABEL, joined, read_birth_dates, unreal_dates, what_stands
from tests.builders import entry

KEPT = {
    "1856-86-18": "1856",
    "1990-02-31": "1990-02",
    "1990-02-31~": "1990-02~",
    "31.02.1990": "1990-02",
    "00/02/1990": None,
    "45.33.1990": "1990",
    "31 February 1970": "1970-02",
    "32 Jan. 1970": "1970-01",
    "31 Smarch 1970": None,
    "1402-02-31": None,
    "1990-02-28": None,
    "soon": None,
    "03.04.1989": None,
}


@pytest.mark.parametrize("text", KEPT)
def test_the_year_and_the_month_where_there_is_one_are_kept(text: str) -> None:
    found = what_stands(text)
    assert (None if found is None else str(found)) == KEPT[text]


def test_the_order_of_day_and_month_is_the_lists() -> None:
    assert str(what_stands("31.02.1990", day_first=True)) == "1990-02"
    assert str(what_stands("02/31/1990", day_first=False)) == "1990-02"


def test_each_is_told_as_it_was_written_and_what_is_no_date_is_refused() -> None:
    dates, remarks = read_birth_dates(["1856-86-18", "1970", "1856"], None)
    assert dates == (PartialDate.of(1856), PartialDate.of(1970))
    assert remarks == [LABEL + "1856-86-18"]
    with pytest.raises(BadDate):
        read_birth_dates(["soon"], None)


def test_they_are_counted_by_the_remarks() -> None:
    told = replace(entry("A"), remarks=joined([LABEL + "1856-86-18", "", "tall"]))
    assert told.remarks == "birth date that cannot be: 1856-86-18; tall"
    assert (unreal_dates(told), unreal_dates(replace(told, remarks="tall"))) == (1, 0)
