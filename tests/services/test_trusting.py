"""What was not signed for us by whom it must be is refused in the open, and nothing of it is kept."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from coalesce.records import (
    ListKind,
    Origin,
    PersonSent,
)
from coalesce.services.node import Node
from coalesce.services.taking_in import take_in
from coalesce.services.trusting import told_by
from coalesce.stix import Signer, encode, make_secret, stix_id
from coalesce.store.wire_rows import BoxKind
from tests.builders import add_list, entry, publish, raw_rows
from tests.exchange_nodes import box_of, hand, holds, introduce, nodes
from tests.said import (
    GRANT,
    PERSON,
    T0,
    at,
    came,
    held,
    person,
    said,
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[list[Node]]:
    with nodes(tmp_path, "NL", "FR", "BE") as made:
        yield made


@pytest.fixture
def nl(world: list[Node]) -> Node:
    return world[0]


@pytest.fixture
def fr(world: list[Node]) -> Node:
    return world[1]


def test_words_of_members_that_a_peer_may_not_speak_for_are_refused_in_the_open(
    fr: Node, nl: Node, world: list[Node]
) -> None:
    be = world[2]
    of_be = replace(person(), origin=Origin("BE", "border"))
    hand(fr, "nl", said(be, of_be))
    assert take_in(fr, "nl").refused == {"this peer may not speak for BE": 1}
    assert box_of(fr, "nl") == [("identity", "refused", "this peer may not speak for BE")]
    assert raw_rows(fr.store.folder, "SELECT body FROM wire") == [(b"{}",)]
    assert not holds(fr, "Zorbal")


def test_a_hub_may_carry_what_its_members_signed_and_no_more(tmp_path: Path) -> None:
    with nodes(tmp_path, "NL", "BE") as (nl, be):
        (tmp_path / "more").mkdir()
        with nodes(tmp_path / "more", "FR") as (fr,):
            introduce(fr, nl, speaks_for=("BE", "LU"))
            introduce(fr, be, url="")
            of_be = replace(person(), origin=Origin("BE", "border"))
            hand(fr, "nl", said(be, of_be))
            assert take_in(fr, "nl").persons == 1
            hand(fr, "nl", said(nl, replace(of_be, modified=at(1))))
            assert take_in(fr, "nl").refused == {"the body is not signed by the key of BE": 1}
            hand(fr, "nl", said(nl, PersonSent(stix_id(b"l", "identity", "1"), T0, T0, Origin("LU", "x"), entry("L"))))
            assert take_in(fr, "nl").persons == 1  # a guest of the hub, who has no node


FORGED = {
    "body": lambda one: next(iter(one["extensions"].values())).update(remarks="x"),
    "grant": lambda one: next(iter(one["extensions"].values()))["grant"].update(keep_until="2030-01-01"),
    "unknown": lambda one: one.update(labels=["x"]),
}


@pytest.mark.parametrize("what", FORGED)
def test_whatever_was_altered_is_refused(fr: Node, nl: Node, what: str) -> None:
    found = orjson.loads(said(nl, person()))
    FORGED[what](found)
    hand(fr, "nl", orjson.dumps(found, option=orjson.OPT_SORT_KEYS))
    told = take_in(fr, "nl")
    assert sum(told.refused.values()) == 1
    assert held(fr) == {}
    assert not any("Zorbal" in reason for reason in told.refused)


def test_another_key_another_recipient_and_no_key_are_refused(fr: Node, nl: Node) -> None:
    strange = Signer(make_secret())
    hand(fr, "nl", encode(person(), GRANT, strange))
    assert list(take_in(fr, "nl").refused) == ["the body is not signed by the key of NL"]
    hand(fr, "nl", said(nl, person(1), replace(GRANT, to="DE")))
    assert list(take_in(fr, "nl").refused) == ["is granted to DE, who is no peer of this node"]
    ours = replace(person(2), origin=Origin("FR", "mine"))
    hand(fr, "nl", said(fr, ours))
    assert list(take_in(fr, "nl").refused) == ["this peer may not speak for FR"]


@pytest.mark.parametrize("name", ["", "  ", "a/b", "x" * 201])
def test_a_list_has_a_name(fr: Node, nl: Node, name: str) -> None:
    told = came(fr, nl, person(origin=Origin("NL", name or " ")))
    assert told.refused == {"a list's name has at least one letter and no '/'": 1}


def test_customers_are_never_taken_in(fr: Node, nl: Node) -> None:
    assert came(fr, nl, person(origin=Origin("NL", "shop", ListKind.CUSTOMERS))).refused == {
        "customers are never exchanged": 1
    }


def test_a_list_that_is_kept_by_hand_is_not_written(fr: Node, nl: Node) -> None:
    made = add_list(fr.store, "border", member="NL")
    publish(fr.store, made, [entry("A", "Vulneq Shambir")])
    assert came(fr, nl, person()).refused == {"a list of this name is kept here for NL by hand": 1}
    assert raw_rows(fr.store.folder, "SELECT count(*) FROM version") == [(1,)]


def test_plain_stix_of_a_node_is_passed_over_and_in_its_inbox_left_to_it(fr: Node) -> None:
    plain = b'{"id":"%s","type":"identity","spec_version":"2.1","name":"x"}' % PERSON.encode()
    hand(fr, "nl", plain)
    assert take_in(fr, "nl").dropped == 1
    hand(fr, "nl", plain, kind=BoxKind.IN)
    assert sum(take_in(fr, "nl").refused.values()) == 1
    assert raw_rows(fr.store.folder, "SELECT body FROM wire") == [(plain,)]


def test_whose_word_something_says_that_it_is(nl: Node) -> None:
    assert told_by(said(nl, person())) == "NL"
    assert [told_by(one) for one in (b"{}", b"[", b'{"type":"identity"}')] == ["", "", ""]


def _altered(raw: bytes, draw: random.Random) -> bytes:
    """A byte changed, left out, doubled, or a piece of it moved: whatever a broken or hostile peer may make of signed bytes."""
    at, length = draw.randrange(len(raw)), draw.choice((1, 1, 1, 8, 60))
    piece = raw[at : at + length]
    put = draw.choice(
        (b"", piece * 2, bytes([draw.randrange(32, 127)]), bytes([draw.randrange(256)]), b"[" * 300, piece[::-1])
    )
    return raw[:at] + put + raw[at + length :]


def test_signed_bytes_that_were_altered_anywhere_are_refused_or_no_row_and_end_in_no_error(fr: Node, nl: Node) -> None:
    draw, raw, refused = random.Random(6), said(nl, person()), 0
    for _ in range(150):
        other = _altered(raw, draw)
        with contextlib.suppress(orjson.JSONDecodeError):
            if orjson.loads(other) == orjson.loads(raw):
                continue
        raw_rows(fr.store.folder, "DELETE FROM wire")  # an id that was refused is not looked at again
        hand(fr, "nl", other)
        taken = take_in(fr, "nl")
        assert taken.persons == 0
        refused += sum(taken.refused.values())
        assert held(fr) == {}
    assert refused > 50, "most are still JSON, and looked at"
    assert not holds(fr, "Zorbal")
    raw_rows(fr.store.folder, "DELETE FROM wire")
    hand(fr, "nl", raw)
    assert take_in(fr, "nl").persons == 1
