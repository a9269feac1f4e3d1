"""An East Asian name in one word is parted, and no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.names.parting import parted


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("김정은", "김 정은"),
        ("李伟", "李 伟"),
        ("习近平", "习 近平"),
        ("司馬遷", "司馬 遷"),
        ("安倍晋三", "安倍 晋三"),
        ("남궁민수", "남궁 민수"),
        ("예준", "예준"),
        ("예준 김", "예준 김"),
        ("习", "习"),
        ("しんぞう", "しんぞう"),
        ("Kim", "Kim"),
        ("박박박박박", "박박박박박"),
    ],
)
def test_the_family_name_comes_first(name: str, parts: str) -> None:
    assert parted(name.split()) == parts.split()


@given(st.lists(st.text(min_size=1)))
def test_letters_and_their_order_stay(words: list[str]) -> None:
    assert "".join(parted(words)) == "".join(words)
