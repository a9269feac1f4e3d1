"""A key for an entry of a list that has none of its own.

Invariant: the same identifying content gives the same key in every edition, whatever the order of columns and
of values, the spelling of case and blanks, and the remarks; other content gives another key.

It hashes what identifies the entry: names, birth dates and places, sex, nationalities, documents; not where one lives,
which changes. A correction in
one of these is therefore another entry (one delisted, one added): lists that are kept should bring a reference.
Whoever knows the content can compute the key, so it is shown only where the record itself may be seen.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode

from coalesce.names import normalise
from coalesce.records import Entry

PREFIX = "c-"
_BYTES = 15  # 120 bits, 24 letters: two of ten million entries share a key by chance once in 10^22


def content_key(entry: Entry) -> str:
    """``c-`` and 24 lower-case letters and digits."""
    fields = (
        ("name", sorted({normalise(name.full) for name in entry.names})),
        ("birth_date", sorted(str(when) for when in entry.birth_dates)),
        ("birth_place", sorted({normalise(place.text) for place in entry.birth_places})),
        ("sex", [entry.sex.value] if entry.sex else []),
        ("nationality", sorted(entry.nationalities)),
        ("document", sorted({normalise(f"{paper.number} {paper.country or ''}") for paper in entry.documents})),
    )
    told = "\x1e".join("\x1f".join((field, *values)) for field, values in fields)
    return PREFIX + b32encode(hashlib.sha256(told.encode()).digest()[:_BYTES]).decode().lower()
