"""Second editions of the newer formats: what was added, changed, unchanged, delisted; matching on arrival of each; and
what becomes of a record whose row is rejected."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import pytest

from coalesce.dates import FixedClock, PartialDate
from coalesce.errors import BadFile
from coalesce.records import Record
from coalesce.services.importing import ImportOrder, ImportReport, import_file
from coalesce.services.node import Node
from tests.builders import INVESTIGATION, NOON, add_list, entry, ids, make_node, owner, publish, raw_rows
from tests.intake.annexes import annex
from tests.intake.workbooks import book, texts

Rows = list[dict[str, str]]
PERSON = {"reference": "reference", "name": "name", "birth": "birth_date", "passport": "document", "remarks": "remarks"}
KEYED = {
    "reference": "recordId",
    "name": "name",
    "birth": "birthDate",
    "passport": "passportNumber",
    "remarks": "notes",
}
KEYLESS = {name: heading for name, heading in KEYED.items() if name != "reference"}

FIRST: Rows = [
    {"reference": "1", "name": "Hedraq Tolumis Dorvek", "birth": "1985-02-03", "passport": "PQ77120", "remarks": "a"},
    {"reference": "2", "name": "Vulneq Shambir", "birth": "1979-11-30", "passport": "PQ77121", "remarks": "b"},
    {"reference": "3", "name": "Bartuk Yelgorov", "birth": "1990-06-07", "passport": "PQ77122", "remarks": "c"},
]
SECOND: Rows = [
    {**FIRST[1], "birth": "1979-11-29"},
    FIRST[0],
    {"reference": "4", "name": "Zorbal Kemtari", "birth": "1988-08-09", "passport": "PQ77123", "remarks": "d"},
]


def under(names: dict[str, str], rows: Rows) -> Rows:
    return [{heading: row[name] for name, heading in names.items()} for row in rows]


def keyed(rows: Rows) -> bytes:
    return annex(*under(KEYED, rows)).encode()


def keyless(rows: Rows) -> bytes:
    columns = ("celex", "schema", "name", "alias", "nationality", "birthDate", "passportNumber", "notes")
    return annex(*under(KEYLESS, rows), columns=columns).encode()


def workbook(rows: Rows) -> bytes:
    return book(*texts(tuple(PERSON.values()), *(tuple(row.values()) for row in under(PERSON, rows))))


def lines(rows: Rows) -> bytes:
    return b"".join(orjson.dumps(row) + b"\n" for row in under(PERSON, rows))


FORMATS = [
    pytest.param(keyed, "annex.csv", id="keyed annex"),
    pytest.param(keyless, "annex.csv", id="keyless annex"),
    pytest.param(workbook, "list.xlsx", id="xlsx"),
    pytest.param(lines, "list.jsonl", id="json lines"),
]
Format = Callable[[Rows], bytes]


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """A node that holds one person of each edition already, in a list of its own."""
    made = make_node(tmp_path / "node", FixedClock(NOON))
    known = [
        entry(f"K{row['reference']}", row["name"], birth_dates=(PartialDate.parse(row["birth"]),))
        for row in (FIRST[2], SECOND[2])
    ]
    publish(made.store, add_list(made.store, "known"), known)
    add_list(made.store, "new")
    yield made
    made.store.close()


def brought(node: Node, path: Path, data: bytes) -> ImportReport:
    path.write_bytes(data)
    return import_file(node, owner(node.store), ImportOrder(path, "new"))


def matched(node: Node) -> set[str]:
    """Who of the known list is probably one person with somebody, by reference, past the guard."""
    query = """SELECT a.reference, b.reference FROM link k JOIN record a ON a.id = k."left" JOIN record b ON b.id = k."right"
        JOIN state s ON s.name = 'link_run' AND k.run = CAST(s.value AS INTEGER) WHERE k.probability > 0.5"""
    return {str(side) for row in raw_rows(node.store.folder, query) for side in row if str(side).startswith("K")}


def counts(report: ImportReport) -> tuple[int, ...]:
    return report.added, report.changed, report.unchanged, report.delisted, report.rejected


@pytest.mark.parametrize(("form", "name"), FORMATS)
def test_a_second_edition(node: Node, tmp_path: Path, form: Format, name: str) -> None:
    first = brought(node, tmp_path / name, form(FIRST))
    assert (counts(first), first.matched) == ((3, 0, 0, 0, 0), True)
    assert matched(node) == {"K3"}
    again = brought(node, tmp_path / name, form(list(reversed(FIRST))))
    assert counts(again) == (0, 0, 3, 0, 0), "an edition in another order is the same"
    second = brought(node, tmp_path / name, form(SECOND))
    by_key = (1, 1, 1, 1, 0)
    by_content = (2, 0, 1, 2, 0)  # what has no key of its own and says something else is another row
    assert counts(second) == (by_content if form is keyless else by_key)
    assert matched(node) == {"K4"}, "who left is matched no more, who came is at once"


def test_an_edition_of_rejected_rows_alone_closes_nobody(node: Node, tmp_path: Path) -> None:
    """Or a column of dates in another order would empty the list."""
    brought(node, tmp_path / "list.jsonl", lines(FIRST))
    bad = [{**row, "birth": "1985-45-45"} for row in FIRST]
    with pytest.raises(BadFile, match=r"list\.jsonl, line 1, field 'birth_date'.*nothing was changed"):
        brought(node, tmp_path / "list.jsonl", lines(bad))
    assert (tmp_path / "list.jsonl.rejected.csv").exists()
    assert counts(brought(node, tmp_path / "list.jsonl", lines(FIRST))) == (0, 0, 3, 0, 0)
    some = brought(node, tmp_path / "list.jsonl", lines([FIRST[0], bad[1]]))
    assert (*counts(some), some.kept) == (0, 0, 1, 1, 1, 1)


HEADER = "reference,name,birth_date,nationality,release"


def table(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows]).encode()


def standing(node: Node) -> dict[str, Record]:
    """The records of the new list, by reference."""
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        held = view.records(sorted(view.facts())).values()
    return {one.entry.reference: one for one in held if not one.entry.reference.startswith("K")}


def test_a_record_whose_row_is_rejected_stands_as_it_did(node: Node, tmp_path: Path) -> None:
    path, rows = tmp_path / "p.csv", {name: f"{name},Zorbal {name}emtari,1985-02-03,TN," for name in "ABCDE"}
    brought(node, path, table(*rows.values()))
    before = standing(node)
    second = table(
        rows["A"],
        "B,Zorbal Bemtari,1985-02-31,TN,",  # no such day
        "C,too,many,cells,in,this,row",
        "D,,,,",
        rows["D"],  # once rejected and once read: it is read
        "F,Zorbal Femtari,1985-02-31,TN,",  # never held
    )
    report = brought(node, path, second)
    assert (report.unchanged, report.kept, report.delisted, report.rejected) == (2, 2, 1, 4)
    assert standing(node) == {one: before[one] for one in "ABCD"}
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        (to,) = (one for one in view.lists() if one.name == "new")
        assert view.editions(to.id)[0].report["kept"] == 2
    report = brought(node, path, table(rows["A"], rows["B"]))
    assert (report.unchanged, report.kept, report.delisted) == (2, 0, 2), "what is kept is not kept for good"
    assert sorted(standing(node)) == ["A", "B"]


def test_a_row_that_falls_apart_behind_its_reference_is_kept(node: Node, tmp_path: Path) -> None:
    path, rows = tmp_path / "p.csv", [f"{name},Zorbal {name}emtari,,TN," for name in "AB"]
    brought(node, path, table(*rows))
    report = brought(node, path, table(rows[0], 'B,"Zorbal "the" Bemtari",,TN,') + b"\n")
    assert (report.kept, report.delisted, report.rejected) == (1, 0, 1)
    report = brought(node, path, table(rows[0], '"B","Zorbal "the" Bemtari",,TN,') + b"\n")
    assert (report.kept, report.delisted, report.rejected) == (1, 0, 1)
    lines = b'{"reference": "A", "name": "Zorbal Aemtari"}\n{"reference": "B", "name": {"full": "Zorbal"}}\nno JSON\n'
    report = brought(node, tmp_path / "p.jsonl", lines)
    assert (report.kept, report.delisted, report.rejected, report.unnamed) == (1, 0, 2, 1)
    for bad in (b'{"reference": "B", "sex": "M", "sex": "F"}', b'{"reference": "B", "name": "Zorbal "the" Bemtari"}'):
        report = brought(node, tmp_path / "p.jsonl", lines.splitlines(keepends=True)[0] + bad + b"\n")
        assert (report.kept, report.delisted, report.rejected, report.unnamed) == (1, 0, 1, 0)
    assert sorted(standing(node)) == ["A", "B"]


def test_rejected_rows_that_do_not_tell_whose_they_are_are_told(node: Node, tmp_path: Path) -> None:
    path, rows = tmp_path / "p.csv", [f"{name},Zorbal {name}emtari,,TN," for name in "ABC"]
    brought(node, path, table(*rows))
    report = brought(node, path, table(rows[0], rows[0], ",Zorbal Bemtari,no date,TN,", "C,,,,"))
    assert (report.kept, report.delisted, report.rejected, report.unnamed) == (1, 1, 3, 1)
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        (to,) = (one for one in view.lists() if one.name == "new")
        assert view.editions(to.id)[0].report["unnamed"] == 1


def test_what_the_node_itself_rejects_is_kept_too(node: Node, tmp_path: Path) -> None:
    good = "B,Vulneq Shambir,1979-11-30,FR,"
    brought(node, tmp_path / "p.csv", table("A,Zorbal Kemtari,,,", good))
    report = brought(node, tmp_path / "p.csv", table("A,Zorbal Kemtari,,,ZZ:border", good))
    assert (report.kept, report.delisted, report.rejected) == (1, 0, 1)
    assert sorted(standing(node)) == ["A", "B"]


def test_what_was_delisted_is_not_brought_back_by_a_rejected_row(node: Node, tmp_path: Path) -> None:
    good = "B,Vulneq Shambir,1979-11-30,FR,"
    for rows in (["A,Zorbal Kemtari,,,", good], [good]):
        brought(node, tmp_path / "p.csv", table(*rows))
    report = brought(node, tmp_path / "p.csv", table("A,,,,", good))
    assert (report.kept, report.rejected) == (0, 1)
    assert "A" not in ids(node.store)
