"""Plans as another program calls them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import let_in, make_node
from tests.cli.conftest import Said, open_node
from tests.commitments.made import written

Call = Callable[..., Said]

ROWS = """reference,form,member,line,kind,quantity,unit,place,notice_days,transit_days,sustain_days,by,day,status,date,quote,release
C1,,FR,military,jets,6,aircraft,Iraq,2,3,30,,,confirmed,2014-10-01,Six will go.,
C2,,US,military,jets,4,aircraft,Iraq,1,1,10,,,pledged,2014-10-01,Four may go.,none
N1,need,,military,jets,10,aircraft,Iraq,,,,,4,,,Ten are needed.,
R1,request,all,all,an answer,,,,,,,the Assembly,,,,Be clear.,
"""


@pytest.fixture
def at(run: Callable[..., Said], tmp_path: Path) -> Call:
    """A command on a node with a plan that was imported."""
    node = make_node(tmp_path / "node")
    let_in(node.store, "claire", "FR")
    node.store.close()
    path = written(tmp_path, ROWS)

    def call(*arguments: str, who: str = "owner") -> Said:
        return run("--node", str(tmp_path / "node"), "--as", who, "commitments", *arguments)

    assert call("plan", "autumn", "--release", "FR:planning", "--keep-until", "2018-01-01").code == 0
    assert call("import", str(path), "--plan", "autumn").code == 0
    return call


def test_an_import_tells_what_became_of_each_row(at: Call, tmp_path: Path) -> None:
    path = written(tmp_path, ROWS + "X1,,FR,sideways,jets,,,,,,,,,,,,\n")
    said = at("import", str(path), "--plan", "autumn", "--format", "json")
    told = said.json()
    assert (said.code, told["accepted"], told["unchanged"], told["rejected"], told["edition"]) == (0, 4, 4, 1, 2)
    assert "plan.csv, line 6, field 'line'" in said.err
    assert Path(told["rejected_file"]).exists()


def test_a_file_without_a_plan_is_bad_input(at: Call, tmp_path: Path) -> None:
    path = written(tmp_path, "who,what\nFR,jets\n")
    said = at("import", str(path), "--plan", "autumn")
    assert (said.code, said.out) == (2, "")
    assert 'member = "who"' in said.err
    assert at("import", str(path), "--plan", "nothing").code == 2


def test_the_board_has_the_keys_of_the_contract(at: Call) -> None:
    told = at("board", "--format", "json").json()
    assert {"plans", "lines", "cells", "totals", "alerts"} <= set(told)
    cells = {cell["member"]: cell["state"] for cell in told["cells"] if cell["line"] == "military"}
    assert cells == {"FR": "confirmed", "US": "declared"}
    (total,) = told["totals"]
    assert (total["measure"], total["declared"], total["confirmed"], total["firm"]) == ("aircraft", 4, 6, 6)
    assert [row["kind"] for row in at("board", "--totals", "--format", "csv").csv()] == ["jets"]
    theirs = at("board", "--format", "json", who="claire").json()
    assert [cell["member"] for cell in theirs["cells"] if cell["line"] == "military"] == ["FR"]
    assert at("board", "--view-as", "FR", "--format", "json").json()["cells"] == theirs["cells"]
    later = at("board", "--as-of", "2016-01-01", "--format", "json").json()
    assert later["totals"][0]["stale"] == 6


def test_gaps_deadlines_and_who_owes_an_answer(at: Call) -> None:
    (gap,) = at("gaps", "--format", "json").json()
    assert (gap["needs"], gap["needed"], gap["confirmed"], gap["lacking"]) == (["N1"], 10, 6, 4)
    assert gap["words"].startswith("Needed: 10 aircraft of jets in Iraq.")
    due = {row["reference"]: row for row in at("deadlines", "--format", "json").json()}
    assert (due["R1"]["days_left"], due["C2"]["lacks"]) == (None, ["date", "confirmation"])
    asked = at("owed", "--format", "csv").csv()
    assert {row["member"] for row in asked} == {"FR", "NL", "US"}


def test_a_timeline_starts_at_an_activation(at: Call) -> None:
    assert at("timeline").code == 2
    on = ("--plan", "autumn", "--on", "2014-10-20", "--quote", "It is so.", "--source", "NATO")
    assert at("activate", "attack", *on).code == 0
    told = at("timeline", "--days", "60", "--format", "json").json()
    assert (told["activation"], told["days"]) == ("2014-10-20", 60)
    (curve,) = told["curves"]
    assert [(point["day"], point["claimed"], point["needed"]) for point in curve["points"]] == [
        (0, 0, 0),
        (4, 0, 10),
        (5, 6, 10),
        (35, 0, 10),
    ]
    rows = at("timeline", "--activation", "2014-11-01", "--by-place", "--format", "csv").csv()
    assert (rows[0]["place"], rows[0]["date"]) == ("Iraq", "2014-11-01")
    assert "ACTIVATED: attack, since 2014-10-20, day 12" in at("board").err


def test_a_timeline_tells_what_is_on_no_day(at: Call, tmp_path: Path) -> None:
    ready, without = (
        "C3,,NL,military,jets,5,aircraft,Iraq,,3,,,,confirmed,2014-10-01,Five.,",
        "C4,,NL,military,jets,,,,,,,,,confirmed,,q,",
    )
    assert at("import", str(written(tmp_path, f"{ROWS}{ready}\n{without}\n")), "--plan", "autumn").code == 0
    said = at("timeline", "--activation", "2014-11-01", "--format", "table").err
    assert "jets, aircraft: on no day, their notice or transit is not said: 1" in said
    assert "on no curve, without a quantity in a stated unit: 1" in said


def test_events_are_noted_and_told(at: Call) -> None:
    quote = ("--quote", "They have come.", "--source", "a paper", "--on", "2014-10-30")
    noted = at("event", "C1", "in place", *quote, "--format", "json")
    assert noted.code == 0
    told = at("history", "C1", "--format", "json").json()
    assert [(row["kind"], row["quote"]) for row in told["events"]] == [
        ("confirmed", "Six will go."),
        ("in place", "They have come."),
    ]
    assert told["status"] == "in place"
    back = at("event", "C1", "withdrawn", "--withdraws", noted.json()["event"], *quote[:4])
    assert back.code == 0
    assert at("history", "C1", "--format", "json").json()["status"] == "confirmed"
    assert at("event", "C1", "in place", *quote[:4], "--on", "soon").code == 2
    rows = at("history", "C1", "--format", "csv").csv()
    assert [row["stands"] for row in rows] == ["yes", "no", "yes"]


def test_what_is_hidden_and_what_is_unknown_answer_alike(at: Call) -> None:
    hidden, unknown = at("history", "C2", who="claire"), at("history", "nothing", who="claire")
    assert (hidden.code, hidden.out, hidden.err) == (unknown.code, unknown.out, unknown.err)
    assert hidden.code == 1
    assert at("board", "--plan", "nothing").code == 1
    assert at("event", "C1", "ended", "--quote", "q", "--source", "s", who="claire").code == 1


def test_nothing_is_read_under_another_purpose(at: Call, tmp_path: Path) -> None:
    assert at("board", "--purpose", "border", "--format", "json", who="claire").json()["cells"] == []
    open_node(tmp_path / "node").store.close()


def test_the_group_says_what_it_is_for(run: Callable[..., Said]) -> None:
    said = run("commitments", "--help")
    assert said.code == 0
    assert "candidates" in said.out


def test_a_bad_day_names_the_option_that_it_stands_in(at: Call) -> None:
    for command, option in (("board", "--as-of"), ("timeline", "--activation")):
        assert f"'{option}'" in at(command, option, "2014-13-01").err
