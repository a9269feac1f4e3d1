"""People of one audience: records that are one person, from what that audience may see.

Invariant: the id is a keyed hash of the audience and the sorted visible record ids, so that it tells
nothing, differs between audiences, and changes when the records do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b

import numpy as np

from coalesce.linking.cluster_ties import Places, Told, same
from coalesce.linking.components import Node, PlainLink, Verdicts
from coalesce.linking.ordering import Texts, packed, plain
from coalesce.linking.partition import group_labels, groups_of, partition
from coalesce.records import Audience, Everybody, Person

ID_BYTES = 10
"""80 bits: 16 letters of base32."""

_LETTERS = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz234567", dtype=np.uint8)


def people(
    audience: Audience,
    key: bytes,
    nodes: Iterable[Node],
    links: Iterable[PlainLink],
    verdicts: Verdicts,
) -> list[Person]:
    """Everybody whom the audience sees, in the order of their first record."""
    roots = same(verdicts)
    groups = partition(nodes, links, verdicts)
    return [
        Person(identity, group, len(group) == 1 or len({roots.root(record) for record in group}) == 1)
        for identity, group in zip(person_ids(audience, key, groups), groups, strict=True)
    ]


def everybody(audience: Audience, key: bytes, told: Told, verdicts: Verdicts) -> Everybody:
    """The same people as ``people`` gives, record by record: for a million of them there is no time for more."""
    labels = group_labels(told, verdicts)
    size = np.bincount(labels)
    judged = size == 1
    if verdicts:
        groups, roots = groups_of(told.records, labels), same(verdicts)
        for group in np.flatnonzero(~judged).tolist():
            judged[group] = len({roots.root(record) for record in groups[group]}) == 1
    persons = _ids(audience, key, _told_by(told.records, labels, size))
    return Everybody(told.records, persons[labels], judged[labels])


def person_id(audience: Audience, key: bytes, records: tuple[str, ...]) -> str:
    """16 lower-case letters and digits. ``records`` must be sorted; ``key`` has at most 64 bytes."""
    return person_ids(audience, key, [records])[0]


def person_ids(audience: Audience, key: bytes, groups: Sequence[tuple[str, ...]]) -> list[str]:
    """The id of each group: base32 (RFC 4648) of a keyed hash, five bits a letter, of all groups at once."""
    return plain(_ids(audience, key, ("\x00".join(group).encode() for group in groups)))


def _told_by(records: list[str], labels: Places, size: Places) -> Iterator[bytes]:
    """What the id of each group is made of: its records, cut out of all of them in the order of the groups."""
    named = packed(records)[np.argsort(labels, kind="stable")]
    lengths = np.char.str_len(named)
    alike = bool((lengths == named.itemsize).all())
    whole = named.astype(f"S{named.itemsize + 1}").tobytes() if alike else b"\x00".join(named.tolist())
    ends = np.cumsum(lengths + 1)[np.cumsum(size) - 1]
    return map(whole.__getitem__, map(slice, np.concatenate([[0], ends[:-1]]).tolist(), (ends - 1).tolist()))


def _ids(audience: Audience, key: bytes, groups: Iterable[bytes]) -> Texts:
    begun = blake2b(f"{audience}\x00".encode(), key=key, digest_size=ID_BYTES)
    digests = bytearray()
    for group in groups:
        whole = begun.copy()
        whole.update(group)
        digests += whole.digest()
    fives = np.frombuffer(digests, dtype=np.uint8).reshape(-1, 5)
    bits = np.zeros(len(fives), dtype=np.int64)
    for column in fives.T:
        bits = bits << 8 | column
    letters = np.empty((len(fives), 8), dtype=np.uint8)
    for at in range(8):
        letters[:, at] = _LETTERS[bits >> 35 - 5 * at & 31]
    return letters.reshape(-1).view(f"S{ID_BYTES * 8 // 5}")
