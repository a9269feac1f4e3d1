"""Strangers that look right are put into the script of the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.names import normalise
from coalesce.names.lookalikes import one_script


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("muhаmmad", "muhammad"),  # a Cyrillic а in a Latin word
        ("дзмiтрый", "дзмітрый"),  # a Latin i in a Cyrillic word
        ("виĸтор", "виктор"),  # the kra of Greenland for к
        ("раvеl", "pavel"),  # more Cyrillic letters than Latin ones, but v and l are in no Cyrillic alphabet
        ("αli", "ali"),  # a Greek alpha
        ("muhammad", "muhammad"),
        ("владимир", "владимир"),
        ("محمدx", "محمدx"),
        ("жabd", "жabd"),  # ж looks like no Latin letter, and d like no Cyrillic one
    ],
)
def test_strangers(typed, meant):
    assert one_script(typed) == meant


@given(st.text("abcоаеijкдж", max_size=10))
def test_idempotent(text):
    word = normalise(text)
    assert one_script(one_script(word)) == one_script(word)
