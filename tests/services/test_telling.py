"""The keys that other programs rely on (DESIGN.md, section 6)."""

from __future__ import annotations

import json
from pathlib import Path

from coalesce.dates import Period
from coalesce.records import Cell, FlowTable, Leg, Person
from coalesce.services import telling
from tests.builders import INVESTIGATION, add_list, entry, ids, linked, make_node, owner, publish


def test_links_and_people_have_their_keys(tmp_path: Path) -> None:
    node = make_node(tmp_path / "node")
    publish(node.store, add_list(node.store), [entry("A"), entry("B")])
    known = ids(node.store)
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        link = linked(view, known["A"], known["B"])
        facts, records = view.facts(), view.records(list(known.values()))
    row = telling.link_row(link, facts)
    assert {"left", "right", "left_reference", "right_reference", "probability", "weight", "parts"} <= row.keys()
    assert {row["left_reference"], row["right_reference"]} == {"A", "B"}
    assert row["weight"] == link.weight.total == 2.0
    assert row["parts"] == {"prior": -3.0, "name": {"weight": 5.0, "reason": "the same name"}}
    told = telling.person_row(Person("p", (known["A"], "hidden"), False), records)
    assert told == {
        "person": "p",
        "judged": False,
        "joined_by": "probability",
        "records": [
            {"record": known["A"], "reference": "A", "list": "border", "member": "NL", "name": "Zorbal Kemtari"}
        ],
    }
    json.dumps([row, told])
    node.store.close()


def test_flows_have_their_keys() -> None:
    cells = (
        Cell(Leg("SY", "IQ"), Period(2014, 6), None, 1, 2, 4),
        Cell(None, Period(None), "NL", None, None, None),
    )
    told = telling.flow_document(FlowTable("own", "NL", "investigation", ("NL/border",), cells, 200))
    assert {"kind", "viewer", "purpose", "lists", "cells"} <= told.keys()
    assert (told["kind"], told["viewer"], told["purpose"], told["lists"]) == (
        "own",
        "NL",
        "investigation",
        ["NL/border"],
    )
    assert told["cells"] == [
        {"leg": "SY>IQ", "period": "2014-06", "group": None, "low": 1, "count": 2, "high": 4, "suppressed": False},
        {"leg": None, "period": "XXXX", "group": "NL", "low": None, "count": None, "high": None, "suppressed": True},
    ]
    assert telling.cell_rows(cells) == told["cells"]
