"""Our own member uses another's plan for less; it never widens, and what it gave up comes from the originator alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from coalesce.errors import BadUsage, NotPermitted
from coalesce.handling import Purpose, Role
from coalesce.services.narrowing_plans import narrow_plan
from coalesce.services.node import Node
from coalesce.services.taking_in import take_in
from tests.builders import handling, let_in, owner, raw_rows
from tests.commitments.made import commitment
from tests.commitments.plan_nodes import PLANNING, add_plan, seen
from tests.exchange_nodes import bodies, hand, nodes
from tests.services.plans_sent import carry, held, kept


@pytest.fixture
def two(tmp_path: Path) -> Iterator[list[Node]]:
    with nodes(tmp_path, "NL", "FR") as made:
        add_plan(made[0].store, "autumn")
        kept(made[0], commitment("C1"), held=handling("FR:planning", "FR:border"))
        carry(made[0], made[1])
        yield made


def told(node: Node) -> tuple[date, set[str]]:
    one = seen(node.store)["C1"].handling
    return one.keep_until, {str(grant.purpose) for grant in one.releases}


def test_less_is_used_of_what_is_here_and_of_what_comes(two: list[Node]) -> None:
    nl, fr = two
    done = narrow_plan(fr, owner(fr.store), "NL/autumn", [PLANNING], date(2015, 1, 1))
    assert (done.narrowed, done.erased, done.wider) == (1, 0, False)
    assert told(fr) == (date(2015, 1, 1), {"planning"})
    kept(nl, commitment("C1", kind="jets"), held=handling("FR:planning", "FR:border"))
    carry(nl, fr)
    assert told(fr) == (date(2015, 1, 1), {"planning"})
    assert seen(fr.store)["C1"].terms.kind == "jets"


def test_what_nothing_is_left_of_is_erased_and_comes_back_from_its_owner_alone(two: list[Node]) -> None:
    nl, fr = two
    assert narrow_plan(fr, owner(fr.store), "NL/autumn", [Purpose.REDRESS], None).erased == 1
    assert raw_rows(fr.store.folder, "SELECT count(*) FROM commitment") == [(0,)]
    again = bodies(nl, "fr")
    hand(fr, "nl", *again)
    take_in(fr, "nl")
    assert held(fr) == {}
    done = narrow_plan(fr, owner(fr.store), "NL/autumn", [], None)
    assert (done.wider, held(fr)) == (True, {})
    hand(fr, "nl", *again)
    assert take_in(fr, "nl").entries == 1
    assert held(fr) == {"C1": "declared"}
    assert told(fr)[1] == {"planning", "border"}


def test_it_takes_its_role_and_a_plan_of_copies(two: list[Node]) -> None:
    _, fr = two
    add_plan(fr.store, "winter", member="FR")
    for name in ("FR/winter", "NL/none", "autumn"):
        with pytest.raises(BadUsage, match="no plan"):
            narrow_plan(fr, owner(fr.store), name, [], None)
    reader = let_in(fr.store, "claire", "FR", Role.READER)
    with pytest.raises(NotPermitted):
        narrow_plan(fr, replace(reader), "NL/autumn", [], None)
