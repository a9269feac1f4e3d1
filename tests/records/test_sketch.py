"""A window of sightings: what may fall in it, and what has no date."""

from __future__ import annotations

from datetime import date

import pytest

from coalesce.records.sketch import SeenIn, Sketch

MARCH = SeenIn("SY", date(2014, 3, 1), date(2014, 3, 31))
ONE = Sketch("a", "R", "l", "border", "NL", ("Zorbal",), ("Latn",)).with_seen((MARCH, SeenIn("IQ")))


@pytest.mark.parametrize(
    ("since", "until", "countries"),
    [
        (None, None, ["SY", "IQ"]),
        (date(2014, 3, 31), None, ["SY"]),
        (date(2014, 4, 1), None, []),
        (None, date(2014, 3, 1), ["SY"]),
        (None, date(2014, 2, 28), []),
        (date(2014, 3, 10), date(2014, 3, 11), ["SY"]),
    ],
)
def test_a_sighting_is_in_a_window_that_it_may_fall_in(
    since: date | None, until: date | None, countries: list[str]
) -> None:
    assert [seen.country for seen in ONE.within(since, until)] == countries
    assert ONE.seen_between(since, until) is bool(countries)


def test_who_was_never_seen_passes_without_a_window_alone() -> None:
    nobody = ONE.with_seen(())
    assert nobody.seen_between(None, None)
    assert not nobody.seen_between(date(2014, 1, 1), None)
