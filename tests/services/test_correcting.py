"""One field is corrected without an edition: a new version, and the next edition does not bring the fault back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.dates import PartialDate
from coalesce.errors import BadDate, BadField, BadUsage, NotFound, NotPermitted, StoreBusy, StoreError
from coalesce.handling import Role, seal
from coalesce.records import Document, Entry, Name, NameKind, Place, RecordList, Sex, Sighting, SightingKind
from coalesce.services import correcting
from coalesce.services.correcting import CORRECTABLE, check_value, correct, written
from coalesce.services.importing import ImportOrder, import_file
from coalesce.services.node import Node
from coalesce.services.withdrawing import withdraw
from tests.builders import (
    INVESTIGATION,
    add_list,
    entry,
    handling,
    ids,
    leaves,
    let_in,
    make_node,
    owner,
    proposals,
    publish,
    raw_rows,
    staged,
)

SEEN = (
    Sighting(SightingKind.ENTERED, "TR", PartialDate.of(2014, 2)),
    Sighting(SightingKind.ENTERED, "SY", PartialDate.of(2014, 3), from_country="TR"),
)


def full_entry(reference: str = "A") -> Entry:
    """An entry with something in every field."""
    return replace(
        entry(reference, "Zorbal Kemtari"),
        names=(Name("Zorbal Kemtari", "Latn", language="fr"), Name("Zorbal al-Kemtari", "Latn", NameKind.ALIAS)),
        sex=Sex.MALE,
        birth_dates=(PartialDate.of(1986, 3, 14),),
        birth_places=(Place("Sfax, Tunisia", "TN"),),
        nationalities=("TN", "FR"),
        documents=(Document("K12", "passport", "TN"), Document("77", "other")),
        remarks="told; twice",
        residences=(Place("Lyon", "FR"),),
        sightings=SEEN,
    )


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path / "node")
    let_in(made.store, "claire", "FR", Role.RELEASING_OFFICER)
    publish(made.store, border(made), [full_entry(), entry("B", "Vulneq Shambir")])
    yield made
    made.store.close()


def border(node: Node) -> RecordList:
    try:
        return node.store.write(owner(node.store), INVESTIGATION).find_list("border")
    except BadUsage:
        return add_list(node.store, held=handling("FR"))


def now(node: Node, reference: str = "A") -> Entry:
    """The record's entry as it stands, with its sightings."""
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        found = view.record(ids(node.store)[reference])
    return replace(found.entry, sightings=tuple(held.sighting for held in found.sightings))


def set_field(node: Node, field: str, value: str) -> bool:
    return correct(node, owner(node.store), ids(node.store)["A"], field, value)


CHANGES = {
    "name": ("Zorbal al-Kemtari; Zurbal Kamtari", lambda one: [name.full for name in one.names], ["Zorbal al-Kemtari", "Zurbal Kamtari"]),
    "sex": ("F", lambda one: one.sex, Sex.FEMALE),
    "birth_date": ("1987;1988-02", lambda one: [str(when) for when in one.birth_dates], ["1987", "1988-02"]),
    "birth_place": ("Gabes, Tunisia", lambda one: [place.text for place in one.birth_places], ["Gabes, Tunisia"]),
    "nationality": ("MA", lambda one: one.nationalities, ("MA",)),
    "document": ("passport: K12/TN; national_id: 9/MA", lambda one: [(p.kind, p.number, p.country) for p in one.documents], [("passport", "K12", "TN"), ("national_id", "9", "MA")]),
    "remarks": ("", lambda one: one.remarks, ""),
    "residence": ("", lambda one: one.residences, ()),
}  # fmt: skip


@pytest.mark.parametrize("field", CHANGES)
def test_one_field_changes_and_nothing_else_does(node: Node, field: str) -> None:
    value, read, expected = CHANGES[field]
    before = now(node)
    assert set_field(node, field, value)
    after = now(node)
    assert read(after) == expected
    for other, (_, reads, _) in CHANGES.items():
        assert other == field or reads(after) == reads(before)
    assert set(after.sightings) == {replace(one, handling=after.sightings[0].handling) for one in SEEN}
    assert not set_field(node, field, value), "the same again is no correction"


