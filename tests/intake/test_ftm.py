"""FollowTheMoney lines: people are read, others counted, nothing dropped."""

import json
from pathlib import Path

from coalesce.intake import LeftOut, Read, Rejected, open_reader
from coalesce.records import NameKind, NameQuality, Sex


def line(reference: str, schema: str = "Person", **properties: object) -> str:
    return json.dumps({"id": reference, "schema": schema, "properties": properties}) + "\n"


def test_a_person_and_the_others(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text(
        line(
            *("Q1", "Person"),
            name=["Ali Hassan", "علي حسن"],
            weakAlias=["Abu Ali"],
            previousName=["Said"],
            birthDate=["1989-03", "soon"],
            birthPlace=["Mosul, Iraq"],
            nationality=["iq", "atlantis"],
            gender=["male"],
            passportNumber=["X1"],
            position=["Imam"],
        )
        + line("Q2", "Company", name=["X"])
        + line("Q3", "Vessel", name=["Y"])
        + line("Q1", name=["Omar"])
        + line("Q4", alias=["Omar"])
        + line("Q5", name=[{"first": "Omar"}])
        + '{"id": "Q6"}\nbroken\n'
    )
    source = open_reader(path)
    rows = list(source.rows())
    assert source.reader == "ftm"
    (read,) = (row for row in rows if isinstance(row, Read))
    entry = read.entry
    assert [(name.full, name.kind, name.quality) for name in entry.names] == [
        ("Ali Hassan", NameKind.PRIMARY, NameQuality.GOOD),
        ("علي حسن", NameKind.ALIAS, NameQuality.GOOD),
        ("Said", NameKind.FORMER, NameQuality.UNKNOWN),
        ("Abu Ali", NameKind.ALIAS, NameQuality.LOW),
    ]
    assert (entry.reference, entry.sex, entry.nationalities) == ("Q1", Sex.MALE, ("IQ",))
    assert ([str(when) for when in entry.birth_dates], entry.birth_places[0].country) == (["1989-03"], "IQ")
    assert (entry.documents[0].number, entry.documents[0].kind) == ("X1", "passport")
    assert entry.remarks == "birthDate: soon; nationality: atlantis; position: Imam"
    assert [row.kind for row in rows if isinstance(row, LeftOut)] == ["organisation", "vessel"]
    bad = [row for row in rows if isinstance(row, Rejected)]
    assert [row.reference for row in bad] == [None, "Q4", "Q5", "Q6", None]
    assert [row.repeats for row in bad] == [True, False, False, False, False]
    told = [(row.line, row.field) for row in bad]
    assert told == [(4, "id"), (5, "name"), (6, "name"), (7, None), (8, None)]
