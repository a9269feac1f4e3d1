"""Judgement, withdrawal, receipt and head: what they say on the wire."""

from __future__ import annotations

import pytest

from coalesce.records import HeadSent, ReceiptSent, TakenBack, WithdrawalSent
from coalesce.stix.faults import BadObject
from coalesce.stix.fields import Fields
from coalesce.stix.ids import stix_id
from coalesce.stix.words import read_digest, read_digests, write_head, write_receipt, write_withdrawal
from tests.stix.messages import NOON, SECRET

RECORD = stix_id(SECRET, "identity", "1")
WITHDRAWAL = stix_id(SECRET, "coalesce-withdrawal", "1")


def test_a_withdrawal_names_ids_and_why() -> None:
    sent = WithdrawalSent(WITHDRAWAL, (RECORD,), TakenBack.NARROWED, NOON, "NL")
    assert write_withdrawal(sent) == {"withdrawn_refs": [RECORD], "reason": "narrowed"}


def test_a_receipt_says_what_was_erased() -> None:
    sent = ReceiptSent(stix_id(SECRET, "coalesce-receipt", "1"), WITHDRAWAL, (RECORD,), (), NOON, "FR")
    assert write_receipt(sent) == {"withdrawal_ref": WITHDRAWAL, "erased_refs": [RECORD]}


def test_a_head_names_another_members_log_only_where_it_is_one() -> None:
    own = HeadSent("x", 0, "00" * 32, NOON, "NL")
    assert write_head(own) == {"tree_size": 0, "root_sha256": "00" * 32}
    assert write_head(HeadSent("x", 0, "00" * 32, NOON, "NL", "FR"))["log"] == "FR"


def test_a_head_of_ones_own_log_shows_how_it_grew() -> None:
    grown = HeadSent("x", 3, "00" * 32, NOON, "NL", since=2, proof=("01" * 32, "02" * 32))
    assert write_head(grown)["since_size"] == 2
    assert write_head(grown)["proof_sha256"] == ["01" * 32, "02" * 32]
    assert "proof_sha256" not in write_head(HeadSent("x", 3, "00" * 32, NOON, "NL"))


def test_of_several_digests_each_is_one() -> None:
    assert read_digests(Fields({}), "x") == ()
    assert read_digests(Fields({"x": ["00" * 32, "ff" * 32]}), "x") == ("00" * 32, "ff" * 32)
    for bad in (["00" * 32, "00"], ["FF" * 32]):
        with pytest.raises(BadObject, match="SHA-256"):
            read_digests(Fields({"x": bad}), "x")


@pytest.mark.parametrize("text", ["", "00" * 31, "AA" * 32, "zz" * 32, "00" * 32 + "\n"])
def test_a_digest_is_64_small_hexadecimal_letters(text: str) -> None:
    with pytest.raises(BadObject, match="SHA-256"):
        read_digest(Fields({"x": text}), "x")
