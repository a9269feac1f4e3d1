"""Records in outline: as the whole record says, visible ones alone, the first by reference where there are too many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from coalesce.dates import PartialDate
from coalesce.records import Document, Name, NameKind, Place, Sighting, SightingKind
from coalesce.records.sketch import SeenIn
from coalesce.store import Store
from coalesce.store.read_sketches import sketch_of
from coalesce.store.staging import Staged
from tests.builders import INVESTIGATION, add_list, entry, handling, ids, let_in, make_store, owner, publish, staged


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    let_in(made, "claire", "FR")
    yield made
    made.close()


def keyed(reference: str, *keys: int, shared: bool = True) -> Staged:
    held = handling("FR") if shared else handling()
    return replace(staged(entry(reference), held), search_keys=keys)


def test_an_outline_says_what_the_whole_record_says(store: Store) -> None:
    one = entry(
        "R",
        nationalities=("NL", "MA"),
        birth_dates=(PartialDate.of(1989, 3), PartialDate.of(1991)),
        birth_places=(Place("Fez", "MA"), Place("somewhere", None)),
        documents=(Document("X1", "passport", "NL"),),
        sightings=(
            Sighting(SightingKind.ENTERED, "SY", PartialDate.of(2014, 3)),
            Sighting(SightingKind.PRESENT, "IQ"),
        ),
    )
    one = replace(one, names=(*one.names, Name("محمد", "Arab", NameKind.ALIAS)))
    publish(store, add_list(store), [one])
    with store.read(owner(store), INVESTIGATION) as view:
        (plain,) = view.sketches(9)
        (seen,) = view.with_sightings([plain])
        whole = sketch_of(view.record(plain.record))
    assert (plain.scripts, plain.born, plain.born_in, plain.numbers) == (
        ("Latn", "Arab"),
        (1980, 1990),
        ("MA",),
        ("X1",),
    )
    assert plain.seen == ()
    assert set(seen.seen) == {SeenIn("IQ"), SeenIn("SY", date(2014, 3, 1), date(2014, 3, 31))}
    assert replace(seen, seen=()) == replace(whole, seen=())
    assert set(seen.seen) == set(whole.seen)


def test_the_first_come_by_reference_however_they_lie(store: Store) -> None:
    for name in ("one", "two"):
        publish(store, add_list(store, name), [entry(f"R{n:02}") for n in (5, 3, 1, 4)])
    with store.read(owner(store), INVESTIGATION) as view:
        assert [one.reference for one in view.sketches(9)] == ["R01", "R01", "R03", "R03", "R04", "R04", "R05", "R05"]
        assert [one.reference for one in view.sketches(3)] == ["R01", "R01", "R03"]
        of = next(one.id for one in view.lists() if one.name == "two")
        assert [one.reference for one in view.sketches(3, of)] == ["R01", "R03", "R04"]
        assert view.sketches(3, "x" * 26) == []


def test_only_what_is_visible_is_outlined_and_counted(store: Store) -> None:
    publish(store, add_list(store), [keyed(f"R{n}", 7, n, shared=n % 3 == 0) for n in range(9)])
    with store.read(store.actor("claire"), INVESTIGATION) as view:
        assert [one.reference for one in view.sketches(99)] == ["R0", "R3", "R6"]
        assert [one.reference for one in view.sketches(2)] == ["R0", "R3"]
        assert [one.reference for one in view.sketches_under([7], 99)] == ["R0", "R3", "R6"]
        assert [one.reference for one in view.sketches_under([7], 2)] == ["R0", "R3"]
        assert view.sketches_under([1, 2], 9) == []
        assert (view.count_up_to(9), view.count_up_to(2)) == (3, 3)
        assert view.sketches_of(list(ids(store).values())) != []
        assert {one.reference for one in view.sketches_of(list(ids(store).values()))} == {"R0", "R3", "R6"}


def test_several_keys_find_each_record_once(store: Store) -> None:
    publish(store, add_list(store), [keyed("A", 1, 2), keyed("B", 2, 3), keyed("C", 3)])
    with store.read(owner(store), INVESTIGATION) as view:
        assert [one.reference for one in view.sketches_under([1, 2], 9)] == ["A", "B"]
        assert [one.reference for one in view.sketches_under([1, 2, 3], 2)] == ["A", "B"], "a limit is one of records"
        assert view.sketches_under([], 9) == []
        assert [one.reference for one in view.sketches_under([3], 9, view.lists()[0].id)] == ["B", "C"]
        assert view.sketches_under([3], 9, "x" * 26) == []


def test_only_the_present_version_is_found_by_its_keys(store: Store) -> None:
    to = add_list(store)
    publish(store, to, [keyed("R", 1)], "one")
    publish(store, to, [replace(staged(entry("R", "Hedraq Tolumis")), search_keys=(2,))], "two")
    with store.read(owner(store), INVESTIGATION) as view:
        assert view.sketches_under([1], 9) == []
        assert [one.reference for one in view.sketches_under([2], 9)] == ["R"]
