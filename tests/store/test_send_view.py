"""What may go to a member's node comes as Released, tells that member's handling alone, and leaves an audit row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.errors import NotPermitted
from coalesce.handling import Grant, Purpose, Released
from coalesce.records import ListKind, Provenance, Sighting, SightingKind
from coalesce.store import Store
from tests.builders import INVESTIGATION, UNTIL, add_list, entry, handling, leaves, let_in, make_store, owner, publish

PRESENT = Sighting(SightingKind.PRESENT, "SY")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    for code in ("FR", "BE"):
        let_in(made, code.lower(), code)
    held = handling("FR", "FR:statistics", "BE:border", figures=["FR", "BE"])
    own = handling("FR:border", "BE:border")
    never = handling()
    seen = (
        PRESENT,
        Sighting(SightingKind.ENTERED, "SY", handling=own),
        Sighting(SightingKind.LEFT, "SY", handling=never),
    )
    publish(made, add_list(made, held=held, source_group="desk"), [entry("R", sightings=seen), entry("Q")])
    publish(made, add_list(made, "closed"), [entry("S")])
    publish(made, add_list(made, "theirs", handling("FR"), member="FR"), [entry("T")])
    yield made
    made.close()


def test_all_of_it_and_nothing_else_is_released(store: Store) -> None:
    with store.send(owner(store), "FR") as view:
        current = view.current()
        found = view.records([*current, "unknown"])
        sightings = view.current_sightings()
    assert all(isinstance(one, Released) and one.recipient == "FR" for one in found.values())
    assert {one.value.record.entry.reference for one in found.values()} == {"R", "Q"}
    assert {one.purposes for one in found.values()} == {frozenset({INVESTIGATION, Purpose.STATISTICS})}
    assert set(current.values()) == {1}
    (seen,) = (one.value for one in found.values() if one.value.record.entry.reference == "R")
    assert {held.id for held in seen.record.sightings} == set(sightings) == set(seen.sets)
    assert (seen.list_kind, seen.source_group, seen.deduplicated, seen.number) == (
        ListKind.TRAVELLERS,
        "desk",
        False,
        1,
    )


def test_the_handling_told_is_the_members_own(store: Store) -> None:
    told = {}
    for member in ("FR", "BE"):
        with store.send(owner(store), member) as view:
            (one,) = (
                released.value.record
                for released in view.records(list(view.current())).values()
                if released.value.record.entry.reference == "R"
            )
        told[member] = one
    fr, be = told["FR"], told["BE"]
    assert fr.handling.releases == {Grant(INVESTIGATION, "FR"), Grant(Purpose.STATISTICS, "FR")}
    assert fr.handling.figures_to == {"FR", "BE"}
    assert be.handling.releases == {Grant(Purpose.BORDER, "BE")}
    assert be.handling.figures_to == frozenset()
    assert fr.handling.keep_until == UNTIL
    kinds = {held.sighting.kind for held in fr.sightings}
    assert kinds == {SightingKind.PRESENT}, "a grant of a sighting alone is of no use without its record's"
    by_kind = {held.sighting.kind: held.sighting.handling for held in be.sightings}
    assert set(by_kind) == {SightingKind.PRESENT, SightingKind.ENTERED}
    assert {marks.releases for marks in by_kind.values() if marks} == {frozenset({Grant(Purpose.BORDER, "BE")})}


def test_number_file_and_line_are_not_told(store: Store) -> None:
    with store.send(owner(store), "FR") as view:
        records = [one.value.record for one in view.records(list(view.current())).values()]
    assert {record.version for record in records} == {0}
    assert {record.entry.provenance for record in records} == {Provenance("", 0)}


def test_it_is_logged_and_not_everybodys(store: Store) -> None:
    with store.send(owner(store), "BE") as view:
        view.current()
    assert '"action":"send"' in leaves(store.folder)[-1]
    assert '"also":"BE"' in leaves(store.folder)[-1]
    with pytest.raises(NotPermitted), store.send(store.actor("fr"), "FR"):
        pass
    assert '"outcome":"NotPermitted"' in leaves(store.folder)[-1]