def test_it_is_a_version_and_the_others_stand_as_they_did(node: Node) -> None:
    before = ids(node.store)
    assert set_field(node, "birth_date", "1987-01-02")
    assert ids(node.store) == before
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        versions = view.history(before["A"])
        (last, *_) = view.editions(border(node).id)
    assert [str(one.birth_dates[0]) for _, one in versions] == ["1986-03-14", "1987-01-02"]
    assert last.report == {"corrected": 1, "delisted": 0}
    assert now(node).names[0].language == "fr"
    assert '"action":"correct"' in "".join(leaves(node.store.folder))
    assert "1987" not in "".join(leaves(node.store.folder))


def test_what_is_written_can_be_written_again(node: Node) -> None:
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        found = view.record(ids(node.store)["A"])
    for field in CORRECTABLE:
        if field != "sightings":
            check_value(field, written(found, field))
            assert not set_field(node, field, written(found, field)), field


def test_links_of_the_corrected_record_are_made_anew(node: Node) -> None:
    links = proposals(node)
    node.store.write(owner(node.store), INVESTIGATION).store_links(seal(links), node.model.name)
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        before = {(link.left, link.right): link.weight.total for link in view.links()}
    assert set_field(node, "name", "Vulneq Shambir")
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        after = {(link.left, link.right): link.weight.total for link in view.links()}
    assert before.keys() == after.keys()
    assert all(after[pair] > before[pair] for pair in after)


