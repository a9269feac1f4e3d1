"""link, links, people, review, judge, flows: what is printed is what the actor may see."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run

FORMS = ("table", "json", "csv")


def test_links_have_their_keys(full: Run) -> None:
    rows = full("links", "--format", "json").json()
    keys = {"left", "right", "left_reference", "right_reference", "probability", "weight", "parts"}
    assert rows
    assert all(keys <= row.keys() for row in rows)
    pairs = {frozenset((row["left_reference"], row["right_reference"])) for row in rows}
    assert {frozenset(("A1", "P1"))} <= pairs
    assert [row["probability"] for row in rows] == sorted((row["probability"] for row in rows), reverse=True)
    assert all(
        abs(
            sum([row["parts"]["prior"], *(p["weight"] for k, p in row["parts"].items() if k != "prior")])
            - row["weight"]
        )
        < 1e-6
        for row in rows
    )
    assert full("links", "--least", "1", "--format", "json").json() == [row for row in rows if row["probability"] >= 1]
    assert full("links", "--format", "csv").csv()[0]["left"] == rows[0]["left"]
    assert "left reference" in full("links").out


def test_another_reader_gets_its_own_answer(full: Run) -> None:
    assert full("--as", "claire", "links", "--format", "json").json() == []
    rows = full("--as", "claire", "people", "--format", "json").json()
    assert sorted(record["reference"] for row in rows for record in row["records"]) == ["A1", "A2", "A3"]
    assert full("--as", "claire", "--purpose", "border", "people", "--format", "json").json() == []


def test_people_have_their_keys(full: Run) -> None:
    rows = full("people", "--format", "json").json()
    for row in rows:
        assert {"person", "judged", "records"} <= row.keys()
        assert all({"record", "reference", "list", "member", "name"} <= record.keys() for record in row["records"])
    assert sorted(record["reference"] for row in rows for record in row["records"]) == [
        "A1",
        "A2",
        "A3",
        "P1",
        "P2",
        "P3",
    ]
    flat = full("people", "--format", "csv").csv()
    assert len(flat) == 6
    assert {row["person"] for row in flat} == {row["person"] for row in rows}
    assert {row["name"] for row in flat} >= {"Zorbal Kemtari", "'=Hedraq Tolumis"}, "no cell begins a formula"
    assert "=Hedraq Tolumis" in full("people").out


def ids(full: Run) -> dict[str, str]:
    rows = full("people", "--format", "json").json()
    return {record["reference"]: record["record"] for row in rows for record in row["records"]}


def test_a_judgement_takes_a_pair_out_of_the_queue_and_joins_people(full: Run) -> None:
    known = ids(full)
    waiting = full("review", "--format", "json").json()
    pair = {known["A1"], known["P1"]}
    assert pair in [{row["left"], row["right"]} for row in waiting]
    assert all({"left_name", "right_name", "probability", "reasons"} <= row.keys() for row in waiting)
    for verdict, together in (("different", False), ("same", True)):
        said = full("judge", known["A1"], known["P1"], verdict, "--why", "by the papers", "--format", "json")
        assert said.code == 0
        assert said.json()["verdict"] == verdict
        rows = full("people", "--format", "json").json()
        found = [row for row in rows if known["A1"] in [record["record"] for record in row["records"]]]
        assert (known["P1"] in [record["record"] for record in found[0]["records"]]) is together
        assert (found[0]["judged"], found[0]["joined_by"]) == (True, "humans" if together else "nobody")
        waiting = full("review", "--format", "json").json()
        assert pair not in [{row["left"], row["right"]} for row in waiting]


def test_a_person_of_one_record_is_joined_by_nobody(full: Run) -> None:
    known = ids(full)
    assert full("judge", known["A1"], known["P1"], "different", "--why", "known apart").code == 0
    rows = [row for row in full("people", "--format", "csv").csv() if row["reference"] == "A1"]
    assert [(row["judged"], row["joined_by"]) for row in rows] == [("yes", "nobody")]
    table = full("people").out
    assert "nobody" in table
    assert "judged" not in table.splitlines()[0]


def test_the_queue_can_be_cut(full: Run) -> None:
    rows = full("review", "--format", "json").json()
    assert full("review", "--top", "1", "--format", "json").json() == rows[:1]
    assert len(full("review", "--format", "csv").csv()) == len(rows)
    assert full("review").code == 0


def test_what_one_cannot_see_one_cannot_judge(full: Run) -> None:
    known = ids(full)
    told = set()
    for other in (known["P1"], "z" * 26, "Zorbal Kemtari"):
        said = full("--as", "claire", "judge", known["A1"], other, "same", "--why", "guessed")
        assert (said.code, said.out) == (1, "")
        told.add(said.err)
    assert len(told) == 1
    assert full("judge", known["A1"], known["P1"], "same", "--why", " ").code == 2
    assert full("judge", known["A1"], known["A1"], "same", "--why", "x").code == 2


def test_flows_have_their_keys(full: Run) -> None:
    said = full("flows", "--format", "json")
    told = said.json()
    assert said.err == ""
    assert {"kind", "viewer", "purpose", "lists", "cells"} <= told.keys()
    assert (told["kind"], told["viewer"], told["purpose"]) == ("own", "NL", "investigation")
    assert told["lists"] == ["NL/border", "NL/police"]
    for cell in told["cells"]:
        assert {"leg", "period", "low", "count", "high", "suppressed"} <= cell.keys()
        assert cell["low"] <= cell["count"] <= cell["high"]
    counted = {(cell["leg"], cell["period"]): cell["count"] for cell in told["cells"]}
    assert counted["TR>SY", "2014-03"] == 2
    assert full("flows", "--format", "csv").csv()[0].keys() == {"leg", "period", "group", "low", "count", "high"}
    table = full("flows")
    assert "TR>SY" in table.out
    assert "your view as NL for investigation: NL/border, NL/police" in table.err


@pytest.mark.parametrize(
    ("arguments", "cells"),
    [
        (["--leg", "TR>SY", "--by", "leg"], 1),
        (["--leg", "sy>iq"], 0),
        (["--since", "2014-04"], 0),
        (["--until", "2014-03", "--leg", "TR>SY", "--by", "leg"], 1),
        (["--by", "leg,origin", "--leg", "TR>SY"], 2),
    ],
)
def test_flows_are_asked_for_in_parts(full: Run, arguments: list[str], cells: int) -> None:
    assert len(full("flows", *arguments, "--format", "json").json()["cells"]) == cells


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--leg", "TURKEY>SYRIA"], "two country codes"),
        (["--leg", "TRSY"], "two country codes"),
        (["--by", "colour"], "cannot count by 'colour'"),
        (["--since", "2014-13"], "--since"),
        (["--until", "soon"], "--until"),
        (["--since", "2014-05", "--until", "2014-04"], "ends before it begins"),
        (["--figure"], "--series NAME"),
        (["--series", "x"], "--figure --series"),
    ],
)
def test_a_bad_question_is_bad_input(full: Run, arguments: list[str], words: str) -> None:
    said = full("flows", *arguments)
    assert (said.code, said.out) == (2, "")
    assert words in said.err
    assert said.err.count("\n") == 1


def test_linking_says_what_to_do_next(full: Run) -> None:
    said = full("link")
    assert (said.code, said.out) == (0, "")
    assert "coalesce links" in said.err
    said = full("link", "--engine", "abacus")
    assert said.code == 2


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("command", ["links", "people", "review", "flows", "list list"])
def test_an_empty_answer_is_an_answer(at: Run, form: str, command: str) -> None:
    said = at(*command.split(), "--format", form)
    assert said.code == 0
    if form == "json":
        assert said.json() is not None
    elif form == "csv":
        assert len(said.out.splitlines()[0].split(",")) > 3
