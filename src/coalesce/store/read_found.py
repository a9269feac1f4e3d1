"""Reading by key: which visible records stand under a key, and their names.

Invariant: a limit cuts visible rows alone, in an order that they and the asked keys give; what was asked stands in the
audit as a keyed digest, what was found as ids.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, select

from coalesce.records import ListKind
from coalesce.store import codec, views
from coalesce.store.read_records import RecordReads

_SIZES = (8, 64, 256, 512)
"""An IN list is filled up to one of these lengths, so that few statements serve all and stay prepared."""

_K, _V = views.search_key, views.named


def _statements(screened: bool) -> tuple[Select[Any], Select[Any]]:
    """By one key, and by many; ``screened`` leaves out lists of customers."""
    wanted = select(_K.c.value, _K.c.record_id).limit(bindparam("most"))
    if screened:
        wanted = wanted.where(_K.c.list_kind != str(ListKind.CUSTOMERS))
    one = wanted.where(_K.c.value == bindparam("key")).order_by(_K.c.place)
    many = wanted.where(_K.c.value.in_(bindparam("keys", expanding=True))).order_by(_K.c.value, _K.c.place)
    return one, many


_STATEMENTS = {screened: _statements(screened) for screened in (False, True)}
_NAMED = select(_V.c.id, _V.c.reference, _V.c.list_id, _V.c.list_name, _V.c.owner, _V.c.body).where(
    _V.c.id.in_(bindparam("ids", expanding=True))
)


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

    def under(self, key: int, most: int, screened: bool = False) -> list[str]:
        """The visible records under one key, at most so many. ``screened``: of lists that are screened against."""
        one, _ = _STATEMENTS[screened]
        return [row.record_id for row in self._rows(one, {"key": key, "most": most})]

    def under_any(self, keys: Sequence[int], most: int, screened: bool = False) -> list[tuple[int, str]]:
        """The same for many keys, as (key, record)."""
        _, many = _STATEMENTS[screened]
        found: list[tuple[int, str]] = []
        for start in range(0, len(keys), _SIZES[-1]):
            piece = _filled(keys[start : start + _SIZES[-1]])
            found += [(row.value, row.record_id) for row in self._rows(many, {"keys": piece, "most": most})]
        return found[:most]

    def named(self, ids: Sequence[str]) -> Mapping[str, Named]:
        """The visible ones among these records, by id, with their names."""
        if not ids:
            return {}
        rows = self._rows(_NAMED, {"ids": _filled(ids)})
        self._gather("record", (row.id for row in rows))
        return {
            row.id: Named(row.id, row.reference, row.list_id, row.list_name, row.owner, codec.names_of(row.body))
            for row in rows
        }

    def note_asked(self, text: str) -> None:
        """Note, as a keyed digest, that this was searched for."""
        self._gather("search", [self._keyed(text)])


def _filled(values: Sequence[Any]) -> list[Any]:
    size = next(size for size in _SIZES if size >= len(values))
    return [*values, *([values[-1]] * (size - len(values)))]
