"""The macros against the pure functions, on thousands of random words and forms."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from coalesce.engines.duckdb_tables import connect, create_macros, load, pair_up
from coalesce.linking.agreement import code, match_names, nearly
from coalesce.linking.model import Model, load_model
from coalesce.linking.rows import LinkRow

MakeRows = Callable[[int, int, Model], list[LinkRow]]


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model()


def test_nearly_agrees_with_the_reference(tmp_path: Path, model: Model) -> None:
    rng = random.Random(9)
    words = ["".join(rng.choices("abk", k=rng.randint(1, 10))) for _ in range(3000)]
    others = ["".join(rng.choices(word, k=len(word))) if rng.random() < 0.3 else _edited(rng, word) for word in words]
    connection = connect(tmp_path, "500MB", 1)
    create_macros(connection, model.name_rules)
    connection.execute("CREATE TABLE pairs (a VARCHAR, b VARCHAR)")
    connection.executemany("INSERT INTO pairs VALUES (?, ?)", list(zip(words, others, strict=True)))
    found = connection.execute("SELECT a, b, nearly(a, b) FROM pairs").fetchall()
    assert {said for _, _, said in found} == {True, False}
    assert [said for _, _, said in found] == [nearly(one, other) for one, other, _ in found]


def _edited(rng: random.Random, word: str) -> str:
    for _ in range(rng.randint(0, 3)):
        at = rng.randrange(len(word))
        word = (
            word[:at] + rng.choice(["", "a", "k", word[at : at + 2][::-1]]) + word[at + rng.choice((0, 1, 2)) :] or "a"
        )
    return word


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
    pairs = connection.execute("SELECT join_key_l, join_key_r FROM candidates").fetchall()
    assert count == len(pairs) == len(set(pairs))
    assert all(left < right for left, right in pairs)
