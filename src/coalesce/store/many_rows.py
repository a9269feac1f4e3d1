"""Rows by the hundred thousand, and which runs and builds of them there are.

Invariant: the table holds afterwards what one statement for each row would have put there.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import Column, Connection, func, select

TOGETHER = 64
"""Rows of one statement: a row costs a fifth of what it costs alone, and more of them bring nothing."""

Into = tuple[str, tuple[str, ...]]
"""A table and its columns, both our own words."""


def insert_rows(connection: Connection, into: Into, rows: Sequence[tuple[Any, ...]]) -> None:
    """Put the rows in, inside the caller's transaction."""
    whole = len(rows) - len(rows) % TOGETHER
    if whole:
        told = [tuple(chain.from_iterable(rows[at : at + TOGETHER])) for at in range(0, whole, TOGETHER)]
        connection.exec_driver_sql(_statement(into, TOGETHER), told)
    if whole < len(rows):
        connection.exec_driver_sql(_statement(into, 1), list(rows[whole:]))


def numbers(connection: Connection, column: Column[int]) -> list[int]:
    """The few distinct numbers, none below 0, of a column that begins its table's key: each is one look-up."""
    found: list[int] = []
    while True:
        later = select(func.min(column)).where(column > (found[-1] if found else -1))
        number = connection.execute(later).scalar()
        if number is None:
            return found
        found.append(int(number))


@cache
def _statement(into: Into, count: int) -> str:
    table, columns = into
    named = ", ".join(f'"{column}"' for column in columns)
    one = f"({', '.join('?' * len(columns))})"
    return f'INSERT INTO "{table}" ({named}) VALUES {", ".join([one] * count)}'
