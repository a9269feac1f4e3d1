"""Two windows of one's own view, as the service gives them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.errors import BadUsage
from coalesce.flows import FlowQuery
from coalesce.services.comparing_flows import compared, compared_for, document
from coalesce.services.node import Node
from tests.builders import INVESTIGATION, NOON, add_list, handling, let_in, make_node, owner, publish, staged
from tests.services.test_counting import traveller

MARCH = FlowQuery(by=("leg",), since=date(2014, 3, 1), until=date(2014, 3, 31))
FEBRUARY = (date(2014, 2, 1), date(2014, 2, 28))


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path / "node", FixedClock(NOON))
    let_in(made.store, "claire", "FR")
    shared = handling("FR")
    border = add_list(made.store, "border", shared)
    people = [traveller("1", "NL", "TR", "SY"), traveller("2", "TR", "SY"), traveller("3", "NL", "TR")]
    publish(made.store, border, [staged(one, shared) for one in people])
    yield made
    made.store.close()


def test_both_windows_and_the_change_stand_in_the_document(node: Node) -> None:
    found = document(compared_for(node, node.store.actor("claire"), INVESTIGATION, MARCH, FEBRUARY))
    assert (found["kind"], found["viewer"], found["lists"]) == ("own", "FR", ["NL/border"])
    assert found["now"] == {"since": "2014-03-01", "until": "2014-03-31"}
    assert found["then"] == {"since": "2014-02-01", "until": "2014-02-28"}
    rows = {row["leg"]: (row["now"]["count"], row["then"]["count"], row["change"]["count"]) for row in found["cells"]}
    assert rows == {"NL>TR": (1, 1, 0), "TR>SY": (2, 0, 2)}
    assert {row["leg"]: row["sure"] for row in found["cells"]} == {"NL>TR": False, "TR>SY": True}


def test_who_sees_nothing_compares_nothing(node: Node) -> None:
    let_in(node.store, "dieter", "DE")
    found = compared_for(node, node.store.actor("dieter"), INVESTIGATION, MARCH, FEBRUARY)
    assert (found.lists, found.changes) == ((), ())


def test_months_and_windows_that_end_before_they_begin_are_refused(node: Node) -> None:
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        with pytest.raises(BadUsage, match="not by month"):
            compared(node, view, FlowQuery(), FEBRUARY)
        with pytest.raises(BadUsage, match="ends before it begins"):
            compared(node, view, MARCH, FEBRUARY[::-1])
