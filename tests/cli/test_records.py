"""search, history: what is printed is what the actor may see."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run


def test_a_search_has_its_keys_and_says_why(full: Run) -> None:
    found = full("search", "Zorbal Kemtari", "--format", "json").json()
    assert {"records", "total", "complete", "gathered", "facets"} <= found.keys()
    assert found["complete"] is True
    first = found["records"][0]
    assert {"record", "reference", "list", "member", "name", "why"} <= first.keys()
    assert first["why"]["score"] > 0.9
    assert first["why"]["reasons"]
    assert full("search", "Zorbal Kemtari", "--format", "csv").csv()[0]["record"] == first["record"]
    assert "found" in full("search", "Zorbal").err


def test_a_search_is_narrowed(full: Run) -> None:
    everything = full("search", "", "--format", "json", "--top", "99").json()
    facets = everything["facets"]["list"]
    one, number = next(iter(facets.items()))
    narrowed = full("search", "", "--by", f"list={one}", "--format", "json").json()
    assert narrowed["total"] == number < everything["total"]
    both = full(
        "search", "", *(part for each in facets for part in ("--by", f"list={each}")), "--format", "json"
    ).json()
    assert both["total"] == everything["total"]
    assert full("search", "", "--since", "2190", "--format", "json").json()["total"] == 0


@pytest.mark.parametrize("by", ["colour=red", "list", "list="])
def test_a_facet_that_is_none_is_refused(full: Run, by: str) -> None:
    said = full("search", "", "--by", by)
    assert said.code == 2
    assert said.err.startswith("coalesce: --by takes FACET=VALUE")


def test_people_are_found_through_their_records(full: Run) -> None:
    rows = full("search", "Zorbal Kemtari", "--people", "--format", "json").json()
    assert any(record["name"] == "Zorbal Kemtari" for record in rows[0]["records"])
    assert full("search", "Zorbal Kemtari", "--people", "--format", "csv").csv()[0]["person"] == rows[0]["person"]


def test_a_history_is_its_owners(full: Run) -> None:
    record = full("search", "A1", "--format", "json").json()["records"][0]["record"]
    (row,) = full("history", record, "--format", "json").json()
    assert (row["version"], row["present"], row["changes"]) == (1, True, [])
    assert full("history", record, "--format", "csv").csv()[0]["version"] == "1"
    refused, unknown = (full("--as", "claire", "history", one) for one in (record, "nosuchrecord"))
    assert (refused.code, refused.err) == (unknown.code, unknown.err)
    assert refused.code == 1
