"""Rows by the hundred thousand that come in columns.

Invariant: the table holds afterwards what ``many_rows.insert_rows`` would have put there, number for number.

SQLite cuts the rows itself out of a few long values, which takes half the time of as many bound ones, and no lock of
Python's. For that all cells of a column are as long as each other: ids are, numbers are filled up with zeros.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from coalesce.linking.ordering import Texts, plain
from coalesce.store.many_rows import Into, insert_rows

SCALE = 62
"""Fractions are told in whole 2^-62: exactly, from 2^-9 on up to 1."""

Places = slice | NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Column:
    """The values of one column as an array, and as cells to be cut; no cells where they cannot be told in equal lengths."""

    kind: str
    values: NDArray[Any]
    cells: Texts | None

    def at(self, places: Places) -> Column:
        """The same of some rows."""
        return Column(self.kind, self.values[places], None if self.cells is None else self.cells[places])

    def plain(self) -> list[Any]:
        """The values one by one."""
        return plain(self.values) if self.kind == "TEXT" else self.values.tolist()


def texts(packed: Texts) -> Column:
    """Texts, packed (``linking.ordering``)."""
    last = np.ascontiguousarray(packed).view(np.uint8)[packed.itemsize - 1 :: packed.itemsize]
    return Column("TEXT", packed, packed if last.all() else None)


def whole(numbers: NDArray[Any]) -> Column:
    """Whole numbers of up to 64 bits, a few of them again and again."""
    return Column("INTEGER", numbers, _digits(numbers.astype(np.int64)))


def fractions(numbers: NDArray[np.float64]) -> Column:
    """Numbers from 0 to 1, a few of them again and again."""
    scaled = np.ldexp(numbers, SCALE)
    exact = bool(((scaled == np.floor(scaled)) & (numbers >= 0) & (numbers <= 1)).all())
    return Column("REAL", numbers, _digits(scaled.astype(np.int64)) if exact else None)


def insert_columns(connection: Connection, into: Into, columns: Sequence[int | Column]) -> None:
    """Put the rows in, inside the caller's transaction. A number stands for a column of it alone; not all are numbers."""
    count = next(len(column.values) for column in columns if not isinstance(column, int))
    asked: list[Any] = [count]
    cut: list[tuple[str, int]] = []
    for column in columns:
        if isinstance(column, int):
            asked.append(column)
            cut.append(("", 0))
        elif column.cells is not None:
            asked.append(column.cells.tobytes())
            cut.append((column.kind, column.cells.itemsize))
    if count and len(cut) == len(columns):
        connection.exec_driver_sql(_statement(into, tuple(cut)), tuple(asked))
    else:
        told = (repeat(column, count) if isinstance(column, int) else column.plain() for column in columns)
        insert_rows(connection, into, list(zip(*told, strict=True)))


def _digits(numbers: NDArray[np.int64]) -> Texts:
    distinct, which = np.unique(numbers, return_inverse=True)
    width = max((len(str(number)) for number in distinct[[0, -1]].tolist()), default=0) + 1 if len(distinct) else 1
    told = np.array([b"%+0*d" % (width, number) for number in distinct.tolist()], dtype=f"S{width}")
    return told[which.reshape(-1)]


@cache
def _statement(into: Into, cut: tuple[tuple[str, int], ...]) -> str:
    """How many rows, then each column as one value: of what kind, and how long a cell is; 0 for a number."""
    table, columns = into
    named = ", ".join(f'"{column}"' for column in columns)
    rows = "WITH RECURSIVE row(at) AS (SELECT 0 UNION ALL SELECT at + 1 FROM row WHERE at + 1 < ?)"
    return f'{rows} INSERT INTO "{table}" ({named}) SELECT {", ".join(_cell(*one) for one in cut)} FROM row'


def _cell(kind: str, width: int) -> str:
    if not width:
        return "?"
    cell = f"substr(?, at * {width} + 1, {width})"
    if kind == "REAL":
        return f"CAST({cell} AS INTEGER) / {1 << SCALE}.0"
    return f"CAST({cell} AS {kind})"
