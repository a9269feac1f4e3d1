"""Lists, records and pages: every number and order from visible rows alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.dates import PartialDate
from coalesce.errors import NotFound
from coalesce.handling import TLP, Actor
from coalesce.records import ListKind, Sex, Sighting, SightingKind
from coalesce.store import Store
from tests.builders import (
    INVESTIGATION,
    add_list,
    entry,
    handling,
    ids,
    let_in,
    make_store,
    owner,
    publish,
    staged,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    let_in(made, "claire", "FR")
    yield made
    made.close()


@pytest.fixture
def claire(store: Store) -> Actor:
    return store.actor("claire")


def test_a_record_comes_back_as_its_list_says_it(store: Store) -> None:
    seen = (
        Sighting(SightingKind.ENTERED, "SY", PartialDate.of(2014, 3), "Jarabulus", "TR"),
        Sighting(SightingKind.DEPARTED, "NL", PartialDate.of(2014, 2, 1)),
        Sighting(SightingKind.PRESENT, "IQ"),
    )
    one = entry("R", nationalities=("NL", "MA"), sex=Sex.MALE, birth_dates=(PartialDate.of(1989),), sightings=seen)
    publish(store, add_list(store), [one])
    identity = ids(store)["R"]
    with store.read(owner(store), INVESTIGATION) as view:
        record = view.record(identity)
        plain = view.sightings([identity])[identity]
        fact = view.facts([identity])[identity]
    assert record.entry == replace(one, sightings=())
    assert (record.id, record.version, record.owner, record.list_name) == (identity, 1, "NL", "border")
    assert [held.sighting.country for held in record.sightings] == ["IQ", "NL", "SY"], "undated first, then by date"
    assert {held.sighting.handling for held in record.sightings} == {handling()}
    assert {replace(held.sighting, handling=None) for held in record.sightings} == set(seen)
    assert set(plain) == set(seen)
    assert fact.nationalities == ("NL", "MA")
    assert (fact.reference, fact.owner, fact.list_kind, fact.deduplicated) == ("R", "NL", "travellers", False)


def test_lists_count_visible_records_alone(store: Store, claire: Actor) -> None:
    rules = [handling("FR") if n % 3 == 0 else handling() for n in range(9)]
    publish(store, add_list(store), [staged(entry(f"R{n}"), rule) for n, rule in enumerate(rules)])
    with store.read(claire, INVESTIGATION) as view:
        (shown,) = view.lists()
        assert view.list_counts() == {shown.id: 3}
        assert [view.holds_more_than(count) for count in (2, 3)] == [True, False]


def test_lists_are_one_s_own_and_those_of_which_something_is_visible(store: Store, claire: Actor) -> None:
    publish(store, add_list(store, "shared", held=handling("FR")), [entry("A")])
    publish(store, add_list(store, "kept"), [entry("B")])
    add_list(store, "empty", held=handling("FR"))
    add_list(store, "own", member="FR", kind=ListKind.DESIGNATIONS, source_group="g", deduplicated=True)
    with store.read(claire, INVESTIGATION) as view:
        shown = {each.name: each for each in view.lists()}
        assert list(shown) == ["own", "shared"], "by owner and name"
        assert (shown["own"].kind, shown["own"].source_group, shown["own"].deduplicated) == (
            ListKind.DESIGNATIONS,
            "g",
            True,
        )
        assert shown["shared"].edition == 0
    with store.read(owner(store), INVESTIGATION) as view:
        assert [(each.name, each.edition) for each in view.lists()] == [("empty", 0), ("kept", 1), ("shared", 1)]
    with store.read(owner(store), INVESTIGATION, also="FR") as view:
        assert [each.name for each in view.lists()] == ["shared"]


def test_a_sighting_s_own_handling_narrows_it(store: Store, claire: Actor) -> None:
    seen = (
        Sighting(SightingKind.ENTERED, "SY"),
        Sighting(SightingKind.PRESENT, "TR", handling=handling()),
        Sighting(SightingKind.LEFT, "IQ", handling=handling("FR")),
    )
    publish(store, add_list(store, held=handling("FR")), [entry("R", sightings=seen)])
    identity = ids(store)["R"]
    with store.read(claire, INVESTIGATION) as view:
        assert {held.sighting.country for held in view.record(identity).sightings} == {"SY", "IQ"}
        assert len(view.sightings()[identity]) == len(view.sightings([identity])[identity]) == 2
    with store.read(owner(store), INVESTIGATION) as view:
        assert len(view.record(identity).sightings) == 3
    with store.read(owner(store), INVESTIGATION, also="FR") as view:
        assert {held.sighting.country for held in view.record(identity).sightings} == {"SY", "IQ"}


def test_another_s_record_is_not_one_s_own(store: Store, claire: Actor) -> None:
    to = add_list(store, held=handling("FR"))
    publish(store, to, [entry("R"), entry("S")], "one")
    identity = ids(store)["R"]
    publish(store, to, [entry("S")], "two")
    with store.read(owner(store), INVESTIGATION) as view:
        assert view.owned(identity) == (to.id, "R"), "also when it is delisted"
        with pytest.raises(NotFound):
            view.owned("z" * 26)
    with store.read(claire, INVESTIGATION) as view:
        assert view.record(ids(store)["S"]).owner == "NL"
        for one in (identity, ids(store)["S"]):
            with pytest.raises(NotFound):
                view.owned(one)
    with store.read(owner(store), INVESTIGATION, also="FR") as view, pytest.raises(NotFound):
        view.owned(identity)


def test_more_ids_than_one_statement_takes(store: Store) -> None:
    publish(store, add_list(store), [entry(f"R{n}") for n in range(1203)])
    everybody = list(ids(store).values())
    with store.read(owner(store), INVESTIGATION) as view:
        assert set(view.records([*everybody, *everybody[:5], "absent"])) == set(everybody)
        assert set(view.facts(everybody)) == set(everybody)
        assert view.records([]) == view.facts([]) == view.sightings([]) == {}


def test_labels_are_those_of_what_is_visible(store: Store, claire: Actor) -> None:
    seen = (Sighting(SightingKind.ENTERED, "SY", handling=replace(handling("FR"), tlp=TLP.RED)),)
    hidden = replace(handling(), tlp=TLP.AMBER_STRICT)
    shown = replace(handling("FR"), tlp=TLP.GREEN)
    publish(store, add_list(store), [staged(entry("A", sightings=seen), shown), staged(entry("B"), hidden)])
    with store.read(claire, INVESTIGATION) as view:
        assert view.labels() == {TLP.GREEN, TLP.RED}
    with store.read(owner(store), INVESTIGATION) as view:
        assert view.labels() == {TLP.GREEN, TLP.RED, TLP.AMBER_STRICT}


def test_sexes_are_those_of_visible_records(store: Store, claire: Actor) -> None:
    publish(store, add_list(store, "shared", held=handling("FR")), [entry("A", sex=Sex.FEMALE), entry("B")])
    publish(store, add_list(store, "kept"), [entry("C", sex=Sex.MALE)])
    known = ids(store)
    with store.read(claire, INVESTIGATION) as view:
        assert view.sexes() == {known["A"]: "F", known["B"]: None}
    with store.read(owner(store), INVESTIGATION) as view:
        assert view.sexes()[known["C"]] == Sex.MALE


def test_what_a_view_has_shown_is_not_read_again_and_is_noted_each_time(store: Store, claire: Actor) -> None:
    publish(store, add_list(store), [staged(entry(name), handling("FR")) for name in "AB"])
    known = ids(store)
    with store.read(claire, INVESTIGATION) as view:
        first = view.record(known["A"])
        again = view.records([known["B"], known["A"]])
        assert again[known["A"]] is first
        assert list(again) == [known["B"], known["A"]]
        assert [note["count"] for note in view.notes if note["what"] == "record"] == [1, 2]
    with store.read(claire, INVESTIGATION) as view:
        assert view.record(known["A"]) == first
        assert view.record(known["A"]) is not first, "of another view nothing is remembered"


def test_a_grant_is_told_of_whichever_record_bears_it(store: Store, claire: Actor) -> None:
    """Grants are read by one record of each set; a record of two sets, its own and a sighting's, hands none on to another."""
    narrow, wide = handling("FR"), handling("FR", "BE")
    seen = replace(Sighting(SightingKind.PRESENT, "IQ"), handling=narrow)
    one, other = entry("A", sightings=(seen,)), entry("B")
    publish(store, add_list(store, held=wide), [staged(one, wide), staged(other, narrow)])
    known = ids(store)
    with store.read(owner(store), INVESTIGATION) as view:
        records = view.records([known["A"], known["B"]])
    assert records[known["A"]].handling == wide
    assert records[known["B"]].handling == narrow
    assert [held.sighting.handling for held in records[known["A"]].sightings] == [narrow]
    with store.read(claire, INVESTIGATION) as view:
        assert {grant.member for grant in view.record(known["A"]).handling.releases} == {"FR"}
