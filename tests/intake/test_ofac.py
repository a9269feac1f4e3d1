"""The OFAC SDN list."""

from collections import Counter
from pathlib import Path

import pytest

from coalesce.errors import BadFile
from coalesce.intake import LeftOut, Read, Rejected, open_reader
from coalesce.records import Entry, NameKind, NameQuality, PartRole, Place, Sex

BLANK = ",-0- " * 6
SDN = (
    f'36,"AEROCARIBBEAN AIRLINES",-0- ,"CUBA",-0- {BLANK},-0- \r\n'
    f'7,"DOE, John Abu",individual,"SDGT] [IFSR","Colonel"{BLANK},"DOB 1948; Passport X1 (Egypt); Linked To: AL\r\n'
    f" X; a.k.a. 'JO'\"\r\n"
    f'8,"SEA STAR",vessel,"IRAN",-0- {BLANK},-0- \r\n'
    f'9,"EP-AB",aircraft,"IRAN",-0- {BLANK},-0- \r\n'
    f'10,"SOLO",individual,"SYRIA","Colonel"{BLANK},"Colonel."\r\n'
    "\x1a"
)
ALT = '7,1,"aka","DOE, Jon",-0- \r\n7,2,"fka","ROE, John","was so"\r\n36,3,"aka","AERO",-0- \r\n\x1a'
ADD = '7,1,-0- ,"Havana","Cuba",-0- \r\n36,2,"x","y","z",-0- \r\n\x1a'
COMMENTS = '10," DOB 1950; Gender Male."\r\n\x1a'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {"sdn": SDN, "ALT": ALT, "add": ADD, "sdn_comments": COMMENTS}.items():
        (tmp_path / f"{name}.csv").write_bytes(text.encode())
    return tmp_path


def read(path: Path) -> list[Entry]:
    return [row.entry for row in open_reader(path).rows() if isinstance(row, Read)]


def test_a_folder_or_its_sdn_file(folder: Path) -> None:
    assert open_reader(folder).reader == open_reader(folder / "sdn.csv").reader == "ofac"
    assert read(folder) == read(folder / "sdn.csv")
    assert open_reader(folder).digest == open_reader(folder / "sdn.csv").digest


def test_persons_and_what_is_left_out(folder: Path) -> None:
    rows = list(open_reader(folder).rows())
    assert [(row.line, row.kind) for row in rows if isinstance(row, LeftOut)] == [
        (1, "organisation"),
        (4, "vessel"),
        (5, "aircraft"),
    ]
    doe, solo = read(folder)
    assert doe.reference == "7"
    assert [(n.full, n.kind, n.quality) for n in doe.names] == [
        ("DOE, John Abu", NameKind.PRIMARY, NameQuality.GOOD),
        ("DOE, Jon", NameKind.ALIAS, NameQuality.GOOD),
        ("ROE, John", NameKind.FORMER, NameQuality.GOOD),
        ("JO", NameKind.ALIAS, NameQuality.LOW),
    ]
    assert [(part.role, part.text) for part in doe.names[0].parts] == [
        (PartRole.FAMILY, "DOE"),
        (PartRole.GIVEN, "John Abu"),
    ]
    assert doe.provenance.line == 2
    assert doe.remarks == ("title: Colonel; program: SDGT, IFSR; Linked To: AL X; alias ROE, John: was so")
    assert solo.names[0].parts == ()


def test_remarks_run_over_into_the_comments(folder: Path) -> None:
    (folder / "sdn.csv").write_bytes(SDN.replace('"Colonel."', '"Colonel; POB Ham"').encode())
    (folder / "sdn_comments.csv").write_bytes(b'10,"a, Syria; DOB 1950; Gender Male."\r\n')
    solo = read(folder)[1]
    assert [place.text for place in solo.birth_places] == ["Hama, Syria"]
    assert solo.sex is Sex.MALE
    assert solo.remarks == "program: SYRIA; Colonel"


def test_a_part_that_is_missing(folder: Path) -> None:
    (folder / "add.csv").unlink()
    with pytest.raises(BadFile, match=r"missing: add\.csv"):
        open_reader(folder)


def test_rows_that_cannot_be_read(folder: Path) -> None:
    bad = (
        SDN.rstrip("\x1a")
        + f'10,"AGAIN",individual,"X",-0- {BLANK},-0- \r\nx,y\r\nxx,"NO",individual,"X",-0- {BLANK},-0- \r\n'
    )
    bad += f'11,"77",individual,"X",-0- {BLANK},-0- \r\n'
    (folder / "sdn.csv").write_bytes(bad.encode())
    rows = list(open_reader(folder).rows())
    reasons = [(row.field, row.reason) for row in rows if isinstance(row, Rejected)]
    assert reasons == [
        ("ent_num", "this reference already stands in line 6"),
        (None, "has 2 columns where this list has 12"),
        ("ent_num", "is not a number: is this the OFAC sdn.csv?"),
        ("name", "a name needs at least one letter"),
    ]
    assert [row.reference for row in rows if isinstance(row, Rejected)] == [None, "x", None, "11"]
    assert len([row for row in rows if isinstance(row, Read)]) == 2


def test_a_damaged_part_spoils_the_list(folder: Path) -> None:
    (folder / "ALT.csv").write_bytes(b'7,1,"aka"\r\n')
    with pytest.raises(BadFile, match=r"ALT\.csv, line 1: has fewer than 4 columns"):
        list(open_reader(folder).rows())


def test_a_torn_list(folder: Path) -> None:
    (folder / "sdn.csv").write_bytes(SDN.encode()[:-40])
    with pytest.raises(BadFile, match=r"sdn\.csv, line 6: .*cut short"):
        list(open_reader(folder).rows())


def test_the_real_list(shared_data: Path) -> None:
    rows = list(open_reader(shared_data / "lists" / "ofac").rows())
    people = [row.entry for row in rows if isinstance(row, Read)]
    assert len(people) == 3845
    assert Counter(row.kind for row in rows if isinstance(row, LeftOut)) == {
        "organisation": 2994,
        "vessel": 323,
        "aircraft": 217,
    }
    assert not [row for row in rows if isinstance(row, Rejected)]
    assert sum(bool(person.birth_dates) for person in people) > 3600
    assert sum(len(person.names) for person in people) > 10_000
    assert sum(paper.kind == "passport" for person in people for paper in person.documents) > 1200
    assert not [clause for person in people for clause in person.remarks.split("; ") if clause.startswith("DOB ")]


def test_an_address_is_a_residence(folder: Path) -> None:
    assert [entry.residences for entry in read(folder)] == [(Place("Havana, Cuba", "CU"),), ()]
