"""A figure's files say what its page says, and that it is a figure's, under their own handling."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from coalesce.dates import FixedClock
from coalesce.web import build_desk
from tests.builders import NOON
from tests.series_made import NAME, a_node, in_force, numbered
from tests.web.visits import Place

TWO = "since=2014-03&until=2014-04&other_since=2014-01&other_until=2014-02"


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A desk whose node publishes a series to FR: hundred on each leg and month, but for Syria to Iraq."""
    clock = FixedClock(NOON)
    node, _ = a_node(Path(tmp_path_factory.mktemp("figure")) / "node", clock)
    numbered(node, in_force(node), lambda cell: 2 if cell.leg == "SY>IQ" else 100)
    yield Place(node, build_desk(node), {}, {}, clock)
    node.store.close()


def rows(counted: Place, words: str) -> list[dict[str, str]]:
    answer = counted.visitor().get(f"/figure.csv?{words}")
    assert answer.status_code == 200
    assert 'filename="figure-TLP-AMBER.csv"' in answer.headers["content-disposition"]
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_table_has_the_pages_numbers_and_says_whose_they_are(counted: Place) -> None:
    found = rows(counted, "since=2014-03&until=2014-04&leg=TR%3ESY")
    assert [(row["leg"], row["period"], row["count"]) for row in found] == [
        ("TR>SY", "2014-01/2014-09", "200"),
        ("TR>SY", "2014-03", "100"),
        ("TR>SY", "2014-04", "100"),
    ]
    assert {(row["tlp"], row["viewer"], row["purpose"], row["series"]) for row in found} == {
        ("TLP:AMBER", "FR", "statistics", NAME)
    }
    assert {(row["since"], row["until"], row["moved_by"]) for row in found} == {("2014-03", "2014-04", "10")}
    hidden = rows(counted, "leg=SY%3EIQ")
    assert {row["count"] for row in hidden} == {""}, "what is not shown is not told"


def test_two_windows_stand_in_one_row(counted: Place) -> None:
    found = {row["leg"]: row for row in rows(counted, TWO)}
    assert found["TR>SY"]["count"] == found["TR>SY"]["then_count"] == "200"
    assert found["TR>SY"]["change_count"] == "0"
    assert int(found["TR>SY"]["change_low"]) < 0 < int(found["TR>SY"]["change_high"])
    assert found["SY>IQ"]["change_count"] == ""
    assert (found["TR>SY"]["then_since"], found["TR>SY"]["then_until"]) == ("2014-01", "2014-02")


@pytest.mark.parametrize("words", ["", TWO, "view=stages"])
def test_the_picture_stands_under_its_banner(counted: Place, words: str) -> None:
    answer = counted.visitor().get(f"/figure.svg?{words}")
    root = ET.fromstring(answer.text)
    said = " ".join("".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text"))
    assert "TLP:AMBER" in said
    assert "task force figure for FR" in said
    assert "moved by noise by at most 10" in said
    assert set(re.findall(r'data-leg="([^"]+)"', answer.text)) <= {
        "TR&gt;SY",
        "SY&gt;IQ",
        "JO&gt;SY",
        "TR>SY",
        "SY>IQ",
        "JO>SY",
    }
    assert 'data-shown="no"' in answer.text


@pytest.mark.parametrize("words", ["", TWO])
def test_the_paper_is_a_pdf(counted: Place, words: str) -> None:
    pytest.importorskip("weasyprint", reason="PDF is an extra", exc_type=ImportError)
    answer = counted.visitor().get(f"/figure.pdf?{words}")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")


def test_who_receives_no_figure_has_no_file(counted: Place) -> None:
    for ending in ("csv", "svg", "pdf"):
        assert counted.visitor("bea").get(f"/figure.{ending}").status_code == 404
        assert counted.visitor("bea").get(f"/figure.{ending}?series={NAME}").status_code == 404
