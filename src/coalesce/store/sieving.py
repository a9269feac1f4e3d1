"""The sieve of the index, kept beside it in the store.

Invariant: a key is in its slice of the sieve, or the slice is not known, from the very transaction on that puts the key
into the index; every change of what a slice holds gives it a higher number (``made``), and numbers never go back. When
a key goes, with a record that is erased, its slice is emptied in the same transaction and made anew by ``fill``: no bit
of what was erased stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from coalesce.store import schema, sieve
from coalesce.store.pace import Pace

LEAST = 50_000
"""Versions from which on there is a sieve: the index of fewer lies in memory anyway."""

_AT_FIRST, _MOST = 8, 256
"""Slices made in one transaction."""

_FEW = 400
"""Up to so many slices are looked up one by one, more as a range."""

Transaction = Callable[[], AbstractContextManager[Connection]]


def add(connection: Connection, values: Iterable[int]) -> None:
    """Let the sieve hold these keys, in the transaction that puts them into the index."""
    s = schema.key_sieve
    last = connection.execute(select(func.max(s.c.made))).scalar()
    if last is None:
        return
    by: dict[int, list[int]] = defaultdict(list)
    for value in values:
        by[value >> sieve.SHIFT].append(value)
    among = s.c.slice.in_(list(by)) if len(by) <= _FEW else s.c.slice.between(min(by), max(by))
    rows = connection.execute(select(s.c.slice, s.c.bits).where(among)).all()
    changed = [
        {"of": part, "number": last + 1, "holds": sieve.added(bits, sieve.keys_of(by[part]))}
        for part, bits in rows
        if part in by
    ]
    if changed:
        told: dict[str, Any] = {"made": bindparam("number"), "bits": bindparam("holds")}
        connection.execute(update(s).where(s.c.slice == bindparam("of")).values(told), changed)


def fill(transaction: Transaction, least: int | None = None) -> None:
    """Make the slices that are not known, in short transactions, where the index is large (``least``: versions)."""
    s = schema.key_sieve
    with transaction() as connection:
        lengths = dict(connection.execute(select(s.c.slice, func.length(s.c.bits))).tuples().all())
        versions = connection.execute(select(func.max(schema.version.c.place))).scalar() or 0
    if not lengths and versions < (LEAST if least is None else least):
        return
    unknown = [part for part in range(sieve.SLICES) if not lengths.get(part)]
    for piece in Pace(_AT_FIRST, _MOST).slices(unknown):
        with transaction() as connection:
            _make(connection, piece)


def _make(connection: Connection, parts: Sequence[int]) -> None:
    s, k = schema.key_sieve, schema.search_key
    number = (connection.execute(select(func.max(s.c.made))).scalar() or 0) + 1
    rows = []
    for part in parts:
        held = connection.execute(select(k.c.value).distinct().where(k.c.value.between(*sieve.bounds(part)))).scalars()
        rows.append({"slice": part, "made": number, "bits": sieve.made(sieve.keys_of(held.all()))})
    connection.execute(insert(s).prefix_with("OR REPLACE", dialect="sqlite"), rows)
