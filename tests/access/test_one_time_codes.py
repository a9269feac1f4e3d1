"""Codes as RFC 6238 has them, each once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.access import one_time_codes as codes

RFC = b"12345678901234567890"


@pytest.mark.parametrize(
    ("second", "wanted"),
    [
        (59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"),
        (2000000000, "69279037"), (20000000000, "65353130"),
    ],
)  # fmt: skip
def test_the_vectors_of_rfc_6238(second: int, wanted: str) -> None:
    step = codes.step_at(datetime.fromtimestamp(second, UTC))
    assert codes.code(RFC, step, digits=8) == wanted


@pytest.mark.parametrize(("counter", "wanted"), [(0, "755224"), (1, "287082"), (4, "338314"), (9, "520489")])
def test_the_vectors_of_rfc_4226(counter: int, wanted: str) -> None:
    assert codes.code(RFC, counter) == wanted


@given(st.binary(min_size=20, max_size=20), st.integers(10, 10**9), st.integers(-3, 3))
def test_a_code_fits_around_its_step_and_once(secret: bytes, now: int, off: int) -> None:
    given = codes.code(secret, now + off)
    found = codes.fitting_step(secret, given, now, after=-1)
    near = {codes.code(secret, step): step for step in (now - 1, now, now + 1)}
    assert found == near.get(given)
    if found is not None:
        assert codes.fitting_step(secret, f" {given[:3]} {given[3:]} ", now, after=found - 1) == found
        assert codes.fitting_step(secret, given, now, after=now + 1) is None


@pytest.mark.parametrize("wrong", ["", "12345", "1234567", "abcdef", "é23456", "\ud800"])
def test_what_is_no_code_fits_nothing(wrong: str) -> None:
    assert codes.fitting_step(RFC, wrong, 100, after=-1) is None


def test_a_secret_is_told_to_apps_and_to_people() -> None:
    assert codes.shown(RFC) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    uri = codes.key_uri(RFC, "Coalesce NL", "claire ö")
    assert (
        uri
        == "otpauth://totp/Coalesce%20NL:claire%20%C3%B6?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Coalesce%20NL"
    )
    assert len(codes.new_secret()) == 20
    assert codes.new_secret() != codes.new_secret()


def test_recovery_codes_are_many_and_read_however_they_are_typed() -> None:
    made = codes.recovery_codes()
    assert len(set(made)) == codes.RECOVERY_CODES
    for one in made:
        assert codes.plain_recovery_code(f" {one.upper().replace('-', ' ')} ") == one.replace("-", "")
        assert len(one) == 19
