"""People of one audience."""

import re

from coalesce.handling import Purpose
from coalesce.linking.components import Node
from coalesce.linking.people import people, person_id
from coalesce.records import Audience, Verdict

NL = Audience("NL", Purpose.INVESTIGATION)
KEY = b"k" * 32


def _nodes(letters: str) -> list[Node]:
    return [Node(letter, "L", False) for letter in letters]


def test_a_person_is_judged_when_humans_join_all_its_records() -> None:
    links = [("a", "b", 0.9), ("b", "c", 0.95), ("a", "c", 0.95), ("d", "e", 0.9)]
    verdicts = {("a", "b"): Verdict.SAME, ("d", "e"): Verdict.SAME}
    found = people(NL, KEY, _nodes("abcdef"), links, verdicts)
    assert [(person.records, person.judged) for person in found] == [
        (("a", "b", "c"), False),
        (("d", "e"), True),
        (("f",), True),
    ]


def test_the_id_tells_nothing_and_belongs_to_its_audience() -> None:
    first = person_id(NL, KEY, ("a", "b"))
    assert re.fullmatch(r"[a-z2-7]{16}", first)
    others = {
        person_id(Audience("FR", Purpose.INVESTIGATION), KEY, ("a", "b")),
        person_id(Audience("NL", Purpose.BORDER), KEY, ("a", "b")),
        person_id(NL, b"other", ("a", "b")),
        person_id(NL, KEY, ("a",)),
        person_id(NL, KEY, ("a", "b", "c")),
    }
    assert len(others | {first}) == 6
    assert first == person_id(NL, KEY, ("a", "b"))
