"""What touches what: a likely link, a person, a word; and the shortest chain between two."""

from __future__ import annotations

from pathlib import Path

from coalesce.records import Verdict
from coalesce.services import reviewing
from coalesce.services.touching import Surroundings, around, surroundings
from coalesce.store.read_view import Fact
from tests.builders import INVESTIGATION, ids, owner
from tests.services.notice_nodes import arrive, somebody, two_members


def test_records_of_one_person_touch_and_those_judged_different_do_not(tmp_path: Path) -> None:
    node, border, departures = two_members(tmp_path / "node")
    arrive(node, border, [somebody("N1"), somebody("N2", 1)])
    arrive(node, departures, [somebody("F1")])
    known = ids(node.store)
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        ((piece, near),) = around(node, view, sorted(known.values()))
    assert sorted(piece) == sorted(known.values())
    assert near.touching(known["F1"]) == [known["N1"]]
    assert near.touching(known["N2"]) == []
    assert near.between(known["F1"], known["N1"]) == frozenset()
    word = reviewing.Word(Verdict.DIFFERENT, "two faces")
    reviewing.judge(node, owner(node.store), INVESTIGATION, (known["F1"], known["N1"]), word)
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        assert surroundings(node, view, [known["F1"]]).touching(known["F1"]) == []
    node.store.close()


def test_a_chain_is_the_shortest_and_stays_within_the_person() -> None:
    fact = Fact(1, "l", "list", "travellers", "NL", False, "R", ())
    joined = {"a": {"b", "x"}, "b": {"a", "c"}, "c": {"b", "d"}, "d": {"c", "x"}, "x": {"a", "d"}}
    person = ("a", "b", "c", "d")
    near = Surroundings(
        dict.fromkeys("abcdx", fact),
        {**dict.fromkeys(person, person), "x": ("x",)},
        {one: frozenset(others) for one, others in joined.items()},
    )
    assert near.between("a", "d") == {"b", "c"}
    assert near.between("a", "b") == near.between("a", "a") == frozenset()
    assert near.touching("a") == ["b", "c", "d", "x"]
    assert near.between("x", "c") == {"d"}, "not one person: by whatever joins them"
