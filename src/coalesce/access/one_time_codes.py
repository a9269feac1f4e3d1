"""Codes of an authenticator app, and recovery codes for who has lost it.

Invariant: a code counts once: the step it belongs to is remembered and no step up to it counts again.

Sources: RFC 4226 (HOTP), RFC 6238 (TOTP: SHA-1, 30 seconds, as authenticator apps have it), the key URI format of such apps.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

SECONDS = 30
DIGITS = 6
DRIFT = 1
"""Steps that a clock may go before or behind."""

SECRET_BYTES = 20
"""160 bits: RFC 4226, section 4, R6."""

RECOVERY_CODES = 10
RECOVERY_BYTES = 10
"""80 bits a recovery code: nobody guesses one, so that a keyed digest of it is enough to keep."""


def new_secret() -> bytes:
    """A new secret of an authenticator."""
    return secrets.token_bytes(SECRET_BYTES)


def code(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """The code of a step (RFC 4226, section 5.3)."""
    mac = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    place = mac[-1] & 15
    number = int.from_bytes(mac[place : place + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**digits:0{digits}d}"


def step_at(moment: datetime) -> int:
    """The step that a moment lies in."""
    return int(moment.timestamp()) // SECONDS


def fitting_step(secret: bytes, given: str, now: int, after: int) -> int | None:
    """The step around ``now`` whose code was given, if it comes after the last one that counted; else None."""
    wanted, found = "".join(given.split()).encode(errors="replace"), None
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(code(secret, step).encode(), wanted) and step > after:
            found = step
    return found


def shown(secret: bytes) -> str:
    """A secret to be typed: base32 in groups of four."""
    text = base64.b32encode(secret).decode()
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def key_uri(secret: bytes, issuer: str, account: str) -> str:
    """What a QR code tells an authenticator app."""
    query = urlencode({"secret": base64.b32encode(secret).decode(), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{query}"


def recovery_codes() -> list[str]:
    """New recovery codes, each good for one sign-in: ``abcd-efgh-ijkl-mnop``."""
    made = (base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode().lower() for _ in range(RECOVERY_CODES))
    return ["-".join(text[place : place + 4] for place in range(0, 16, 4)) for text in made]


def plain_recovery_code(given: str) -> str:
    """A recovery code as it is compared: without blanks, hyphens and capitals."""
    return "".join(sign for sign in given.casefold() if sign.isalnum())
