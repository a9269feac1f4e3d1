"""Rows by the hundred thousand, and which runs and builds of them there are.

Invariant: the table holds afterwards what one statement for each row would have put there, whichever way the rows came.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import chain, repeat
from typing import Any

import numpy as np
from sqlalchemy import Column, Connection, func, select

from coalesce.linking.ordering import Texts, plain

TOGETHER = 64
"""Rows of one statement: a row costs a fifth of what it costs alone, and more of them bring nothing."""

Into = tuple[str, tuple[str, ...]]
"""A table and its columns, both our own words."""

Values = int | Texts
"""Of one column: a number that every row has, or the text of each, packed."""


def insert_rows(connection: Connection, into: Into, rows: Sequence[tuple[Any, ...]]) -> None:
    """Put the rows in, inside the caller's transaction."""
    whole = len(rows) - len(rows) % TOGETHER
    if whole:
        told = [tuple(chain.from_iterable(rows[at : at + TOGETHER])) for at in range(0, whole, TOGETHER)]
        connection.exec_driver_sql(_statement(into, TOGETHER), told)
    if whole < len(rows):
        connection.exec_driver_sql(_statement(into, 1), list(rows[whole:]))


def insert_columns(connection: Connection, into: Into, columns: Sequence[Values]) -> None:
    """The same for rows in columns: SQLite cuts them itself out of a few long values, which halves the time of a row."""
    texts = [column for column in columns if not isinstance(column, int)]
    if all(map(_full, texts)):
        widths = tuple(0 if isinstance(column, int) else column.itemsize for column in columns)
        values = (column if isinstance(column, int) else column.tobytes() for column in columns)
        connection.exec_driver_sql(_cutting(into, widths), (len(texts[0]), *values))
    else:
        told = (repeat(column) if isinstance(column, int) else plain(column) for column in columns)
        insert_rows(connection, into, list(zip(*told, strict=False)))


def numbers(connection: Connection, column: Column[int]) -> list[int]:
    """The few distinct numbers, none below 0, of a column that begins its table's key: each is one look-up."""
    found: list[int] = []
    while True:
        later = select(func.min(column)).where(column > (found[-1] if found else -1))
        number = connection.execute(later).scalar()
        if number is None:
            return found
        found.append(int(number))


def _full(texts: Texts) -> bool:
    """Whether there are texts, and none is shorter than the others: no NUL has to be cut off."""
    return len(texts) > 0 and bool(
        np.ascontiguousarray(texts).view(np.uint8)[texts.itemsize - 1 :: texts.itemsize].all()
    )


@cache
def _cutting(into: Into, widths: tuple[int, ...]) -> str:
    """How many rows, then each column as one value: texts of these widths one behind the other, 0 for a single number."""
    table, columns = into
    named = ", ".join(f'"{column}"' for column in columns)
    cut = ", ".join(f"CAST(substr(?, at * {width} + 1, {width}) AS TEXT)" if width else "?" for width in widths)
    rows = "WITH RECURSIVE row(at) AS (SELECT 0 UNION ALL SELECT at + 1 FROM row WHERE at + 1 < ?)"
    return f'{rows} INSERT INTO "{table}" ({named}) SELECT {cut} FROM row'


@cache
def _statement(into: Into, count: int) -> str:
    table, columns = into
    named = ", ".join(f'"{column}"' for column in columns)
    one = f"({', '.join('?' * len(columns))})"
    return f'INSERT INTO "{table}" ({named}) VALUES {", ".join([one] * count)}'
