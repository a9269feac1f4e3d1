"""Names of members: those of CLDR, without what could be another word."""

from __future__ import annotations

from coalesce.commitments.extraction.gazetteer import actor_phrases, place_phrases, state_names

RAW = {
    "places_only": "gaza", "not_members": "guinea", "adversaries": "militants", "bystanders": "survey", "groups": "allies",
    "standing_for": "the country", "everyone": "everyone", "pronouns": "it", "organisations": {"NATO": "nato"},
    "institutions": {"US": "pentagon"}, "capitals": {"ES": "madrid"}, "either": {"US": "us"},
}  # fmt: skip


def test_states_and_peoples_and_no_code_that_is_a_word() -> None:
    names = {name: code for code, name in state_names({"places_only": "gaza", "not_members": "guinea"})}
    assert (names["germany"], names["dutch"], names["emiratis"], names["u.s."], names["uae"]) == (
        "DE",
        "NL",
        "AE",
        "US",
        "AE",
    )
    assert not {"and", "can", "are", "per", "gaza", "guinea", "nor"} & set(names)


def test_every_kind_of_actor() -> None:
    found = {phrase: value for _, value, phrase in actor_phrases(RAW)}
    assert (found["nato"], found["madrid"], found["france"]) == ("member:NATO", "capital:ES", "member:FR")
    assert (found["militants"], found["it"], found["allies"]) == ("adversaries", "pronouns", "groups")


def test_places_that_are_no_members() -> None:
    assert {phrase for _, _, phrase in place_phrases({"places": "middle east"}, {"places_only": "gaza"})} == {
        "middle east", "gaza",
    }  # fmt: skip
