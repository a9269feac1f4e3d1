"""``estimate --figure`` as another program calls it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Said
from tests.estimation.noise import independent, noised
from tests.series_made import LEGS, NAME, a_node, in_force_with_three, stored

Call = Callable[..., Said]
ASK = ("estimate", "--figure", "--series", NAME)
COUNTS = noised(independent(4_000, (0.4, 0.35, 0.45), seed=1), 1).counts


@pytest.fixture
def at(run: Callable[..., Said], tmp_path: Path) -> Call:
    """A command on a node whose series has closed: two legs, the second without people."""
    node, _ = a_node(tmp_path / "node")
    stored(node, in_force_with_three(node, legs=LEGS[:2]), (0,) * 8, COUNTS)
    node.store.close()

    def call(*arguments: str, who: str = "claire") -> Said:
        return run("--node", str(tmp_path / "node"), "--as", who, *arguments)

    return call


def test_each_leg_in_a_table_with_what_noise_may_have_done(at: Call) -> None:
    said = at(*ASK)
    assert said.code == 0
    assert "noise may have moved this by" in said.out
    assert "not_shown" in said.out
    assert "what would lift it" in said.err
    assert f"task force figure '{NAME}'" in said.err
    rows = at(*ASK, "--format", "csv").csv()
    assert [row["leg"] for row in rows] == sorted(str(leg) for leg in LEGS[:2])
    assert rows[1]["estimate"] != rows[0]["estimate"] == ""


def test_one_leg_as_json_and_twice_the_same(at: Call) -> None:
    told = at(*ASK, "--leg", "TR>SY", "--format", "json")
    assert told.code == 0
    assert (told.json()["kind"], told.json()["leg"], told.json()["alternatives"]) == ("figure", "TR>SY", [])
    assert told.json()["interval95"][0] <= 4_000 <= told.json()["interval95"][1]
    assert at(*ASK, "--leg", "TR>SY", "--format", "json") == told
    every = at(*ASK, "--format", "json")
    assert every.code == 0
    assert every.json()["refusal"]["code"] == "several_legs"
    assert every.json()["legs"][1] == told.json()["legs"][0]


def test_where_nothing_is_told_the_code_is_one(at: Call) -> None:
    said = at(*ASK, "--leg", "SY>IQ", "--format", "json")
    assert (said.code, said.json()["refusal"]["code"]) == (1, "not_shown")
    assert said.json()["estimate"] is said.json()["n_observed"] is None


def test_what_makes_no_sense_is_bad_usage(at: Call, tmp_path: Path) -> None:
    for arguments, words in (
        (("estimate", "--figure"), "--series NAME"),
        ((*ASK, "--purpose", "border"), "leave --purpose away"),
        ((*ASK, "--leg", "TRSY"), "two country codes"),
        ((*ASK, "--leg", "FR>TR"), "--leg FR>TR"),
        ((*ASK, "--table", str(tmp_path / "x.csv")), "takes --series and --leg"),
        ((*ASK, "--since", "2014-03"), "takes --series and --leg"),
    ):
        said = at(*arguments)
        assert (said.code, said.out) == (2, "")
        assert words in said.err
    known, unknown = (at("estimate", "--figure", "--series", name, who="bea") for name in (NAME, "x"))
    assert known == unknown
    assert known.code == 1
