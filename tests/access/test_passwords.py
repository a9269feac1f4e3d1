"""Passwords: what is refused, and that comparing costs the same whoever is asked for."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from coalesce.access import passwords
from coalesce.errors import BadUsage

CHEAP = passwords.passwords(64, 1)
GOOD = "four grey herons wade"


@pytest.mark.parametrize(
    "wrong",
    [
        "short", "a" * 12, "abababababab", "123456789012", "qwertyuiop12", "Password2026!", "poiuytrewq!!", "claire-claire-1",
        "ClaireClaire2026", "coalesceFR1234", "azertyuiop12", "        ", "MotDePasse-2026", "x" * 1001,
    ],
)  # fmt: skip
def test_what_anybody_would_try_is_refused(wrong: str) -> None:
    with pytest.raises(BadUsage) as caught:
        passwords.check(wrong, 12, ("claire", "FR"))
    assert wrong not in str(caught.value)


@pytest.mark.parametrize(
    "right", [GOOD, "claire ate a green lamp", "7f3k-pqzm-v81x", "мост над рекой", "正確馬電池釘書針一二三四"]
)
def test_what_nobody_would_guess_is_taken(right: str) -> None:
    passwords.check(right, 12, ("claire", "FR"))


@given(st.text(min_size=2, max_size=12), st.integers(1, 8), st.sampled_from(["", "1", "2026", "!!"]))
def test_a_name_repeated_is_no_password(name: str, times: int, tail: str) -> None:
    with pytest.raises(BadUsage):
        passwords.check(name * times + tail, 1, (name,))


@given(st.text(max_size=40))
def test_a_password_fits_itself_in_every_composition_and_nothing_else(password: str) -> None:
    kept = CHEAP.hash(password)
    assert kept.startswith("$argon2id$")
    assert CHEAP.fits(kept, password)
    assert CHEAP.fits(kept, unicodedata.normalize("NFD", password))
    assert not CHEAP.fits(kept, password + "x")
    assert not CHEAP.fits(None, password)


def test_two_hashes_of_one_password_differ() -> None:
    assert CHEAP.hash(GOOD) != CHEAP.hash(GOOD)


def test_a_broken_hash_fits_nothing() -> None:
    assert not CHEAP.fits("no hash", GOOD)
    assert not CHEAP.fits(CHEAP.hash(GOOD)[:-4], GOOD)


def test_nobodys_password_is_compared_with_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    worked: list[str] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, kept: Any, given: Any) -> Any:
        worked.append(str(kept).rpartition("$")[0].rpartition("$")[0])
        return verify(self, kept, given)

    kept = CHEAP.hash(GOOD)
    monkeypatch.setattr(PasswordHasher, "verify", counted)
    for other in (kept, None):
        assert not CHEAP.fits(other, "wrong")
    assert len(worked) == 2
    assert worked[0] == worked[1], "algorithm, version and cost"


def test_a_hash_of_another_cost_is_stale() -> None:
    kept = CHEAP.hash(GOOD)
    assert not CHEAP.is_stale(kept)
    dearer = passwords.Passwords(128, 1)
    assert dearer.is_stale(kept)
    assert dearer.fits(kept, GOOD)
    assert passwords.passwords(64, 1) is CHEAP
