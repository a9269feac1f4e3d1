"""Keeps the names of listed persons out of the sample world.

Promises that ``is_listed`` is True for every name or alias of a person on the UN, OFAC and EU
editions that ``scripts/make_sample_data.py`` read, whatever the order, case, accents, punctuation or
particles of its parts. Invariant: the shipped file holds 6-byte digests only, no name; a sample name that
clashes is never written, for any seed. (A wrong alarm, one in ten thousand million names, costs one spelling.)
"""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
from importlib import resources

from anyascii import anyascii

DIGEST_BYTES = 6
FILE = "listed.bin"
_KEY = b"coalesce sample world"
_PARTICLES = frozenset(
    "al el ul bin ibn ben bint bent binti umm oum ümmü abu abou ebu de van von der ال بن ابن بنت ابو ام аль эль бен ибн бинт абу умм".split()
)
_QUOTES = re.compile(r"['’ʼ‘`´ʿʾ\u0640\u064b-\u065f\u0670]")
_WORDS = re.compile(r"[^\W_]+")
_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي"})


def name_keys(full: str) -> frozenset[str]:
    """The order-free keys of a name: in its own script, and romanised. Empty for a name without letters."""
    return frozenset(key for key in (_key(full.translate(_ARABIC)), _key(anyascii(full))) if key)


def _key(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    words = _WORDS.findall(_QUOTES.sub("", plain))
    kept = [word for word in words if word not in _PARTICLES] or words
    return " ".join(sorted(kept))


def digest(key: str) -> bytes:
    """The keyed digest under which a key stands in the shipped file."""
    return hashlib.blake2b(key.encode(), digest_size=DIGEST_BYTES, key=_KEY).digest()


def is_listed(full: str) -> bool:
    """Whether a name equals a listed one."""
    known = _digests()
    return any(digest(key) in known for key in name_keys(full))


@functools.cache
def _digests() -> frozenset[bytes]:
    raw = resources.files("coalesce.sample").joinpath("data", FILE).read_bytes()
    return frozenset(raw[n : n + DIGEST_BYTES] for n in range(0, len(raw), DIGEST_BYTES))
