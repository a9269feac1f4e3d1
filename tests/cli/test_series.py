"""Series from definition to figure, as another program calls them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.handling import Role
from tests.builders import add_list, handling, let_in, person_with_papers, publish
from tests.cli.conftest import Said, open_node
from tests.series_made import a_node, entered

Call = Callable[..., Said]

DEFINE = ("series", "define", "s", "--leg", "TR>SY", "--since", "2014-01", "--until", "2014-06", "--audience", "FR")
WITH = (*DEFINE, "--contributors", "nl,FR", "--origin", "TN")


@pytest.fixture
def at(run: Callable[..., Said], tmp_path: Path) -> Call:
    """A command on a node with two members' lists."""
    node, _ = a_node(tmp_path / "node")
    node.store.close()

    def call(*arguments: str, who: str = "owner") -> Said:
        return run("--node", str(tmp_path / "node"), "--as", who, *arguments)

    return call


@pytest.fixture
def signed(at: Call) -> Call:
    """The same with a series that both have signed."""
    assert at(*WITH).code == 0
    assert at("series", "sign", "s").code == at("series", "sign", "s", who="marc").code == 0
    return at


def test_a_series_is_defined_signed_and_counted_once(at: Call) -> None:
    made = at(*WITH, "--format", "json").json()
    assert made["lists"] == ["FR/out", "NL/in"]
    assert (made["unsigned"], made["signed"]) == (["FR", "NL"], [])
    assert made["shares"] == {"leg-months": 0.12, "origin-quarters": 0.05, "patterns": 0.08}
    early = at("flows", "--figure", "--series", "s", who="claire")
    assert (early.code, early.out) == (1, "")
    assert "not signed by FR, NL" in early.err
    first = at("series", "sign", "s", "--format", "json").json()
    assert first["unsigned"] == ["FR"]
    at("series", "sign", "s", "--digest", made["digest"], who="marc")
    figures = [at("flows", "--figure", "--series", "s", "--format", "json", who="claire").json() for _ in range(2)]
    assert figures[0] == figures[1]
    listed = at("series", "list", "--format", "json").json()[0]
    assert (listed["closed"], listed["spent"]) == (listed["cells"], listed["rho"])


def test_a_figure_has_the_keys_of_the_contract(signed: Call) -> None:
    found = signed("flows", "--figure", "--series", "s", "--format", "json", who="claire").json()
    assert (found["kind"], found["viewer"], found["purpose"]) == ("figure", "FR", "statistics")
    assert found["lists"] == ["FR/out", "NL/in"]
    assert [cell["period"] for cell in found["cells"]] == [f"2014-{month:02}" for month in range(1, 7)]
    march = found["cells"][2]
    assert march["suppressed"] is False, "fifty people went in March"
    assert march["low"] < march["count"] < march["high"]
    assert march["count"] % 5 == 0
    origins = signed("flows", "--figure", "--series", "s", "--by", "origin", "--format", "json", who="claire").json()
    assert {(cell["group"], cell["leg"]) for cell in origins["cells"]} == {("TN", None), ("other", None)}
    table = signed("flows", "--figure", "--series", "s", "--since", "2014-03", who="claire")
    assert "2014-02" not in table.out
    assert "at most 10, 19 times in 20" in table.err


def test_what_show_prints_is_what_is_signed(signed: Call) -> None:
    shown = signed("series", "show", "s", who="marc")
    listed = signed("series", "list", "--format", "json", who="marc").json()[0]
    assert hashlib.sha256(shown.out.encode()).hexdigest() == listed["digest"]
    assert listed["signed"] == ["FR (marc)", "NL (owner)"]


def test_a_member_without_an_officer_sends_its_digest(at: Call, tmp_path: Path) -> None:
    node = open_node(tmp_path / "node")
    to = add_list(node.store, "sent", handling(figures=["FR"]), "BE")
    publish(node.store, to, [replace(person_with_papers("B1", 1), sightings=(entered(3),))])
    node.store.close()
    digest = at(*DEFINE, "--contributors", "BE", "--format", "json").json()["digest"]
    assert at("series", "sign", "s", "--for", "BE").code == 2
    said = at("series", "sign", "s", "--for", "BE", "--digest", digest, "--format", "json")
    assert said.json()["unsigned"] == []
    assert at("series", "list", "--format", "json").json()[0]["signed"] == ["BE (sent, entered by owner)"]


def test_others_do_not_learn_that_there_is_a_series(signed: Call, tmp_path: Path) -> None:
    known, unknown = (signed("flows", "--figure", "--series", name, who="bea") for name in ("s", "x"))
    assert known == unknown
    assert known.code == 1
    assert signed("series", "list", "--format", "json", who="bea").json() == []
    node = open_node(tmp_path / "node")
    let_in(node.store, "ruth", "FR", Role.AUDITOR)
    node.store.close()
    assert "receive figures" in signed("flows", "--figure", "--series", "s", who="ruth").err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--since", "2014"], "write a month"),
        (["--until", "2013-12"], "before --since"),
        (["--until", "soon"], "--until"),
        (["--leg", "TRSY"], "two country codes"),
        (["--audience", "XX"], "no member of this node"),
        (["--contributors", "BE"], "BE has no list"),
        (["--list", "NL/out"], "--list NL/out"),
        (["--list", "NL/in"], "FR has no list"),
        (["--source", "a"], "write NAME="),
        (["--source", "a=NL/else"], "not among the lists"),
        (["--rho", "months=1"], "kinds are leg-months"),
        (["--rho", "patterns=2"], "from 0 to 1"),
        (["--rho", "patterns=0.09"], "ask for less"),
        (["--rho", "patterns=0.01", "--rho", "patterns=0.02"], "--rho names one thing twice"),
        (["--source", "a=NL/in", "--source", "a=FR/out"], "--source names one thing twice"),
        (["--audience", ""], "takes a name, a leg"),
    ],
)
def test_a_bad_definition_is_bad_input(at: Call, arguments: list[str], words: str) -> None:
    said = at(*WITH, *arguments)
    assert (said.code, said.out) == (2, "")
    assert words in said.err


def test_parts_of_the_budget_may_be_left_unspent(at: Call) -> None:
    made = at(*WITH, "--rho", "patterns=0", "--rho", "leg-months=0.2", "--settle", "30", "--format", "json").json()
    assert made["shares"] == {"leg-months": 0.2, "origin-quarters": 0.05, "patterns": 0.0}
    assert made["settling"] == 30
    assert at("series", "sign", "s").code == at("series", "sign", "s", who="marc").code == 0
    assert at("flows", "--figure", "--series", "s", "--by", "origin", who="claire").code == 0


def test_what_a_series_does_not_publish_is_refused(at: Call) -> None:
    assert at(*DEFINE, "--contributors", "NL,FR", "--source", "all=NL/in,FR/out").code == 0
    assert at("series", "sign", "s").code == at("series", "sign", "s", who="marc").code == 0
    said = at("flows", "--figure", "--series", "s", "--by", "origin", who="claire")
    assert (said.code, "does not publish origin-quarters" in said.err) == (2, True)
    for arguments in (["--by", "list"], ["--purpose", "border"]):
        assert at("flows", "--figure", "--series", "s", *arguments, who="claire").code == 2
