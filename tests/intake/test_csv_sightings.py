"""A CSV of sightings."""

from pathlib import Path

import pytest

from coalesce.dates import PartialDate
from coalesce.errors import BadFile
from coalesce.intake import Limits, Mapping, Rejected, read_sightings, sighting_cells
from coalesce.records import Grade, Sighting, SightingKind

HEADER = "reference,kind,place,country,date,from_country,grade"


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "s.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_field(tmp_path: Path) -> None:
    path = write(tmp_path, f"{HEADER}\nA1,entered,Kilis,Turkey,2014-03,FR,B2\nA1,Turned back,,SY,,,\n")
    assert list(read_sightings(path)) == [
        (
            "A1",
            Sighting(SightingKind.ENTERED, "TR", PartialDate.of(2014, 3), "Kilis", "FR", Grade.B),
            2,
        ),
        ("A1", Sighting(SightingKind.TURNED_BACK, "SY"), 3),
    ]
    path = write(tmp_path, f"{HEADER}\nA1,entered,,SY,2014-07-03 14:20,,\n")
    assert [row[1].date for row in read_sightings(path) if not isinstance(row, Rejected)] == [
        PartialDate.of(2014, 7, 3)
    ]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (",entered,,SY,,,", "reference"),
        ("A,flew,,SY,,,", "kind"),
        ("A,entered,,,,,", "country"),
        ("A,entered,Kilis,Narnia,,,", "country"),
        ("A,entered,,SY,03.04.2014,,", "date"),
        ("A,entered,,SY,2014-02-30,,", "date"),
        ("A,entered,,SY,,Narnia,", "from_country"),
        ("A,entered,,SY,,,Z", "grade"),
        ("A,entered,,SY", None),
        ('A,"en"tered,,SY,,,', None),
    ],
)
def test_a_bad_row_costs_no_other(tmp_path: Path, row: str, field: str | None) -> None:
    path = write(tmp_path, f"{HEADER}\nA,left,,SY,,,\n{row}\nB,left,,SY,,,\n")
    found = list(read_sightings(path))
    assert [item[0] for item in found if not isinstance(item, Rejected)] == ["A", "B"]
    (bad,) = [item for item in found if isinstance(item, Rejected)]
    assert (bad.line, bad.field) == (3, field)


@pytest.mark.parametrize("header", ["reference,kind,date", "kind,country", "reference,country"])
def test_a_needed_column_that_is_missing_is_told_before_the_first_row(tmp_path: Path, header: str) -> None:
    path = write(tmp_path, f"{header}\nx,y,z\n")
    with pytest.raises(BadFile, match=r"s\.csv, line 1, field '(reference|kind|country)': .*found: "):
        read_sightings(path)


def test_a_mapping_and_a_delimiter(tmp_path: Path) -> None:
    path = write(tmp_path, "ref;what;land;wann\nA;present;Irak;03.04.2014\nB;present;Iraq;03.04.2014\n")
    mapping = Mapping(
        {"reference": ("ref",), "kind": ("what",), "country": ("land",), "date": ("wann",)}, day_first=True
    )
    _, (reference, sighting, line) = read_sightings(path, mapping=mapping)  # type: ignore[misc]
    assert (reference, sighting.country, line) == ("B", "IQ", 3)
    assert sighting.date == PartialDate.of(2014, 4, 3)


def test_limits_and_torn_files(tmp_path: Path) -> None:
    path = write(tmp_path, f"{HEADER}\n" + "A,left,,SY,,,\n" * 3)
    with pytest.raises(BadFile, match="more than the 2 rows"):
        list(read_sightings(path, limits=Limits(max_rows=2)))
    with pytest.raises(BadFile, match="cut short"):
        list(read_sightings(write(tmp_path, f"{HEADER}\nA,left,,SY,,,\nA,le")))
    with pytest.raises(BadFile, match="is empty"):
        read_sightings(write(tmp_path, ""))


def test_the_cells_of_some_lines_as_they_came(tmp_path: Path) -> None:
    path = write(tmp_path, f"{HEADER}\nA,left,,SY,,,\nB, flew ,,SY,,,\nC,left,,SY,,,\n")
    header, cells = sighting_cells(path, [3])
    assert header == tuple(HEADER.split(","))
    assert cells == {3: ("B", " flew ", "", "SY", "", "", "")}
