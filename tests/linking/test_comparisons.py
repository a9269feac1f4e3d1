"""The words of the evidence."""

import pytest

from coalesce.linking.comparisons import REASONS, Comparison, name_reason


@pytest.mark.parametrize(
    ("exact", "bones", "near", "tokens", "words"),
    [
        (0, 0, 0, (2, 3), "no name token agrees"),
        (2, 0, 0, (2, 2), "2 of 2 name tokens agree"),
        (1, 1, 0, (3, 3), "2 of 3 name tokens agree, 1 by skeleton"),
        (1, 0, 1, (2, 4), "2 of 2 name tokens agree, 1 nearly; one name has 2 more"),
        (0, 1, 1, (2, 2), "2 of 2 name tokens agree, 1 by skeleton and 1 nearly"),
    ],
)
def test_name_reason(exact: int, bones: int, near: int, tokens: tuple[int, int], words: str) -> None:
    assert name_reason(exact, bones, near, tokens) == words


def test_every_comparison_but_the_name_has_words_for_its_levels() -> None:
    assert [Comparison.NAME, *REASONS] == list(Comparison)
    assert all(len(set(reasons)) == len(reasons) >= 2 for reasons in REASONS.values())
