"""Names against lists: in order, from a threshold on, noted once for many."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.errors import NotPermitted
from coalesce.handling import Purpose, Role
from coalesce.services.node import Node
from coalesce.services.screening import AT_ONCE, NO_WORD, Query, ScreenOrder, screen
from tests.builders import add_list, entry, handling, leaves, let_in, make_node, owner, publish


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path / "node", screen_threshold=0.9)
    let_in(made.store, "claire", "FR")
    publish(made.store, add_list(made.store, held=handling("FR:border")), [entry("R", "Hedraq Tolumis Dorvek")])
    yield made
    made.store.close()


def test_every_name_has_its_answer_in_order(node: Node) -> None:
    names = ["Hedraq Tolumis Dorvek", "Zzyx Qwop", "Hedraq Tolumis Dorvek"]
    answers = list(screen(node, owner(node.store), map(Query, names), ScreenOrder()))
    assert [one.query for one in answers] == names
    assert [len(one.hits) for one in answers] == [1, 0, 1]


def test_the_threshold_is_the_node_s_or_the_one_asked_for(node: Node) -> None:
    wrong = ["Hedrak Tolunis"]
    (strict,) = screen(node, owner(node.store), map(Query, wrong), ScreenOrder())
    (loose,) = screen(node, owner(node.store), map(Query, wrong), ScreenOrder(threshold=0.1))
    assert strict.hits == ()
    assert 0.1 <= loose.hits[0].score < 0.9


def test_what_is_released_for_another_purpose_is_not_screened_against(node: Node) -> None:
    claire = node.store.actor("claire")
    (none,) = screen(node, claire, [Query("Hedraq Tolumis Dorvek")], ScreenOrder())
    (one,) = screen(node, claire, [Query("Hedraq Tolumis Dorvek")], ScreenOrder(purpose=Purpose.BORDER))
    assert (len(none.hits), len(one.hits)) == (0, 1)


def test_many_names_are_a_few_rows_of_the_audit_without_a_name(node: Node) -> None:
    before = len(leaves(node.store.folder))
    list(screen(node, owner(node.store), (Query(f"Hedraq Tolumis {n}") for n in range(AT_ONCE + 1)), ScreenOrder()))
    written = leaves(node.store.folder)[before:]
    assert len(written) == 2
    assert all('"purpose":"screening"' in leaf and "Tolumis" not in leaf for leaf in written)


def test_who_may_not_read_may_not_screen(node: Node) -> None:
    with pytest.raises(NotPermitted):
        list(screen(node, let_in(node.store, "olga", "NL", Role.OPERATOR), [Query("Hedraq")], ScreenOrder()))


def test_what_is_not_looked_for_keeps_its_place_and_says_why(node: Node) -> None:
    asked = [Query("!!", 2), Query("", 3, "is empty"), Query("Hedraq Tolumis Dorvek", 4)]
    answers = list(screen(node, owner(node.store), asked, ScreenOrder()))
    assert [(one.line, one.note, len(one.hits)) for one in answers] == [
        (2, NO_WORD, 0),
        (3, "is empty", 0),
        (4, None, 1),
    ]
