"""The mark of Han and Hangul words."""

from __future__ import annotations

import numpy as np

from coalesce.engines.own_script import own


def test_a_form_is_known_by_any_of_its_words() -> None:
    marked, said = np.array([False, True, False]), np.array([0, 2, 1, 2], dtype=np.int32)
    assert own(marked, said, 0, 3)
    assert own(marked, said, 2, 2)
    assert not own(marked, said, 0, 2)
    assert not own(marked, said, 3, 1)
