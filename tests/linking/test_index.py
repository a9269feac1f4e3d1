"""The keys a record is found by: in number bounded, without order, across spellings and scripts."""

from __future__ import annotations

import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from coalesce.linking.columns import Columns
from coalesce.linking.index import (
    LONGEST_EDITED,
    MOST_EDITED,
    MOST_KEPT,
    MOST_WORDS,
    Asked,
    kept,
    linking_values,
    near_bones,
    value,
)

NAMES = st.lists(st.text(st.sampled_from("abdkmrstzناмр -'"), max_size=40), max_size=30)


def held(*names: str) -> set[int]:
    """The keys of a record with these names."""
    return set(kept("R", names, Columns(), ()))


def asked(text: str) -> Asked:
    """What is asked for a text, every word telling alike."""
    return Asked.of(text, lambda _: 8.0)


def nearly(text: str) -> set[int]:
    """The keys asked for a text a letter of which is off."""
    return {one for key in asked(text).edited for one in key.values}


@given(names=NAMES)
def test_keys_are_bounded_whole_numbers_each_once(names: list[str]) -> None:
    made = kept("R", names, Columns(), ())
    assert len(set(made)) == len(made) <= MOST_KEPT + 1
    assert all(0 <= one < 1 << 63 for one in made)


@given(seed=st.integers(0, 10**6))
def test_the_order_of_words_does_not_matter(seed: int) -> None:
    words = ["Vulneq", "Shambir", "Dorvek", "Hedraq"]
    shuffled = random.Random(seed).sample(words, 4)
    assert held(" ".join(words)) == held(" ".join(shuffled))
    assert {key.value for key in asked(" ".join(shuffled)).whole} <= held(" ".join(words))


LONG = "Vulneq Ahmed Shambir Ali Dorvek Hasan Hedraq Omar Tolumis Karim Zorbal Kemtari".split()


@given(order=st.permutations(LONG))
def test_nor_does_it_in_a_name_of_many_words(order: list[str]) -> None:
    """The rarest words make keys: with those at the ends the same words in another order had few keys in common."""
    name, other = " ".join(LONG), " ".join(order)
    assert held(name) == held(other)
    assert {key.value for key in asked(other).whole} <= held(name)
    assert len(asked(other).told) == MOST_WORDS
    rare = {key.value for word in ("Vulneq", "Shambir", "Dorvek", "Zorbal", "Kemtari") for key in asked(word).singles}
    assert rare <= held(other)


def test_a_name_is_asked_for_from_the_most_telling_to_the_least() -> None:
    bits = {"flnk": 4.0, "smbr": 12.0, "drfk": 8.0}
    plan = Asked.of("Vulneq Shambir Dorvek", bits.__getitem__)
    assert [key.places for key in plan.whole] == [(0, 1, 2)]
    assert [key.places for key in plan.pairs] == [(1, 2), (0, 1), (0, 2)]
    assert [key.places for key in plan.singles] == [(1,), (2,), (0,)]
    assert plan.told == (4.0, 12.0, 8.0)


def test_a_missing_word_leaves_a_pair() -> None:
    keys = held("Vulneq Dorvek Shambir")
    assert {key.value for key in asked("Shambir Vulneq").pairs} <= keys
    assert not {key.value for key in asked("Shambir Tolumis").pairs} & keys


def test_a_letter_off_is_asked_for_and_not_stored() -> None:
    plain = held("Vulneq Shambir")
    for wrong in ("Vulneq Shamir", "Vulneq Shamblir", "Vulneq Shabmir", "Vulneq Shamtir", "Vudneq Shambir"):
        assert not {key.value for key in asked(wrong).pairs} & plain, wrong
        assert nearly(wrong) & plain, wrong
    assert nearly("Shamtir") & held("Shambir")


@given(bone=st.text(st.sampled_from("bdkmrst"), min_size=1, max_size=6))
def test_near_skeletons_are_near_both_ways(bone: str) -> None:
    single = all(a != b for a, b in pairwise(bone))
    for near in near_bones(bone):
        assert near != bone
        assert abs(len(near) - len(bone)) <= 1
        assert not single or bone in near_bones(near)


@given(text=st.text(max_size=200))
def test_whatever_is_asked_is_bounded(text: str) -> None:
    plan = asked(text)
    assert sum(len(key.values) for key in plan.edited) <= MOST_EDITED
    assert all(place < len(plan.told) for key in (*plan.pairs, *plan.edited, *plan.singles) for place in key.places)


def test_numbers_references_and_blocking_keys_are_apart() -> None:
    made = kept("Ref-7", [], Columns(documents=("K7712|SY",)), ("K7712",))
    assert set(made) == {value("r", "ref-7"), value("n", "K7712"), *linking_values(("K7712",))}
    assert len(made) == 3


def test_a_word_that_no_name_has_is_not_asked_for_a_letter_off() -> None:
    long = "bdr" * LONGEST_EDITED
    assert nearly(long) == set()
    assert {key.value for key in asked(long).whole} <= held(long)
    assert nearly("bdr" * 5)


def test_of_very_many_names_each_has_a_key() -> None:
    names = [f"{one}{two}ba {two}{one}do nu{one}re" for one in "bdfghklmnr" for two in "aeiou"] * 2
    assert all({key.value for key in asked(name).whole} <= held(*names) for name in names)
