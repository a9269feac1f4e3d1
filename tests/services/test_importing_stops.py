"""Importing: what stops an import, and what it then leaves as it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.errors import BadInput, BadUsage, NotPermitted, StoreBusy, StoreFull
from coalesce.handling import Role
from coalesce.records import RecordList
from coalesce.services.importing import ImportOrder, ImportReport, import_file, import_rows
from coalesce.services.node import Node
from tests.builders import (
    NOON,
    add_list,
    handling,
    ids,
    let_in,
    make_node,
    owner,
    raw_rows,
    tables,
)

HEADER = "reference,name,birth_date,nationality"


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path / "node", FixedClock(NOON), write_batch_rows=50)
    let_in(made.store, "claire", "FR")
    yield made
    made.store.close()


@pytest.fixture
def to(node: Node) -> RecordList:
    return add_list(node.store, held=handling("FR"))


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def brought(node: Node, path: Path, name: str = "border", **how: object) -> ImportReport:
    return import_file(node, owner(node.store), ImportOrder(path, name, **how))  # type: ignore[arg-type]  # a test's own words


def long_file(path: Path, rows: int = 5200) -> Path:
    return written(path, HEADER, *(f"R{n},Zorbal{n} Kemtari{n % 97},19{60 + n % 30}-02-03,TN" for n in range(rows)))


def test_expired_records_are_erased_at_an_import(node: Node, to: RecordList, tmp_path: Path) -> None:
    brought(
        node,
        written(tmp_path / "p.csv", "reference,name,keep_until", "A,Zorbal Kemtari,2014-12-01", "B,Vulneq Shambir,"),
    )
    assert isinstance(node.store.clock, FixedClock)
    node.store.clock.moment = datetime(2015, 1, 1, tzinfo=UTC)
    brought(node, written(tmp_path / "q.csv", HEADER, "B,Vulneq Shambir,,"))
    assert raw_rows(node.store.folder, "SELECT reference FROM record") == [("B",)]


def test_progress_is_told(node: Node, to: RecordList, tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    order = ImportOrder(long_file(tmp_path / "p.csv", 1200), "border")
    import_file(node, owner(node.store), order, lambda step, share: told.append((step, share)))
    assert next(step for step, _ in told) == "reading sightings"
    assert told[-2:] == [("publishing", 1.0), ("matching arrivals", 1.0)]
    shares = [share for step, share in told if step == "importing"]
    assert shares == sorted(shares)
    assert 0 < shares[-1] <= 1


def test_importing_takes_its_role_and_a_list(node: Node, to: RecordList, tmp_path: Path) -> None:
    one = written(tmp_path / "p.csv", HEADER, "A,Zorbal Kemtari,,")
    analyst = let_in(node.store, "ann", "NL", Role.ANALYST)
    with pytest.raises(NotPermitted):
        import_file(node, analyst, ImportOrder(one, "border"))
    with pytest.raises(BadUsage, match="no list 'absent'"):
        brought(node, one, "absent")
    with pytest.raises(BadUsage):
        import_rows(node, owner(node.store), "absent", [], ("made", "d"))


def test_one_import_at_a_time(node: Node, to: RecordList, tmp_path: Path) -> None:
    one = written(tmp_path / "p.csv", HEADER, "A,Zorbal Kemtari,,")
    with node.store.alone("link"), pytest.raises(StoreBusy, match="import again"):
        brought(node, one)
    assert brought(node, one).added == 1


def test_a_folder_named_by_a_dot_is_brought_in(node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_list(node.store, "ofac")
    folder = tmp_path / "ofac"
    folder.mkdir()
    (folder / "sdn.csv").write_text(
        '1,"KEMTARI, Zorbal","individual","SDGT","-0- ","-0- ","-0- ","-0- ","-0- ","-0- ","-0- ","-0- "\n'
    )
    for name in ("alt.csv", "add.csv", "sdn_comments.csv"):
        (folder / name).write_text('9,"-0- "\n' if name == "sdn_comments.csv" else "9,9,-0- ,-0- ,-0- \n")
    monkeypatch.chdir(folder)
    report = import_file(node, owner(node.store), ImportOrder(Path(), "ofac"))
    assert report.accepted + report.rejected == 1


def test_rejected_rows_that_cannot_be_written_publish_nothing(node: Node, to: RecordList, tmp_path: Path) -> None:
    one = written(tmp_path / "p.csv", HEADER, "A,Zorbal Kemtari,,", "B,,,")
    (tmp_path / "p.csv.rejected.csv").mkdir()
    with pytest.raises(StoreFull, match="rejected rows"):
        brought(node, one)
    assert ids(node.store) == {}
    (tmp_path / "p.csv.rejected.csv").rmdir()
    assert brought(node, one).added == 1


@pytest.mark.parametrize("make", ["absent", "empty", "folder"])
def test_what_is_no_file_is_bad_input(node: Node, to: RecordList, tmp_path: Path, make: str) -> None:
    path = tmp_path / make
    if make == "empty":
        path.touch()
    if make == "folder":
        path.mkdir()
    before = tables(node.store.folder)
    with pytest.raises(BadInput, match=make):
        brought(node, path)
    assert tables(node.store.folder) == before
