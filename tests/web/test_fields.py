"""The words of requests."""

from __future__ import annotations

import pytest

from coalesce.errors import BadUsage
from coalesce.handling import Purpose
from coalesce.web.fields import FIELDS, READING_PURPOSES, check_words, described, purpose_of


def test_a_word_that_a_route_does_not_take_is_refused() -> None:
    check_words(["into", "since"], ["into", "since", "until"])
    with pytest.raises(BadUsage, match="no filter 'inot'"):
        check_words(["inot"], ["into"])


def test_a_long_word_is_not_given_back_whole() -> None:
    with pytest.raises(BadUsage) as refusal:
        check_words(["x" * 1000], ["into"])
    assert len(str(refusal.value)) < 200


def test_one_reads_for_every_purpose_but_statistics() -> None:
    assert purpose_of(None, Purpose.PLANNING) is Purpose.PLANNING
    assert purpose_of("border", Purpose.PLANNING) is Purpose.BORDER
    assert set(READING_PURPOSES) == set(Purpose) - {Purpose.STATISTICS}
    for wrong in ("statistics", "curiosity"):
        with pytest.raises(BadUsage):
            purpose_of(wrong, Purpose.PLANNING)


def test_every_word_is_described() -> None:
    rows = described(FIELDS, ["id"])
    assert {row["name"] for row in rows} == {*FIELDS, "id"}
    assert [row["in"] for row in rows].count("path") == 1
