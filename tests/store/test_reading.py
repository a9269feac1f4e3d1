"""What was read is noted in the audit by ids and digests, and nothing that anybody typed stands there."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalesce.errors import NotFound, NotPermitted
from coalesce.handling import Purpose, Role
from coalesce.records import Document, Name, NameKind
from coalesce.services import searching
from coalesce.services.node import Node
from coalesce.services.withdrawing import withdraw
from coalesce.store import Store
from coalesce.store.reading import LISTED
from tests.builders import INVESTIGATION, NOON, add_list, entry, ids, leaves, make_store, model, owner, publish


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    yield made
    made.close()


def last(store: Store) -> dict[str, object]:
    detail: dict[str, object] = json.loads(leaves(store.folder)[-1])["detail"]
    return detail


def notes(store: Store) -> dict[str, dict[str, object]]:
    read = last(store)["read"]
    assert isinstance(read, list)
    return {note["what"]: note for note in read}


def test_a_record_read_is_noted_by_its_id(store: Store) -> None:
    publish(store, add_list(store), [entry("R")])
    identity = ids(store)["R"]
    with store.read(owner(store), INVESTIGATION) as view:
        view.record(identity)
    assert notes(store)["record"]["ids"] == [identity]
    assert "record not found" not in notes(store)


def test_what_was_asked_for_in_vain_is_noted_by_a_digest(store: Store) -> None:
    asked = ("Zorbal Kemtari", "b" * 26)
    for text in asked:
        for method, noted in (("owned", "own"), ("record", "record"), ("person", "person")):
            with pytest.raises(NotFound), store.read(owner(store), INVESTIGATION) as view:
                getattr(view, method)(text)
            missing = notes(store)[f"{noted} not found"]
            assert missing["count"] == 1
            assert missing["ids"] != [text]
            first = missing["ids"]
        with pytest.raises(NotFound), store.read(owner(store), INVESTIGATION) as view:
            view.link(text, "other")
        with pytest.raises(NotFound), store.read(owner(store), INVESTIGATION) as view:
            view.person(text)
        assert notes(store)["person not found"]["ids"] == first, "the same question is known again"
    assert not any("Zorbal" in leaf or "b" * 26 in leaf for leaf in leaves(store.folder))


def test_many_ids_are_noted_by_number_and_digest(store: Store) -> None:
    publish(store, add_list(store), [entry(f"R{n}") for n in range(LISTED + 1)])
    with store.read(owner(store), INVESTIGATION) as view:
        view.facts()
    note = notes(store)["fact"]
    assert note["count"] == LISTED + 1
    assert len(str(note["digest"])) == 64
    assert "ids" not in note


SCRIPTS = ("zqxwvkjy", "щжюяцфкл", "ضظغشثقكل", "ŻŁĞŞŮĦÇÖ")


def word(dice: random.Random) -> str:
    """Seven letters that no id, digest or action holds by chance."""
    return "".join(dice.choice(dice.choice(SCRIPTS)) for _ in range(7))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    made = make_store(tmp_path_factory.mktemp("notes") / "node")
    yield Node(made, model())
    made.close()


@settings(max_examples=20)
@given(seed=st.integers(0, 10**6))
def test_no_name_and_no_searched_text_enters_the_log(shared: Node, seed: int) -> None:
    dice = random.Random(seed)
    name, number = (word(dice), word(dice)), dice.randrange(10**8, 10**9)
    store, full, paper = shared.store, f"{name[0]} {name[1]}", f"Q{number}"
    to = add_list(store, f"list {full} {len(leaves(store.folder))}")
    names = (Name(full, "Zyyy"), Name(name[1], "Zyyy", NameKind.ALIAS))
    one = entry(f"ref{number}", documents=(Document(paper),), remarks=full)
    one = replace(one, names=names)
    begun = len(leaves(store.folder))
    publish(store, to, [one])
    who = owner(store)
    with store.read(who, INVESTIGATION) as view:
        for text in (full, name[0], paper, f"ref{number}"):
            searching.search(view, searching.Search(text))
        (identity,) = (record for record, fact in view.facts().items() if fact.list_id == to.id)
        view.history(identity)
        view.editions(to.id)
    withdraw(shared, who, INVESTIGATION, identity, f"{full} is not who we thought")
    written = "\n".join(leaves(store.folder)[begun:]).casefold()
    for text in (name[0], name[1], paper, f"ref{number}"):
        assert text.casefold() not in written
        assert json.dumps(text)[1:-1].casefold() not in written


def test_a_refused_door_leaves_its_row(store: Store) -> None:
    who = owner(store)
    with pytest.raises(NotPermitted), store.read(who, Purpose.STATISTICS):
        pass
    assert last(store) == {"outcome": "NotPermitted", "read": []}
    operator = replace(who, roles=frozenset({Role.OPERATOR}))
    with pytest.raises(NotPermitted), store.read(operator, INVESTIGATION):
        pass
    reader = replace(who, roles=frozenset({Role.READER}))
    with pytest.raises(NotPermitted), store.count(reader):
        pass
    assert [json.loads(leaf)["action"] for leaf in leaves(store.folder)[-3:]] == ["read", "read", "count"]
    assert json.loads(leaves(store.folder)[-1])["at"].startswith(NOON.date().isoformat())
