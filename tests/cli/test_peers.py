"""Commands about peers: a key pinned by its fingerprint, tokens that show once, how each stands."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from coalesce.services.peering import own_signer
from coalesce.stix import fingerprint
from tests.builders import make_node, raw_rows
from tests.cli.conftest import Run
from tests.exchange_nodes import Ring

PINNED = bytes(range(32))


def key_of(run: Run) -> dict[str, str]:
    return dict(json.loads(run("--format", "json", "peer", "key").out))


def test_the_own_key_is_told_with_its_fingerprint(at: Run) -> None:
    told = key_of(at)
    assert told["member"] == "NL"
    assert told["fingerprint"] == fingerprint(bytes.fromhex(told["key"]))
    assert key_of(at) == told


def test_a_peer_is_added_by_file_and_fingerprint_and_listed(at: Run, tmp_path: Path) -> None:
    file, token = tmp_path / "paris.key", tmp_path / "token"
    file.write_text(f"key {PINNED.hex()}\n")
    token.write_text("a-secret-token\n")
    add = ("peer", "add", "paris", "--member", "FR", "--key", file, "--fingerprint")
    said = at(*add, "AAAA-BBBB")
    assert (said.code, "not pinned" in said.err) == (2, True)
    said = at(*add, fingerprint(PINNED), "--speaks-for", "BE, LU", "--url", "https://p.example/", "--theirs", token)
    assert said.code == 0, said.err
    assert "a-secret-token" not in said.err + said.out
    (row,) = json.loads(at("--format", "json", "peer", "list").out)
    assert (row["peer"], row["member"], row["fingerprint"]) == ("paris", "FR", fingerprint(PINNED))
    assert (row["speaks_for"], row["outstanding"], row["last_pull"]) == (["BE", "LU"], [], None)
    table = at("peer", "list").out
    assert "paris" in table
    assert "outstanding" in table


def test_a_key_is_fetched_and_pinned_only_if_it_fits(at: Run, tmp_path: Path) -> None:
    there = make_node(tmp_path / "there", member="FR")
    with Ring([there]) as ringed:
        add = ("peer", "add", "paris", "--member", "FR", "--url", ringed.url(there), "--fingerprint")
        assert at(*add, fingerprint(PINNED)).code == 1  # it lets nobody in without a token
        assert raw_rows(there.store.folder, "SELECT count(*) FROM peer") == [(0,)]
    there.store.close()


def test_a_token_is_shown_once_and_the_others_kept(at: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "paris.key"
    file.write_text(PINNED.hex())
    at("peer", "add", "paris", "--member", "FR", "--key", file, "--fingerprint", fingerprint(PINNED))
    made = json.loads(at("--format", "json", "peer", "token", "paris").out)
    assert made["peer"] == "paris"
    assert len(made["token"]) > 40
    assert json.loads(at("--format", "json", "peer", "token", "paris").out)["token"] != made["token"]
    monkeypatch.setattr("sys.stdin", io.StringIO("typed-secret\n"))
    said = at("peer", "token", "paris", "--theirs", "-", "--user", "nl")
    assert (said.code, said.out) == (0, "")
    assert "typed-secret" not in said.err
    for form in ("table", "json"):  # the whole of what the other side printed is piped in
        monkeypatch.setattr("sys.stdin", io.StringIO(at("--format", form, "peer", "token", "paris").out))
        assert at("peer", "token", "paris", "--theirs", "-").code == 0
    assert at("peer", "token", "paris", "--theirs", tmp_path / "absent").code == 2
    assert at("peer", "token", "nobody").code == 1


def test_a_peer_is_changed_suspended_and_removed(at: Run, tmp_path: Path) -> None:
    file = tmp_path / "paris.key"
    file.write_text(PINNED.hex())
    at("peer", "add", "paris", "--member", "FR", "--key", file, "--fingerprint", fingerprint(PINNED))
    assert at("peer", "change", "paris", "--url", "https://p.example/taxii2/", "--suspend").code == 0
    (row,) = json.loads(at("--format", "json", "peer", "list").out)
    assert (row["url"], row["active"]) == ("https://p.example/taxii2/", False)
    assert at("peer", "change", "paris", "--suspend", "--resume").code == 2
    assert at("peer", "change", "paris", "--url", "http://p.example/").code == 2
    assert at("peer", "change", "paris", "--resume").code == 0
    assert at("peer", "remove", "paris").code == 0
    assert json.loads(at("--format", "json", "peer", "list").out) == []


def test_a_system_that_signs_nothing_takes_a_list(at: Run) -> None:
    add = ("peer", "add", "misp", "--member", "NL", "--url", "https://misp.example/taxii2/")
    assert at(*add).code == 2
    assert at(*add, "--plain-list", "unknown").code == 2
    assert at(*add, "--plain-list", "border", "--collection", "all").code == 0
    assert at("peer", "narrow", "NL/border", "--for", "border").code == 2
    assert at("peer", "narrow", "FR/border", "--keep-until", "2015").code == 2


def test_the_key_of_another_node_is_another(tmp_path: Path) -> None:
    one, two = make_node(tmp_path / "one"), make_node(tmp_path / "two", member="FR")
    assert own_signer(one).key != own_signer(two).key
    one.store.close()
    two.store.close()
