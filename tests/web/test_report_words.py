"""Each label, act, form, line, stage, field and rule has its words."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalesce.commitments.extraction import Act, Label, find_candidates
from coalesce.commitments.plan_mapping import FIELDS
from coalesce.records import Form, LineOfEffort
from coalesce.records.commitment import STAGES
from coalesce.web import language
from coalesce.web import report_words as words

HELD_OUT = sorted((Path(__file__).parents[1] / "commitments" / "extraction" / "heldout").glob("*.txt"))


def test_each_has_its_words() -> None:
    assert set(words.LABELS) == set(Label)
    assert set(words.ACTS) == set(Act)
    assert set(words.FORMS) == set(Form) - {Form.ACTIVATION}
    assert set(words.LINES) == set(LineOfEffort)
    assert set(words.STAGES) == set(STAGES)
    assert set(words.FIRST) | set(words.MORE) <= set(FIELDS)
    assert len(set(words.LABELS.values())) == len(Label)


@pytest.mark.parametrize("path", HELD_OUT, ids=lambda path: path.stem)
def test_each_rule_that_texts_come_to_is_said_in_french(path: Path) -> None:
    rules = {mark.rule for one in find_candidates(path.read_text(encoding="utf-8")) for mark in one.marks}
    assert rules
    language.speak("fr")
    said = {rule: words.rule_words(rule) for rule in rules}
    language.speak("en")
    assert not [rule for rule in rules if said[rule] == rule]
    assert {words.rule_words(rule) for rule in rules} == rules


def test_the_texts_own_words_stay_as_they_are() -> None:
    language.speak("fr")
    told = words.rule_words("“will %(word)s”, said of a member")
    language.speak("en")
    assert told == "« will %(word)s », dit d’un membre"
    assert words.rule_words("a rule that nobody knows") == "a rule that nobody knows"
