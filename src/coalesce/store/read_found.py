"""Reading by key: which visible records stand under a key, and their names.

Invariant: a limit cuts visible rows alone, in an order that they and the asked keys give; what was asked stands in the
audit as a keyed digest, what was found as ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, bindparam, literal_column, select
from sqlalchemy.dialects import sqlite

from coalesce.records import ListKind
from coalesce.store import codec, views
from coalesce.store.read_records import RecordReads
from coalesce.store.read_sieve import HeldSieve, passed

_SIZES = (8, 64, 128, 192, 256, 384, 512)
"""An IN list is filled up to one of these lengths, so that few statements serve all and stay prepared."""

_K = views.search_key

Kinds = tuple[ListKind, ...]
SCREENED: Kinds = (ListKind.TRAVELLERS, ListKind.DESIGNATIONS)
"""The kinds of lists that are screened against."""

_LAST = "SELECT made FROM visible_key_sieve ORDER BY made DESC LIMIT 1"
_LATER = "SELECT slice, bits FROM visible_key_sieve WHERE made > ?"


@dataclass(frozen=True, slots=True)
class Within:
    """Which lists are looked in: those of these kinds, and of these ids; where none is given, of all."""

    kinds: Kinds = ()
    lists: tuple[str, ...] = ()

    def values(self) -> tuple[str, ...]:
        """The ids as a statement asks for them: of few different numbers, so that few statements serve all."""
        lists = self.lists
        return lists + lists[-1:] * ((1 << max(len(lists) - 1, 0).bit_length()) - len(lists)) if lists else ()


EVERYWHERE = Within()


@cache
def _by_key(kinds: Kinds, lists: int) -> str:
    """By one key: key, lists where there are any, limit, 0."""
    return _text(_wanted(_K.c.value == bindparam("key"), kinds, lists).order_by(_K.c.place))


@cache
def _by_keys(size: int, kinds: Kinds, lists: int) -> str:
    """By many keys: keys, lists where there are any, limit, 0."""
    among = _K.c.value.in_([bindparam(f"key{place}") for place in range(size)])
    return _text(_wanted(among, kinds, lists).order_by(_K.c.value, _K.c.place))


def _wanted(under: ColumnElement[bool], kinds: Kinds, lists: int) -> Select[Any]:
    told = (_K.c.reference, _K.c.list_id, _K.c.list_name, _K.c.owner, _K.c.body)
    wanted = select(_K.c.value, _K.c.record_id, *told).where(under).limit(bindparam("most"))
    if kinds:
        wanted = wanted.where(_K.c.list_kind.in_([literal_column(f"'{kind}'") for kind in kinds]))
    if lists:
        wanted = wanted.where(_K.c.list_id.in_([bindparam(f"list{place}") for place in range(lists)]))
    return wanted


def _text(query: Select[Any]) -> str:
    """The statement as the driver takes it: to compile hundreds of values anew costs more than to look them up."""
    return str(query.compile(dialect=sqlite.dialect()))


Held = tuple[int, str, str, str, str, str, bytes]
"""A visible record under a key, as the view gives it: the key, the record, and what ``named`` makes names of."""


@dataclass(frozen=True, slots=True)
class Named:
    """A visible record by its names."""

    record: str
    reference: str
    list_id: str
    list_name: str
    owner: str
    names: tuple[str, ...]


class FoundReads(RecordReads):
    """The part of a ReadView that finds records by keys."""

    sieve: HeldSieve | None = None
    """What spares look-ups of keys that stand nowhere."""

    def held(self, keys: Sequence[int]) -> list[int]:
        """The keys that may stand in the index, whoever may see what stands under them: the others surely do not."""
        if self.sieve is None or not keys or not self.sieve.wanted():
            return list(keys)
        last = self._tuples(_LAST)
        sieve = self.sieve.of(last[0][0], lambda after: self._tuples(_LATER, (after,))) if last else None
        return list(keys) if sieve is None else passed(sieve, keys)

    def under(self, key: int, most: int, within: Within = EVERYWHERE) -> list[Held]:
        """The visible records under one key, at most so many of those lists."""
        lists = within.values()
        return cast(list[Held], self._tuples(_by_key(within.kinds, len(lists)), (key, *lists, most, 0)))

    def under_any(self, keys: Sequence[int], most: int, within: Within = EVERYWHERE) -> list[Held]:
        """The same for many keys."""
        found: list[Held] = []
        lists = within.values()
        for start in range(0, len(keys), _SIZES[-1]):
            piece = _filled(keys[start : start + _SIZES[-1]])
            asked = _by_keys(len(piece), within.kinds, len(lists))
            found += cast(list[Held], self._tuples(asked, (*piece, *lists, most, 0)))
        return found[:most]

    def named(self, rows: Iterable[Held]) -> Mapping[str, Named]:
        """These records by id, with their names: from here on they count as read."""
        named = {row[1]: Named(*row[1:-1], codec.names_of(row[-1])) for row in rows}
        self._gather("record", named)
        return named

    def note_asked(self, text: str) -> None:
        """Note, as a keyed digest, that this was searched for."""
        self._gather("search", [self._keyed(text)])


def _filled(values: Sequence[Any]) -> list[Any]:
    size = next(size for size in _SIZES if size >= len(values))
    return [*values, *([values[-1]] * (size - len(values)))]
