"""Rows without a verb."""

from __future__ import annotations

from tests.commitments.extraction.reading import acts, one


def test_a_label_with_a_sum_or_number() -> None:
    found = one("Kuwait: $200 million, to be disbursed before 31 March 2015, for food.")
    assert (found.act, found.members) == ("declared", ("KW",))
    assert "label" in found.rule
    assert one("Belgium and Norway – six F-16s").members == ("BE", "NO")


def test_the_lines_of_a_list_that_is_led_in() -> None:
    assert acts("The contribution consists of:\n• 16 trainers\n• two C-130 flights") == ["declared", "declared"]
    assert acts("The weather was fine.\n• 16 trainers") == []


def test_what_is_no_such_row() -> None:
    assert acts("Kuwait: no money, not even $200 million") == []
    assert acts("Kuwait: a long way to go") == []
    assert acts("Belgium 3 Wales 1") == []


def test_a_label_with_a_kind_in_a_list() -> None:
    found = one("• Turkey - rescue teams and a field hospital.")
    assert (found.act, found.members) == ("declared", ("TR",))
    assert "a kind of contribution" in found.rule
    assert acts("Turkey - rescue teams and a field hospital.") == []


def test_the_lines_of_a_list_that_say_what_will_be_done() -> None:
    assert acts("Norway pledged tents to:\n- Train up to 500 nurses\n- Distribute kits") == ["declared"] * 3
    assert acts("The Council calls on all members to:\n- Train up to 500 nurses\n- Distribute kits") == ["obligation"]
