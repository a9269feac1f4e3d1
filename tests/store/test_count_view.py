"""The counting door gives every current record of the node, sealed."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.errors import NotPermitted
from coalesce.handling import Role, Sealed
from coalesce.linking.prepared import unpack
from coalesce.records import ListKind
from coalesce.services.node import Node
from coalesce.services.withdrawing import withdraw
from coalesce.store import Store
from coalesce.store.count_view import CountedRow
from tests.builders import (
    INVESTIGATION,
    NOON,
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
    staged,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node", FixedClock(NOON))
    yield made
    made.close()


def counted(store: Store, who: str = "owner") -> list[CountedRow]:
    with store.count(store.actor(who)) as view:
        return list(view.prepared().open_for("coalesce.store"))


def test_every_member_s_current_records_are_counted_whoever_asks(store: Store) -> None:
    let_in(store, "olga", "NL", Role.OPERATOR)
    let_in(store, "fred", "FR")
    publish(store, add_list(store, "one"), [entry("A"), entry("B")])
    publish(store, add_list(store, "two", member="FR", deduplicated=True), [entry("C")])
    rows = counted(store)
    assert len({row.record for row in rows}) == len(rows) == 3
    assert [row.deduplicated for row in rows].count(True) == 1
    assert counted(store, "olga") == counted(store, "fred") == rows
    assert ids(store, store.actor("fred")).keys() == {"C"}, "counting shows nothing"


def test_what_is_old_staged_gone_or_of_customers_is_not_counted(store: Store) -> None:
    to = add_list(store)
    publish(store, to, [entry("A"), entry("B"), entry("C"), staged(entry("D"), handling(until=date(2015, 1, 1)))])
    publish(store, to, [entry("A", "Hedraq Tolumis"), entry("B"), staged(entry("D"), handling(until=date(2015, 1, 1)))])
    withdraw(Node(store, model()), owner(store), INVESTIGATION, ids(store)["B"], "mistaken")
    publish(store, add_list(store, "clients", kind=ListKind.CUSTOMERS), [entry("E")])
    publish(store, add_list(store, "listed", kind=ListKind.DESIGNATIONS), [entry("F")])
    staging = store.write(owner(store), INVESTIGATION).stage(to, "x", "later")
    staging.add([staged(entry("G"))])
    by_id = {identity: reference for reference, identity in ids(store).items()}
    assert sorted(by_id[row.record] for row in counted(store)) == ["A", "D", "F"]
    assert next(row.version for row in counted(store) if by_id[row.record] == "A") == 2
    assert isinstance(store.clock, FixedClock)
    store.clock.moment = datetime(2015, 1, 2, tzinfo=UTC)
    assert sorted(by_id[row.record] for row in counted(store)) == ["A", "F"]


def test_what_comes_out_is_sealed(store: Store) -> None:
    publish(store, add_list(store), [entry("A")])
    with store.count(owner(store)) as view:
        sealed = view.prepared()
        assert isinstance(sealed, Sealed)
        assert repr(sealed) == "Sealed(...)"
        for stranger in ("coalesce.services.linking", "coalesce.web", "tests", "coalesce.storeroom"):
            with pytest.raises(TypeError):
                sealed.open_for(stranger)
        with pytest.raises(TypeError):
            pickle.dumps(sealed)
        with pytest.raises(TypeError):
            sealed.map(list)
        assert isinstance(sealed.map(unpack), Sealed)


def test_counting_takes_its_role_and_is_logged(store: Store) -> None:
    auditor = let_in(store, "ada", "NL", Role.AUDITOR, Role.READER)
    with pytest.raises(NotPermitted), store.count(auditor):
        pass
    counted(store)
    leaf = json.loads(leaves(store.folder)[-1])
    assert (leaf["action"], leaf["purpose"]) == ("count", "statistics")
    assert leaf["detail"]["read"] == [{"what": "counted"}]
