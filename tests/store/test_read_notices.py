"""Notices as a view shows them: of its own audience, the newest first, with their sightings; none while one looks as another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from coalesce.handling import Purpose
from coalesce.store import Store
from tests.builders import INVESTIGATION, NOON, leaves, owner
from tests.store.full_nodes import a_full_store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = a_full_store(tmp_path_factory.mktemp("full") / "node")
    yield made
    made.close()


def test_a_reader_is_shown_its_own_audiences(store: Store) -> None:
    with store.read(owner(store), INVESTIGATION) as view:
        (one,) = view.notices(9)
        assert (one.id, one.kind, one.interest, one.at, one.seen) == ("ninvestigation", "sighting", "i", NOON, None)
        assert len(one.sightings) == 1
        assert view.unseen(9) == 1
        assert view.unseen(0) == 0
        assert view.notices_of(["ninvestigation", "nredress"]) == [one]
    with store.read(store.actor("claire"), INVESTIGATION) as view:
        assert (view.notices(9), view.unseen(9), view.interests()) == ([], 0, [])
    with store.read(owner(store), Purpose.BORDER) as view:
        assert view.notices(9) == []


def test_looking_as_another_member_shows_none(store: Store) -> None:
    with store.read(owner(store), INVESTIGATION, also="FR") as view:
        assert view.facts()
        assert (view.notices(9), view.unseen(9), view.interests()) == ([], 0, [])


def test_what_was_read_stands_in_the_log_and_a_count_names_none(store: Store) -> None:
    with store.read(owner(store), INVESTIGATION) as view:
        view.unseen(9)
    assert "ninvestigation" not in leaves(store.folder)[-1]
    with store.read(owner(store), INVESTIGATION) as view:
        view.notices(9)
        (told,) = view.interests()
    assert "ninvestigation" in leaves(store.folder)[-1]
    assert (told.kind, told.value, told.actor) == ("place", "SY", "owner")
