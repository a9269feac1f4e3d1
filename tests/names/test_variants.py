"""Letters of two shapes come to one, and other letters stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.names.variants import one_shape

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=8)


@pytest.mark.parametrize(
    ("one", "other"), [("張偉", "张伟"), ("渡邊", "渡辺"), ("齋藤", "斎藤"), ("國", "国"), ("高橋", "髙橋")]
)
def test_shapes_of_one_letter_are_one(one: str, other: str) -> None:
    assert one_shape(one) == one_shape(other)


@pytest.mark.parametrize("two", ["伟薇", "英莹", "石市", "伟炜", "于余", "肖萧", "斎斉"])
def test_letters_that_sound_alike_stay_two(two: str) -> None:
    assert one_shape(two[0]) != one_shape(two[1])


@given(HAN)
def test_idempotent_and_as_long(text: str) -> None:
    assert one_shape(one_shape(text)) == one_shape(text)
    assert len(one_shape(text)) == len(text)
