"""What is asked of all, and what is said of the common effort."""

from __future__ import annotations

import pytest

from tests.commitments.extraction.reading import acts, one


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("The Council calls on all member states to stop them.", "obligation"),
        ("All participating states are expected to submit a list by 5 May.", "obligation"),
        ("Members shall report on what they froze.", "obligation"),
        ("We need everyone to step forward.", "request"), ("We expect all members to close the loopholes.", "request"),
        ("We must have a plan together before the summit.", "deadline"), ("Must be done by 1 June 2015.", "deadline"),
        ("An attack on one is an attack on all.", "activation"),
        ("They announced the creation of a joint task force.", "declared"),
        ("Two Gulf states made pledges.", "statement"), ("Some friends told us they will do more.", "statement"),
        ("There is no time to waste.", "statement"),
    ],
)  # fmt: skip
def test_what_is_asked_or_said(text: str, act: str) -> None:
    assert one(text).act == act


@pytest.mark.parametrize(
    "text",
    [
        "He called on Damascus to let them through.", "She urged Spain to do it.", "They need it by 1 November.",
        "We condemn the creation of a terror fund.", "The militants announced the creation of a fund.",
        "We do not need everyone to come.", "Must all members leave?", "Several delegations said that sovereignty must be respected.", "This is the first of several lines of effort.",
    ],
)  # fmt: skip
def test_what_is_not(text: str) -> None:
    assert acts(text) == []


def test_anybody_at_all_is_no_group_that_is_bound() -> None:
    assert acts("It is one to which all human beings and nations must respond.") == []
