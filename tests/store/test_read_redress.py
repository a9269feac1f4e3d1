"""Requests are read in one order, and each reading is noted by ids."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.errors import NotFound
from coalesce.handling import Purpose
from coalesce.store import Store
from tests.builders import add_list, entry, ids, leaves, let_in, make_store, owner, publish, raw_rows

ROW = "INSERT INTO redress VALUES (?, 'correct', ?, '', ?, ?, 'a', 'redress', '2014-11-01', ?, 'w', '', '', ?, 'b', ?, '', '', '')"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    let_in(made, "claire", "FR")
    let_in(made, "bas", "BE")
    publish(made, add_list(made), [entry("A")])
    here = ids(made)["A"]
    for name, asked, member, due, outcome, at in (
        ("late", "NL", "FR", "2014-10-01", "", None),
        ("soon", "NL", "FR", "2014-12-01", "", None),
        ("own", "FR", "NL", "2014-11-15", "", None),
        ("old", "NL", "FR", "2014-01-01", "refused", "2014-02-01T00:00:00"),
        ("new", "NL", "FR", "2014-01-01", "refused", "2014-03-01T00:00:00"),
        ("theirs", "FR", "BE", "2014-01-01", "", None),
    ):
        raw_rows(made.folder, ROW, name, here, asked, member, due, outcome, at)
    yield made
    made.close()


def test_open_ones_by_deadline_then_the_latest_answers(store: Store) -> None:
    with store.read(owner(store), Purpose.REDRESS) as view:
        assert [one.id for one in view.requests(5)] == ["late", "own", "soon", "new", "old"]
        assert [one.id for one in view.requests(1)] == ["late", "own", "soon", "new"]
    assert '"ids":["late","new","own","soon"],"what":"redress"' in leaves(store.folder)[-1]


def test_each_reader_has_its_own_members_and_narrowed_to_another_none(store: Store) -> None:
    with store.read(store.actor("bas"), Purpose.REDRESS) as view:
        assert [one.id for one in view.requests(5)] == ["theirs"]
        with pytest.raises(NotFound):
            view.request("late")
    with store.read(store.actor("claire"), Purpose.REDRESS) as view:
        assert {one.id for one in view.requests(5)} == {"late", "soon", "own", "old", "new", "theirs"}
    with store.read(owner(store), Purpose.REDRESS, also="FR") as view:
        assert view.requests(5) == []
    with store.read(owner(store), Purpose.INVESTIGATION) as view:
        assert view.requests(5) == []
