"""What is sealed opens for its use and bearer alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coalesce.access.at_rest import seal, unseal

KEY = bytes(32)


@given(st.binary(max_size=100), st.text(max_size=20).filter(lambda text: text.isprintable()))
def test_it_opens_for_whom_it_was_sealed(body: bytes, bearer: str) -> None:
    sealed = seal(KEY, "totp", bearer, body)
    assert unseal(KEY, "totp", bearer, sealed) == body
    assert unseal(KEY, "totp", bearer + "x", sealed) is None
    assert unseal(KEY, "openid", bearer, sealed) is None
    assert unseal(b"\1" * 32, "totp", bearer, sealed) is None
    assert len(body) < 4 or body not in sealed


@given(st.binary(min_size=1, max_size=20), st.data())
def test_what_was_changed_opens_not_at_all(body: bytes, data: st.DataObject) -> None:
    sealed = bytearray(seal(KEY, "totp", "claire", body))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    assert unseal(KEY, "totp", "claire", bytes(sealed)) is None
    assert unseal(KEY, "totp", "claire", bytes(sealed[:place])) is None


def test_one_body_is_never_sealed_alike() -> None:
    assert seal(KEY, "totp", "claire", b"x") != seal(KEY, "totp", "claire", b"x")
