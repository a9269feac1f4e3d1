"""Saved files: what is on the screen, with its handling on it."""

from __future__ import annotations

import csv
import io
import sys
from xml.etree import ElementTree as ET

import pytest

from tests.web.test_flow_pages import EVERY, rows_of
from tests.web.test_paper import needs_paper
from tests.web.visits import Place, Visitor

BESIDE = "since=2014-03&until=2014-03&other_since=2014-01&other_until=2014-02"


def table(visitor: Visitor, query: str) -> list[dict[str, str]]:
    text = visitor.get(f"/flows.csv?{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_table_is_the_pages(claire: Visitor) -> None:
    page = rows_of(claire.get(EVERY).text)
    saved = table(claire, "least=1")
    assert [f"{row['from']} → {row['to']}" for row in saved] == [row[0] for row in page]
    assert [row["count"] for row in saved] == [row[1] for row in page]


def test_every_row_of_a_table_bears_its_handling(claire: Visitor, place: Place) -> None:
    for row in table(claire, "least=1&since=2014-01&until=2014-06"):
        assert (row["tlp"], row["viewer"], row["purpose"]) == ("TLP:RED", "FR", "investigation")
        assert (row["since"], row["until"]) == ("2014-01-01", "2014-06-30")
        assert row["lists"] == "FR/departures; NL/border"
    [alone] = table(place.visitor("dieter"), "least=1")
    assert (alone["leg"], alone["tlp"], alone["viewer"]) == ("", "TLP:AMBER", "DE")


def test_a_table_of_two_windows_has_both_and_the_change(claire: Visitor) -> None:
    saved = table(claire, f"least=1&{BESIDE}")
    document = claire.get(f"/api/flows/compared?{BESIDE}").json()
    by_leg = {row["leg"]: row for row in document["cells"]}
    assert {row["leg"] for row in saved} == set(by_leg)
    for row in saved:
        told = by_leg[row["leg"]]
        assert [row["low"], row["count"], row["high"]] == [str(n) for n in told["now"].values()]
        assert [row[f"change_{name}"].lstrip("'") for name in ("low", "count", "high")] == [
            str(n) for n in told["change"].values()
        ]
        assert (row["then_since"], row["then_until"]) == ("2014-01-01", "2014-02-28")


def test_the_picture_is_the_pages_under_its_banner(claire: Visitor) -> None:
    root = ET.fromstring(claire.get("/flows.svg?least=1&since=2014-01").content)
    legs = {one.get("data-leg") for one in root.iter() if one.get("data-leg")}
    assert legs == {row["leg"] for row in table(claire, "least=1&since=2014-01")}
    told = " ".join("".join(one.itertext()) for one in root.iter() if one.tag.endswith("text"))
    assert told.count("TLP:RED") == 2
    assert told.count("read as FR for investigation") == 2
    assert "since Jan 2014" in told
    assert "FR/departures, NL/border" in told
    assert "invented" not in told, "this node is no sample"
    assert "histogram" in " ".join(one.get("class", "") for one in root.iter())


def test_the_view_that_is_looked_at_is_the_one_that_is_saved(claire: Visitor) -> None:
    assert "sankey" in claire.get("/flows.svg?least=1&view=stages").text
    assert claire.get(f"/flows.svg?least=1&{BESIDE}").text.count('class="drawing flowmap') == 2


def test_a_sample_says_that_it_is_invented(tmp_path) -> None:
    from tests.web.visits import made

    place = made(tmp_path / "sample", sample=True)
    visitor = place.visitor()
    assert all(row["note"] == "sample world: every person is invented" for row in table(visitor, "least=1"))
    assert visitor.get("/flows.svg?least=1").text.count("every person is invented") >= 2
    place.node.store.close()


def test_files_bear_their_label_in_their_name(claire: Visitor) -> None:
    for ending in ("csv", "svg"):
        named = claire.get(f"/flows.{ending}").headers["content-disposition"]
        assert f'filename="flows-TLP-RED.{ending}"' in named


def test_the_pdf_holds_the_table_the_banner_and_no_text_twice(claire: Visitor) -> None:
    needs_paper()
    answer = claire.get(f"/flows.pdf?least=1&{BESIDE}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert 'filename="flows-TLP-RED.pdf"' in answer.headers["content-disposition"]


def test_without_the_extra_a_pdf_is_refused_with_the_way_to_have_it(
    claire: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    answer = claire.get("/flows.pdf")
    assert answer.status_code == 501
    assert "coalesce[pdf]" in answer.text
