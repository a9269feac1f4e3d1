"""A Released is made where the rule allowed it, and nowhere else."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import date

import pytest
from handling.worlds import actors, days, handlings, members, purposes, reader
from hypothesis import given

from coalesce.errors import NotFound
from coalesce.handling import Actor, Handling, Purpose, Released, decide, release


@given(handlings, members, actors, purposes, days)
def test_it_exists_only_where_the_rule_allows(
    handling: Handling, owner: str, recipient: Actor, purpose: Purpose, today: date
) -> None:
    if decide(handling, owner, recipient, purpose, today):
        released = release("a record", (handling, owner), recipient, purpose, today)
        told = (released.value, released.recipient, released.purposes)
        assert told == ("a record", recipient.member, {purpose})
    else:
        with pytest.raises(NotFound) as refusal:
            release("a record", (handling, owner), recipient, purpose, today)
        assert str(refusal.value) == str(NotFound())


@pytest.mark.parametrize("key", [None, object(), True, lambda: None, "released"])
def test_nobody_makes_one_by_hand(key: object) -> None:
    with pytest.raises(TypeError, match="release alone"):
        Released(key, "a record", "FR", frozenset({Purpose.BORDER}))


@pytest.fixture
def own() -> Released[str]:
    """Something that NL may have: its own."""
    terms = (Handling(date(2019, 1, 1)), "NL")
    return release("a record", terms, reader("NL"), Purpose.BORDER, date(2014, 9, 5))


def test_one_for_another_recipient_is_not_made_from_it(own: Released[str]) -> None:
    with pytest.raises(TypeError):
        replace(own, recipient="FR")
    with pytest.raises(FrozenInstanceError):
        own.recipient = "FR"  # type: ignore[misc]  the fault that is planted
