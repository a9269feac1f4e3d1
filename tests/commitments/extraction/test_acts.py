"""Verbs of commitment that stand, and those that do not."""

from __future__ import annotations

import pytest

from tests.commitments.extraction.reading import acts, one


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Spain pledged 300 instructors.", "declared"), ("Spain has committed €3 million.", "declared"),
        ("Spain agreed to host a training site.", "decided"), ("Parliament approved six planes.", "decided"),
        ("Spain stands ready to deploy 40 experts.", "ready"), ("Six Tornados of Britain are on standby.", "ready"),
        ("Spain can have 40 engineers there within five days.", "ready"),
        ("The working group is led by Italy.", "lead"), ("Italy and Kuwait will co-chair the working group.", "lead"),
        ("Not only Spain pledged 300 instructors.", "declared"),
        ("Spain will not attend, but it will send 40 trainers.", "declared"),
    ],
)  # fmt: skip
def test_what_stands(text: str, act: str) -> None:
    assert one(text).act == act


@pytest.mark.parametrize(
    "text",
    [
        "Spain did not pledge 300 instructors.", "Spain won't send 300 instructors.", "Spain denied that it would send troops.",
        "Spain refused to send troops.", "Spain may send troops.", "Spain is considering sending troops.",
        "If Spain sends troops the war will end.", "Will Spain send troops?", "The claim that Spain will send troops is false.",
        "The militants pledged to send 300 fighters.", "Several tribes pledged allegiance to the group.",
        "Ministers condemned the sending of troops and promised nothing.", "Analysts promised little support.",
        "Spain has yet to approve the troops.", "Spain was unable to announce new support.", "No support was promised.",
        "Last year Spain sent troops.",
    ],
)  # fmt: skip
def test_what_does_not(text: str) -> None:
    assert acts(text) == []


def test_who_only_tells_of_it_does_not_commit_himself() -> None:
    assert one("Obama announced that more than 50 countries have pledged 40,000 peacekeepers.").members == ()
    assert one("Norway will send 40 trainers, Spain announced.").members == ("NO",)
    assert one("Norway announced that it would send 40 trainers.").members == ("NO",)


def test_a_gerund_behind_by_and_words_of_pity_in_another_part() -> None:
    assert one("Kuwait opened the conference by pledging $500 million.").members == ("KW",)
    assert one("Norway offered condolences and pledged 40 tents.").act == "declared"
    assert acts("Norway pledged its condolences.") == []
