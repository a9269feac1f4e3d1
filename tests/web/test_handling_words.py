"""Handling in words, as far as its reader may know it."""

from __future__ import annotations

from dataclasses import replace

from coalesce.handling import HandlingCode, Onward
from coalesce.web.handling_words import changes, in_words
from tests.builders import handling

HELD = handling("FR", "BE:border", "FR:statistics", figures=["FR"])


def test_its_owner_reads_who_sees_it() -> None:
    assert in_words(HELD, "NL", "NL") == [
        "NL owns it and reads it for every purpose.",
        "FR see it for investigation.",
        "BE see it for border.",
        "FR may count it, without seeing it.",
        "It is counted in figures for FR.",
        "It is kept until 1 Jan 2019, then erased.",
        "It is not to be passed on.",
        "It may be used freely for the purpose (H0).",
    ]
    assert "Nobody else sees it." in in_words(handling(), "NL", "NL")


def test_another_reader_reads_of_its_own_grant_alone() -> None:
    theirs = replace(handling("FR", "FR:statistics"), onward=Onward.ASK, code=HandlingCode.H2)
    said = in_words(theirs, "NL", "FR")
    assert said[:3] == [
        "NL lets you see it for investigation.",
        "NL lets it be counted for you, without your seeing it.",
        "Who else sees it, NL alone knows.",
    ]
    assert said[-2:] == ["It is passed on only after asking its owner.", "It is not to be handed on unasked (H2)."]


def test_what_changes_is_who_loses_and_who_gains() -> None:
    after = handling("FR:border", "BE:border", figures=["BE", "FR"])
    assert changes(HELD, after) == {
        "border": ([], ["FR"]),
        "figures": ([], ["BE"]),
        "investigation": (["FR"], []),
        "statistics": (["FR"], []),
    }
    assert changes(HELD, HELD) == {}
