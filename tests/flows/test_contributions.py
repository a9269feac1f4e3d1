"""Possible people and their rows."""

from dataclasses import dataclass

import numpy as np
import pytest

from coalesce.dates import PartialDate, Period
from coalesce.flows.contributions import Known, RecordFacts, gather
from coalesce.records import Leg, Sighting, SightingKind


@dataclass(frozen=True)
class Component:
    records: tuple[str, ...]
    partitions: tuple[tuple[tuple[str, ...], ...], ...]
    choice: np.ndarray


ENTERED = Sighting(SightingKind.ENTERED, "SY", PartialDate.parse("2013-05-03"), "Kilis", "TR")
KNOWN = Known({"a": [ENTERED], "b": [ENTERED], "c": []}, {"a": RecordFacts("L", ("FR",)), "b": RecordFacts("M")})


def test_the_person_of_every_alternative_is_certain_and_the_others_follow_the_draws() -> None:
    one = Component(
        ("a", "b", "c"),
        ((("a",), ("b",), ("c",)), (("a",), ("c", "b"))),
        np.array([0, 1, 1]),
    )
    rows = gather([one], KNOWN, 3)
    assert rows.tally.certain == 1
    assert rows.tally.presence.tolist() == [[True, False, False], [False, True, True]]


def test_the_same_person_in_another_order_is_the_same_person() -> None:
    one = Component(("a", "b"), ((("a", "b"),), (("b", "a"),)), np.array([0, 1]))
    assert gather([one], KNOWN, 2).tally.certain == 1


def test_rows_hold_legs_entries_origins_and_lists() -> None:
    rows = gather([Component(("a", "b"), ((("a", "b"),),), np.array([0]))], KNOWN, 1)
    assert rows.legs == (Leg("TR", "SY"),)
    assert rows.periods == (Period(2013, 5),)
    assert rows.origins == ("FR",)
    assert rows.lists == ("L", "M")
    assert rows.crossings == ("bab-al-salam",)
    assert rows.on_list.tolist() == [[True, True]]
    assert rows.leg_rows.tolist() == [[0], [0], [0]]
    assert set(map(tuple, rows.entry_rows.T.tolist())) == {(0, 0, 0)}


def test_people_who_add_nothing_are_left_out() -> None:
    assert KNOWN.traveller(("c",)) is None
    assert KNOWN.traveller(("unheard of",)) is None
    here = Known({"a": [Sighting(SightingKind.PRESENT, "SY")]}, {})
    assert here.traveller(("a",)) is None
    assert gather([Component(("c",), ((("c",),),), np.array([0]))], KNOWN, 1).tally.people == 0


def test_another_number_of_draws_is_refused() -> None:
    with pytest.raises(ValueError, match="1 draws where 2"):
        gather([Component(("c",), ((("c",),),), np.array([0]))], KNOWN, 2)
