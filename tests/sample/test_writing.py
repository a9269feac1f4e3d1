from __future__ import annotations

import csv
from pathlib import Path

import pytest

from coalesce.dates import PartialDate
from coalesce.intake import Read, Rejected, open_reader, read_sightings
from coalesce.records import Entry
from coalesce.sample import NOTICE, World, write
from coalesce.sample.writing import PERSON_HEADERS, SIGHTING_HEADERS


@pytest.fixture(scope="module")
def folder(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("sample") / "world"
    write(world, place)
    return place


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_headers_are_those_of_the_command_line() -> None:
    assert PERSON_HEADERS[:9] == tuple(
        "reference,name,birth_date,sex,nationality,document,document_country,birth_place,remarks".split(",")
    )
    assert tuple("reference,kind,place,country,date,from_country,grade".split(",")) == SIGHTING_HEADERS


def test_every_person_comes_back_from_the_csv(world: World, folder: Path) -> None:
    for each in world.lists:
        read = rows(folder / each.name / "persons.csv")
        for row, sample in zip(read, world.entries[each.id], strict=True):
            entry = sample.entry
            assert row["reference"] == entry.reference
            assert row["name"].split(";") == [name.full for name in entry.names]
            assert [PartialDate.parse(day) for day in row["birth_date"].split(";") if day] == list(entry.birth_dates)
            assert [number for number in row["document"].split(";") if number] == [d.number for d in entry.documents]
            assert row["remarks"] == entry.remarks
            assert bool(row["release"]) == (sample.handling is not None)


def test_every_sighting_stands_in_one_of_the_two_files(world: World, folder: Path) -> None:
    for each in world.lists:
        entries = [sample.entry for sample in world.entries[each.id]]
        as_record = [s for entry in entries for s in entry.sightings if s.handling is None]
        narrower = [s for entry in entries for s in entry.sightings if s.handling is not None]
        assert len(rows(folder / each.name / "sightings.csv")) == len(as_record)
        own = rows(folder / each.name / "sightings_narrower.csv")
        assert len(own) == len(narrower)
        assert all(row["release"] and row["keep_until"] for row in own)


def test_the_readers_of_lists_accept_every_row(world: World, folder: Path) -> None:
    for each in world.lists:
        source = open_reader(folder / each.name / "persons.csv")
        read = list(source.rows())
        accepted = [row for row in read if isinstance(row, Read)]
        assert len(accepted) == len(read) == len(world.entries[each.id])
        for row, sample in zip(accepted, world.entries[each.id], strict=True):
            assert same(row.entry, sample.entry)
            if sample.handling is not None:
                assert row.handling is not None
                assert row.handling.releases == sample.handling.releases
                assert row.handling.figures_to == sample.handling.figures_to
                assert row.handling.keep_until == sample.handling.keep_until


def test_the_readers_of_sightings_accept_every_row(world: World, folder: Path) -> None:
    for each in world.lists:
        read = [row for row in read_sightings(folder / each.name / "sightings.csv") if not isinstance(row, Rejected)]
        entries = [sample.entry for sample in world.entries[each.id]]
        made = [(entry.reference, s) for entry in entries for s in entry.sightings if s.handling is None]
        assert [(reference, sighting) for reference, sighting, _ in read] == made


def same(read: Entry, made: Entry) -> bool:
    """Equal in what a CSV can carry: kinds of names and documents, and scripts, it cannot."""
    return (
        [name.full for name in read.names] == [name.full for name in made.names]
        and read.birth_dates == made.birth_dates
        and read.sex == made.sex
        and read.nationalities == made.nationalities
        and [d.number for d in read.documents] == [d.number for d in made.documents]
    )


def test_nothing_outside_the_truth_tells_who_it_is(world: World, folder: Path) -> None:
    assert NOTICE in (folder / "NOTICE.txt").read_text(encoding="utf-8")
    outside = [path for path in folder.rglob("*") if path.is_file() and path.parent.name != "truth"]
    assert len(outside) == 2 + 3 * len(world.lists)
    ident = next(iter(world.truth.people))
    assert all(ident not in path.read_text(encoding="utf-8") for path in outside)


def test_the_truth_is_whole(world: World, folder: Path) -> None:
    truth = folder / "truth"
    assert len(rows(truth / "people.csv")) == len(world.truth.people)
    bearers = {(row["list"], row["reference"]): row["person"] for row in rows(truth / "bearers.csv")}
    assert bearers == dict(world.truth.bearer)
    counts = {(row["leg"], row["period"]): int(row["count"]) for row in rows(truth / "counts.csv")}
    assert counts == {(str(leg), str(period)): count for (leg, period), count in world.truth.counts().items()}
    legs = rows(truth / "legs.csv")
    assert len(legs) == sum(len(person.legs) for person in world.truth.people.values())


def test_writing_twice_gives_the_same_bytes(world: World, folder: Path, tmp_path: Path) -> None:
    write(world, tmp_path)
    for path in folder.rglob("*.csv"):
        assert (tmp_path / path.relative_to(folder)).read_bytes() == path.read_bytes()
