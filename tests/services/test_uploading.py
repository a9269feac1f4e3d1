"""Uploads: kept for who may write the list, imported in the background, resumed, erased."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.errors import BadUsage, NotFound, NotPermitted
from coalesce.handling import Role
from coalesce.intake import Mapping
from coalesce.services import uploading
from coalesce.services.node import Node
from coalesce.services.uploading import Imports, Kept, State, Upload
from tests.builders import NOON, add_list, ids, leaves, let_in, make_node, owner

PERSONS = "reference,name,birth_date\nA1,Zorbal Kemtari,1986\nA2,Vulneq Shambir,soon\n"
SEEN = "reference,kind,country,date\nA1,entered,SY,2014-03\nA9,entered,SY,2014-03\n"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def node(tmp_path: Path, clock: FixedClock) -> Iterator[Node]:
    made = make_node(tmp_path / "node", clock)
    let_in(made.store, "claire", "FR", Role.RELEASING_OFFICER)
    let_in(made.store, "nora", "NL")
    yield made
    made.store.close()


def sent(node: Node, folder: Path, text: str = PERSONS, seen: str = "", to: str = "") -> Upload:
    kept = []
    for name, content in (("persons.csv", text), ("seen.csv", seen)):
        path = folder / f"incoming-{name}"
        path.write_text(content, encoding="utf-8")
        kept.append(Kept(path, name))
    list_id = to or add_list(node.store).id
    return uploading.keep(node, owner(node.store), list_id, kept[0], kept[1] if seen else None)


def ended(node: Node, upload: Upload, imports: Imports | None = None) -> Upload:
    running = imports or Imports()
    running.begin(node, owner(node.store), upload)
    running.wait(upload.id, 60)
    return uploading.upload_of(node, owner(node.store), upload.id)[0]


def test_a_file_is_imported_and_then_erased(node: Node, tmp_path: Path) -> None:
    upload = sent(node, tmp_path, seen=SEEN)
    assert uploading.uploads(node, owner(node.store)) == [upload]
    done = ended(node, upload)
    assert (done.state, done.fault) == (State.DONE, "")
    assert {name: done.report[name] for name in ("edition", "accepted", "rejected", "rejected_sightings")} == {
        "edition": 1, "accepted": 1, "rejected": 1, "rejected_sightings": 1,
    }  # fmt: skip
    assert list(ids(node.store)) == ["A1"]
    left = {path.name for path in uploading.folder_of(node, upload.id).rglob("*") if path.is_file()}
    assert left == {"upload.json", "persons.csv.rejected.csv", "seen.csv.rejected.csv"}
    name, body = uploading.rejected_file(node, done, done.rejected.index("persons/persons.csv.rejected.csv"))
    assert name == "persons.csv.rejected.csv"
    assert b"Vulneq" in body
    with pytest.raises(NotFound):
        uploading.rejected_file(node, done, 2)
    assert any('"action":"upload"' in leaf for leaf in leaves(node.store.folder))
    assert not any("Zorbal" in leaf for leaf in leaves(node.store.folder))


def test_it_is_there_for_who_may_write_the_list_alone(node: Node, tmp_path: Path) -> None:
    upload = sent(node, tmp_path)
    claire = node.store.actor("claire")
    assert uploading.uploads(node, claire) == []
    for unknown in (upload.id, "nosuch", "../x", ""):
        with pytest.raises(NotFound, match="no such import"):
            uploading.upload_of(node, claire, unknown)
    with pytest.raises(NotPermitted):
        uploading.uploads(node, node.store.actor("nora"))
    with pytest.raises(NotFound):
        uploading.keep(node, claire, upload.list_id, Kept(tmp_path / "x", "x"))


def test_its_columns_are_said_before_it_begins(node: Node, tmp_path: Path) -> None:
    upload = sent(node, tmp_path, "key;wie\nA1;Zorbal Kemtari\n")
    mapping = Mapping({"name": ("wie",), "reference": ("key",)}, delimiter=";")
    settled = uploading.settle(node, upload, "csv", mapping)
    assert uploading.mapping_of(node, settled) == mapping
    done = ended(node, settled)
    assert done.state is State.DONE
    assert list(ids(node.store)) == ["A1"]
    with pytest.raises(BadUsage):
        uploading.settle(node, done, "csv", None)


def test_a_file_that_cannot_be_read_says_why_and_may_be_tried_again(node: Node, tmp_path: Path) -> None:
    upload = sent(node, tmp_path, "a,b\n1,2\n")
    failed = ended(node, upload)
    assert failed.state is State.FAILED
    assert "name" in failed.fault
    settled = uploading.settle(node, failed, "csv", Mapping({"name": ("a",)}))
    assert (settled.state, settled.fault) == (State.KEPT, "")


def test_while_other_long_work_runs_it_waits_to_be_started_again(node: Node, tmp_path: Path) -> None:
    upload = sent(node, tmp_path)
    with node.store.alone("test"):
        waiting = ended(node, upload)
    assert waiting.state is State.KEPT
    assert "other long work" in waiting.fault
    assert ended(node, waiting).state is State.DONE


def test_what_ran_when_the_process_ended_is_begun_again(node: Node, tmp_path: Path) -> None:
    upload = sent(node, tmp_path)
    state = uploading.folder_of(node, upload.id) / uploading.STATE
    state.write_text(state.read_text().replace('"kept"', '"running"'))
    with pytest.raises(BadUsage, match="running"):
        uploading.discard(node, uploading.uploads(node, owner(node.store))[0])
    imports = Imports()
    imports.resume(node)
    imports.wait(upload.id, 60)
    assert uploading.upload_of(node, owner(node.store), upload.id)[0].state is State.DONE


def test_what_nobody_can_go_on_with_says_so(node: Node, tmp_path: Path) -> None:
    upload = sent(node, tmp_path)
    state = uploading.folder_of(node, upload.id) / uploading.STATE
    state.write_text(state.read_text().replace('"kept"', '"running"').replace('"owner"', '"nobody"'))
    Imports().resume(node)
    assert uploading.uploads(node, owner(node.store))[0].state is State.FAILED


def test_it_is_kept_for_some_days_alone(node: Node, tmp_path: Path, clock: FixedClock) -> None:
    upload = sent(node, tmp_path)
    clock.moment += timedelta(days=6)
    uploading.sweep(node)
    assert uploading.uploads(node, owner(node.store)) == [upload]
    clock.moment += timedelta(days=2)
    uploading.sweep(node)
    assert uploading.uploads(node, owner(node.store)) == []
    assert not uploading.folder_of(node, upload.id).exists()


def test_more_than_are_matched_at_once_are_linked(tmp_path: Path) -> None:
    node = make_node(tmp_path / "node", arrival_most=0)
    done = ended(node, sent(node, tmp_path))
    assert done.report["matched"] is True
    node.store.settings = replace(node.store.settings, upload_link_most=1)
    again = sent(node, tmp_path, PERSONS + "A3,Hedraq Tolumis,\n", to=done.list_id)
    assert ended(node, again).report["matched"] is False
    node.store.close()
