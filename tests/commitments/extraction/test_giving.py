"""Verbs of giving: form and modal say how far it has come."""

from __future__ import annotations

import pytest

from coalesce.commitments.extraction.giving import giving, promising
from tests.commitments.extraction.reading import parsed


@pytest.mark.parametrize(
    ("text", "act", "why"),
    [
        ("Norway will send tents", "declared", "“will”"), ("Norway sent tents", "delivered", "past"),
        ("Norway has sent tents", "delivered", "past"), ("Norway sends tents", "declared", "present"),
        ("Norway is sending tents", "declared", "present"), ("Norway has been sending tents", "delivered", "since"),
        ("Norway said it would send tents", "declared", "“would”"), ("Norway is going to send tents", "declared", "going to"),
        ("Norway to send tents", "declared", "headline"), ("Tents were sent by Norway", "delivered", "past"),
        ("Norway and Spain share lists", "declared", "present"), ("Norway put money there", "delivered", "past"),
    ],
)  # fmt: skip
def test_how_far_it_has_come(text: str, act: str, why: str) -> None:
    (found,) = giving(parsed(text))
    assert found.act == act
    assert why in found.rule


@pytest.mark.parametrize(
    "text",
    [
        "Norway could send tents", "Norway should send tents", "Tents were sent", "the sent letter",
        "Norway would send tents", "its ships", "Norway had a base", "Norway has largely dropped out of it",
        "We have seen exchanges of fire", "Norway spoke for British-based charities", "Norway spoke with increased support",
        "Norway is set to meet them",
    ],
)  # fmt: skip
def test_what_gives_nothing(text: str) -> None:
    assert list(giving(parsed(text))) == []


def test_a_verb_that_no_list_knows() -> None:
    (found,) = promising(parsed("Each ally will designate a coordinator"))
    assert found.weak
    assert "will designate" in found.rule
    assert list(promising(parsed("The weather will change"))) == []
    assert list(promising(parsed("Norway will be glad"))) == []
