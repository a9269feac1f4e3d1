"""The skeletons that a word may have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.names import skeleton, tokens
from coalesce.names.bones import MOST, bones


@pytest.mark.parametrize(
    ("left", "right"),
    [(("bill", ""), ("william", "")), (("siarhei", ""), ("sergei", "")), (("grushko", "грушко"), ("hrushko", "")),
     (("karaev", "караев"), ("karaeu", "")), (("kubrakov", "кубраков"), ("kubrakou", "")),
     (("fadal", "فضل"), ("fazl", "")), (("qasimi", "قاسمي"), ("gasmi", "")), (("jamal", "جمال"), ("gamal", ""))],
)  # fmt: skip
def test_spellings_meet(left: tuple[str, str], right: tuple[str, str]) -> None:
    assert set(bones(*left)) & set(bones(*right))


@given(st.text("abcdeghklmnorstvz", min_size=1, max_size=10))
def test_its_own_is_the_first(word: str) -> None:
    found = bones(word)
    assert found[0] == skeleton(word)
    assert len(found) == len(set(found)) <= MOST


def test_latin_words_without_custom_have_one() -> None:
    assert bones(tokens("Baghdadi")[0]) == (skeleton("baghdadi"),)
