from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from coalesce.sample import World
from coalesce.sample.origins import REGIONS, allocate, origins
from coalesce.sample.people import CULTURES


@given(st.integers(0, 20_000))
def test_shares_add_up_and_stay_within_one_of_exact(travellers: int) -> None:
    whole = sum(origin.travellers for origin in origins())
    given_out = allocate(travellers)
    assert sum(given_out.values()) == travellers
    for origin in origins():
        assert abs(given_out[origin.iso] - travellers * origin.travellers / whole) < 1


def test_every_origin_has_towns_cultures_and_a_region() -> None:
    for origin in origins():
        assert origin.cities
        assert {culture for culture, _ in origin.cultures} <= set(CULTURES)
        assert origin.region == REGIONS[origin.iso]


def test_the_shares_are_the_published_ones(shared_data: Path, whole: World) -> None:
    """Read again from ICSR's table: in the sample world the origins stand as the figures do, to one person."""
    with (shared_data / "flows" / "icsr_2013_2015.csv").open(encoding="utf-8", newline="") as rows:
        figures = {
            row["countrycode"]: float(row["icsr.mean"]) for row in csv.DictReader(rows) if row["icsr.mean"] != "NA"
        }
    by_iso = {origin.iso: origin.travellers for origin in origins()}
    assert sorted(by_iso.values()) == sorted(figures.values())
    assert {by_iso["TN"], by_iso["SA"], by_iso["RU"]} == {figures["TUN"], figures["SAU"], figures["RUS"]}
    travellers = [person for ident, person in whole.truth.people.items() if ident <= "p06000"]
    counted = Counter(person.origin for person in travellers)
    for iso, figure in by_iso.items():
        assert abs(counted[iso] / len(travellers) - figure / sum(figures.values())) < 1 / len(travellers), iso
