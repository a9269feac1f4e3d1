"""Passwords: which are refused, how they are kept, and how one is compared.

Invariant: what is kept is an Argon2id hash with its own salt; a comparison takes the same work whether there is a password to
compare with or not, and only so many run at once, since each takes memory.

Sources: RFC 9106 (Argon2, second recommended choice of section 4), NIST SP 800-63B (length before composition, NFKC).
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Collection
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from coalesce.errors import BadUsage

MOST = 1_000
"""Characters of the longest password: a longer one would only be work."""

DIFFERENT = 6
"""Characters that must stand in a password beside what anybody tries first."""

LANES = 4
AT_ONCE = 2
"""Hashes worked out at the same time in one process; each takes the memory of its setting."""

COMMON = frozenset(
    "password passwort passwoord wachtwoord motdepasse contraseña kennwort welcome bienvenue welkom willkommen letmein admin"
    " administrator login secret changeme default iloveyou monkey dragon football sunshine princess master shadow summer"
    " winter spring autumn january december coalesce taskforce".split()
)
ROWS = (
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "qwertzuiop",
)
RUN = 4
"""Signs in the order of the alphabet, the digits or a keyboard that count as one run."""

_turn = BoundedSemaphore(AT_ONCE)


def check(password: str, least: int, own: Collection[str] = ()) -> None:
    """Raises BadUsage for a password that is too short or that anybody would try; ``own``: names of its bearer."""
    text = normal(password)
    if len(text) < least:
        raise BadUsage(f"a password has at least {least} characters: several words make a good one")
    if len(text) > MOST:
        raise BadUsage(f"a password has at most {MOST} characters")
    if len(set(_rest(text.casefold(), own))) < DIFFERENT:
        raise BadUsage(
            "anybody would try this password: it is little more than a name, a common word, a row of keys or a repetition"
        )


def normal(password: str) -> str:
    """The same password however a keyboard composed its letters (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def _rest(text: str, own: Collection[str]) -> str:
    """What remains of a password without its bearer's names, common words and runs of keys."""
    words = {unicodedata.normalize("NFKC", word).casefold() for word in own} | COMMON
    for word in sorted((word for word in words if len(word) > 1), key=len, reverse=True):
        text = text.replace(word, " ")
    return re.sub(r"\s+", "", _without_runs(text))


def _without_runs(text: str) -> str:
    kept, place = "", 0
    while place < len(text):
        length = max(_run(text[place:], row) for row in _both_ways())
        if length < RUN:
            kept += text[place]
            length = 1
        place += length
    return kept


def _run(text: str, row: str) -> int:
    """How many of the first signs of a text stand in a row one after the other."""
    begin = row.find(text[0])
    if begin < 0:
        return 0
    length = 1
    while length < len(text) and row[begin + length : begin + length + 1] == text[length]:
        length += 1
    return length


@cache
def _both_ways() -> tuple[str, ...]:
    return (*ROWS, *(row[::-1] for row in ROWS))


class Passwords:
    """Hashing and comparing with one cost."""

    def __init__(self, memory_kib: int, passes: int) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=LANES)
        self._nobodys = self._hasher.hash(secrets.token_urlsafe(16))

    def hash(self, password: str) -> str:
        """What is kept of a password: an encoded Argon2id hash."""
        with _turn:
            return self._hasher.hash(_encoded(password))

    def fits(self, kept: str | None, given: str) -> bool:
        """Whether it is the password; the same work where none is kept, and then always false."""
        with _turn:
            try:
                self._hasher.verify(kept or self._nobodys, _encoded(given[: MOST + 1]))
            except (VerificationError, InvalidHashError):
                return False
        return kept is not None

    def is_stale(self, kept: str) -> bool:
        """Whether it was hashed with another cost than today's."""
        return self._hasher.check_needs_rehash(kept)


@cache
def passwords(memory_kib: int, passes: int) -> Passwords:
    """The one of these costs."""
    return Passwords(memory_kib, passes)


def _encoded(password: str) -> bytes:
    return normal(password).encode(errors="surrogatepass")
