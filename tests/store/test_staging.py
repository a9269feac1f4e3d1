"""Editions: what changes is versioned, what is staged is invisible, and an interruption costs nothing."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from coalesce.dates import PartialDate
from coalesce.errors import BadUsage, NotPermitted
from coalesce.handling import Purpose, Role
from coalesce.records import Provenance, RecordList, Sighting, SightingKind
from coalesce.services.node import Node
from coalesce.services.withdrawing import withdraw
from coalesce.store import Store
from coalesce.store.staging import Staged, Staging
from tests.builders import (
    INVESTIGATION,
    add_list,
    entry,
    handling,
    ids,
    leaves,
    let_in,
    make_store,
    model,
    owner,
    publish,
    raw_rows,
    reopened,
    said,
    staged,
    tables,
)

SEEN = Sighting(SightingKind.ENTERED, "SY", PartialDate.of(2014, 3), place="Jarabulus")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node", write_batch_rows=2)
    yield made
    made.close()


@pytest.fixture
def to(store: Store) -> RecordList:
    return add_list(store, held=handling("FR"))


def begin(store: Store, to: RecordList, digest: str = "d") -> Staging:
    writer = store.write(owner(store), Purpose.PLANNING)
    return writer.stage(writer.find_list(f"{to.owner}/{to.name}"), "made.csv", digest)


def rows(*references: str, remarks: str = "") -> list[Staged]:
    return [staged(entry(reference, remarks=remarks, sightings=(SEEN,)), handling("FR")) for reference in references]


def test_a_second_edition_tells_what_changed(store: Store, to: RecordList) -> None:
    first = begin(store, to)
    assert first.add(rows("A", "B", "C")) == {"added": 3}
    assert first.publish({}) == 0
    second = begin(store, to)
    assert second.number == 2
    counts = second.add([*rows("A"), *rows("B", remarks="now different"), *rows("D")])
    assert counts == {"unchanged": 1, "changed": 1, "added": 1}
    assert second.publish({}) == 1
    assert sorted(ids(store)) == ["A", "B", "D"]


def test_a_record_keeps_its_id_through_its_versions(store: Store, to: RecordList) -> None:
    publish(store, to, rows("A", "B"))
    before = ids(store)
    publish(store, to, rows("A", "B", remarks="changed"))
    assert ids(store) == before
    with store.read(owner(store), INVESTIGATION) as view:
        assert [record.version for record in view.records(list(before.values())).values()] == [2, 2]
        assert {record.entry.remarks for record in view.records(list(before.values())).values()} == {"changed"}


def test_what_is_listed_again_after_a_delisting_is_added(store: Store, to: RecordList) -> None:
    publish(store, to, rows("A", "B"))
    identity = ids(store)["A"]
    publish(store, to, rows("B"))
    assert list(ids(store)) == ["B"]
    again = begin(store, to)
    assert again.add(rows("A", "B")) == {"added": 1, "unchanged": 1}
    assert again.publish({}) == 0
    assert ids(store)["A"] == identity
    with store.read(owner(store), INVESTIGATION) as view:
        assert [number for number, _ in view.history(identity)] == [1, 2]


@pytest.mark.parametrize("what", ["release", "sighting", "keep_until"])
def test_handling_and_sightings_are_compared_too(store: Store, to: RecordList, what: str) -> None:
    publish(store, to, rows("A"))
    other = {
        "release": staged(entry("A", sightings=(SEEN,)), handling()),
        "keep_until": staged(entry("A", sightings=(SEEN,)), handling("FR", until=handling().keep_until.replace(day=2))),
        "sighting": staged(entry("A", sightings=(SEEN, SEEN)), handling("FR")),
    }[what]
    assert begin(store, to).add([other]) == {"changed": 1}


def test_another_file_or_line_is_no_change(store: Store, to: RecordList) -> None:

    publish(store, to, rows("A"))
    moved = staged(entry("A", sightings=(SEEN,), provenance=Provenance("other.csv", 77)), handling("FR"))
    assert begin(store, to).add([moved]) == {"unchanged": 1}


def test_what_was_withdrawn_does_not_come_back(store: Store, to: RecordList) -> None:
    publish(store, to, rows("A", "B"))
    withdraw(Node(store, model()), owner(store), INVESTIGATION, ids(store)["A"], "mistaken for another")
    again = begin(store, to)
    assert again.add(rows("A", "B")) == {"withdrawn": 1, "unchanged": 1}
    assert again.publish({}) == 0
    assert list(ids(store)) == ["B"]
    assert raw_rows(store.folder, "SELECT count(*) FROM record WHERE reference = 'A'") == [(0,)]


def test_a_staged_edition_is_seen_by_nobody(store: Store, to: RecordList) -> None:
    claire = let_in(store, "claire", "FR")
    publish(store, to, rows("A", "B"))

    def seen() -> list[object]:
        told: list[object] = []
        for who in (owner(store), claire):
            with store.read(who, INVESTIGATION) as view:
                records = view.records(list(view.facts()))
                told += [
                    view.lists(),
                    view.list_counts(),
                    records,
                    view.sightings(),
                    view.editions(to.id),
                    view.stamp(),
                ]
                told += [view.history(identity) for identity in sorted(records)]
        with store.count(owner(store)) as counted:
            told.append(sorted((row.record, row.version) for row in counted.prepared().open_for("coalesce.store")))
        return told

    before = seen()
    staging = begin(store, to)
    staging.add([*rows("A", remarks="changed"), *rows("C")])
    assert seen() == before
    staging._close_unseen()
    assert seen() == before
    staging.publish({})
    assert seen() != before


def test_only_the_owner_reads_history_and_editions(store: Store, to: RecordList) -> None:
    claire = let_in(store, "claire", "FR")
    publish(store, to, rows("A"))
    publish(store, to, rows("A", remarks="changed"))
    identity = ids(store)["A"]
    assert ids(store, claire) == {"A": identity}
    with store.read(claire, INVESTIGATION) as view:
        assert view.history(identity) == []
        assert view.editions(to.id) == []
        assert [each.edition for each in view.lists()] == [0]
    with store.read(owner(store), INVESTIGATION) as view:
        assert [(number, said.remarks) for number, said in view.history(identity)] == [(1, ""), (2, "changed")]
        assert [seen.number for seen in view.editions(to.id)] == [2, 1]
    with store.read(owner(store), INVESTIGATION, also="FR") as view:
        assert view.history(identity) == []
        assert view.editions(to.id) == []


def test_discarding_leaves_every_row_as_it_was(store: Store, to: RecordList) -> None:
    publish(store, to, rows("A", "B", "C", "gone"))
    publish(store, to, rows("A", "B", "C"))
    sets = ("release_set", "reader", "grant")
    before = tables(store.folder, *sets)
    staging = begin(store, to)
    staging.add([*rows("A", remarks="changed"), *rows("B", "gone", "new"), staged(entry("D"), handling("BE"))])
    staging._close_unseen()
    assert tables(store.folder, *sets) != before
    mark = "SELECT value FROM state WHERE name = 'erased'"
    noted = raw_rows(store.folder, mark)
    staging.discard()
    assert tables(store.folder, *sets) == before
    assert raw_rows(store.folder, mark) != noted, "what was discarded may stand between rows still"
    assert sorted(ids(store)) == ["A", "B", "C"]


def test_an_edition_published_meanwhile_is_not_written_into(store: Store, to: RecordList) -> None:
    """Two imports look the list up, then run one after the other: the second must not stage under a number in use."""
    writer = store.write(owner(store), Purpose.PLANNING)
    looked_up = writer.find_list("border")
    publish(store, to, rows("A", "B"))
    late = writer.stage(looked_up, "late.csv", "late")
    assert late.number == 2
    late.add(rows("A", "X"))
    assert sorted(ids(store)) == ["A", "B"]
    late.publish({})
    assert sorted(ids(store)) == ["A", "X"]


def test_another_file_takes_the_place_of_a_half_staged_one(store: Store, to: RecordList) -> None:
    publish(store, to, rows("A", "B"))
    begin(store, to, "first file").add(rows("X", "Y"))
    second = begin(store, to, "second file")
    assert second.number == 2
    assert second.add(rows("A", "Z")) == {"unchanged": 1, "added": 1}
    second.publish({})
    assert sorted(ids(store)) == ["A", "Z"]
    assert raw_rows(store.folder, "SELECT count(*) FROM record WHERE reference IN ('X', 'Y')") == [(0,)]


class Interrupted(Exception):
    """What a test stops an import with."""


def cut(work: Iterable[Staged], after: int) -> Iterator[Staged]:
    for number, row in enumerate(work):
        if number == after:
            raise Interrupted
        yield row


edition = st.dictionaries(st.sampled_from("ABCDEFG"), st.sampled_from(["", "one", "two"]), max_size=7)


@settings(max_examples=12)
@given(editions=st.lists(edition, min_size=1, max_size=3), seed=st.integers(0, 1000))
def test_going_on_after_an_interruption_is_as_if_there_were_none(
    tmp_path_factory: pytest.TempPathFactory, editions: list[dict[str, str]], seed: int
) -> None:
    dice = random.Random(seed)
    folder = tmp_path_factory.mktemp("cut")
    whole, broken = (make_store(folder / name, write_batch_rows=1 + seed % 3) for name in ("whole", "broken"))
    lists = [add_list(each, held=handling("FR")) for each in (whole, broken)]
    for number, content in enumerate(editions):
        work = [row for reference, remarks in content.items() for row in rows(reference, remarks=remarks)]
        publish(whole, lists[0], work, f"file {number}")
        for _ in range(dice.randrange(3)):
            stopped = begin(broken, lists[1], f"file {number}")
            try:
                stopped.add(cut(work, dice.randrange(len(work) + 1)))
                stopped._close_unseen() if dice.random() < 0.5 else None
            except Interrupted:
                pass
            broken = reopened(broken)
        again = begin(broken, lists[1], f"file {number}")
        counts = again.add(work)
        assert sum(counts.values()) == len(work)
        assert again.publish({}) == raw_delisted(whole)
    assert said(whole.folder) == said(broken.folder)
    whole.close()
    broken.close()


def raw_delisted(store: Store) -> int:

    return int(json.loads(raw_rows(store.folder, "SELECT report FROM edition ORDER BY number DESC")[0][0])["delisted"])


def test_a_resumed_import_counts_as_the_whole_one_would(store: Store, to: RecordList) -> None:
    publish(store, to, rows("A", "B", "C"))
    work = [*rows("A"), *rows("B", remarks="changed"), *rows("D", "E")]
    with pytest.raises(Interrupted):
        begin(store, to).add(cut(work, 3))
    assert begin(store, to).add(work) == {"unchanged": 1, "changed": 1, "added": 2}


def test_publishing_leaves_its_row_in_the_log(store: Store, to: RecordList) -> None:
    publish(store, to, rows("A"))
    assert f'"edition":1,"list":"{to.id}"' in leaves(store.folder)[-1]


def test_a_list_is_written_by_its_own_side(store: Store, to: RecordList) -> None:
    stranger = let_in(store, "claire", "FR", Role.RELEASING_OFFICER)
    analyst = let_in(store, "bob", "NL", Role.ANALYST)
    for who in (stranger, analyst):
        with pytest.raises((NotPermitted, BadUsage)):
            store.write(who, Purpose.PLANNING).stage(to, "x", "d")


def test_what_is_written_beside_stands_with_the_edition_or_not_at_all(store: Store, to: RecordList) -> None:
    staging = begin(store, to)
    staging.add([staged(entry("A"), handling("FR"))])

    def refused(_: Connection) -> None:
        raise BadUsage("no")

    with pytest.raises(BadUsage):
        staging.publish({}, beside=refused)
    assert ids(store) == {}
    staging.publish({}, beside=store.bump)
    assert set(ids(store)) == {"A"}
