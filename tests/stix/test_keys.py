"""Node keys: only the holder signs, any other byte or key fails, and a fingerprint is short enough to read out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.errors import BadField
from coalesce.stix.keys import Signer, fingerprint, make_secret, verify


def test_the_vectors_of_rfc_8032_come_out() -> None:
    secret = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    signer = Signer(secret)
    assert signer.key.hex() == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    assert signer.sign(b"\x72").hex() == (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )


@given(st.binary(max_size=200), st.data())
def test_what_was_not_signed_exactly_so_is_not_verified(said: bytes, data: st.DataObject) -> None:
    signer = Signer(bytes(32))
    signature = signer.sign(said)
    assert verify(signer.key, said, signature)
    assert not verify(signer.key, said + b".", signature)
    assert not verify(Signer(b"\1" * 32).key, said, signature)
    broken = bytearray(signature)
    broken[data.draw(st.integers(0, 63))] ^= data.draw(st.integers(1, 255))
    assert not verify(signer.key, said, bytes(broken))


def test_a_key_that_is_none_has_signed_nothing() -> None:
    signature = Signer(bytes(32)).sign(b"said")
    for key in (b"", b"short", bytes(33)):
        assert not verify(key, b"said", signature)
    assert not verify(Signer(bytes(32)).key, b"said", b"")


def test_secrets_are_new_each_time_and_of_32_bytes() -> None:
    one, other = make_secret(), make_secret()
    assert one != other
    assert len(one) == len(other) == 32
    for wrong in (b"", bytes(31), bytes(33)):
        with pytest.raises(BadField, match="32 bytes"):
            Signer(wrong)


def test_a_fingerprint_is_eight_groups_and_each_keys_own() -> None:
    one, other = Signer(bytes(32)), Signer(b"\1" * 32)
    assert re.fullmatch(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){7}", fingerprint(one.key))
    assert fingerprint(one.key) != fingerprint(other.key)
    assert repr(one) == f"Signer({fingerprint(one.key)})"
