"""Rows in columns are the same rows, number for number."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Boolean, Column, Float, Integer, MetaData, String, Table, create_engine

from coalesce.linking.ordering import packed
from coalesce.store.many_columns import fractions, insert_columns, texts, whole

METADATA = MetaData()
NAMES = ("run", "one", "said", "stated", "weight", "other")
KINDS = (Integer, String, Boolean, Float, Integer, String)
KEPT = Table("kept", METADATA, *(Column(name, kind) for name, kind in zip(NAMES, KINDS, strict=True)))
TYPES = ("integer", "text", "integer", "real", "integer", "text")

NUMBERS = st.one_of(st.integers(-3, 3), st.integers(-(2**63), 2**63 - 1))
IDS = st.tuples(
    st.text("ab2é", min_size=2, max_size=2),
    st.booleans(),
    st.floats(2**-9, 1),
    NUMBERS,
    st.text("xy7", min_size=5, max_size=5),
)
ODD = st.tuples(st.text("ab2é", max_size=4), st.booleans(), st.floats(0, 1e9), NUMBERS, st.text("xy7", max_size=5))


@given(st.lists(IDS, max_size=70) | st.lists(ODD, max_size=70))
def test_every_row_is_there_as_it_was(rows: list[tuple[Any, ...]]) -> None:
    one, said, stated, weight, other = ([row[place] for row in rows] for place in range(5))
    columns = (
        texts(packed(one)),
        whole(np.array(said, dtype=np.int64)),
        fractions(np.array(stated, dtype=np.float64)),
        whole(np.array(weight, dtype=np.int64)),
        texts(packed(other)),
    )
    engine = create_engine("sqlite://")
    METADATA.create_all(engine)
    with engine.begin() as connection:
        insert_columns(connection, ("kept", NAMES), (7, *columns))
        assert [tuple(row) for row in connection.execute(KEPT.select())] == [(7, *row) for row in rows]
        kinds = ", ".join(f"typeof({name})" for name in NAMES)
        assert connection.exec_driver_sql(f"SELECT DISTINCT {kinds} FROM kept").fetchall() == [TYPES] * bool(rows)
    engine.dispose()


def test_ids_and_what_a_link_states_are_cut_and_odd_ones_are_not() -> None:
    assert texts(packed(["ab", "cd"])).cells is not None
    assert texts(packed(["ab", "c"])).cells is None
    assert fractions(np.array([0.01, 0.999, 1.0])).cells is not None
    assert fractions(np.array([1e-7 / 3])).cells is None
    assert fractions(np.array([-0.5])).cells is None


@pytest.mark.parametrize("numbers", [[], [0], [-(2**63), 2**63 - 1, 5]])
def test_a_part_is_of_the_same_values(numbers: list[int]) -> None:
    column = whole(np.array(numbers, dtype=np.int64))
    assert column.at(slice(1, 3)).plain() == numbers[1:3]
    assert column.at(np.arange(len(numbers))[::-1]).plain() == numbers[::-1]
