"""review, judge: the queue and its choices, agreement, conflicts."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run


def known(full: Run) -> dict[str, str]:
    rows = full("people", "--format", "json").json()
    return {record["reference"]: record["record"] for row in rows for record in row["records"]}


def test_pairs_are_chosen(full: Run) -> None:
    rows = full("review", "--format", "json").json()
    assert rows
    assert {"left", "right", "probability", "together", "information", "stage", "place", "names"} <= rows[0].keys()
    assert [row["information"] for row in rows] == sorted((row["information"] for row in rows), reverse=True)
    some = full("review", "--where", "from=0.5,script=Latn", "--format", "json").json()
    assert [row["left"] for row in some] == [row["left"] for row in rows if row["probability"] >= 0.5]
    assert full("review", "--where", "script=Arab", "--format", "json").json() == []
    assert full("review", "--where", "leg=TR>XX,stage=third", "--format", "json").json() == []
    assert full("review", "--list", full("list", "list", "--format", "json").json()[0]["list"]).code == 0


@pytest.mark.parametrize("words", ["colour=red", "from=x", "stage=nowhere", "leg=TR"])
def test_a_choice_that_means_nothing_is_refused(full: Run, words: str) -> None:
    assert full("review", "--where", words).code == 2
    assert full("review", "--list", "nowhere").code == 2


def test_agreement_and_conflicts_are_printed(full: Run) -> None:
    at = known(full)
    assert full("review", "--conflicts", "--format", "json").json() == {"chains": [], "against": []}
    for left, right, verdict in (("A1", "P1", "same"), ("A1", "A2", "same"), ("A2", "P1", "different")):
        assert full("judge", at[left], at[right], verdict, "--why", "by the papers").code == 0
    told = full("review", "--conflicts", "--format", "json").json()
    assert len(told["chains"][0]["chain"]) == 2
    assert "by the papers" in full("review", "--conflicts").out
    assert full("review", "--agreement", "--format", "json").json() == {"between": [], "by_reason": []}
    assert full("review", "--agreement").code == 0
    assert full("review", "--rates").code == 0