def csv_of(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "persons.csv"
    path.write_text("\n".join(("reference,name,birth_date,sex", *rows)) + "\n", encoding="utf-8")
    return path


def test_an_edition_that_still_gives_the_fault_does_not_bring_it_back(node: Node, tmp_path: Path) -> None:
    def imported(*rows: str) -> object:
        return import_file(node, owner(node.store), ImportOrder(csv_of(tmp_path, *rows), "border"))

    imported("A,Zorbal Kemtari,1986-03-14,M", "B,Vulneq Shambir,,")
    assert set_field(node, "birth_date", "1987-01-02")
    again = imported("A,Zorbal Kemtari,1986-03-14,F", "B,Vulneq Shambir,,")
    assert (again.corrected, again.changed, again.unchanged, again.delisted) == (1, 1, 1, 0)  # type: ignore[attr-defined]
    assert str(now(node).birth_dates[0]) == "1987-01-02"
    assert now(node).sex is Sex.FEMALE, "what was not corrected comes from the list"
    mended = imported("A,Zorbal Kemtari,1987-01-02,F", "B,Vulneq Shambir,,")
    assert (mended.corrected, mended.unchanged) == (0, 2)  # type: ignore[attr-defined]
    overtaken = imported("A,Zorbal Kemtari,1990,F", "B,Vulneq Shambir,,")
    assert overtaken.corrected == 0  # type: ignore[attr-defined]
    assert str(now(node).birth_dates[0]) == "1990", "the list says something of its own again"
    imported("A,Zorbal Kemtari,1986-03-14,F", "B,Vulneq Shambir,,")
    assert str(now(node).birth_dates[0]) == "1986-03-14", "and was told so: the correction is over"
    assert raw_rows(node.store.folder, "SELECT count(*) FROM correction") == [(0,)]


def test_a_second_correction_is_compared_with_what_the_list_gave(node: Node, tmp_path: Path) -> None:
    assert set_field(node, "sex", "F")
    assert set_field(node, "sex", "X")
    import_file(
        node, owner(node.store), ImportOrder(csv_of(tmp_path, "A,Zorbal Kemtari,,M", "B,Vulneq Shambir,,"), "border")
    )
    assert now(node).sex is Sex.OTHER
    assert set_field(node, "sex", "M")
    assert raw_rows(node.store.folder, "SELECT field FROM correction") == [], (
        "taken back: nothing stands against the list"
    )


def test_sightings_are_struck_out_for_good_and_new_ones_come_in(node: Node) -> None:
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        held = view.record(ids(node.store)["A"]).sightings
    into_syria = next(one for one in held if one.sighting.country == "SY")
    assert set_field(node, "sightings", into_syria.id)
    assert [one.country for one in now(node).sightings] == ["TR"]
    later = Sighting(SightingKind.PRESENT, "DE", PartialDate.of(2014, 6))
    standing = correcting.standing_of(node.store.write(owner(node.store), INVESTIGATION), border(node))
    given = replace(full_entry(), sightings=(*SEEN, later))
    assert [one.country for one in standing.on(given).sightings] == ["TR", "DE"]
    assert standing.applied == 1
    assert standing.overtaken == []
    with pytest.raises(BadField, match="sightings of this record"):
        set_field(node, "sightings", into_syria.id)
    with pytest.raises(BadField):
        set_field(node, "sightings", "")


def test_who_is_found_to_have_been_a_minor_is_kept_to_the_owner(node: Node) -> None:
    assert set_field(node, "birth_date", "2000-01-01")
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        found = view.record(ids(node.store)["A"])
    assert not found.handling.releases
    with node.store.read(node.store.actor("claire"), INVESTIGATION) as view, pytest.raises(NotFound):
        view.record(found.id)


def test_a_release_written_for_an_adult_does_not_show_who_was_found_to_be_a_minor(node: Node, tmp_path: Path) -> None:
    held = handling("FR", figures=("FR",))
    marked = tuple(replace(one, handling=held) for one in SEEN)
    publish(node.store, border(node), [staged(replace(full_entry(), sightings=marked), held)], "marked")
    set_field(node, "birth_date", "2000-01")
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        marks = [one.sighting.handling for one in view.record(ids(node.store)["A"]).sightings]
    assert all(one is None or not (one.releases or one.figures_to) for one in marks)
    source = tmp_path / "again.csv"
    source.write_text(
        "reference,name,birth_date,release\nA,Zorbal Kemtari,1986-03-14,FR:investigation\n", encoding="utf-8"
    )
    seen = tmp_path / "seen.csv"
    seen.write_text("reference,kind,country,date\nA,entered,SY,2014-03\n", encoding="utf-8")
    report = import_file(node, owner(node.store), ImportOrder(source, "border", sightings=seen))
    assert (report.accepted, report.corrected, report.minors) == (1, 1, 1)
    assert "A" not in ids(node.store, node.store.actor("claire"))


def test_nobody_else_corrects_and_a_value_must_fit(node: Node) -> None:
    here = ids(node.store)["A"]
    claire = node.store.actor("claire")
    with pytest.raises(NotFound) as others:
        correct(node, claire, here, "sex", "F")
    with pytest.raises(NotFound) as unknown:
        correct(node, claire, "x" * 26, "sex", "F")
    assert str(others.value) == str(unknown.value)
    anna = let_in(node.store, "anna", "NL", Role.ANALYST)
    with pytest.raises(NotPermitted):
        correct(node, anna, here, "sex", "F")
    with pytest.raises(BadField, match="field 'sex'"):
        set_field(node, "sex", "perhaps")
    with pytest.raises(BadDate):
        set_field(node, "birth_date", "31.02.1970")
    with pytest.raises(BadField, match="needs a name"):
        set_field(node, "name", " ; ")
    for field in ("reference", "", "body"):
        with pytest.raises(BadUsage, match="cannot be corrected"):
            check_value(field, "x")
    with node.store.alone("import"), pytest.raises(StoreBusy):
        set_field(node, "sex", "F")


def test_a_correction_goes_with_its_record(node: Node) -> None:
    assert set_field(node, "sex", "F")
    assert raw_rows(node.store.folder, "SELECT count(*) FROM correction") == [(1,)]
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        assert view.corrected_fields(list(ids(node.store).values())) == {ids(node.store)["A"]: ["sex"]}
    with node.store.read(node.store.actor("claire"), INVESTIGATION) as view:
        assert view.corrected_fields(list(ids(node.store).values())) == {}
    withdraw(node, owner(node.store), INVESTIGATION, ids(node.store)["A"], "asked for")
    assert raw_rows(node.store.folder, "SELECT count(*) FROM correction") == [(0,)]


def test_a_correction_is_kept_with_its_version_or_not_at_all(node: Node) -> None:
    """The step that publishes fails; nothing of the correction stands then, and it can be made again."""
    folder = node.store.folder
    broken = "CREATE TRIGGER broken BEFORE UPDATE OF edition ON list BEGIN SELECT raise(ABORT, 'broken'); END"
    raw_rows(folder, broken)
    with pytest.raises(StoreError):
        set_field(node, "sex", "F")
    raw_rows(folder, "DROP TRIGGER broken")
    assert raw_rows(folder, "SELECT count(*) FROM correction") == [(0,)]
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        assert view.record(ids(node.store)["A"]).entry.sex is Sex.MALE
    assert set_field(node, "sex", "F")
    assert raw_rows(folder, "SELECT count(*) FROM correction") == [(1,)]
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        assert view.record(ids(node.store)["A"]).entry.sex is Sex.FEMALE
