"""link, links, people, review, judge, flows: the keys that other programs rely on (DESIGN.md, section 6)."""

from __future__ import annotations

from typing import Any

from cli.conftest import Run


def test_links_have_their_keys(lists: Run) -> None:
    rows: Any = lists("links", "--format", "json").json()
    assert {row["left_reference"] for row in rows} | {row["right_reference"] for row in rows} >= {"A1", "B1"}
    best = rows[0]
    assert {"left", "right", "left_reference", "right_reference", "probability", "weight", "parts"} <= set(best)
    assert 0.5 < best["probability"] < 1
    prior = best["parts"].pop("prior")
    assert abs(prior + sum(part["weight"] for part in best["parts"].values()) - best["weight"]) < 1e-6


def test_people_have_their_keys_and_follow_a_judgement(lists: Run) -> None:
    rows: Any = lists("people", "--format", "json").json()
    assert {"person", "judged", "records"} <= set(rows[0])
    assert {"record", "reference", "list", "member", "name"} <= set(rows[0]["records"][0])
    groups = {tuple(sorted(one["reference"] for one in row["records"])) for row in rows}
    assert ("A1", "B1") in groups
    link: Any = lists("links", "--format", "json").json()[0]
    said = lists("judge", link["left"], link["right"], "different", "--why", "namesakes", "--format", "json")
    assert said.code == 0
    assert said.json()["verdict"] == "different"  # type: ignore[index]  # a document of named values
    after: Any = lists("people", "--format", "json").json()
    assert {len(row["records"]) for row in after} == {1}


def test_flows_have_their_keys(lists: Run) -> None:
    document: Any = lists("flows", "--format", "json").json()
    assert {"kind", "viewer", "purpose", "lists", "cells"} <= set(document)
    assert (document["kind"], document["viewer"], document["purpose"]) == ("own", "NL", "investigation")
    cells = {(cell["leg"], cell["period"]): cell for cell in document["cells"]}
    assert {"leg", "period", "low", "count", "high", "suppressed"} <= set(cells["TR>SY", "2014-03"])
    assert cells["TR>SY", "2014-03"]["count"] == 2
    one: Any = lists("flows", "--leg", "TR>SY", "--by", "leg", "--format", "json").json()
    assert [cell["count"] for cell in one["cells"]] == [2]


def test_flows_refuse_what_makes_no_sense(lists: Run) -> None:
    for words in (("--leg", "SYIQ"), ("--by", "shoe"), ("--since", "2014-13"), ("--figure",)):
        ran = lists("flows", *words)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("coalesce: ")
        assert ran.err.count("\n") == 1
    assert "--since" in lists("flows", "--since", "2014-13").err


def test_review_shows_the_waiting_pairs(lists: Run) -> None:
    rows: Any = lists("review", "--format", "json").json()
    assert {"left", "right", "left_name", "right_name", "probability", "reasons"} <= set(rows[0])


def test_what_one_cannot_see_is_not_judged_nor_told_from_the_unknown(lists: Run) -> None:
    lists("actor", "add", "claire", "--member", "FR", "--role", "analyst")
    link: Any = lists("links", "--format", "json").json()[0]
    hidden = lists("judge", link["left"], link["right"], "same", "--why", "x", "--as", "claire")
    unknown = lists("judge", "a" * 26, "b" * 26, "same", "--why", "x", "--as", "claire")
    assert hidden.code == unknown.code == 1
    assert hidden.err == unknown.err


def test_statistics_shows_nothing(lists: Run) -> None:
    assert lists("people", "--purpose", "statistics").code == 1


def test_tables_and_csv_hold_the_same_rows(lists: Run) -> None:
    assert lists("people", "--format", "csv").out.splitlines()[0].startswith("person,judged,record")
    assert "Zorbal Kemtari" in lists("people").out
