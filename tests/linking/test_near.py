"""Tokens that are nearly one: by a letter, by custom, in another script."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalesce.linking.columns import tokens_of
from coalesce.linking.near import (
    Token,
    by_custom,
    by_jamo,
    by_letter,
    by_loss,
    by_slip,
    has_near,
    heard,
    in_jamo,
    letter_lost,
    near,
    slipped,
    two_names,
)
from coalesce.names import skeleton
from coalesce.names.words import words


def token(name: str) -> Token:
    word = words(name)[0]
    return Token(word.plain, skeleton(word.plain), "" if word.script == "Latn" else word.source)


@pytest.mark.parametrize(
    ("left", "right"),
    [("Muhammad", "Muhamed"), ("Karim", "Kasim"), ("William", "Bill"), ("Сергей", "Siarhei"), ("عظیم", "Azeem"),
     ("فيض", "Faiz"), ("Юсуф", "يوسف"), ("Мухаммад", "محمد")],
)  # fmt: skip
def test_near(left: str, right: str) -> None:
    one, other = token(left), token(right)
    assert near(one, other) == near(other, one) == (one.bone != other.bone)


@pytest.mark.parametrize(
    ("left", "right"), [("Karim", "Saleh"), ("محمد", "Karim"), ("Владимир", "يوسف"), ("Ali", "Ala")]
)
def test_not_near(left: str, right: str) -> None:
    assert not near(token(left), token(right))


def test_in_bulk_as_one_by_one() -> None:
    pairs = [(token(one), token(other)) for one in ("فيض", "وثيق", "Karim") for other in ("Faiz", "Wassiq", "Юсуф")]
    assert heard(pairs) == [heard([pair])[0] for pair in pairs]
    assert heard([]) == []


def test_by_custom_gives_all_pairs_of_two_skeletons() -> None:
    found = by_custom([token("William"), token("Bill"), token("Karim"), token("Billy")])
    assert (token("William"), token("Bill")) in found
    assert all(one.bone != other.bone for one, other in found)


def test_too_short_for_near() -> None:
    assert not has_near(token("Ali"))
    assert has_near(token("على"))
    assert has_near(token("Karim"))


@settings(deadline=None)
@given(st.text("abcdklmr", max_size=7), st.text("abcdklmr", max_size=7))
def test_by_letter_is_symmetric(one: str, other: str) -> None:
    assert by_letter(one, other) == by_letter(other, one)


@pytest.mark.parametrize(
    ("left", "right", "lost"),
    [("藤井", "藤", True), ("くみ子", "く子", True), ("建國", "国", True), ("건우", "우", True), ("聡太郎", "太郎", True),
     ("伟", "薇", False), ("秀英", "秀莹", False), ("聡太郎", "聡", False), ("藤井", "藤井", False), ("あすか", "あか", True), ("さゆり", "ゆり", True), ("くみ子", "くみ", True), ("あすか", "さすか", False),
     ("Karima", "Karim", False)],
)  # fmt: skip
def test_a_letter_lost_is_one_letter_less_and_no_other_in_its_place(left: str, right: str, lost: bool) -> None:
    one, other = tokens_of(left)[0], tokens_of(right)[0]
    assert letter_lost(one, other) == letter_lost(other, one) == lost
    assert not lost or not near(one, other)


@pytest.mark.parametrize(
    ("full", "brief", "known", "slip"),
    [("志强", "志", "志强", True), ("志强", "强", "志强 强", False), ("志强", "志", "强", False), ("志强", "志", "", False),
     ("경자", "자", "경자", True), ("あすか", "あか", "あすか", True), ("くみ子", "く子", "くみ子", True), ("伟", "薇", "伟", False), ("聡太郎", "聡", "聡太郎", False)],
)  # fmt: skip
def test_a_slip_makes_no_name_of_a_name(full: str, brief: str, known: str, slip: bool) -> None:
    one, other = tokens_of(full)[0], tokens_of(brief)[0]
    names = {token.plain for token in tokens_of(known)}
    assert slipped(one, other, names) == slipped(other, one, names) == slip


@settings(deadline=None)
@given(st.sets(st.text("藤井伟く子영지", min_size=1, max_size=3), max_size=12), st.data())
def test_by_slip_finds_every_pair_that_slipped(names: set[str], data: st.DataObject) -> None:
    told = list({word: None for name in names for word in tokens_of(name)})
    known = {token.plain for token in told if data.draw(st.booleans())}
    found = by_slip(told, known)
    both = [*found, *((other, one) for one, other in found)]
    assert len(both) == len(set(both))
    assert set(both) == {(one, other) for one in told for other in told if slipped(one, other, known)}


def test_names_that_a_jamo_sets_apart_are_two_where_both_are_known() -> None:
    one, other = tokens_of("지연 김")[0], tokens_of("지현 김")[0]
    assert near(one, other)
    assert two_names(one, other, {one.plain, other.plain})
    assert not two_names(one, other, {one.plain})
    assert not any(map(in_jamo, (*tokens_of("志强"), *tokens_of("Karim"))))


@settings(deadline=None)
@given(st.sets(st.text("연현영지정", min_size=1, max_size=2), max_size=12), st.data())
def test_by_jamo_finds_every_pair_that_a_jamo_sets_apart(names: set[str], data: st.DataObject) -> None:
    told = list({word: None for name in names for word in tokens_of(name)})
    known = {token.plain for token in told if data.draw(st.booleans())}
    expected = {
        (one, other)
        for one in told
        for other in told
        if one != other and by_letter(one.plain, other.plain) and not two_names(one, other, known)
    }
    assert set(by_jamo(told, known)) == expected


@settings(deadline=None)
@given(st.sets(st.text("藤井伟くさ子영지", min_size=1, max_size=4), max_size=12))
def test_by_loss_finds_every_pair_that_lost_a_letter(names: set[str]) -> None:
    told = list({word: None for name in names for word in tokens_of(name)})
    found = by_loss(told)
    both = [*found, *((other, one) for one, other in found)]
    assert len(both) == len(set(both))
    assert set(both) == {(one, other) for one in told for other in told if letter_lost(one, other)}
