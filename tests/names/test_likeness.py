"""How alike two words are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalesce.names.likeness import (
    _POINTS,
    FEATURES,
    KINDS,
    LETTERS,
    SAME,
    UNKNOWN,
    UNSURE,
    evidence,
    likenesses,
    unheard,
)
from coalesce.names.words import words


def like(left, right):
    return float(likenesses([words(left)[0]], [words(right)[0]])[0])


@pytest.mark.parametrize(
    ("left", "right"),
    [("محمد", "Mohammed"), ("سعيد", "Said"), ("Владимир", "Wladimir"), ("יוסף", "Yosef"), ("Saleh", "Salih"),
     ("عبد اللطيف", "Abdullatif"), ("William", "Bill"), ("Магомед", "محمد")],
)  # fmt: skip
def test_spellings_of_one_word(left, right):
    assert 0.5 < like(left, right) <= LETTERS


@pytest.mark.parametrize(
    ("left", "right"), [("محمد", "Karim"), ("Hasan", "Hussein"), ("Miller", "Schmidt"), ("J", "Karim")]
)
def test_other_words(left, right):
    assert like(left, right) < 0.5


def test_only_equal_letters_are_the_same():
    assert like("Karim", "KARIM") == SAME
    assert like("Karim", "Kareem") < SAME


def test_unknown_scripts_say_little():
    assert UNKNOWN <= like("习近平", "Xijinping") <= UNSURE
    assert UNKNOWN <= like("习近平", "Robert") <= UNSURE
    assert unheard(words("习近平")[0], words("Xijinping")[0])
    assert not unheard(words("محمد")[0], words("Mohammed")[0])


def test_han_letters_that_sound_alike_are_other_names_and_shapes_are_not():
    assert like("近平", "近朋") == like("近平", "近苹") < UNKNOWN
    assert like("伟", "薇") < UNKNOWN < UNSURE < like("伟", "偉") < SAME


def test_kana_are_compared_by_mora():
    assert like("さとう", "サトウ") > UNSURE > UNKNOWN > like("けん", "れん")


def test_initials():
    assert like("J", "John") == like("John", "J") > 0.5


@settings(deadline=None)
@given(
    st.text("abdehikmnrsعبدحمنيабвгдеאבגד", min_size=1, max_size=8),
    st.text("abdehikmnrsعبدحمنيабвгд", min_size=1, max_size=8),
)
def test_symmetric_and_a_probability(left, right):
    one, other = words(left), words(right)
    if one and other:
        first, second = likenesses([one[0]], [other[0]]), likenesses([other[0]], [one[0]])
        assert first == pytest.approx(second)
        assert 0 <= first[0] <= SAME


def test_evidence_has_a_column_for_each_name():
    kinds, found = evidence([words("Karim")[0], words("習近平")[0]], [words("كريم")[0], words("Ali")[0]])
    assert [KINDS[kind] for kind in kinds] == ["cross", "other"]
    assert found.shape == (2, len(FEATURES))
    assert np.isfinite(found).all()
    assert len(likenesses([], [])) == 0


def test_a_word_heard_with_others_or_alone_or_again_is_as_likely():
    left = words("Karim Tolumis Hedraq Shambir Vulneq Dorvek Qasim Haddad Mansour Yusuf Ivanov Petrosyan Noor")
    right = words("كريم Толумис هدرق Шамбир Vulnek دورفيك قاسم حداد منصور Юсуф Иванов Петросян نور")
    together = likenesses(left, right)
    assert likenesses(left, right).tolist() == together.tolist()
    _POINTS.clear()
    alone = [likenesses([one], [other])[0] for one, other in zip(left, right, strict=True)]
    assert alone == together.tolist()
