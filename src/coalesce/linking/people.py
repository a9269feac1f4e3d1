"""People of one audience: records that are one person, from what that audience may see.

Invariant: the id is a keyed hash of the audience and the sorted visible record ids, so that it tells
nothing, differs between audiences, and changes when the records do.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from hashlib import blake2b

from coalesce.linking.components import Forest, Node, PlainLink, Verdicts
from coalesce.linking.partition import partition
from coalesce.records import Audience, Person, Verdict

ID_BYTES = 10
"""80 bits: 16 letters of base32."""


def people(
    audience: Audience,
    key: bytes,
    nodes: Iterable[Node],
    links: Iterable[PlainLink],
    verdicts: Verdicts,
) -> list[Person]:
    """Everybody whom the audience sees, in the order of their first record."""
    forest = Forest()
    for (left, right), word in verdicts.items():
        if word is Verdict.SAME:
            forest.tie(left, right)
    return [
        Person(person_id(audience, key, group), group, len({forest.root(record) for record in group}) == 1)
        for group in partition(nodes, links, verdicts)
    ]


def person_id(audience: Audience, key: bytes, records: tuple[str, ...]) -> str:
    """16 lower-case letters and digits. ``records`` must be sorted; ``key`` has at most 64 bytes."""
    digest = blake2b("\x00".join((str(audience), *records)).encode(), key=key, digest_size=ID_BYTES).digest()
    return base64.b32encode(digest).decode().lower()
