"""The UN consolidated list as a stream."""

from pathlib import Path

import pytest

from coalesce.errors import BadFile
from coalesce.intake import LeftOut, Limits, Read, Rejected, open_reader
from coalesce.records import Entry


def person(reference: str, name: str = "ALI", more: str = "") -> str:
    return f"<INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>{name}</FIRST_NAME><REFERENCE_NUMBER>{reference} </REFERENCE_NUMBER>{more}</INDIVIDUAL>\n"


def write(tmp_path: Path, people: str, entities: str = "", head: str = "") -> Path:
    path = tmp_path / "un.xml"
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>{head}\n<CONSOLIDATED_LIST>\n<INDIVIDUALS>\n{people}</INDIVIDUALS>\n'
        f"<ENTITIES>{entities}</ENTITIES></CONSOLIDATED_LIST>\n",
        encoding="utf-8",
    )
    return path


def test_persons_are_read_and_entities_left_out(tmp_path: Path) -> None:
    path = write(tmp_path, person("QDi.1") + person("QDi.2"), "<ENTITY><FIRST_NAME>X</FIRST_NAME></ENTITY>")
    rows = list(open_reader(path).rows())
    assert [row.entry.reference for row in rows if isinstance(row, Read)] == ["QDi.1", "QDi.2"]
    assert [row.entry.provenance.line for row in rows if isinstance(row, Read)] == [4, 5]
    assert [row.kind for row in rows if isinstance(row, LeftOut)] == ["organisation"]


def test_a_bad_person_costs_no_other(tmp_path: Path) -> None:
    born = (
        "<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1270-02-21</DATE></INDIVIDUAL_DATE_OF_BIRTH>"
    )
    people = person("QDi.1") + person("QDi.2", "") + person("QDi.1") + person("QDi.3", more=born) + person("QDi.4")
    rows = list(open_reader(write(tmp_path, people)).rows())
    assert [(row.line, row.field) for row in rows if isinstance(row, Rejected)] == [
        (5, "FIRST_NAME"),
        (6, "REFERENCE_NUMBER"),
        (7, "DATE_OF_BIRTH"),
    ]
    assert [row.reference for row in rows if isinstance(row, Rejected)] == ["QDi.2", None, "QDi.3"]
    assert [row.entry.reference for row in rows if isinstance(row, Read)] == ["QDi.1", "QDi.4"]


def test_a_long_field_rejects_its_entry(tmp_path: Path) -> None:
    people = person("QDi.1", more=f"<COMMENTS1>{'x' * 120_000}</COMMENTS1>") + person("QDi.2")
    first, second = open_reader(write(tmp_path, people)).rows()
    assert isinstance(first, Rejected)
    assert first.field == "COMMENTS1"
    assert isinstance(second, Read)


def test_memory_is_bounded_inside_one_entry(tmp_path: Path) -> None:
    path = write(tmp_path, person("QDi.1", more="<A/>" * 60_000))
    with pytest.raises(BadFile, match="far too large"):
        list(open_reader(path).rows())


def test_too_many_entries_and_none(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="more than the 1 entries"):
        list(open_reader(write(tmp_path, person("A") + person("B")), limits=Limits(max_rows=1)).rows())
    with pytest.raises(BadFile, match="holds no entry"):
        list(open_reader(write(tmp_path, "")).rows())


def test_a_file_cut_short_is_an_error_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, person("QDi.1") + person("QDi.2"))
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(BadFile, match=r"un\.xml, line \d+: is not well-formed XML, or is cut short"):
        list(open_reader(path).rows())


BOMB = (
    '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>'
)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (BOMB, "&c;"),
        ('<!DOCTYPE l [<!ENTITY a SYSTEM "SECRET">]>', "&a;"),
        ('<!DOCTYPE l SYSTEM "SECRET">', "ALI"),
        ('<!DOCTYPE l [<!ENTITY % p SYSTEM "SECRET"> %p;]>', "ALI"),
    ],
)
def test_entities_and_document_types_are_refused(tmp_path: Path, head: str, name: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOPSECRET")
    path = write(tmp_path, person("QDi.1", name), head=head.replace("SECRET", secret.as_uri()))
    with pytest.raises(BadFile) as caught:
        list(open_reader(path).rows())
    assert "TOPSECRET" not in str(caught.value)
    assert "entities" in str(caught.value)


def test_a_long_chain_of_entities_ends_quickly(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 30))
    path = write(tmp_path, person("QDi.1", "&e29;"), head=f'<!DOCTYPE l [<!ENTITY e0 "x">{entities}]>')
    with pytest.raises(BadFile):
        list(open_reader(path).rows())


@pytest.fixture(scope="module")
def editions(shared_data: Path) -> dict[str, dict[str, Entry]]:
    found: dict[str, dict[str, Entry]] = {}
    for edition in ("un_2017-07-03", "un_2018-10-29", "un_2020-12"):
        rows = list(open_reader(shared_data / "lists" / f"{edition}.xml").rows())
        assert not [row for row in rows if isinstance(row, Rejected)]
        found[edition] = {row.entry.reference: row.entry for row in rows if isinstance(row, Read)}
    return found


def test_the_real_editions(editions: dict[str, dict[str, Entry]]) -> None:
    assert {edition: len(people) for edition, people in editions.items()} == {
        "un_2017-07-03": 650,
        "un_2018-10-29": 703,
        "un_2020-12": 713,
    }


def test_what_changed_between_two_real_editions(editions: dict[str, dict[str, Entry]]) -> None:
    old, new = editions["un_2017-07-03"], editions["un_2018-10-29"]
    assert len(new.keys() - old.keys()) == 58
    assert len(old.keys() - new.keys()) == 5
    renamed = [key for key in old.keys() & new.keys() if old[key].names[0].full != new[key].names[0].full]
    assert sorted(renamed) == ["QDi.244", "QDi.333", "QDi.341", "SDi.003"]
