"""The macros against the pure functions, on thousands of random words and forms."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from coalesce.engines.duckdb_tables import connect, create_macros, load, pair_up
from coalesce.linking.agreement import code, match_names, nearly
from coalesce.linking.columns import Columns
from coalesce.linking.model import Model, load_model
from coalesce.linking.rows import LinkRow
from coalesce.names import skeleton

MakeRows = Callable[[int, int, Model], list[LinkRow]]


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model()


def test_neighbours_are_those_of_the_reference(tmp_path: Path, model: Model) -> None:
    rng = random.Random(9)
    words = sorted({"".join(rng.choices("abk", k=rng.randint(2, 8))) for _ in range(250)})
    forms = [Columns(((word,),), ((skeleton(word),),)) for word in words]
    connection = connect(tmp_path, "500MB", 1)
    load(connection, [LinkRow(word, 1, "L", False, form, ()) for word, form in zip(words, forms, strict=True)], model)
    near_of = {code(form, model).forms[0].nears[0]: form for form in forms}
    found = {
        (near_of[near].forms[0][0], near_of[reach].forms[0][0])
        for near, reach in connection.execute("SELECT near, reach FROM neighbours").fetchall()
    }
    assert len(found) > 200
    assert found == {
        (one, other) for one in words for other in words if nearly(one, other) and skeleton(one) != skeleton(other)
    }


def test_name_match_agrees_with_the_reference(tmp_path: Path, model: Model, make_rows: MakeRows) -> None:
    rows = make_rows(4, 70, model)
    connection = connect(tmp_path, "500MB", 1)
    create_macros(connection, model.name_rules)
    assert load(connection, rows, model) == 70
    found = connection.execute(
        "SELECT l.record, r.record, name_match(l.forms, r.forms) FROM people l JOIN people r ON l.rid < r.rid"
    ).fetchall()
    coded = {row.record: code(row.columns, model).forms for row in rows}
    assert len(found) == 70 * 69 // 2
    for left, right, match in found:
        assert tuple(match.values()) == match_names(coded[left], coded[right], model.name_rules)


def test_candidates_are_each_pair_once(tmp_path: Path, model: Model, make_rows: MakeRows) -> None:
    connection = connect(tmp_path, "500MB", 1)
    load(connection, make_rows(5, 60, model), model)
    count = pair_up(connection)
    pairs = connection.execute("SELECT l, r FROM candidates").fetchall()
    assert count == len(pairs) == len(set(pairs))
    assert all(left < right for left, right in pairs)
