"""Many rows in one statement are those of one statement each."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine

from coalesce.store.many_rows import TOGETHER, insert_rows, numbers

METADATA = MetaData()
KEPT = Table("kept", METADATA, Column("run", Integer), Column("left", String))


@pytest.mark.parametrize("count", [0, 1, TOGETHER - 1, TOGETHER, 3 * TOGETHER + 5])
def test_every_row_is_there_once(count: int) -> None:
    rows = [(number % 3 * 4, f"r{number}") for number in range(count)]
    engine = create_engine("sqlite://")
    METADATA.create_all(engine)
    with engine.begin() as connection:
        insert_rows(connection, ("kept", ("run", "left")), rows)
        assert [tuple(row) for row in connection.execute(KEPT.select())] == rows
        assert numbers(connection, KEPT.c.run) == sorted({run for run, _ in rows})
    engine.dispose()
