"""What changed between two versions, told from what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.dates import PartialDate
from coalesce.records import Document, Place
from coalesce.services.histories import Change, document, history
from coalesce.store import Store
from tests.builders import INVESTIGATION, add_list, entry, handling, ids, let_in, make_store, owner, publish, staged


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    let_in(made, "claire", "FR")
    yield made
    made.close()


def test_each_version_tells_what_it_changed(store: Store) -> None:
    to, held = add_list(store), handling("FR")
    first = entry("R", birth_dates=(PartialDate.of(1986),), documents=(Document("X1", "passport", "TN"),))
    second = replace(entry("R", "Zorbal Kemtariyev"), documents=first.documents, birth_places=(Place("Fez", "MA"),))
    publish(store, to, [staged(first, held)], "one")
    identity = ids(store)["R"]
    publish(store, to, [staged(second, held)], "two")
    publish(store, to, [], "three")
    publish(store, to, [staged(second, handling())], "four")
    with store.read(owner(store), INVESTIGATION) as view:
        steps = history(view, identity, to.id)
    assert [(step.version.number, step.present, bool(step.until)) for step in steps] == [
        (3, True, False), (2, False, True), (1, False, True),
    ]  # fmt: skip
    assert steps[1].changes == (
        Change("names", ("Zorbal Kemtari",), ("Zorbal Kemtariyev",)),
        Change("birth_dates", ("1986",), ()),
        Change("birth_places", (), ("Fez (MA)",)),
    )
    assert [change.field for change in steps[0].changes] == ["releases"]
    assert steps[2].changes == ()
    assert all(step.at for step in steps)
    told = document(steps)
    assert [row["version"] for row in told] == [3, 2, 1]
    assert told[1]["changes"][0] == {"field": "names", "gone": ["Zorbal Kemtari"], "come": ["Zorbal Kemtariyev"]}


def test_a_delisted_record_has_no_present_version(store: Store) -> None:
    to = add_list(store)
    publish(store, to, [entry("R")], "one")
    identity = ids(store)["R"]
    publish(store, to, [], "two")
    with store.read(owner(store), INVESTIGATION) as view:
        (step,) = history(view, identity, to.id)
    assert (step.present, bool(step.until)) == (False, True)


def test_nobody_else_has_a_history(store: Store) -> None:
    to = add_list(store)
    publish(store, to, [staged(entry("R"), handling("FR"))])
    with store.read(store.actor("claire"), INVESTIGATION) as view:
        assert history(view, ids(store)["R"], to.id) == []
