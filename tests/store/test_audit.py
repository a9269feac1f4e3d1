"""Every change to the log shows, and its tree head is that of RFC 6962."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.errors import NotPermitted, Tampered
from coalesce.handling import Role
from coalesce.store import Store, audit, audit_tree
from coalesce.store.names import HEAD
from tests.builders import INVESTIGATION, let_in, log_of, make_store, owner, raw_rows, reopened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    for _ in range(5):
        with made.read(owner(made), INVESTIGATION) as view:
            view.lists()
    yield made
    made.close()


def newest(store: Store) -> int:
    number = raw_rows(store.folder, "SELECT max(seq) FROM audit")[0][0]
    assert isinstance(number, int)
    return number


def test_an_untouched_log_verifies(store: Store) -> None:
    check = store.verify_audit(store.actor("owner"))
    assert check.rows == newest(store) == 6
    hashes = [bytes(row[0]) for row in raw_rows(store.folder, "SELECT leaf_hash FROM audit ORDER BY seq")]
    assert check.tree_head == reference_head(hashes).hex()
    assert check.chain == bytes(raw_rows(store.folder, "SELECT chain FROM audit WHERE seq = 6")[0][0]).hex()


def rehashed(folder: Path, begin: int) -> None:
    """Make the chain fit again from a row on, as a forger with the program would."""
    before = bytes(raw_rows(folder, "SELECT chain FROM audit WHERE seq = ?", begin - 1)[0][0])
    for seq, leaf in raw_rows(folder, "SELECT seq, leaf FROM audit WHERE seq >= ? ORDER BY seq", begin):
        leaf_hash = hashlib.sha256(b"\0" + bytes(leaf)).digest()
        before = hashlib.sha256(before + leaf_hash).digest()
        raw_rows(folder, "UPDATE audit SET leaf_hash = ?, chain = ? WHERE seq = ?", leaf_hash, before, seq)


SWAP = "UPDATE audit SET seq = CASE seq WHEN 3 THEN -4 WHEN 4 THEN -3 END WHERE seq IN (3, 4)"
FAULTS = {
    "leaf": ["UPDATE audit SET leaf = CAST(replace(leaf, 'owner', 'other') AS BLOB) WHERE seq = 3"],
    "leaf hash": ["UPDATE audit SET leaf_hash = zeroblob(32) WHERE seq = 3"],
    "chain": ["UPDATE audit SET chain = zeroblob(32) WHERE seq = 6"],
    "member": ["UPDATE audit SET member = 'FR' WHERE seq = 3"],
    "deleted": ["DELETE FROM audit WHERE seq = 3"],
    "deleted first": ["DELETE FROM audit WHERE seq = 1"],
    "deleted and renumbered": ["DELETE FROM audit WHERE seq = 3", "UPDATE audit SET seq = seq - 1 WHERE seq > 3"],
    "reordered": [SWAP, "UPDATE audit SET seq = -seq WHERE seq < 0"],
    "cut off": ["DELETE FROM audit WHERE seq = 6"],
    "cut off whole": ["DELETE FROM audit"],
    "appended": ["INSERT INTO audit SELECT 7, member, about, leaf, leaf_hash, chain FROM audit WHERE seq = 6"],
    "appended far": ["INSERT INTO audit SELECT 99, member, about, leaf, leaf_hash, chain FROM audit WHERE seq = 6"],
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_change_by_hand_is_found(store: Store, fault: str) -> None:
    for statement in FAULTS[fault]:
        raw_rows(store.folder, statement)
    with pytest.raises(Tampered, match="audit"):
        store.verify_audit(store.actor("owner"))


def test_a_row_that_no_program_wrote_is_found_where_all_beside_it_fits(store: Store) -> None:
    raw_rows(store.folder, "UPDATE audit SET leaf = CAST(replace(leaf, 'purpose', 'p') AS BLOB) WHERE seq = 3")
    rehashed(store.folder, 3)
    (store.folder / HEAD).unlink()
    with pytest.raises(Tampered, match="row 3") as found:
        store.verify_audit(store.actor("owner"))
    assert found.value.row == 3


def test_a_chain_made_to_fit_again_is_found_by_the_head_beside_it(store: Store) -> None:
    raw_rows(store.folder, "UPDATE audit SET leaf = CAST(replace(leaf, 'owner', 'other') AS BLOB) WHERE seq = 3")
    raw_rows(store.folder, "UPDATE audit_place SET actor = 'other' WHERE seq = 3")
    rehashed(store.folder, 3)
    with pytest.raises(Tampered, match="not the one noted beside it"):
        store.verify_audit(store.actor("owner"))
    (store.folder / HEAD).unlink()
    assert store.verify_audit(store.actor("owner")).rows == 6, "without the head nothing is left to compare with"


def test_the_message_says_which_row(store: Store) -> None:
    raw_rows(store.folder, "DELETE FROM audit WHERE seq = 4")
    with pytest.raises(Tampered, match="row 4"):
        store.verify_audit(store.actor("owner"))


@pytest.mark.parametrize("content", [b"\xff\xfe", b"12", b"x" * 40, b"00000000000000000006 zz\n"])
def test_a_head_file_that_is_something_else_is_found(store: Store, content: bytes) -> None:
    (store.folder / HEAD).write_bytes(content)
    with pytest.raises(Tampered):
        store.verify_audit(store.actor("owner"))


def test_the_head_file_never_goes_back(tmp_path: Path) -> None:
    head = tmp_path / "head"
    assert audit.read_head(head) is None
    for seq, expected in ((5, 5), (4, 5), (6, 6), (1, 6)):
        audit.write_head(head, seq, bytes([seq] * 32))
        assert audit.read_head(head) == (expected, bytes([expected] * 32))
    assert head.stat().st_mode & 0o777 == 0o600


def test_a_head_behind_the_log_is_no_fault(store: Store) -> None:
    """After a crash between the commit and the note beside it."""
    chain = bytes(raw_rows(store.folder, "SELECT chain FROM audit WHERE seq = 4")[0][0])
    (store.folder / HEAD).write_bytes(f"{4:020d} {chain.hex()}\n".encode())
    assert store.verify_audit(store.actor("owner")).rows == 6


def test_the_row_is_there_before_the_block_is_left(store: Store) -> None:
    before = newest(store)
    with store.read(owner(store), INVESTIGATION) as view:
        view.lists()
        assert newest(store) == before
    assert newest(store) == before + 1
    assert audit.read_head(store.folder / HEAD) is not None
    assert (audit.read_head(store.folder / HEAD) or (0,))[0] == before + 1


@pytest.mark.parametrize(("error", "outcome"), [(RuntimeError, "failed"), (KeyboardInterrupt, "failed")])
def test_a_failing_read_leaves_its_row(store: Store, error: type[BaseException], outcome: str) -> None:
    def fail() -> None:
        with store.read(owner(store), INVESTIGATION) as view:
            view.lists()
            raise error

    before = newest(store)
    with pytest.raises(error):
        fail()
    leaf = json.loads(raw_rows(store.folder, "SELECT leaf FROM audit WHERE seq = ?", before + 1)[0][0])
    assert leaf["detail"]["outcome"] == outcome
    assert leaf["detail"]["read"] == [{"what": "list", "count": 0, "ids": []}]


def test_the_log_goes_on_over_a_restart(store: Store) -> None:
    again = reopened(store)
    with again.read(owner(again), INVESTIGATION) as view:
        view.lists()
    assert again.verify_audit(again.actor("owner")).rows == 7
    again.close()


def test_an_auditor_reads_the_rows_of_the_own_member(store: Store) -> None:
    claire = let_in(store, "claire", "FR", Role.AUDITOR, Role.READER)
    with store.read(claire, INVESTIGATION) as view:
        view.lists()
    rows = log_of(store, claire, 10)
    assert [(row.seq, row.leaf["actor"], row.leaf["action"]) for row in rows] == [
        (2, "claire", "read"),
        (1, "owner", "actor add"),
    ], "what the host did for her member is in her member's log; numbers are its own"
    own = log_of(store, owner(store), 3)
    assert [row.seq for row in own] == sorted((row.seq for row in own), reverse=True)
    assert len(own) == 3
    assert all(row.leaf["member"] == "NL" for row in own)
    earlier = log_of(store, owner(store), 50, before=own[-1].seq)
    assert [row.seq for row in earlier] == list(range(own[-1].seq - 1, 0, -1))


def test_nobody_else_reads_the_log(store: Store) -> None:
    with pytest.raises(NotPermitted, match="auditor"):
        log_of(store, let_in(store, "bea", "BE", Role.OPERATOR, Role.ANALYST), 10)


def reference_head(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, as it is written there."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + reference_head(leaves[:k]) + reference_head(leaves[k:])).digest()


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=70))
def test_the_tree_head_is_that_of_the_standard(leaves: list[bytes]) -> None:
    assert audit_tree.tree_head(leaves) == reference_head(leaves)


def test_the_tree_head_of_the_standard_s_own_vectors() -> None:
    """The first leaves of the Certificate Transparency test data."""
    hashes = [audit.hash_leaf(body) for body in (b"", b"\x00")]
    assert audit_tree.tree_head([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert hashes[0].hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert audit_tree.tree_head(hashes).hex() == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"


def test_a_leaf_is_canonical(store: Store) -> None:
    for (leaf,) in raw_rows(store.folder, "SELECT leaf FROM audit"):
        assert orjson.dumps(orjson.loads(leaf), option=orjson.OPT_SORT_KEYS) == leaf


def test_no_two_rows_have_one_hash_whatever_they_say(store: Store) -> None:
    """Else who is given hashes of the log could try out who did what at which time."""
    with store.transaction() as connection:
        for _ in range(2):
            audit.append(
                connection, {"member": "NL", "actor": "owner", "action": "read", "purpose": "border", "at": "2014"}
            )
    (one,), (other,) = raw_rows(store.folder, "SELECT leaf FROM audit ORDER BY seq DESC LIMIT 2")
    salts = {json.loads(leaf)["salt"] for leaf in (one, other)}
    assert {len(salt) for salt in salts} == {2 * audit.SALT}
    assert len(salts) == 2
