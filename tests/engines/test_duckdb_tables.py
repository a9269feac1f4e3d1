"""The macros against the pure functions, on thousands of random words and forms."""

import random
from collections.abc import Callable

import pytest

from coalesce.engines.duckdb_tables import connect, create_macros, load, pair_up, reach
from coalesce.linking.agreement import code, match_names
from coalesce.linking.columns import Columns, prepare
from coalesce.linking.model import Model, load_model
from coalesce.linking.near import by_letter
from coalesce.linking.rows import LinkRow
from coalesce.names import skeleton
from tests.builders import entry

MakeRows = Callable[[int, int, Model], list[LinkRow]]


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model()


def test_neighbours_are_those_of_the_reference(model: Model) -> None:
    rng = random.Random(9)
    words = sorted({"".join(rng.choices("abk", k=rng.randint(2, 8))) for _ in range(250)})
    forms = [Columns(((word,),), ((skeleton(word),),)) for word in words]
    connection = connect("500MB", 1)
    load(connection, [LinkRow(word, 1, "L", False, form, ()) for word, form in zip(words, forms, strict=True)], model)
    near_of = {code(form, model).forms[0].nears[0]: form for form in forms}
    found = {
        (near_of[near].forms[0][0], near_of[reach].forms[0][0])
        for near, reach in connection.execute("SELECT near, reach FROM neighbours").fetchall()
    }
    assert len(found) > 200
    assert found == {
        (one, other) for one in words for other in words if by_letter(one, other) and skeleton(one) != skeleton(other)
    }


def test_name_match_agrees_with_the_reference(model: Model, make_rows: MakeRows) -> None:
    rows = make_rows(4, 70, model)
    connection = connect("500MB", 1)
    create_macros(connection, model.name_rules)
    assert load(connection, rows, model) == 70
    connection.execute(
        "CREATE TABLE candidates AS SELECT a.rid AS l, b.rid AS r FROM people a JOIN people b ON a.rid < b.rid"
    )
    reach(connection, model.tokens.known)
    found = connection.execute(
        """SELECT a.record, b.record, name_match(f.forms, g.forms) FROM candidates
        JOIN people a ON a.rid = l JOIN people b ON b.rid = r
        LEFT JOIN formed f ON f.rid = l LEFT JOIN formed g ON g.rid = r"""
    ).fetchall()
    coded = {row.record: code(row.columns, model).forms for row in rows}
    assert len(found) == 70 * 69 // 2
    for left, right, match in found:
        assert tuple(match.values()) == match_names(coded[left], coded[right], model.name_rules)


def test_candidates_are_each_pair_once(model: Model, make_rows: MakeRows) -> None:
    connection = connect("500MB", 1)
    load(connection, make_rows(5, 60, model), model)
    count = pair_up(connection)
    pairs = connection.execute("SELECT l, r FROM candidates").fetchall()
    assert count == len(pairs) == len(set(pairs))
    assert all(left < right for left, right in pairs)


def test_names_in_two_scripts_match_as_the_reference_says(model: Model) -> None:
    names = (
        "فيض محمد وثيق",
        "Faiz Mohammad Wassiq",
        "Сергей Файз",
        "Siarhei Faiz",
        "William Karim",
        "Bill Karim",
        "עבד אל כרים",
        "くみ子 春香 後藤",
        "くみ子 春香 藤",
        "春香 藤",
        "지우 미경 이",
        "미경 미영 이",
        "Karim Kasim Faiz",
        "Kasem Karim Faiz",
        "志强 杨",
        "志 杨",
        "强 杨",
        "지연 김",
        "지현 김",
        "지옄 김",
        "あすか 橋本",
        "あか 橋本",
        "Asuka Hashimoto",
    )
    rows = [
        LinkRow(str(place), 1, "L", False, prepare(entry(f"R{place}", name)), ()) for place, name in enumerate(names)
    ]
    connection = connect("500MB", 1)
    create_macros(connection, model.name_rules)
    load(connection, rows, model)
    connection.execute(
        "CREATE TABLE candidates AS SELECT a.rid AS l, b.rid AS r FROM people a JOIN people b ON a.rid < b.rid"
    )
    reach(connection, model.tokens.known)
    found = connection.execute(
        """SELECT a.record, b.record, name_match(f.forms, g.forms) FROM candidates
        JOIN people a ON a.rid = l JOIN people b ON b.rid = r JOIN formed f ON f.rid = l JOIN formed g ON g.rid = r"""
    ).fetchall()
    coded = [code(row.columns, model).forms for row in rows]
    for left, right, match in found:
        assert tuple(match.values()) == match_names(coded[int(left)], coded[int(right)], model.name_rules)
    by = {(left, right): match for left, right, match in found}
    assert by["0", "1"]["near"] > 0  # by ear
    assert by["4", "5"]["near"] == 1  # by custom
    assert by["7", "8"]["near"] == 1  # by a letter lost
    assert by["14", "15"]["near"] == 1  # by a slip
    assert by["14", "16"]["near"] == 0
    assert by["17", "18"]["near"] == 0, "two names"
    assert by["17", "19"]["near"] == 1  # by a jamo
    assert by["20", "21"]["near"] == 1  # by a slip in kana
    assert by["8", "9"]["near"] == by["10", "11"]["near"] == 0
