"""What is handed to the engine is what the reference codes, in flat columns."""

from collections.abc import Callable

import pytest

from coalesce.engines import arrow_rows
from coalesce.engines.arrow_rows import LEVELS, arrow_chunks
from coalesce.linking.agreement import code
from coalesce.linking.comparisons import REASONS
from coalesce.linking.marks import LEVEL_SHIFT
from coalesce.linking.model import Model, load_model
from coalesce.linking.rows import LinkRow

MakeRows = Callable[[int, int, Model], list[LinkRow]]


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model()


def test_marks_of_all_comparisons_stand_in_one_list_apart_by_their_levels(make_rows: MakeRows, model: Model) -> None:
    rows = make_rows(6, 40, model)
    (chunk,) = arrow_chunks(rows, model)
    for row, told in zip(rows, chunk["records"].to_pylist(), strict=True):
        marks = code(row.columns, model).marks
        for side in ("asserts", "accepts"):
            expected = [
                mark + (place * LEVELS << LEVEL_SHIFT)
                for place, each in enumerate(REASONS)
                for mark in getattr(marks[each], side)
            ]
            assert told[side] == expected
        assert [bool(told["speaks"] >> place & 1) for place in range(len(REASONS))] == [
            bool(marks[each].asserts) for each in REASONS
        ]
        assert told["closed"] == (row.list_id if row.deduplicated else None)


def test_no_level_runs_into_the_next_comparison() -> None:
    assert all(len(reasons) <= LEVELS for reasons in REASONS.values())
    assert LEVELS * len(REASONS) <= 63


def test_chunks_number_their_rows_on(make_rows: MakeRows, model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrow_rows, "CHUNK", 7)
    rows = make_rows(7, 20, model)
    chunks = list(arrow_chunks(iter(rows), model))
    assert [len(chunk["records"]) for chunk in chunks] == [7, 7, 6]
    assert [row for chunk in chunks for row in chunk["records"]["row"].to_pylist()] == list(range(20))
    pairs = [(row["row"], row["key"]) for chunk in chunks for row in chunk["keys"].to_pylist()]
    assert pairs == [(number, key) for number, row in enumerate(rows) for key in row.keys]


def test_no_rows_give_one_empty_chunk(model: Model) -> None:
    (chunk,) = arrow_chunks([], model)
    assert all(len(table) == 0 for table in chunk.values())


def test_words_stand_apart_from_who_bears_them(make_rows: MakeRows, model: Model) -> None:
    (chunk,) = arrow_chunks(make_rows(8, 30, model), model)
    assert set(chunk["words"].column_names) == {"near", "word", "bone", "source"}
    assert all(name not in chunk["forms"].column_names for name in ("word", "words"))
