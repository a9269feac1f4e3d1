"""Which crossing a place means: same letters in any dress, and never by likeness."""

import csv
from pathlib import Path

import pytest

from coalesce.flows.crossings import CROSSINGS, crossing_at, entry_crossing
from coalesce.records import Sighting, SightingKind


@pytest.mark.parametrize(
    ("place", "crossing"),
    [
        ("Bab al-Hawa", "bab-al-hawa"),
        ("BAB EL HAWA", "bab-al-hawa"),
        ("Cilvegozu border crossing", "bab-al-hawa"),
        ("باب الهوى", "bab-al-hawa"),
        ("Kilis", "bab-al-salam"),
        ("Öncüpınar", "bab-al-salam"),
        ("Tel Abyad", "tell-abiad"),
        ("Dar'a", "daraa"),
    ],
)
def test_a_spelling_means_its_crossing(place: str, crossing: str) -> None:
    found = crossing_at(place)
    assert found is not None
    assert found.id == crossing


@pytest.mark.parametrize("place", [None, "", "Raqqa", "Istanbul", "Bab", "al", "Hawa", "Kilis province hospital"])
def test_another_place_means_none(place: str | None) -> None:
    assert crossing_at(place) is None


def test_ids_are_unique_and_every_spelling_leads_home() -> None:
    assert len({crossing.id for crossing in CROSSINGS}) == len(CROSSINGS) == 17
    for crossing in CROSSINGS:
        for spelling in (crossing.neighbour_side, crossing.syrian_side, *crossing.spellings):
            assert crossing_at(spelling) is crossing


def test_every_crossing_of_the_seed_table_is_known(shared_data: Path) -> None:
    with (shared_data / "geo" / "crossings_seed.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    unknown = [row["syrian_side"] for row in rows if crossing_at(row["syrian_side"].split(" (")[0]) is None]
    assert unknown == []
    assert len(rows) == len(CROSSINGS)


def test_only_entering_syria_counts_as_an_entry() -> None:
    entered = Sighting(SightingKind.ENTERED, "SY", place="Jarablus")
    assert entry_crossing(entered) is crossing_at("Jarablus")
    assert entry_crossing(Sighting(SightingKind.TURNED_BACK, "SY", place="Jarablus")) is None
    assert entry_crossing(Sighting(SightingKind.PRESENT, "SY", place="Jarablus")) is None
    assert entry_crossing(Sighting(SightingKind.ENTERED, "TR", place="Jarablus")) is None
    assert entry_crossing(Sighting(SightingKind.ENTERED, "SY", place="Raqqa")) is None
