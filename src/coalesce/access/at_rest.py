"""Sealing what must be kept and read again, under the node's key: the secret of an authenticator, a sign-in under way.

Invariant: what is sealed for one use and bearer opens for no other; whatever was changed opens not at all.

Source: RFC 5116 (AES-256-GCM, a random nonce of 96 bits a message).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


def seal(key: bytes, use: str, bearer: str, body: bytes) -> bytes:
    """The body, readable with the node's key alone, for this use and bearer."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + _cipher(key, use).encrypt(nonce, body, bearer.encode())


def unseal(key: bytes, use: str, bearer: str, sealed: bytes) -> bytes | None:
    """What was sealed, or None where it was not sealed so."""
    try:
        return _cipher(key, use).decrypt(sealed[:NONCE], sealed[NONCE:], bearer.encode())
    except (InvalidTag, ValueError):
        return None


def _cipher(key: bytes, use: str) -> AESGCM:
    """A key of its own for each use."""
    return AESGCM(hmac.new(key, f"at rest\0{use}".encode(), hashlib.sha256).digest())
