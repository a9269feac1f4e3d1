"""A language is one file; no word of it hides another."""

from __future__ import annotations

import tomllib
from collections import Counter
from importlib.resources import files

import pytest

from coalesce.commitments.extraction.wording import SECTIONS, split, wording
from coalesce.records import LineOfEffort


def test_english_is_read_whole() -> None:
    english = wording()
    assert english.language == "en"
    assert english.numbers["twenty"] + english.numbers["one"] == 21
    assert english.months["sept"] == english.months["september"] == 9
    assert english.relations["no", "later", "than"] == "by"
    assert "will" in english.words["modals"]


def test_a_language_that_is_not_there() -> None:
    with pytest.raises(FileNotFoundError):
        wording("xx")


def test_no_list_of_the_file_hides_another_and_lines_are_those_of_plans() -> None:
    raw = tomllib.loads((files("coalesce.commitments.extraction") / "data" / "en.toml").read_text(encoding="utf-8"))
    names = Counter(name for one in SECTIONS for name, text in raw[one].items() if isinstance(text, str))
    assert [name for name, count in names.items() if count > 1] == []
    assert set(raw["lines"]) == {str(line) for line in tuple(LineOfEffort)[:5]}
    assert set(wording().line_of_kind) <= set(raw["things"])


def test_phrases_are_parted_by_bars() -> None:
    assert split("a b|c||") == ["a b", "c"]
