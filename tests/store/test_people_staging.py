"""People of an audience are seen as one whole build; an update touches what it names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.handling import Purpose
from coalesce.records import Audience, Person
from coalesce.services.node import Node
from coalesce.services.withdrawing import withdraw
from coalesce.store import Store
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
    publish,
    raw_rows,
    staged,
)

NL, FR = Audience("NL", INVESTIGATION), Audience("FR", INVESTIGATION)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node", write_batch_rows=2)
    let_in(made, "claire", "FR")
    publish(made, add_list(made, held=handling("FR")), [entry(f"R{n}") for n in range(6)])
    yield made
    made.close()


def records(store: Store) -> list[str]:
    return sorted(ids(store).values())


def seen(store: Store, who: str = "owner") -> list[Person]:
    with store.read(store.actor(who), INVESTIGATION) as view:
        return view.people()


def made_at(store: Store, who: str = "owner") -> object:
    with store.read(store.actor(who), INVESTIGATION) as view:
        return view.made_at()


def test_a_build_is_seen_whole(store: Store) -> None:
    writer = store.write(owner(store), INVESTIGATION)
    all_of_them = records(store)
    assert made_at(store) is None
    built = [Person("p1", tuple(all_of_them[:4]), True), Person("p2", tuple(all_of_them[4:]), False)]
    writer.set_people(NL, 7, built)
    assert seen(store) == built
    assert made_at(store) == (7, "2014-11-01")
    assert seen(store, "claire") == []
    singles = [Person(f"s{n}", (record,), True) for n, record in enumerate(all_of_them)]
    writer.set_people(NL, 8, singles)
    assert seen(store) == singles
    assert raw_rows(store.folder, "SELECT count(*) FROM person_of") == [(6,)]


def test_what_an_interrupted_build_left_is_never_seen(store: Store) -> None:
    writer = store.write(owner(store), INVESTIGATION)
    all_of_them = records(store)
    built = [Person("p1", tuple(all_of_them), True)]
    writer.set_people(NL, 7, built)
    build = raw_rows(store.folder, "SELECT build FROM audience WHERE member = 'NL'")[0][0]
    raw_rows(
        store.folder,
        "INSERT INTO person_of SELECT ?, record_id, 'half', 1 FROM person_of",
        build + 1,
    )
    raw_rows(
        store.folder,
        "INSERT INTO person_record SELECT ?, 'half', record_id FROM person_of WHERE person = 'half'",
        build + 1,
    )
    assert seen(store) == built
    singles = [Person(f"s{n}", (record,), True) for n, record in enumerate(all_of_them)]
    writer.set_people(NL, 8, singles)
    assert seen(store) == singles
    for table in ("person_of", "person_record"):
        assert raw_rows(store.folder, f"SELECT count(*) FROM {table} WHERE person = 'half'") == [(0,)]
        assert raw_rows(store.folder, f"SELECT count(*) FROM {table}") == [(6,)], "the build before is cleared"


def test_a_person_withdrawn_whole_leaves_no_row_in_either_order(store: Store) -> None:
    writer, all_of_them = store.write(owner(store), INVESTIGATION), records(store)
    writer.set_people(NL, 7, [Person(f"s{n}", (record,), True) for n, record in enumerate(all_of_them)])
    withdraw(Node(store, model()), owner(store), INVESTIGATION, all_of_them[2], "mistaken")
    for table in ("person_of", "person_record"):
        assert raw_rows(store.folder, f"SELECT count(*) FROM {table} WHERE person = 's2'") == [(0,)]
        assert raw_rows(store.folder, f"SELECT count(*) FROM {table}") == [(5,)]


def test_audiences_do_not_touch_each_other(store: Store) -> None:
    writer = store.write(owner(store), INVESTIGATION)
    all_of_them = records(store)
    writer.set_people(NL, 7, [Person("nl", tuple(all_of_them), True)])
    writer.set_people(FR, 7, [Person("fr", tuple(all_of_them), False)])
    writer.set_people(Audience("NL", Purpose.BORDER), 7, [])
    writer.update_people(NL, 9, [Person("one", (all_of_them[0],), True), Person("rest", tuple(all_of_them[1:]), True)])
    assert [person.id for person in seen(store)] == ["one", "rest"]
    assert [person.id for person in seen(store, "claire")] == ["fr"]
    assert made_at(store) == (9, "2014-11-01")
    assert made_at(store, "claire") == (7, "2014-11-01")


def test_an_update_leaves_the_others_as_they_were(store: Store) -> None:
    writer = store.write(owner(store), INVESTIGATION)
    a, b, c, d, e, f = records(store)
    writer.set_people(NL, 7, [Person("p1", (a, b), True), Person("p2", (c, d), False), Person("p3", (e, f), True)])
    writer.update_people(NL, 8, [Person("p4", (a,), True), Person("p5", (b, c, d), False)])
    assert seen(store) == [Person("p3", (e, f), True), Person("p4", (a,), True), Person("p5", (b, c, d), False)]


def test_a_record_withdrawn_meanwhile_is_left_out(store: Store) -> None:
    all_of_them = records(store)
    withdraw(Node(store, model()), owner(store), INVESTIGATION, all_of_them[0], "mistaken")
    writer = store.write(owner(store), INVESTIGATION)
    writer.set_people(NL, 7, [Person("p", tuple(all_of_them), True), Person("q", (all_of_them[0],), True)])
    assert seen(store) == [Person("p", tuple(all_of_them[1:]), True)]
    by_record = raw_rows(store.folder, "SELECT person, record_id FROM person_of ORDER BY record_id")
    assert raw_rows(store.folder, "SELECT person, record_id FROM person_record ORDER BY record_id") == by_record


def test_people_of_hidden_records_are_not_seen(store: Store) -> None:
    store.write(owner(store), INVESTIGATION).set_people(FR, 7, [Person("p", tuple(records(store)), True)])
    to = store.write(owner(store), INVESTIGATION).find_list("border")
    publish(store, to, [staged(entry(f"R{n}"), handling() if n < 3 else handling("FR")) for n in range(6)], "two")
    (person,) = seen(store, "claire")
    assert set(person.records) == set(ids(store, store.actor("claire")).values())
    assert len(person.records) == 3
