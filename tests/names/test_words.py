"""Words say which letters of a name they stand for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.names import tokens
from coalesce.names.words import words


@pytest.mark.parametrize(
    ("name", "plain", "sources", "shown"),
    [
        ("عبد اللطيف الحسن", ["abdlatif", "hasan"], ["عبداللطيف", "حسن"], ["عبد اللطيف", "الحسن"]),
        ("Abdul Latif al-Hasan", ["abdlatif", "hasan"], ["abdlatif", "hasan"], ["Abdul Latif", "Hasan"]),
        ("صلاح الدين", ["salahdin"], ["صلاحالدين"], ["صلاح الدين"]),
        ("Владимир НАУМОВ", ["vladimir", "naumov"], ["владимир", "наумов"], ["Владимир", "НАУМОВ"]),
        ("José Ñúñez", ["jose", "nunez"], ["jose", "nunez"], ["José", "Ñúñez"]),
    ],
)
def test_each_word_keeps_its_letters(name, plain, sources, shown):
    found = words(name)
    assert [word.plain for word in found] == plain
    assert [word.source for word in found] == sources
    assert [word.shown for word in found] == shown


def test_scripts_of_words():
    assert [word.script for word in words("محمد Ali Наумов כהן")] == ["Arab", "Latn", "Cyrl", "Hebr"]
    assert words("習近平")[0].script == "Hani"


@given(st.text(max_size=40))
def test_words_are_the_tokens(name):
    assert tuple(word.plain for word in words(name)) == tokens(name)
    assert all(word.plain and word.source and word.shown for word in words(name))


def test_the_article_inside_a_word():
    assert tokens("Nur al-Din") == tokens("نورالدين") == tokens("Nuraldin") == ("nurdin",)
    assert tokens("Nureddine") == ("nurdin",)
    assert tokens("Saladin") == ("saladin",)
    assert tokens("Haldane") == ("haldane",)
