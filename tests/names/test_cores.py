"""The part that two joined words share is taken off both, or off none."""

from __future__ import annotations

import pytest

from coalesce.names.cores import core_pair
from coalesce.names.words import words


@pytest.mark.parametrize(
    ("left", "right", "cores"),
    [
        ("Abdul Latif", "Abdul Karim", ("latif", "karim")),
        ("عبد اللطيف", "Abdul Karim", ("لطيف", "karim")),
        ("Najibullah", "هدايت الله", ("najibullah", "هدايتالله")),
        ("Nur al-Din", "Shams al-Din", ("nur", "shams")),
        ("Abdul Latif", "Latif", ("abdlatif", "latif")),
        ("Abdallah", "Abdul Karim", ("allah", "karim")),
    ],
)
def test_cores(left, right, cores):
    one, other = words(left)[0], words(right)[0]
    assert tuple(word.source for word in core_pair(one, other)) == cores
    assert tuple(word.source for word in core_pair(other, one)) == cores[::-1]
