"""Whom a pronoun stands for: marked before, in the same paragraph, or nobody."""

from __future__ import annotations

from coalesce.commitments.extraction.antecedents import Named, member_marks
from coalesce.commitments.extraction.candidates import find_candidates
from coalesce.commitments.extraction.giving import giving
from coalesce.commitments.extraction.marks import Label
from tests.commitments.extraction.reading import marked, parsed


def members(text: str) -> list[tuple[str, ...]]:
    return [found.members for found in find_candidates(text)]


def test_it_they_we_and_a_missing_subject() -> None:
    assert members("Poland will send 40 trainers. It has also given tents.") == [("PL",), ("PL",)]
    assert members("Spain and Italy sent tents. They will send blankets.") == [("ES", "IT"), ("ES", "IT")]
    assert members("Canada said it would send 60 troops. Also sent $15 million.") == [("CA",), ("CA",)]
    assert members("Bahrain sent tents. The kingdom has also given blankets.") == [("BH",), ("BH",)]


def test_we_is_the_speaker() -> None:
    assert members("PRIME MINISTER OF IRAQ: Turkey left. We will send 400 troops.") == [("IQ",)]


def test_nobody_is_taken_over_a_blank_line_or_from_the_line_of_a_list() -> None:
    assert members("Poland will send 40 trainers.\n\nIt has also given tents.") == [("PL",), ()]
    assert members("They gave:\n- Iceland: 20 tents\n- 40 blankets") == [("IS",), ()]


def test_nobody_is_taken_where_an_adversary_was_last() -> None:
    assert members("Poland was named. The militants left. They will send 400 troops.") == []


def test_the_basis_is_said() -> None:
    text = "Poland will send 40 trainers. It has also given tents."
    (mark,) = [mark for mark in marked(text, Label.MEMBER) if mark.basis]
    assert mark.rule == "“It”: stands for “Poland”, named before"
    found = parsed("They sent tents")
    (verb,) = giving(found)
    assert member_marks(found, verb, Named()) == []


def test_a_body_of_nobody_is_nobody() -> None:
    assert members("Poland will send tents. The treasury will send 400 blankets.") == [("PL",), ()]


def test_they_behind_a_group_are_the_group() -> None:
    text = "The United States spoke. 27 other nations said they will send more troops."
    assert members(text) == [()]
    assert [mark.text for mark in marked(text, Label.UNNAMED)] == ["27 other nations"]


def test_who_is_the_one_right_before() -> None:
    assert members("Norway left. The news came from China, who pledged to send 8,000 troops.") == [("CN",)]
