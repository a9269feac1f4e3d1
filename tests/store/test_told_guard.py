"""A judgement may be told where its member sees all that it rests on for the purpose, and for as long."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.handling import Grant, Purpose
from coalesce.records import Verdict
from coalesce.store import Store, judgement_rows
from tests.builders import INVESTIGATION, add_list, entry, handling, ids, let_in, make_store, owner, publish, raw_rows


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """NL's A and B are released to FR for investigation, B for border too; C for border alone."""
    made = make_store(tmp_path / "node")
    let_in(made, "claire", "FR")
    for name, held in (("A", ("FR:investigation",)), ("B", ("FR:investigation", "FR:border")), ("C", ("FR:border",))):
        publish(made, add_list(made, name, handling(*held)), [entry(name)])
    yield made
    made.close()


def judged(store: Store, left: str, right: str, *shown: str) -> str:
    """A word on two of them, released to FR for investigation and border."""
    known = ids(store)
    with store.read(owner(store), INVESTIGATION) as view:
        sides = (known[left], known[right])
        store.write(owner(store), INVESTIGATION).judge(view, sides, Verdict.SAME, "w", [known[one] for one in shown])
    ((identity,),) = raw_rows(store.folder, "SELECT id FROM judgement")
    with store.transaction() as connection:
        to = frozenset({Grant(INVESTIGATION, "FR"), Grant(Purpose.BORDER, "FR")})
        judgement_rows.release(connection, str(identity), "NL", to)
    return str(identity)


def tellable(store: Store, member: str = "FR") -> set[Purpose]:
    with store.send(owner(store), member) as view:
        return {purpose for one in view.tellable("NL") for purpose in one.purposes}


def test_it_is_told_for_the_purposes_that_both_records_are_seen_for(store: Store) -> None:
    judged(store, "A", "B")
    assert tellable(store) == {INVESTIGATION}
    assert tellable(store, "BE") == set()


def test_it_is_not_told_where_a_record_that_was_shown_is_not_seen(store: Store) -> None:
    judged(store, "A", "B", "C")
    assert tellable(store) == set()


def test_it_is_not_told_of_a_record_that_says_something_else_by_now(store: Store) -> None:
    judged(store, "A", "B")
    raw_rows(store.folder, "UPDATE version SET compared = x'00' WHERE record_id = ?", ids(store)["A"])
    assert tellable(store) == set()
