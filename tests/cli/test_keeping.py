"""audit, backup, restore."""

from __future__ import annotations

import json
from pathlib import Path

from coalesce.services.node import Node
from coalesce.services.peering import own_signer
from coalesce.stix import fingerprint
from tests.builders import model, raw_rows
from tests.cli.conftest import Run, open_node
from tests.exchange_nodes import nodes
from tests.letters import bring, forged


def test_the_log_is_verified_and_a_change_is_exit_1(full: Run, tmp_path: Path) -> None:
    told = full("audit", "verify", "--format", "json").json()
    assert told["rows"] > 5
    assert len(told["chain"]) == len(told["tree_head"]) == 64
    assert full("audit", "verify", "--format", "csv").csv()[0].keys() == told.keys()
    assert "tree head" in full("audit", "verify").out
    raw_rows(tmp_path / "node", "UPDATE audit SET leaf = CAST(replace(leaf, 'owner', 'other') AS BLOB) WHERE seq = 3")
    said = full("audit", "verify")
    assert (said.code, said.out) == (1, "")
    assert "row 3" in said.err


def test_with_peers_a_log_without_any_is_verified_as_it_is(full: Run) -> None:
    told = full("audit", "verify", "--with-peers", "--format", "json").json()
    assert (told["agrees"], told["peers"], told["conflicts"]) == (True, [], [])
    assert told["tree_head"] in full("audit", "verify", "--with-peers").out or told["rows"]


def test_a_log_that_is_not_what_a_peer_noted_is_exit_1(full: Run, tmp_path: Path) -> None:
    with nodes(tmp_path / "others", "FR") as (french,):
        key = own_signer(french).key
        (tmp_path / "key").write_text(key.hex())
        added = full(
            "peer", "add", "fr", "--member", "FR", "--key", tmp_path / "key", "--fingerprint", fingerprint(key)
        )
        assert added.code == 0, added.err
        store = open_node(tmp_path / "node").store
        noted = forged(french, "NL", 3, log="NL")
        bring(Node(store, model()), [noted], "fr")
        store.close()
    said = full("audit", "verify", "--with-peers")
    assert said.code == 1
    assert "'fr' noted another head of our log at row 3" in said.err
    assert "has no address" in said.out
    told = full("audit", "verify", "--with-peers", "--format", "json").json()
    assert told["agrees"] is False
    assert [(one["by"], one["rows"]) for one in told["unlike"]] == [("fr", 3)]
    assert full("actor", "add", "rita", "--role", "reader").code == 0
    assert full("audit", "verify", "--with-peers", "--as", "rita").code == 1


def test_a_log_whose_end_was_cut_off_is_exit_1(full: Run, tmp_path: Path) -> None:
    assert full("actor", "add", "rita", "--role", "reader").code == 0
    assert full("audit", "verify", "--as", "rita").code == 1
    (tmp_path / "node" / "audit.head").write_text("99999999999999999999 " + "0" * 64)
    said = full("audit", "verify")
    assert said.code == 1
    assert "cut off" in said.err


def test_the_log_holds_no_name(full: Run) -> None:
    full("withdraw", "Zorbal Kemtari", "--why", "Zorbal asked for it")
    rows = full("audit", "list", "--top", "1000", "--format", "json").json()
    assert rows
    assert not any(name in str(rows) for name in ("Zorbal", "Kemtari", "Vulneq", "Tolumis", "K7712094"))


def test_rows_are_chosen_paged_and_exported(full: Run) -> None:
    full("people")
    rows = full("audit", "list", "--only", "act=import", "--only", "since=2014-11", "--format", "json").json()
    assert {row["action"] for row in rows} == {"import"}
    paged = full("audit", "list", "--top", "2", "--format", "json")
    older = full("audit", "list", "--top", "2", "--before", paged.json()[-1]["row"], "--format", "json").json()
    assert older[0]["row"] == paged.json()[-1]["row"] - 1
    assert f"--before {paged.json()[-1]['row']}" in paged.err
    assert full("audit", "list", "--only", "until=2014-10-31", "--format", "json").json() == []
    lines = [json.loads(line) for line in full("audit", "export", "--only", "act=import").out.splitlines()]
    assert [line["row"] for line in lines] == [row["row"] for row in rows]
    assert full("audit", "list", "--top", "1", "--format", "json").json()[0]["action"] == "audit export"
    for wrong in ("act", "name=x", "refused=no", "since=x"):
        assert full("audit", "list", "--only", wrong).code == 2


def test_a_noted_tree_head_is_compared(full: Run) -> None:
    told = full("audit", "verify", "--format", "json").json()
    noted = f"{told['rows']}:{told['tree_head']}"
    assert full("audit", "verify", "--noted", noted).code == 0
    other = full("audit", "verify", "--noted", f"{told['rows'] - 1}:{told['tree_head']}")
    assert (other.code, "written" in other.err) == (1, True)
    assert full("audit", "verify", "--noted", "7").code == 2


def test_an_auditor_lists_what_the_own_member_did(full: Run) -> None:
    full("people")
    rows = full("audit", "list", "--top", "3", "--format", "json").json()
    assert len(rows) == 3
    assert all({"row", "at", "actor", "purpose", "action", "detail"} <= row.keys() for row in rows)
    assert [row["row"] for row in rows] == sorted((row["row"] for row in rows), reverse=True)
    assert len(full("audit", "list", "--format", "csv").csv()) > 3
    assert "record" in full("audit", "list").out
    assert full("--as", "claire", "audit", "list").code == 1


def test_a_node_goes_into_a_file_and_back(run: Run, full: Run, tmp_path: Path) -> None:
    file = tmp_path / "node.backup"
    said = full("backup", file)
    assert (said.code, said.out) == (0, "")
    people = full("people", "--format", "json").json()
    record = people[0]["records"][0]
    assert full("withdraw", record["record"], "--why", "mistaken").code == 0
    said = full("restore", file)
    assert (said.code, said.out) == (0, "")
    assert "1 withdrawals replayed" in said.err
    left = full("people", "--format", "json").json()
    assert record["record"] not in [one["record"] for row in left for one in row["records"]]
    assert full("audit", "verify").code == 0
    assert run("--node", tmp_path / "fresh", "restore", file).code == 0
    assert run("--node", tmp_path / "fresh", "audit", "verify").code == 0
    there = run("--node", tmp_path / "fresh", "people", "--format", "json").json()
    assert len([one for row in there for one in row["records"]]) == 6


def test_a_bad_backup_is_told_and_changes_nothing(run: Run, full: Run, tmp_path: Path) -> None:
    before = full("people", "--format", "json").out
    (tmp_path / "text").write_text("no backup")
    for place, code in (("text", 2), ("absent", 2)):
        said = full("restore", tmp_path / place)
        assert said.code == code
        assert said.err.count("\n") == 1
    file = tmp_path / "x.backup"
    assert full("backup", file).code == 0
    assert full("backup", file).code == 2
    assert full("backup", tmp_path / "absent" / "x").code == 2
    assert run("restore", file).code == 2, "into which folder?"
    assert full("people", "--format", "json").out == before
