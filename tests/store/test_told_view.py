"""What an audience is told of plans: the same for each of it, without a word of whose it is to know more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import orjson
import pytest

from coalesce.errors import NotPermitted
from coalesce.handling import Role
from coalesce.store import Store
from coalesce.store.read_view import PlanQuery
from coalesce.store.told_view import check_hearer, hearing
from tests.builders import handling, let_in, make_store, owner, raw_rows
from tests.commitments.made import commitment, quantity
from tests.commitments.plan_nodes import add_plan, keep

ALL = PlanQuery()
BEFORE = date(2014, 1, 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    let_in(made, "claire", "FR")
    let_in(made, "bas", "BE")
    let_in(made, "viktor", "BE", Role.OPERATOR)
    to = add_plan(made)
    for name, held in (
        ("C1", handling("FR:planning", "BE:planning")),
        ("C2", handling("FR:planning")),
        ("C3", handling()),
    ):
        keep(made, to, commitment(name, amount=quantity(6), kind="jets"), held=held)
    yield made
    made.close()


def test_each_of_an_audience_is_told_the_same(store: Store) -> None:
    told = []
    for name in ("owner", "claire", "bas"):
        with store.tell(store.actor(name), ["NL", "FR", "BE", "NL"]) as view:
            told.append((view.commitments(ALL), view.plans(), view.sum_lots(ALL, BEFORE), view.plan_labels(ALL)))
    assert told[0] == told[1] == told[2]
    held, plans, lots, _ = told[0]
    assert [one.terms.reference for one in held] == ["C1"]
    assert (held[0].version, held[0].handling.releases, held[0].events[0].by) == (0, frozenset(), "")
    assert [(plan.name, plan.edition) for plan in plans] == [("autumn", 0)]
    assert [lot.count for lot in lots] == [1]


def test_a_smaller_audience_is_told_more(store: Store) -> None:
    for audience, count in ((["NL", "FR"], 2), (["NL"], 3), (["NL", "ZZ"], 0)):
        with store.tell(owner(store), audience) as view:
            assert len(view.commitments(ALL)) == count
            assert view.lists() == []


def test_who_is_not_of_the_audience_or_reads_nothing_is_refused_and_that_is_noted(store: Store) -> None:
    for name, audience in (("bas", ["NL", "FR"]), ("viktor", ["BE"]), ("claire", [])):
        with pytest.raises(NotPermitted), store.tell(store.actor(name), audience):
            raise AssertionError("nothing is told")
    with store.tell(owner(store), ["NL", "FR"]) as view:
        view.commitments(ALL)
    *_, refused, read = [orjson.loads(row[0]) for row in raw_rows(store.folder, "SELECT leaf FROM audit ORDER BY seq")]
    assert (refused["action"], refused["detail"]["outcome"]) == ("tell", "NotPermitted")
    assert (read["action"], read["detail"]["audience"]) == ("tell", ["FR", "NL"])


def test_a_code_is_not_taken_for_a_part_of_another(store: Store) -> None:
    bound = hearing("R", ["FR"], BEFORE)
    assert bound.audience == ";FR;"
    with pytest.raises(NotPermitted):
        check_hearer(store.actor("claire").__class__("r", "R", frozenset({Role.READER})), bound)
