"""Lists of copies: made as their owner has them, written by nobody here, of one version each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from coalesce.errors import BadUsage, NotFound, NotPermitted
from coalesce.handling import Purpose, Role
from coalesce.records import ListKind, Origin, RecordList, Sighting, SightingKind
from coalesce.services.node import Node
from coalesce.services.peering import machine
from coalesce.services.withdrawing import withdraw
from coalesce.store import Store, copies
from coalesce.store.codec import said_of
from coalesce.store.copies import said_key
from coalesce.store.staging import Staging
from coalesce.store.writable import writable
from coalesce.store.writer import Writer
from tests.builders import (
    INVESTIGATION,
    add_list,
    entry,
    handling,
    ids,
    let_in,
    make_store,
    model,
    owner,
    raw_rows,
    staged,
)

SEEN = Sighting(SightingKind.ENTERED, "SY")
ORIGIN = Origin("FR", "border")
HELD = handling("NL")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    let_in(made, "claire", "FR", Role.ANALYST, Role.RELEASING_OFFICER)
    yield made
    made.close()


@pytest.fixture
def writer(store: Store) -> Writer:
    return store.write(machine(Node(store, model())), Purpose.PLANNING)


def listed(writer: Writer, origin: Origin = ORIGIN) -> RecordList:
    return copies.list_of(writer, origin, copies.everything("NL", date.max))


def written(writer: Writer, name: str, digest: str) -> RecordList:
    staging = Staging(writer, listed(writer), "from paris", digest)
    staging.add([staged(entry("A", name, sightings=(SEEN, replace(SEEN, country="IQ"))), HELD)])
    staging.publish({}, whole=False)
    return listed(writer)


def test_a_list_is_made_once_and_follows_its_owner(store: Store, writer: Writer) -> None:
    made = listed(writer)
    assert listed(writer).id == made.id
    assert (made.owner, made.kind, made.handling.members(Purpose.BORDER)) == ("FR", ListKind.TRAVELLERS, {"NL"})
    changed = listed(writer, replace(ORIGIN, list_kind=ListKind.DESIGNATIONS, source_group="desk", deduplicated=True))
    assert (changed.id, changed.kind, changed.source_group, changed.deduplicated) == (
        made.id,
        ListKind.DESIGNATIONS,
        "desk",
        True,
    )
    assert copies.named(writer, "FR/border").id == made.id
    for name in ("border", "NL/border", "FR/other"):
        with pytest.raises(BadUsage, match="OWNER/NAME"):
            copies.named(writer, name)


def test_a_list_that_is_kept_by_hand_is_none(store: Store, writer: Writer) -> None:
    add_list(store, "border", member="FR")
    with pytest.raises(BadUsage, match="by hand"):
        listed(writer)


def test_nobody_writes_a_list_of_copies_or_takes_one_back_not_even_its_owners_guests(
    store: Store, writer: Writer
) -> None:
    written(writer, "Zorbal Kemtari", "one")
    claire = store.actor("claire")
    for who in (claire, owner(store)):
        with pytest.raises(BadUsage):
            store.write(who, Purpose.PLANNING).find_list("FR/border")
        assert writable(store.write(who, Purpose.PLANNING)) == []
    record = ids(store, claire)["A"]
    with pytest.raises(NotPermitted, match="copy"):
        withdraw(Node(store, model()), claire, INVESTIGATION, record, "mine")
    with pytest.raises(NotFound):
        withdraw(Node(store, model()), owner(store), INVESTIGATION, record, "mine")
    assert set(ids(store, claire)) == {"A"}


def test_what_is_held_is_read_with_each_sightings_handling(store: Store, writer: Writer) -> None:
    to = written(writer, "Zorbal Kemtari", "one")
    record = ids(store)["A"]
    with writer.snapshot() as connection:
        found = copies.read(connection, to, [record, "unknown"])
        assert copies.by_reference(connection, to.id, ["A", "B"]) == {"A": record}
    held = found[record]
    assert (held.number, held.staged.entry.names[0].full) == (1, "Zorbal Kemtari")
    assert [one.handling for one in held.staged.entry.sightings] == [HELD, HELD]


def test_older_versions_go_and_nothing_of_them_is_left(store: Store, writer: Writer) -> None:
    written(writer, "Zorbal Kemtari", "one")
    written(writer, "Vulneq Shambir", "two")
    record = ids(store)["A"]
    with store.transaction() as connection:
        copies.drop_older(connection, [record])
    assert raw_rows(store.folder, "SELECT number FROM version") == [(2,)]
    for table in ("sighting", "prepared"):
        assert raw_rows(store.folder, f"SELECT count(*) FROM {table}")[0][0] == (2 if table == "sighting" else 1)


def test_a_sighting_is_struck_by_what_it_says(store: Store, writer: Writer) -> None:
    written(writer, "Zorbal Kemtari", "one")
    record = ids(store)["A"]
    with store.transaction() as connection:
        copies.strike(connection, record, Counter([said_key(said_of(SEEN)), "unknown"]))
    assert raw_rows(store.folder, "SELECT country FROM sighting") == [("IQ",)]
