"""Headings of plans: certain ones are read, likely ones proposed, and what a mapping declares is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalesce.commitments.plan_mapping import PlanMapping, load_plan_mapping, plan_columns, proposed
from coalesce.errors import BadFile
from coalesce.intake import Limits

PUBLIC = (
    "member",
    "line_of_effort",
    "kind",
    "quantity",
    "unit",
    "place",
    "announced",
    "status_as_quoted",
    "quote",
    "source_url",
)


def test_headings_of_public_tables_are_certain() -> None:
    plan = plan_columns(PUBLIC, None, "a.csv", Limits())
    assert plan.unused == ()
    assert {"line", "status", "address", "announced"} <= set(plan.cells)


def test_a_header_that_is_no_plans_brings_a_proposal(tmp_path: Path) -> None:
    header = ("who", "what", "how many", "where", "nonsense")
    assert proposed(header) == {"member": "who", "kind": "what", "quantity": "how many", "place": "where"}
    with pytest.raises(BadFile, match="save it as a file") as refused:
        plan_columns(header, None, "a.csv", Limits())
    text = str(refused.value).partition("--mapping:\n")[2]
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")
    again = plan_columns(header, load_plan_mapping(tmp_path / "m.toml"), "a.csv", Limits())
    assert set(again.cells) == {"member", "kind", "quantity", "place"}


def test_one_heading_may_hold_two_fields(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text('[columns]\nform = "kind"\nstatus = "kind"\nkind = "what"', encoding="utf-8")
    plan = plan_columns(("kind", "what", "quote"), load_plan_mapping(tmp_path / "m.toml"), "a.csv", Limits())
    assert plan.cells == {"form": (0,), "status": (0,), "kind": (1,), "quote": (2,)}


def test_words_mean_what_is_declared(tmp_path: Path) -> None:
    text = '[columns]\nkind = "what"\n[values.status]\n"Green  Light" = "confirmed"\n[units]\n"F-16" = "aircraft"'
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")
    mapping = load_plan_mapping(tmp_path / "m.toml")
    assert mapping.meant("status", "green light") == "confirmed"
    assert mapping.meant("status", "amber") == "amber"
    for_others = PlanMapping(values={"status": {"amber": "confirmed", "*": "declared"}})
    assert [for_others.meant("status", word) for word in ("Amber", "green")] == ["confirmed", "declared"]
    assert mapping.units == {"F-16": "aircraft"}


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("colums = 3", "colums"),
        ("separator = 3", "separator"),
        ("columns = 3", "columns"),
        ('[columns]\nhue = "a"', "hue"),
        ("[columns]\nkind = []", "kind"),
        ('[values.hue]\na = "b"', "values.hue"),
        ("[values.status]\na = 3", "values.status"),
        ("[units]\na = 3", "units"),
    ],
)
def test_a_bad_mapping_names_its_fault(text: str, field: str, tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadFile) as refused:
        load_plan_mapping(tmp_path / "m.toml")
    assert (refused.value.where.file, refused.value.where.field) == ("m.toml", field)


def test_a_mapping_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="cannot be read"):
        load_plan_mapping(tmp_path / "none.toml")
    (tmp_path / "m.toml").write_text("[columns", encoding="utf-8")
    with pytest.raises(BadFile, match="not TOML"):
        load_plan_mapping(tmp_path / "m.toml")


def test_a_column_that_is_not_there_and_one_that_stands_twice(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text('[columns]\nkind = "gone"', encoding="utf-8")
    with pytest.raises(BadFile, match="not there"):
        plan_columns(("what", "quote"), load_plan_mapping(tmp_path / "m.toml"), "a.csv", Limits())
    with pytest.raises(BadFile, match="twice"):
        plan_columns(("quote", "Quote"), None, "a.csv", Limits())
