"""Designations and customers are found by name, for the purpose screening, and told to who holds the customers."""

from __future__ import annotations

from pathlib import Path

from coalesce.handling import Purpose
from coalesce.records import ListKind
from tests.builders import NAMES, add_list, entry, handling, ids, let_in, make_node
from tests.services.notice_nodes import arrive, french, kinds, told

SCREENING = Purpose.SCREENING


def test_a_new_designation_meets_a_customer_and_the_other_way_round(tmp_path: Path) -> None:
    node = make_node(tmp_path / "node")
    claire = let_in(node.store, "claire", "FR")
    clients = add_list(node.store, "clients", kind=ListKind.CUSTOMERS)
    sanctions = french(node, handling("NL:screening"), "sanctions", ListKind.DESIGNATIONS)
    arrive(node, clients, [entry("C1", NAMES[0]), entry("C2", NAMES[1])])
    arrive(node, sanctions, [entry("S1", NAMES[0]), entry("S2", NAMES[2])])
    known = ids(node.store, purpose=SCREENING)
    assert [(one.kind, one.record, one.own) for one in told(node, purpose=SCREENING)] == [
        ("designation", known["S1"], known["C1"])
    ]
    assert told(node) == told(node, claire, SCREENING) == []
    arrive(node, clients, [entry("C1", NAMES[0]), entry("C2", NAMES[1]), entry("C3", NAMES[2])])
    assert kinds(node, purpose=SCREENING) == ["designation"] * 2
    arrive(node, clients, [entry("C1", NAMES[3]), entry("C2", NAMES[1]), entry("C3", NAMES[2])])
    assert kinds(node, purpose=SCREENING) == ["designation"], "under another name it is like the designation no more"
    node.store.close()


def test_of_too_many_customers_at_once_none_is_looked_for(tmp_path: Path) -> None:
    node = make_node(tmp_path / "node", arrival_most=1)
    own = add_list(node.store, "national", kind=ListKind.DESIGNATIONS)
    clients = add_list(node.store, "clients", kind=ListKind.CUSTOMERS)
    arrive(node, own, [entry("D1", NAMES[0])])
    arrive(node, clients, [entry("C1", NAMES[0]), entry("C2", NAMES[0])])
    assert told(node, purpose=SCREENING) == []
    arrive(node, clients, [entry("C1", NAMES[0]), entry("C2", NAMES[0]), entry("C3", NAMES[0])])
    assert kinds(node, purpose=SCREENING) == ["designation"]
    node.store.close()
