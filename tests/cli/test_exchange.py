"""Offer, pull and push: a row for each peer, and exit code 1 where one does not answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.services.node import Node
from coalesce.services.withdrawing import withdraw
from tests.builders import INVESTIGATION, add_list, entry, handling, ids, owner, publish, raw_rows
from tests.cli.conftest import Run
from tests.exchange_nodes import Ring, ring


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Ring]:
    with ring(tmp_path / "ring", "NL", "FR") as made:
        nl = made.nodes[0]
        publish(nl.store, add_list(nl.store, held=handling("FR")), [entry("A"), entry("B")])
        yield made


def told(run: Run, node: Node, *arguments: object) -> list[dict[str, object]]:
    said = run("--node", node.store.folder, "--format", "json", "peer", *arguments)
    assert said.code == 0, said.err
    return list(json.loads(said.out))


def test_a_record_and_its_withdrawal_go_round(run: Run, two: Ring) -> None:
    nl, fr = two.nodes
    assert told(run, nl, "offer") == [{"peer": "fr", "added": 2, "changed": 0, "withdrawn": 0, "unsaid": 0}]
    (row,) = told(run, fr, "pull")
    assert (row["peer"], row["came"], row["persons"], row["refused"], row["matched"]) == ("nl", 2, 2, 0, True)
    withdraw(nl, owner(nl.store), INVESTIGATION, ids(nl.store)["A"], "they asked")
    (state,) = told(run, nl, "list")
    assert [(one["reason"], one["ids"]) for one in state["outstanding"]] == [("withdrawn", 1)]  # type: ignore[attr-defined]  # a list of them
    (row,) = told(run, fr, "pull", "nl")
    assert (row["erased"], row["posted"]) == (1, 1)
    (row,) = told(run, nl, "pull", "--again")
    assert row["receipts"] == 1
    (state,) = told(run, nl, "list")
    assert (state["outstanding"], state["given"]) == ([], 1)


def test_what_is_brought_is_counted(run: Run, two: Ring) -> None:
    nl, fr = two.nodes
    told(run, nl, "offer", "--whole")
    assert told(run, nl, "push", "fr") == [{"peer": "fr", "posted": 2, "refused": 0}]
    (row,) = told(run, fr, "pull")
    assert row["persons"] == 2


def test_copies_are_narrowed(run: Run, two: Ring) -> None:
    nl, fr = two.nodes
    told(run, nl, "offer")
    told(run, fr, "pull")
    said = run("--node", fr.store.folder, "--format", "json", "peer", "narrow", "NL/border", "--for", "border")
    assert json.loads(said.out) == {"list": "NL/border", "narrowed": 0, "erased": 2}
    said = run("--node", fr.store.folder, "peer", "narrow", "NL/border", "--keep-until", "2018-01-01")
    assert "--again" in said.err


def test_who_does_not_answer_is_said_and_does_not_keep_the_others(run: Run, two: Ring) -> None:
    nl, fr = two.nodes
    nl.store.exchange.set_active(owner(nl.store), "fr", False)
    said = run("--node", fr.store.folder, "--format", "json", "peer", "pull")
    assert (said.code, json.loads(said.out)) == (1, [])
    assert "nl: it does not let us in" in said.err
    (state,) = told(run, fr, "list")
    assert (state["failures"], state["error"]) == (1, said.err.strip().removeprefix("coalesce: nl: "))
    said = run("--node", fr.store.folder, "peer", "pull")
    assert (said.code, said.out) == (1, ""), "no table that says there is nothing to show"
    assert run("--node", fr.store.folder, "peer", "pull", "nobody").code == 1
    assert run("--node", fr.store.folder, "peer", "push").code == 1


def test_why_something_was_refused_is_said_in_words(run: Run, two: Ring) -> None:
    nl, fr = two.nodes
    told(run, nl, "offer")
    raw_rows(fr.store.folder, "UPDATE peer SET key = zeroblob(32)")
    said = run("--node", fr.store.folder, "peer", "pull")
    assert said.code == 0
    assert "nl: refused 2: the body is not signed by the key of NL" in said.err
    assert (
        "nl: refused 2: the body is not signed by the key of NL" in run("--node", fr.store.folder, "peer", "list").err
    )
    fr.store.exchange.set_active(owner(fr.store), "nl", False)
    assert "nl is suspended" in run("--node", fr.store.folder, "peer", "list").err
