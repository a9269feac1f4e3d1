"""The marks of Hangul and Han words."""

from __future__ import annotations

import numpy as np

from coalesce.engines.own_script import HAN, HANGUL, own


def test_a_form_is_known_by_any_of_its_words_and_han_stands_above_hangul() -> None:
    marked, said = np.array([0, HANGUL, 0, HAN], dtype=np.int8), np.array([0, 2, 1, 2, 3], dtype=np.int32)
    assert own(marked, said, 0, 3) == HANGUL
    assert own(marked, said, 2, 2) == HANGUL
    assert own(marked, said, 2, 3) == HAN
    assert own(marked, said, 0, 2) == 0
    assert own(marked, said, 3, 1) == 0
