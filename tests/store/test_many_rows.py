"""Many rows in one statement are those of one statement each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Boolean, Column, Integer, MetaData, String, Table, create_engine

from coalesce.linking.ordering import packed
from coalesce.store.many_rows import TOGETHER, insert_columns, insert_rows, numbers

METADATA = MetaData()
KEPT = Table("kept", METADATA, Column("run", Integer), Column("left", String))
WORDS = Table(
    "word", METADATA, Column("run", Integer), Column("one", String), Column("said", Boolean), Column("other", String)
)


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


ids = st.lists(
    st.tuples(st.text("ab2é", min_size=2, max_size=2), st.booleans(), st.text("xy7", min_size=5, max_size=5)),
    max_size=70,
)
odd = st.lists(st.tuples(st.text("ab2é", max_size=4), st.booleans(), st.text("xy7", max_size=5)), max_size=70)


@given(ids | odd)
def test_rows_in_columns_are_the_same_rows(rows: list[tuple[str, bool, str]]) -> None:
    one, said, other = ([row[place] for row in rows] for place in range(3))
    engine = create_engine("sqlite://")
    METADATA.create_all(engine)
    with engine.begin() as connection:
        columns = (7, packed(one), packed([str(int(each)) for each in said]), packed(other))
        insert_columns(connection, ("word", ("run", "one", "said", "other")), columns)
        assert [tuple(row) for row in connection.execute(WORDS.select())] == [(7, *row) for row in rows]
        kinds = connection.exec_driver_sql(
            "SELECT DISTINCT typeof(run), typeof(one), typeof(said), typeof(other) FROM word"
        )
        assert kinds.fetchall() == [("integer", "text", "integer", "text")] * bool(rows)
    engine.dispose()
