"""Two records' names word by word."""

from __future__ import annotations

import pytest

from coalesce.linking.agreement import code, match_names
from coalesce.linking.columns import prepare
from coalesce.linking.comparisons import name_reason
from coalesce.linking.side_by_side import MOST_PAIRS, NamesLaid, one_in, rareness, side_by_side
from coalesce.records import Entry, Name, Provenance
from tests.builders import model

NOWHERE = Provenance("made.csv", 1)


def called(*names: str) -> Entry:
    return Entry("R", tuple(Name(name, "Zyyy") for name in names), NOWHERE)


def laid(left: Entry, right: Entry) -> NamesLaid:
    found = side_by_side([(left, right)], model())[0]
    assert found is not None
    return found


def test_of_all_their_names_those_most_alike_are_laid_side_by_side() -> None:
    found = laid(called("Abu Zorb", "زوربال كمتاري"), called("Zorbal Kamtari", "Vex Quill"))
    assert (found.left.full, found.right.full) == ("زوربال كمتاري", "Zorbal Kamtari")
    assert [(one.left, one.right) for one in found.compared.aligned] == [("زوربال", "Zorbal"), ("كمتاري", "Kamtari")]


def test_words_stand_in_the_order_of_the_left_name() -> None:
    found = laid(called("Zorbal Tanvik Kamtari"), called("KAMTARI, Zorbal"))
    assert [one.left for one in found.compared.aligned] == ["Zorbal", "Kamtari"]
    assert found.compared.left_alone == ("Tanvik",)


def test_turned_round_the_probability_stays() -> None:
    left, right = called("Zorbal Kamtari", "Кемтари"), called("Zurbal Kemtari", "Kamtari Vex")
    assert laid(left, right).compared.score == laid(right, left).compared.score


def test_a_record_without_a_name_has_nothing_to_lay_and_the_others_keep_theirs() -> None:
    found = side_by_side([(called("Zorbal"), called()), (called("Zorbal"), called("Zorbal"))], model())
    assert found[0] is None
    assert found[1] is not None
    assert found[1].compared.aligned[0].reason == "the same word"


def test_the_names_shown_are_those_that_the_weight_rests_on() -> None:
    """Judged by likeness alone the first names would be shown, of which no word agrees for linking."""
    left = called("Vexmar Quilbat", "Zorbal Saeed Tanvik")
    right = called("Vuxnar Guilpat Ro", "Hedraq Tolmis", "Mansub Saud")
    found = laid(left, right)
    ours, theirs = (code(prepare(one), model()).forms for one in (left, right))
    match = match_names(ours, theirs, model().name_rules)
    assert match is not None
    assert name_reason(match.exact, match.by_skeleton, match.near, (3, 2)).startswith("1 of 2 name tokens agree")
    assert (found.left.full, found.right.full) == ("Zorbal Saeed Tanvik", "Mansub Saud")
    assert found.compared.remarks[-1] == "the evidence counts saeed and saud as agreeing: the same consonants"


def test_what_the_words_say_already_is_not_said_again() -> None:
    assert laid(called("Zorbal Kamtari"), called("Zorbal Kemtari")).compared.remarks == ()
    assert laid(called("Zorbal"), called("Zorbal")).compared.remarks == ()


def test_of_names_that_weigh_the_same_so_many_are_compared() -> None:
    many = called(*(f"Vex{chr(97 + n // 12)}{chr(97 + n % 12)}" for n in range(2 * MOST_PAIRS)))
    assert laid(many, called("Dorb Hilm")).left in many.names[:MOST_PAIRS]


@pytest.mark.parametrize(
    ("bits", "said", "share"), [(3.0, "frequent", 8), (6.0, "less frequent", 64), (12.0, "rare", 4100)]
)
def test_rarity_is_told_in_a_word_and_as_a_share(bits: float, said: str, share: int) -> None:
    assert rareness(bits) == said
    assert one_in(bits) == share


@pytest.mark.parametrize(
    ("left", "right", "counted"),
    [("くみ子 春香 後藤", "くみ子 春香 藤", True), ("志强 杨", "强 杨", False), ("志强 杨", "志 杨", True)],
)
def test_a_letter_lost_is_told_where_it_counts(left: str, right: str, counted: bool) -> None:
    remarks = laid(called(left), called(right)).compared.remarks
    assert any("nearly the same word" in remark for remark in remarks) is counted
