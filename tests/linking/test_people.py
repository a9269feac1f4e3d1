"""People of one audience."""

import re

from hypothesis import given
from hypothesis import strategies as st

from coalesce.handling import Purpose
from coalesce.linking.cluster_ties import told_of
from coalesce.linking.components import Node
from coalesce.linking.people import everybody, people, person_id
from coalesce.records import Audience, Everybody, Verdict

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


word = st.tuples(*[st.sampled_from("abcdefgh")] * 2, st.sampled_from(list(Verdict)))
tie = st.tuples(*[st.sampled_from("abcdefgh")] * 2, st.floats(0.1, 0.999))


@given(st.lists(tie, max_size=12), st.lists(word, max_size=5))
def test_record_by_record_they_are_the_same_people(
    ties: list[tuple[str, str, float]], words: list[tuple[str, str, Verdict]]
) -> None:
    links = list({(a, b): (a, b, p) for a, b, p in ties if a < b}.values())
    verdicts = {(a, b): said for a, b, said in words if a < b}
    told = told_of(((letter, -1) for letter in "abcdefgh"), links)
    found = people(NL, KEY, _nodes("abcdefgh"), links, verdicts)
    assert list(everybody(NL, KEY, told, verdicts).rows()) == list(Everybody.of(found).rows())
