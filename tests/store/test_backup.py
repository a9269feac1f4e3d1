"""A backup comes back whole or not at all, and forgets nothing that was written or withdrawn since."""

from __future__ import annotations

import io
import json
import resource
import shutil
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.errors import BadFile, BadUsage, NotPermitted, NotSignedIn, StoreBusy, StoreError, StoreFull, Tampered
from coalesce.handling import Role
from coalesce.services.node import Node
from coalesce.services.withdrawing import withdraw
from coalesce.store import Store, backup
from coalesce.store.accounts import CredentialKind
from coalesce.store.names import DATABASE, ERASED, HEAD, KEY
from coalesce.store.scratch import scratch
from tests.builders import (
    INVESTIGATION,
    add_list,
    entry,
    ids,
    leaves,
    let_in,
    make_store,
    model,
    owner,
    publish,
    raw_rows,
    tables,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    publish(made, add_list(made), [entry(f"R{n}") for n in range(3)])
    yield made
    made.close()


@pytest.fixture
def file(store: Store, tmp_path: Path) -> Path:
    backup.write(store, owner(store), tmp_path / "node.backup")
    return tmp_path / "node.backup"


def opened(store: Store, folder: Path) -> Store:
    return Store(folder, store.settings, store.clock)


def test_a_fresh_folder_gets_the_whole_node(store: Store, file: Path, tmp_path: Path) -> None:
    before = tables(store.folder)
    assert backup.restore(tmp_path / "fresh" / "node", file) == 0
    assert tables(tmp_path / "fresh" / "node") == before
    again = opened(store, tmp_path / "fresh" / "node")
    assert ids(again) == ids(store)
    assert again.key == store.key
    assert again.verify_audit(again.actor("owner")).rows > 3
    assert again.integrity() is None
    names = {path.name for path in (tmp_path / "fresh" / "node").iterdir()}
    assert not any(name.startswith("restore-") for name in names)
    for name in (DATABASE, KEY):
        assert (tmp_path / "fresh" / "node" / name).stat().st_mode & 0o777 == 0o600
    again.close()


def test_the_file_is_its_owner_s_alone_and_nothing_is_left_beside(store: Store, file: Path) -> None:
    assert file.stat().st_mode & 0o777 == 0o600
    assert not list(store.folder.glob("backup-*"))
    assert '"action":"backup"' in leaves(store.folder)[-1]


def test_a_backup_is_one_snapshot_while_others_write(store: Store, file: Path) -> None:
    add_list(store, "made since")
    with tarfile.open(file) as tar:
        assert tar.getnames()[0] == "manifest.json"
        assert DATABASE in tar.getnames()


def test_the_same_folder_goes_back_and_carries_the_log_on(store: Store, file: Path) -> None:
    add_list(store, "made since")
    with store.read(owner(store), INVESTIGATION) as view:
        view.lists()
    written, head = leaves(store.folder), (store.folder / HEAD).read_bytes()
    store.close()
    assert backup.restore(store.folder, file) == 0
    again = opened(store, store.folder)
    assert leaves(store.folder) == written, "what was read and written since is still in the log"
    assert (store.folder / HEAD).read_bytes() == head
    assert again.verify_audit(again.actor("owner")).rows == len(written)
    with again.read(owner(again), INVESTIGATION) as view:
        assert [each.name for each in view.lists()] == ["border"]
    assert again.verify_audit(again.actor("owner")).rows == len(written) + 1
    again.close()


def test_what_was_withdrawn_since_stays_withdrawn(store: Store, file: Path) -> None:
    taken = ids(store)["R1"]
    withdraw(Node(store, model()), owner(store), INVESTIGATION, taken, "mistaken for another")
    store.close()
    assert backup.restore(store.folder, file) == 1
    assert raw_rows(store.folder, "SELECT count(*) FROM record") == [(3,)], "until it is opened"
    again = opened(store, store.folder)
    assert sorted(ids(again)) == ["R0", "R2"]
    assert raw_rows(store.folder, "SELECT record_id FROM withdrawal") == [(taken,)]
    publish(again, again.write(owner(again), INVESTIGATION).find_list("border"), [entry("R1")], "later file")
    assert ids(again) == {}, "the list's next edition does not bring it back"
    assert again.verify_audit(again.actor("owner"))
    again.close()
    assert backup.restore(store.folder, file) == 1, "and a second restore remembers it still"


def test_a_withdrawal_before_the_backup_is_in_it(store: Store, tmp_path: Path) -> None:
    withdraw(Node(store, model()), owner(store), INVESTIGATION, ids(store)["R1"], "mistaken")
    backup.write(store, owner(store), tmp_path / "later")
    assert backup.restore(tmp_path / "fresh", tmp_path / "later") == 0
    again = opened(store, tmp_path / "fresh")
    assert sorted(ids(again)) == ["R0", "R2"]
    assert (tmp_path / "fresh" / ERASED).exists()
    again.close()


def test_a_list_made_and_withdrawn_from_since_keeps_no_node_shut(store: Store, file: Path) -> None:
    publish(store, add_list(store, "since"), [entry("S")])
    withdraw(Node(store, model()), owner(store), INVESTIGATION, ids(store)["S"], "mistaken")
    store.close()
    assert backup.restore(store.folder, file) == 1
    again = opened(store, store.folder)
    assert sorted(ids(again)) == ["R0", "R1", "R2"]
    again.close()


def test_a_session_closed_since_stays_closed(store: Store, tmp_path: Path) -> None:
    token = store.issue(owner(store), "owner", CredentialKind.TOKEN)
    session = store.open_session(store.issue(owner(store), "owner", CredentialKind.LINK))
    backup.write(store, owner(store), tmp_path / "later")
    store.close_session(session)
    store.close()
    backup.restore(store.folder, tmp_path / "later")
    again = opened(store, store.folder)
    assert again.signed_in(token, CredentialKind.TOKEN)
    with pytest.raises(NotSignedIn):
        again.signed_in(session, CredentialKind.SESSION)
    again.close()


def test_another_node_is_not_overwritten(store: Store, file: Path, tmp_path: Path) -> None:
    other = make_store(tmp_path / "other", member="FR")
    before = tables(other.folder)
    with pytest.raises(BadUsage, match="another node"):
        backup.restore(other.folder, file)
    assert tables(other.folder) == before
    assert other.verify_audit(other.actor("owner"))
    other.close()


def test_a_log_that_went_another_way_is_refused(store: Store, file: Path, tmp_path: Path) -> None:
    backup.restore(tmp_path / "fork", file)
    fork = opened(store, tmp_path / "fork")
    add_list(fork, "only in the fork")
    fork.close()
    backup_of_fork = tmp_path / "fork.backup"
    fork = opened(store, tmp_path / "fork")
    backup.write(fork, owner(fork), backup_of_fork)
    fork.close()
    add_list(store, "only here")
    before = tables(store.folder)
    with pytest.raises(Tampered, match="another way"):
        backup.restore(store.folder, backup_of_fork)
    assert tables(store.folder) == before


def test_a_present_database_that_cannot_be_read_is_not_thrown_away(store: Store, file: Path) -> None:
    store.close()
    (store.folder / DATABASE).write_bytes(b"x" * 5000)
    with pytest.raises(StoreError, match=r"move node\.db and audit\.head elsewhere"):
        backup.restore(store.folder, file)
    assert (store.folder / DATABASE).read_bytes() == b"x" * 5000
    (store.folder / DATABASE).unlink()
    (store.folder / HEAD).unlink()
    backup.restore(store.folder, file)
    again = opened(store, store.folder)
    assert again.verify_audit(again.actor("owner"))
    again.close()


def rewritten(file: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """The same tar with its parts changed."""
    with tarfile.open(file) as tar:
        parts = {name: (tar.extractfile(name) or io.BytesIO()).read() for name in tar.getnames()}
    change(parts)
    with tarfile.open(file, "w") as tar:
        for name, body in parts.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            tar.addfile(info, io.BytesIO(body))


def manifest(change: Callable[[dict[str, object]], object]) -> Callable[[dict[str, bytes]], None]:
    def act(parts: dict[str, bytes]) -> None:
        told = json.loads(parts["manifest.json"])
        parts["manifest.json"] = json.dumps(change(told)).encode()

    return act


def drop(name: str) -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.pop(name) and None


FAULTS: dict[str, tuple[Callable[[dict[str, bytes]], None], type[Exception]]] = {
    "database": (lambda parts: parts.update({DATABASE: parts[DATABASE][:-1] + b"x"}), Tampered),
    "key": (lambda parts: parts.update({KEY: b"k" * 32}), Tampered),
    "settings": (lambda parts: parts.update({"coalesce.toml": b"sample = true"}), Tampered),
    "no database": (drop(DATABASE), BadFile),
    "no key": (drop(KEY), BadFile),
    "no manifest": (drop("manifest.json"), BadFile),
    "a part more": (lambda parts: parts.update({ERASED: b"{}"}), BadFile),
    "a stranger": (lambda parts: parts.update({"../outside": b"x"}), BadFile),
    "another format": (manifest(lambda told: {**told, "format": "coalesce-backup-99"}), BadFile),
    "no parts": (manifest(lambda told: {"format": told["format"]}), BadFile),
    "parts of another make": (manifest(lambda told: {**told, "parts": [1]}), BadFile),
    "no mapping": (manifest(lambda told: [told]), BadFile),
    "no JSON": (lambda parts: parts.update({"manifest.json": b"{"}), BadFile),
    "a digest of none": (manifest(lambda told: {**told, "parts": dict.fromkeys(told["parts"], 7)}), Tampered),  # type: ignore[call-overload]
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_backup_that_is_not_what_was_written_changes_nothing(store: Store, file: Path, fault: str) -> None:
    change, error = FAULTS[fault]
    rewritten(file, change)
    store.close()
    before = {path.name: path.read_bytes() for path in store.folder.iterdir() if path.suffix != ".lock"}
    with pytest.raises(error):
        backup.restore(store.folder, file)
    assert {path.name: path.read_bytes() for path in store.folder.iterdir() if path.suffix != ".lock"} == before


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.9])
def test_a_truncated_file_is_refused(store: Store, file: Path, tmp_path: Path, share: float) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises((BadFile, Tampered)):
        backup.restore(tmp_path / "fresh", file)
    assert not (tmp_path / "fresh" / DATABASE).exists()


def test_what_is_no_backup_is_refused(tmp_path: Path, store: Store) -> None:
    (tmp_path / "text").write_text("not a tar\n" * 100)
    (tmp_path / "folder").mkdir()
    for name in ("text", "folder", "absent"):
        with pytest.raises(BadFile, match=name):
            backup.restore(tmp_path / "fresh", tmp_path / name)
    with pytest.raises(BadUsage, match="text"):
        backup.restore(tmp_path / "text", tmp_path / "text")


def test_an_existing_file_is_not_overwritten(store: Store, file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(BadUsage, match="already"):
        backup.write(store, owner(store), file)
    assert file.read_bytes() == before


def test_a_backup_takes_an_operator(store: Store, tmp_path: Path) -> None:
    analyst = let_in(store, "ann", "NL", Role.ANALYST, Role.RELEASING_OFFICER)
    with pytest.raises(NotPermitted):
        backup.write(store, analyst, tmp_path / "x")
    assert not (tmp_path / "x").exists()
    backup.write(store, replace(analyst, roles=frozenset({Role.OPERATOR})), tmp_path / "x")


def test_a_place_that_cannot_be_written_says_so(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreFull, match="another place"):
        backup.write(store, owner(store), tmp_path / "absent" / "x")


@pytest.fixture
def limited() -> Iterator[Callable[[int], None]]:
    """Sets how large a file this process may write; what goes beyond fails as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda most: resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("part", ["the copy of the database", "the file itself"])
def test_a_full_disk_leaves_no_half_file(
    store: Store, file: Path, tmp_path: Path, limited: Callable[[int], None], part: str
) -> None:
    with tarfile.open(file) as tar:
        size = tar.getmember(DATABASE).size
    limited(size // 2 if part == "the copy of the database" else size + 1000)
    with pytest.raises(StoreFull, match="make room"):
        backup.write(store, owner(store), tmp_path / "x")
    assert not (tmp_path / "x").exists()
    assert not list(store.folder.glob("backup-*"))


def test_two_backups_at_once_are_one(store: Store, tmp_path: Path) -> None:
    with scratch(store.folder, "backup"), pytest.raises(StoreBusy):
        backup.write(store, owner(store), tmp_path / "x")


def test_what_a_killed_backup_left_goes_with_the_next(store: Store, file: Path, tmp_path: Path) -> None:
    left = store.folder / "backup-k1lled"
    left.mkdir()
    shutil.copyfile(store.folder / DATABASE, left / DATABASE)
    backup.write(store, owner(store), tmp_path / "x")
    assert not left.exists()


def test_a_node_in_use_is_not_replaced(store: Store, file: Path) -> None:
    before = tables(store.folder, "audit")
    with store.read(owner(store), INVESTIGATION) as view:
        assert len(view.facts()) == 3
        with store.transaction() as connection:  # what the reader's snapshot does not have keeps the log from emptying
            connection.exec_driver_sql("UPDATE state SET value = value WHERE name = 'stamp'")
        with pytest.raises(StoreBusy, match="stop its desk"):
            backup.restore(store.folder, file)
    with store.alone("import"), pytest.raises(StoreBusy, match="restore when it is done"):
        backup.restore(store.folder, file)
    assert tables(store.folder, "audit") == before
