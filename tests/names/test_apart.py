"""Names that only look alike are told apart; spellings of one name are not."""

from __future__ import annotations

import pytest

from coalesce.names import compare
from coalesce.names.apart import kept_apart
from coalesce.names.words import words


def apart(left, right):
    (one,), (other,) = words(left), words(right)
    assert kept_apart(one, other) == kept_apart(other, one)
    return kept_apart(one, other)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("حسن", "حسين"),
        ("جمال", "جميل"),
        ("كامل", "كميل"),
        ("محمد", "محمود"),
        ("Петров", "Петрович"),
        ("Ivanova", "Ivanovna"),
    ],
)
def test_two_names(left, right):
    assert apart(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("رحمن", "رحمان"),
        ("داود", "داوود"),
        ("حسين", "حسین"),
        ("Petrovich", "Petrovic"),
        ("Petrov", "Petroff"),
        ("حسن", "Hussein"),
        ("Ivanov", "Ivanov"),
    ],
)
def test_one_name_or_no_word_of_ours(left, right):
    assert not apart(left, right)


def test_whole_names():
    assert compare("حسن علي", "حسين علي").score < 0.5
    assert compare("Иванов Сергей Петрович", "Петров Сергей Иванович").score < 0.5
    assert compare("عبد الرحمن علي", "عبد الرحمان علي").score > 0.9
