"""Actors: names in their capitals, groups with their number, lists, and whose a verb is."""

from __future__ import annotations

import pytest

from coalesce.commitments.extraction.actors import Part, named_behind, subject_of
from tests.commitments.extraction.reading import parsed


def named(text: str) -> list[tuple[str | None, str | None]]:
    return [(actor.code, actor.behind) for actor in parsed(text).actors if actor.part is Part.MEMBER]


def groups(text: str) -> list[str]:
    found = parsed(text)
    return [found.said(actor.first, actor.past) for actor in found.actors if actor.part is Part.GROUP]


def test_names_need_their_capitals() -> None:
    assert named("Turkey ate turkey with us in the US and polish") == [("TR", None), ("US", "in")]
    assert named("the Cyprus-based jets and the U.S.-led force") == [("CY", "-"), ("US", "-")]
    assert named("JOIN US TODAY WITH EVERYBODY") == []


def test_a_list_shares_the_part_of_its_first() -> None:
    assert named("sent to Bulgaria, the Czech Republic and Hungary") == [("BG", "to"), ("CZ", "to"), ("HU", "to")]
    chains = {actor.chain for actor in parsed("France, Australia, and the UK sent tents").actors}
    assert len(chains) == 1


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("at least seven Gulf states gave", "seven Gulf states"), ("some of our friends gave", "some of our friends"),
        ("several close allies gave", "several close allies"), ("all 28 agreed", "all 28"),
        ("Participants agreed", "Participants"), ("The leaders agreed", "The leaders"), ("everyone agreed", "everyone"), ("two partners gave", "two partners"),
    ],
)  # fmt: skip
def test_groups_that_nobody_names(text: str, group: str) -> None:
    assert groups(text) == [group]


def test_a_word_alone_is_no_group() -> None:
    assert groups("the state of affairs in one town") == []


def test_the_longer_name_stands() -> None:
    assert named("led by Italy, the Kingdom of Saudi Arabia and the US") == [("IT", "by"), ("SA", "by"), ("US", "by")]
    assert named("The Republic of Korea gave tents") == [("KR", None)]


def test_the_subject_is_the_nearest_that_nothing_governs() -> None:
    found = parsed("Officials from the U.S. said that seven countries sent tents to Iraq")
    at = next(hit.first for hit in found.of("gives"))
    assert [actor.part for actor in subject_of(found.actors, at)] == [Part.GROUP]


@pytest.mark.parametrize(
    "text", ["The Government of Iraq sent tents", "Iraq's government sent tents", "The Iraqi government sent tents"]
)
def test_a_body_stands_for_its_state(text: str) -> None:
    found = parsed(text)
    at = next(hit.first for hit in found.of("gives"))
    assert [actor.code for actor in subject_of(found.actors, at)] == ["IQ"]


def test_a_body_behind_a_preposition_is_no_subject() -> None:
    found = parsed("The US leads in the support given to the Ukrainian government, and sent tents")
    at = next(hit.first for hit in found.of("gives") if hit.value == "send:past")
    assert [actor.code for actor in subject_of(found.actors, at)] == ["US"]


def test_those_behind_by() -> None:
    found = parsed("a group led by Italy and Kuwait in Rome")
    assert [actor.code for actor in named_behind(found.actors, 4, frozenset(("by",)))] == ["IT", "KW"]
    assert named_behind(found.actors, 4, frozenset(("with",))) == ()


def test_fighters_that_fly_and_a_verb_are_no_adversary() -> None:
    assert [actor.part for actor in parsed("the fighters of IS and 40 fighters is").actors] == [Part.ADVERSARY] * 2


def test_a_name_behind_a_title_stands_for_a_state_that_it_does_not_name() -> None:
    found = parsed("President Xi Jinping pledged tents").actors
    assert [(actor.part, actor.code, actor.past) for actor in found] == [(Part.STANDING, None, 3)]
    british = parsed("British Prime Minister David Cameron pledged tents")
    at = next(hit.first for hit in british.of("declares"))
    assert [actor.code for actor in subject_of(british.actors, at)] == ["GB"]
    assert [actor.part for actor in parsed("the president of the game").actors] == [Part.STANDING]


@pytest.mark.parametrize(
    ("text", "behind"),
    [
        ("the UN summit began", "summit"), ("the U.N. refugee chief spoke", "chief"), ("NATO pledged tents", None),
        ("Norway summit tents", None),
    ],
)  # fmt: skip
def test_the_name_of_a_body_may_be_a_part_of_another_name(text: str, behind: str | None) -> None:
    assert [actor.behind for actor in parsed(text).actors] == [behind]


def test_a_currency_is_no_member_and_a_rescue_team_no_bystander() -> None:
    assert named("worth US$5 million") == []
    assert [actor.part for actor in parsed("The Chinese rescue team left").actors] == [Part.MEMBER]


def test_names_without_all_their_capitals_or_points() -> None:
    assert named("United states and the U.S sent tents") == [("US", None), ("US", None)]


def test_two_things_have_no_comma_between_them() -> None:
    chains = {actor.chain for actor in parsed("They helped Ukraine, and 20 nations pledged tents").actors[1:]}
    assert len(chains) == 2


def test_who_is_no_member_of_the_list_before_it() -> None:
    assert [actor.behind for actor in parsed("it came from China, who pledged troops").actors][-1] is None


def test_bounds_of_a_number_stand_before_a_group() -> None:
    (actor,) = [one for one in parsed("a message to more than 50 countries").actors if one.part is Part.GROUP]
    assert actor.behind == "to"
