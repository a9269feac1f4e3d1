"""The page of a figure: what was drawn, how far noise may have moved it, and nothing for others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.services import publishing
from coalesce.web import build_desk
from tests.builders import NOON
from tests.estimation.noise import independent, noised
from tests.series_made import LEGS, NAME, a_node, claire, in_force, in_force_with_three, numbered, stored
from tests.web.visits import Place


@pytest.fixture
def counted(tmp_path: Path) -> Iterator[Place]:
    """A desk whose node publishes a series to FR."""
    clock = FixedClock(NOON)
    node, _ = a_node(tmp_path / "node", clock)
    in_force(node)
    yield Place(node, build_desk(node), {}, {}, clock)
    node.store.close()


def test_it_says_that_it_is_a_figure_and_how_far_noise_moved_it(counted: Place) -> None:
    publishing.close(counted.node, claire(counted.node), NAME)
    page = counted.visitor().get("/figure")
    assert page.status_code == 200
    assert "Task force figure" in page.text
    assert "moved by noise by at most 10, 19 times in 20" in page.text
    assert "2 lists of FR, NL" in page.text
    assert "<svg" in page.text
    assert "Iraq" in page.text, "a leg that nobody made is there too"
    assert "64 times in 100" in page.text
    assert "can be drawn" not in page.text
    one = counted.visitor().get("/figure?leg=SY%3EIQ").text
    assert "All legs" in one


def test_looking_closes_nothing(counted: Place) -> None:
    page = counted.visitor().get("/figure").text
    assert "can be drawn" in page
    assert publishing.standing(counted.node, claire(counted.node), NAME).cells == ()
    document = counted.visitor().get(f"/api/figure?series={NAME}").json()
    assert (document["cells"], document["waiting"]) == ([], 27)


def test_the_document_is_that_of_the_command(counted: Place) -> None:
    found = publishing.figure(counted.node, claire(counted.node), NAME)
    document = counted.program().get(f"/api/figure?series={NAME}&leg=TR%3ESY").json()
    assert (document["kind"], document["viewer"], document["moved_by"]) == ("figure", "FR", 10)
    counts = [cell.count for cell in found.cells if cell.leg == "TR>SY"]
    assert [cell["count"] for cell in document["cells"]] == counts


def test_who_receives_no_figures_learns_of_none(counted: Place) -> None:
    bea = counted.visitor("bea")
    assert bea.get("/api/figure").json() == {"series": []}
    assert counted.visitor().get("/api/figure").json() == {"series": [NAME]}
    page = bea.get("/figure")
    assert "receives no figures yet" in page.text
    assert NAME not in page.text
    assert bea.get(f"/figure?series={NAME}").status_code == bea.get("/figure?series=x").status_code == 404
    known, unknown = (bea.get(f"/api/figure?series={name}") for name in (NAME, "x"))
    assert known.content == unknown.content
    assert counted.visitor().get("/figure?leg=TRSY").status_code == 400


def test_a_leg_has_its_estimate_or_why_there_is_none(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    node, _ = a_node(tmp_path / "other", clock)
    series = in_force_with_three(node, legs=LEGS[:2])
    desk = Place(node, build_desk(node), {}, {}, clock)
    assert "No estimate yet" in desk.visitor().get("/figure?leg=TR%3ESY").text
    stored(node, series, (0,) * 8, noised(independent(4_000, (0.4, 0.35, 0.45), seed=1), 1).counts)
    page = desk.visitor().get("/figure?leg=TR%3ESY").text
    assert "Noise may have moved this by" in page
    assert "in 95 of 100" in page
    refused = desk.visitor().get("/figure?leg=SY%3EIQ").text
    assert "No number is given" in refused
    assert "What would lift it" in refused
    assert "whom no list saw" not in desk.visitor().get("/figure").text
    assert "whom no list saw" in desk.visitor().get("/figure?leg=FR%3ETR").text
    node.store.close()


def test_a_window_two_windows_and_stages(counted: Place) -> None:
    numbered(counted.node, publishing.definition(counted.node, claire(counted.node), NAME), lambda _: 100)
    visitor = counted.visitor()
    one = visitor.get("/figure?since=2014-03&until=2014-04").text
    assert "Shown: Mar 2014 to Apr 2014." in one
    assert "All chosen months together" in one
    assert 'data-since="2014-03" data-until="2014-04"' in one
    assert "May 2014" not in one.partition('id="table-title"')[2].partition("</table>")[0]
    two = visitor.get("/figure?since=2014-03&until=2014-04&other_since=2014-01&other_until=2014-02").text
    assert "Mar 2014 to Apr 2014 beside Jan 2014 to Feb 2014" in two
    assert two.count('class="drawing flowmap') == 2
    assert "The two windows leg by leg" in two
    assert "window-other" in two
    assert visitor.get("/figure?view=stages").text.count('class="drawing sankey') == 2
    for ending in ("csv", "svg", "pdf"):
        assert f"/figure.{ending}?since=2014-03&amp;until=2014-04" in one
    none = visitor.get("/figure?since=1990-01&until=1990-02").text
    assert "No month of this window has its numbers yet" in none
    for wrong in ("since=2014", "since=2014-05&until=2014-04", "view=globe", "since=soon"):
        assert visitor.get(f"/figure?{wrong}").status_code == 400
