"""What two handlings give together is what both give: a meet that never widens."""

from __future__ import annotations

from datetime import date

from handling.worlds import actors, days, handlings, members, purposes
from hypothesis import given

from coalesce.handling import TLP, Actor, Grant, Handling, HandlingCode, Onward, Purpose, decide, meet

FROM_WIDE_TO_NARROW = (
    ("clear", "green", "amber", "amber+strict", "red"),
    ("H0", "H1", "H2", "H3"),
    ("yes", "ask", "none"),
)


def strictness(handling: Handling) -> tuple[int, ...]:
    words = (handling.tlp, handling.code, handling.onward)
    return tuple(scale.index(str(word)) for scale, word in zip(FROM_WIDE_TO_NARROW, words, strict=True))


@given(handlings, handlings)
def test_meet_does_not_care_which_comes_first(left: Handling, right: Handling) -> None:
    assert meet(left, right) == meet(right, left)


@given(handlings, handlings, handlings)
def test_meet_does_not_care_in_which_order(one: Handling, two: Handling, three: Handling) -> None:
    assert meet(meet(one, two), three) == meet(one, meet(two, three))


@given(handlings)
def test_meet_with_itself_changes_nothing(handling: Handling) -> None:
    assert meet(handling, handling) == handling


@given(handlings, handlings)
def test_meet_is_as_strict_as_the_stricter_and_gives_what_both_give(left: Handling, right: Handling) -> None:
    both = meet(left, right)
    assert strictness(both) == tuple(map(max, strictness(left), strictness(right)))
    assert both.keep_until == min(left.keep_until, right.keep_until)
    assert both.releases == {grant for grant in left.releases if grant in right.releases}
    assert both.figures_to == {member for member in left.figures_to if member in right.figures_to}


@given(handlings, handlings, members, actors, purposes, days)
def test_what_is_derived_is_seen_by_those_who_see_both(
    left: Handling, right: Handling, owner: str, actor: Actor, purpose: Purpose, today: date
) -> None:
    sees = [bool(decide(each, owner, actor, purpose, today)) for each in (left, right, meet(left, right))]
    assert sees[2] == (sees[0] and sees[1])


def test_the_narrowest_is_the_default() -> None:
    handling = Handling(date(2019, 1, 1))
    assert handling.releases == frozenset()
    assert handling.figures_to == frozenset()
    assert handling.onward is Onward.NONE
    assert handling.tlp is TLP.AMBER
    assert handling.code is HandlingCode.H0


def test_members_are_those_of_one_purpose() -> None:
    grants = {Grant(Purpose.BORDER, "FR"), Grant(Purpose.BORDER, "BE"), Grant(Purpose.SCREENING, "NL")}
    handling = Handling(date(2019, 1, 1), releases=frozenset(grants))
    assert handling.members(Purpose.BORDER) == {"FR", "BE"}
    assert handling.members(Purpose.SCREENING) == {"NL"}
    assert handling.members(Purpose.REDRESS) == frozenset()
