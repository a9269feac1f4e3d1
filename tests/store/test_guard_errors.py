"""The guard's refusals: no column is told, and unknown and forbidden are answered alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.dates import PartialDate
from coalesce.errors import CoalesceError, NotFound, StoreError
from coalesce.handling import Purpose, seal
from coalesce.records import Audience, Person, Sighting, SightingKind, Verdict
from coalesce.store import Store
from tests.builders import (
    INVESTIGATION,
    add_list,
    entry,
    handling,
    ids,
    let_in,
    linked,
    make_store,
    owner,
    publish,
    staged,
)

SOURCES = Path(__file__).resolve().parents[2] / "src" / "coalesce"


def a_full_store(folder: Path) -> Store:
    """One row or more in every table that the views are made of."""
    store = make_store(folder)
    let_in(store, "claire", "FR")
    held = handling("FR", figures=["FR"])
    to = add_list(store, held=held)
    seen = (Sighting(SightingKind.ENTERED, "SY", PartialDate.of(2014, 3)),)
    publish(store, to, [entry(f"R{n}", sightings=seen) for n in range(3)])
    writer = store.write(owner(store), INVESTIGATION)
    with store.read(owner(store), INVESTIGATION) as view:
        first, second, third = sorted(view.facts())
        links = [linked(view, first, second)]
        writer.judge(view, (first, second), Verdict.SAME, "told by the list", [third])
    writer.store_links(seal(links), "made")
    for member in ("NL", "FR"):
        writer.set_people(Audience(member, INVESTIGATION), 9, [Person(f"p{member}", (first, second), False)])
    return store


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = a_full_store(tmp_path_factory.mktemp("full") / "node")
    yield store
    store.close()


def test_the_read_engine_refuses_writing_too(full: Store) -> None:
    with (
        full._reads[False].connect() as connection,
        pytest.raises(Exception, match=r"not authorized|prohibited|readonly"),
    ):
        connection.exec_driver_sql("DELETE FROM version")


# -- what is told of a refusal ------------------------------------------------------------------------


def test_a_refused_statement_tells_no_column(full: Store) -> None:
    with pytest.raises(StoreError) as caught, full.read(owner(full), INVESTIGATION) as view:
        view._connection.exec_driver_sql("SELECT body FROM version")
    told = str(caught.value)
    assert "guard refused" in told
    assert not any(word in told for word in ("body", "version", "prohibited", "SELECT"))


def test_unknown_and_forbidden_are_answered_alike(full: Store, tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    claire = let_in(store, "claire", "FR")
    publish(store, add_list(store), [entry("R")])
    hidden = ids(store)["R"]
    told = []
    for identity in (hidden, "a" * 26):
        with pytest.raises(NotFound) as caught, store.read(claire, INVESTIGATION) as view:
            view.record(identity)
        told.append((type(caught.value), str(caught.value)))
    assert told[0] == told[1]
    store.close()


def test_every_error_of_a_driver_becomes_ours(full: Store) -> None:
    with pytest.raises(CoalesceError), full.read(owner(full), INVESTIGATION) as view:
        view._connection.exec_driver_sql("SELECT nothing FROM nowhere")


def test_a_staged_row_is_not_there(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    to = add_list(store)
    staging = store.write(owner(store), Purpose.PLANNING).stage(to, "x", "d")
    staging.add([staged(entry("R"))])
    assert ids(store) == {}
    staging.publish({})
    assert list(ids(store)) == ["R"]
    store.close()


def test_what_gets_round_an_authorizer_is_not_used_elsewhere() -> None:
    """``blobopen``, ``backup`` and another authorizer read or open what the guard denies."""
    texts = {str(path.relative_to(SOURCES)): path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py")}
    drivers = {name for name, text in texts.items() if re.search(r"^\s*(import|from) sqlite3", text, re.MULTILINE)}
    assert drivers == {
        "store/blanking.py",  # in a process of its own
        "store/guard.py",
        "store/connections.py",
        "store/backup.py",
        "store/account_carrying.py",
        "store/bearers.py",
        "store/box_view.py",
        "store/group_log.py",
        "store/peer_carrying.py",
        "store/ledger_carrying.py",
        "store/reading.py",
    }
    assert [name for name, text in texts.items() if "blobopen" in text or "enable_load_extension" in text] == []
    assert [name for name, text in texts.items() if "set_authorizer(" in text] == ["store/guard.py"]
    assert [name for name in drivers if ".backup(" in texts[name]] == ["store/backup.py"]
