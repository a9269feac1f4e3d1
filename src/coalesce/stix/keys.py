"""The key that a node signs with, and how people compare two keys.

Invariant: a secret key never shows in a text; whatever was not signed exactly so is not verified.

Sources: RFC 8032 (Ed25519), RFC 4648 (base 32).
"""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from coalesce.errors import BadField, Where

KEY_BYTES = 32
SIGNATURE_BYTES = 64
_FINGERPRINT_BYTES = 20
"""160 bits: nobody finds a second key with the same fingerprint, and 32 letters can still be read out on the telephone."""


def make_secret() -> bytes:
    """A new secret key, 32 bytes, from the system's generator."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


class Signer:
    """Signs with one node's secret key. ``key`` is the public one, 32 bytes, that peers pin."""

    __slots__ = ("_secret", "key")

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise BadField(f"a secret key has {KEY_BYTES} bytes", Where(field="secret"))
        self._secret = Ed25519PrivateKey.from_private_bytes(secret)
        self.key = self._secret.public_key().public_bytes_raw()

    def sign(self, said: bytes) -> bytes:
        """The signature, 64 bytes, the same each time."""
        return self._secret.sign(said)

    def __repr__(self) -> str:
        return f"Signer({fingerprint(self.key)})"


def verify(key: bytes, said: bytes, signature: bytes) -> bool:
    """Whether the holder of ``key`` (public, 32 bytes) signed exactly this. A key that is none has signed nothing."""
    public = _public(key)
    if public is None:
        return False
    try:
        public.verify(signature, said)
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=256)
def _public(key: bytes) -> Ed25519PublicKey | None:
    """Taking a key apart costs as much as a tenth of a signature: peers are few and their objects many."""
    try:
        return Ed25519PublicKey.from_public_bytes(key)
    except ValueError:
        return None


def fingerprint(key: bytes) -> str:
    """Eight groups of four letters and digits (base 32 of SHA-256) by which two people tell that they see the same key."""
    digest = hashlib.sha256(b"coalesce key\n" + key).digest()[:_FINGERPRINT_BYTES]
    letters = base64.b32encode(digest).decode()
    return "-".join(letters[place : place + 4] for place in range(0, len(letters), 4))
