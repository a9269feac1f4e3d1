"""redress open, list, answer."""

from __future__ import annotations

import pytest

from coalesce.cli.redress import outcome_of
from coalesce.errors import BadUsage
from coalesce.records import Outcome
from tests.cli.conftest import Run


def records(run: Run) -> dict[str, str]:
    """Ids by reference, as the owner's people show them."""
    rows = [row for person in run("people", "--format", "json").json() for row in person["records"]]
    return {f"{row['list']}/{row['reference']}": row["record"] for row in rows}


def test_a_request_is_opened_listed_and_answered(full: Run) -> None:
    assert full("actor", "add", "odile", "--member", "FR", "--role", "analyst").code == 0
    known = records(full)
    name, here = next((name, record) for name, record in known.items() if name.startswith("border/"))
    asked = full(
        "redress", "open", here, "--withdraw", "--why", "not me", "--as", "odile", "--purpose", "investigation",
        "--format", "json",
    )  # fmt: skip
    assert asked.code == 0, asked.err
    assert asked.json()["asked"] == "NL"
    (row,) = full("redress", "list", "--format", "json").json()
    assert (row["request"], row["state"], row["by"], row["words"]) == (asked.json()["request"], "open", "FR", "not me")
    assert row["days_left"] == 30
    assert full("redress", "list", "--as", "odile", "--format", "csv").csv()[0]["state"] == "open"
    assert full("redress", "answer", row["request"], "withdrawn", "--why", "yes", "--as", "odile").code == 1
    done = full("redress", "answer", row["request"], "withdrawn", "--why", "right", "--format", "json")
    assert done.json() == {"request": row["request"], "outcome": "withdrawn"}
    assert name not in records(full)
    (row,) = full("redress", "list", "--format", "json").json()
    assert (row["state"], row["outcome"], row["gone"], row["words"]) == ("answered", "withdrawn", True, "")
    again = full("redress", "answer", row["request"], "refused", "--why", "no")
    assert (again.code, "stays as it is" in again.err) == (1, True)


def test_a_correction_and_a_link(full: Run) -> None:
    known = records(full)
    first, second = sorted(known.values())[:2]
    asked = full("redress", "open", first, "--correct", "sex=F", "--why", "told wrongly", "--format", "json").json()
    done = full("redress", "answer", asked["request"], "corrected", "--why", "seen", "--correct", "sex=X")
    assert done.code == 0, done.err
    asked = full("redress", "open", first, "--not-same", second, "--why", "two people", "--format", "json").json()
    assert full("redress", "answer", asked["request"], "different", "--why", "two faces").code == 0
    outcomes = {row["asks"]: row["outcome"] for row in full("redress", "list", "--format", "json").json()}
    assert outcomes == {"correct": "corrected", "part": "parted"}


def test_what_is_unknown_or_makes_no_sense(full: Run) -> None:
    here = next(iter(records(full).values()))
    unknown = full("redress", "open", "x" * 26, "--withdraw", "--why", "w")
    assert (unknown.code, "no such record" in unknown.err) == (1, True)
    for options in ((), ("--withdraw", "--correct", "sex"), ("--correct", "height=2"), ("--not-same", here)):
        assert full("redress", "open", here, "--why", "w", *options).code == 2, options
    assert full("redress", "answer", "x" * 26, "refused", "--why", "w").code == 1
    assert full("redress", "answer", "x" * 26, "perhaps", "--why", "w").code == 2


def test_an_answer_has_the_words_of_a_verdict_too() -> None:
    assert outcome_of("different") is Outcome.PARTED
    assert outcome_of("same") is Outcome.JOINED
    assert outcome_of("unsure") is Outcome.REFUSED
    assert outcome_of("not-ours") is Outcome.NOT_OURS
    assert {outcome_of(one) for one in Outcome} == set(Outcome)
    with pytest.raises(BadUsage):
        outcome_of("Same")
