"""ask, propose; requests list, answer, decide."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalesce.cli.requests import outcome_of
from coalesce.errors import BadUsage
from coalesce.records import EnquiryOutcome
from tests.builders import add_list, entry, handling, publish
from tests.cli.conftest import Run, open_node


def pair(run: Run, folder: Path) -> tuple[str, str]:
    """A record of NL that FR's odile sees, and one of FR's that a word joins with it."""
    assert run("actor", "add", "odile", "--member", "FR", "--role", "analyst").code == 0
    store = open_node(folder / "node").store
    publish(store, add_list(store, "french", handling("NL:investigation"), member="FR"), [entry("F")])
    store.close()
    rows = [row for person in run("people", "--format", "json", "--as", "odile").json() for row in person["records"]]
    theirs = next(row["record"] for row in rows if row["member"] == "NL")
    ours = next(row["record"] for row in rows if row["member"] == "FR")
    said = run("judge", theirs, ours, "same", "--why", "the passport", "--as", "odile")
    assert said.code == 0, said.err
    return theirs, ours


def test_a_question_is_asked_listed_and_answered(full: Run, tmp_path: Path) -> None:
    theirs, _ = pair(full, tmp_path)
    asked = full("ask", theirs, "--question", "Seen in Raqqa?", "--as", "odile", "--format", "json")
    assert asked.code == 0, asked.err
    assert asked.json()["asked"] == "NL"
    (row,) = full("requests", "list", "--format", "json").json()
    assert (row["request"], row["state"], row["by"], row["words"]) == (
        asked.json()["request"],
        "open",
        "FR",
        "Seen in Raqqa?",
    )
    assert full("requests", "answer", row["request"], "answered", "--text", "Yes.", "--as", "odile").code == 1
    done = full("requests", "answer", row["request"], "answered", "--text", "Yes.", "--format", "json")
    assert done.json() == {"request": row["request"], "outcome": "answered"}
    (row,) = full("requests", "list", "--as", "odile", "--format", "csv").csv()
    assert (row["state"], row["outcome"], row["answer"]) == ("answered", "answered", "Yes.")
    again = full("requests", "answer", row["request"], "refused")
    assert (again.code, "stays as it is" in again.err) == (1, True)


def test_a_proposal_is_decided_on(full: Run, tmp_path: Path) -> None:
    theirs, ours = pair(full, tmp_path)
    first = full("propose", theirs, "--correct", "sex=F", "--as", "odile", "--format", "json").json()["request"]
    second = full("propose", theirs, "--same", ours, "--as", "odile", "--format", "json").json()["request"]
    rows = {row["request"]: row["proposed"] for row in full("requests", "list", "--format", "csv").csv()}
    assert rows == {first: "sex=F", second: f"same as {ours}"}
    assert full("requests", "decide", first, "declined").code == 0
    assert full("requests", "decide", second, "accepted", "--why", "the same face").code == 0
    told = {row["request"]: row["outcome"] for row in full("requests", "list", "--format", "json").json()}
    assert told == {first: "declined", second: "accepted"}
    assert {row["state"] for row in full("requests", "list", "--as", "odile", "--format", "json").json()} == {"sent"}


def test_what_is_unknown_or_makes_no_sense(full: Run) -> None:
    unknown = full("ask", "x" * 26, "--question", "q")
    assert (unknown.code, "no such record" in unknown.err) == (1, True)
    assert full("ask", "x" * 26, "--question", "q", "--due", "2014").code == 2
    for options in ((), ("--correct", "sex=F", "--same", "y"), ("--same", "y", "--different", "z")):
        assert full("propose", "x" * 26, *options).code == 2, options


def test_an_outcome_is_a_word() -> None:
    assert outcome_of("refused") is EnquiryOutcome.REFUSED
    with pytest.raises(BadUsage, match="answered, corrected"):
        outcome_of("perhaps")


def test_a_word_is_told_and_taken_back(full: Run, tmp_path: Path) -> None:
    theirs, ours = pair(full, tmp_path)
    shut = full("judge", theirs, ours, "same", "--why", "the village", "--tell", "FR", "--format", "json")
    assert (shut.code, "rests on" in shut.err, shut.json()["verdict"]) == (1, True, "same"), "kept, and not told"
    store = open_node(tmp_path / "node").store
    publish(store, add_list(store, "solo", handling("FR:investigation")), [entry("S"), entry("T")])
    store.close()
    rows = [row for person in full("people", "--format", "json").json() for row in person["records"]]
    theirs, ours = (row["record"] for row in rows if row["reference"] in ("S", "T"))
    assert full("tell", theirs, ours, "FR").code == 1, "NL holds nothing of the pair yet"
    said = full("judge", theirs, ours, "same", "--why", "the village", "--tell", "FR")
    assert said.code == 0, said.err
    told = full("tell", theirs, ours, "FR", "--no-longer", "--format", "json").json()
    assert (told["member"], told["told"]) == ("FR", False)
    assert full("tell", theirs, ours, "FR", "--format", "json").json()["told"] is True
    assert full("tell", theirs, ours, "FR", "--as", "odile").code == 1
