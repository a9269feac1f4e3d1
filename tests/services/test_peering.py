"""A peer's key is pinned only where its fingerprint is the one that people compared; who may speak for whom."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from coalesce.errors import BadField, BadFile, BadUsage, NotPermitted
from coalesce.handling import Member, Purpose, Role
from coalesce.services.node import Node
from coalesce.services.peering import (
    PeerOrder,
    add_peer,
    authorization,
    change_peer,
    key_of,
    own_signer,
    reach_of,
    read_certificate,
    read_key,
    read_secret,
    wire_secret,
)
from coalesce.services.wire import Peer, Reach, Root
from coalesce.stix import fingerprint
from coalesce.store.peers import KnownPeer
from tests.builders import add_list, let_in, make_node, owner, raw_rows, reopened
from tests.exchange_nodes import URL, introduce, unreached

KEY = bytes(range(32))
ORDER = PeerOrder("paris", "FR", URL, fingerprint(KEY), KEY)


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path / "node")
    yield made
    made.store.close()


@dataclass
class Telling:
    """A peer that tells a key."""

    key: str
    asked: int = 0

    def __call__(self, reach: Reach) -> Peer:
        return self  # type: ignore[return-value]  # only what adding asks for

    def root(self) -> Root:
        self.asked += 1
        return Root("made", 0, self.key)

    def close(self) -> None:
        """Nothing was opened."""


def test_the_own_key_is_made_once_and_lies_sealed(node: Node) -> None:
    signer = own_signer(node)
    assert own_signer(node).key == signer.key
    assert own_signer(Node(reopened(node.store), node.model)).key == signer.key
    ((held,),) = raw_rows(node.store.folder, "SELECT value FROM state WHERE name = 'signing_key'")
    assert len(bytes.fromhex(held)) > 32
    assert wire_secret(node) == wire_secret(node) != node.store.key


def test_a_given_key_is_pinned_where_its_fingerprint_fits(node: Node) -> None:
    made = add_peer(node, owner(node.store), replace(ORDER, authorization="Bearer secret-1"), unreached)
    assert (made.member, made.key, made.url, made.is_shown) == ("FR", KEY, URL, True)
    assert {member.code for member in node.store.members()} >= {"FR"}
    reach = reach_of(node, made)
    assert (reach.url, reach.authorization, reach.exact) == (URL, "Bearer secret-1", True)


@pytest.mark.parametrize("said", [fingerprint(KEY).lower(), fingerprint(KEY).replace("-", " ")])
def test_a_fingerprint_is_compared_as_people_say_it(node: Node, said: str) -> None:
    assert add_peer(node, owner(node.store), replace(ORDER, fingerprint=said), unreached).key == KEY


def test_a_key_is_asked_for_where_none_was_given(node: Node) -> None:
    telling = Telling(KEY.hex())
    assert add_peer(node, owner(node.store), replace(ORDER, key=b""), telling).key == KEY
    assert telling.asked == 1


@pytest.mark.parametrize("told", ["", "no", "00" * 31, "00" * 32])
def test_another_key_is_not_pinned(node: Node, told: str) -> None:
    with pytest.raises(BadUsage):
        add_peer(node, owner(node.store), replace(ORDER, key=b""), Telling(told))
    assert node.store.exchange.peers() == []


WRONG: dict[str, PeerOrder] = {
    "small letters": replace(ORDER, name="Paris!"),
    "--fingerprint": replace(ORDER, key=b"", fingerprint=""),
    "reads out": replace(ORDER, fingerprint="", plain_list="border"),
    "--url": replace(ORDER, url="", key=b""),
    "own member": replace(ORDER, member="NL"),
    "no other node": replace(ORDER, speaks_for=("NL",)),
    "no list": PeerOrder("plain", "FR", URL, plain_list="unknown"),
}


@pytest.mark.parametrize("reason", WRONG)
def test_what_makes_no_sense_is_refused(node: Node, reason: str) -> None:
    with pytest.raises(BadUsage, match=reason):
        add_peer(node, owner(node.store), WRONG[reason], unreached)
    assert node.store.exchange.peers() == []


def test_a_code_that_is_none_and_who_is_no_operator_are_refused(node: Node) -> None:
    with pytest.raises(BadField):
        add_peer(node, owner(node.store), replace(ORDER, member="fr"), unreached)
    reader = let_in(node.store, "rita", "NL", Role.READER)
    with pytest.raises(NotPermitted):
        add_peer(node, reader, ORDER, unreached)


def test_a_member_has_one_key_and_a_key_one_member(node: Node) -> None:
    add_peer(node, owner(node.store), ORDER, unreached)
    other = bytes(32)
    with pytest.raises(BadUsage, match="another key"):
        add_peer(
            node, owner(node.store), replace(ORDER, name="two", key=other, fingerprint=fingerprint(other)), unreached
        )
    with pytest.raises(BadUsage, match="key of FR"):
        add_peer(node, owner(node.store), replace(ORDER, name="two", member="BE"), unreached)


def test_a_system_that_signs_nothing_takes_a_list_of_ones_own(node: Node) -> None:
    add_list(node.store)
    made = add_peer(node, owner(node.store), PeerOrder("plain", "NL", URL, plain_list="border"), unreached)
    assert (made.key, made.plain_list) == (b"", "border")
    assert not reach_of(node, made).exact
    assert key_of(node, "NL", made) is None


def test_who_may_speak_for_whom(node: Node, tmp_path: Path) -> None:
    hub, belgium = make_node(tmp_path / "hub", member="INTERPOL"), make_node(tmp_path / "be", member="BE")
    node.store.write(owner(node.store), Purpose.PLANNING).add_member(Member("INTERPOL", "INTERPOL"))
    introduce(node, hub, "hub", speaks_for=("BE", "DE"))
    through = node.store.exchange.peer("hub")
    assert key_of(node, "INTERPOL", through) == own_signer(hub).key
    assert key_of(node, "DE", through) == own_signer(hub).key  # a guest of the hub
    introduce(node, belgium, "brussels", url="")
    assert key_of(node, "BE", through) == own_signer(belgium).key  # who has a node signs itself
    assert key_of(node, "FR", through) is None
    assert key_of(node, "NL", through) is None
    assert key_of(node, "INTERPOL", replace(through, active=False)) is None
    with pytest.raises(BadUsage, match="no address"):
        reach_of(node, node.store.exchange.peer("brussels"))
    hub.store.close()
    belgium.store.close()


def test_a_peer_is_changed_but_never_to_speak_for_us(node: Node) -> None:
    add_peer(node, owner(node.store), ORDER, unreached)
    made = change_peer(
        node, owner(node.store), "paris", unreached, url="https://other.example/", speaks_for=frozenset({"BE"})
    )
    assert (made.url, made.speaks_for, made.key) == ("https://other.example/", frozenset({"BE"}), KEY)
    with pytest.raises(BadUsage, match="own member"):
        change_peer(node, owner(node.store), "paris", unreached, speaks_for=frozenset({"NL"}))


def test_keys_certificates_and_tokens_come_from_files(tmp_path: Path) -> None:
    file = tmp_path / "given.txt"
    file.write_text(f"fingerprint {fingerprint(KEY)}\nkey {KEY.hex()}\n")
    assert read_key(file) == KEY
    file.write_text("token-12345\nanother line")
    assert read_secret(file) == "token-12345"
    file.write_text("peer   paris\ntoken  token-67890\n")  # as 'coalesce peer token' prints it
    assert read_secret(file) == "token-67890"
    file.write_text('{\n  "peer": "paris",\n  "token": "token-13579"\n}\n')  # and with --format json
    assert read_secret(file) == "token-13579"
    with pytest.raises(BadFile, match="no key"):
        read_key(file)
    with pytest.raises(BadFile, match="no certificate"):
        read_certificate(file)
    file.write_text("-----BEGIN CERTIFICATE-----\n")
    assert read_certificate(file).startswith("-----BEGIN")
    file.write_bytes(b"\xff\xfe")
    for broken in (file, tmp_path / "absent", tmp_path):
        with pytest.raises(BadFile, match="cannot be read"):
            read_secret(broken)
    file.write_text("x" * 1_000_001)
    with pytest.raises(BadFile, match="too large"):
        read_secret(file)


def test_a_token_is_shown_as_bearer_or_with_a_name() -> None:
    assert authorization("token-12345") == "Bearer token-12345"
    shown = authorization("password:1", "nl").removeprefix("Basic ")
    assert base64.b64decode(shown) == b"nl:password:1"
    for secret, user in (
        ("short", ""),
        ("with blank 1", ""),
        ("new\nline-1", ""),
        ("token-12345", "a:b"),
        ("tökën-12345", ""),
    ):
        with pytest.raises(BadUsage) as refused:
            authorization(secret, user)
        assert secret not in str(refused.value)


def test_a_known_peer_does_not_show_a_token() -> None:
    assert "secret" not in repr(KnownPeer("paris", "FR")) + repr(Reach(URL, "secret"))
