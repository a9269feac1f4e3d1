"""The page of the bulletin: the month's figures, what is withheld, and nothing for others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.records import EventKind, LineOfEffort, Need
from coalesce.web import build_desk
from tests.builders import NOON, handling
from tests.commitments.made import commitment, event, quantity
from tests.commitments.plan_nodes import add_plan, keep
from tests.series_made import NAME, a_node, in_force, numbered
from tests.services.test_bulletin import drawn
from tests.web.visits import Place


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A desk whose node publishes a series to FR."""
    clock = FixedClock(NOON)
    node, _ = a_node(tmp_path / "node", clock)
    yield Place(node, build_desk(node), {}, {}, clock)
    node.store.close()


@pytest.fixture
def counted(place: Place) -> Place:
    """The same with its numbers."""
    numbered(place.node, in_force(place.node), drawn)
    return place


def test_it_tells_the_latest_month_and_what_lies_behind_it(counted: Place) -> None:
    page = counted.visitor().get("/bulletin")
    assert page.status_code == 200
    text = " ".join(page.text.split())
    for told in (
        "Bulletin, Sep 2014", "2 lists of 2 members", "Turkey → Syria", "−35 … +25", "a change by at most 14",
        "1 leg of this month is below 20", "Origins, 2014-Q3", "Tunisia", "Below 20 and not shown: all other origins",
        "close with the window of the series, on 30 Sep 2014", "Counted on", "5 Oct 2014", "64 times in 100",
        "A month closes with its last day", "could be drawn",
    ):  # fmt: skip
        assert told in text, told
    assert text.count("<figure") == 2
    assert "/bulletin.pdf?series=task-force&amp;month=2014-09" in text


def test_another_month_is_chosen_by_its_address(counted: Place) -> None:
    visitor = counted.visitor()
    assert "Bulletin, Feb 2014" in visitor.get("/bulletin?month=2014-02").text
    assert "6 legs" not in visitor.get("/bulletin?month=2014-02").text
    assert visitor.get("/bulletin?month=2015-02").status_code == 400
    assert visitor.get("/bulletin?month=x").status_code == 400


def test_without_numbers_it_says_from_when_on(place: Place) -> None:
    in_force(place.node)
    visitor = place.visitor()
    page = visitor.get("/bulletin")
    assert page.status_code == 200
    assert "its first month closes on 2014-01-31" in page.text
    assert visitor.get("/bulletin?month=2014-02").status_code == 409
    assert visitor.get(f"/api/bulletin?series={NAME}").status_code == 409


def test_who_receives_no_figures_learns_of_none(counted: Place) -> None:
    bea = counted.visitor("bea")
    page = bea.get("/bulletin")
    assert "receives no figures yet" in page.text
    assert NAME not in page.text
    for path in ("/bulletin", "/bulletin.pdf", "/api/bulletin"):
        known, unknown = (bea.get(f"{path}?series={name}") for name in (NAME, "x"))
        assert known.status_code == unknown.status_code == 404
        assert known.content == unknown.content
    assert bea.get("/api/bulletin").json() == {"series": []}


def test_the_document_is_that_of_the_command(counted: Place) -> None:
    program = counted.program()
    assert program.get("/api/bulletin").json() == {"series": [NAME]}
    told = program.get(f"/api/bulletin?series={NAME}&month=2014-08").json()
    assert (told["kind"], told["month"], told["series"]) == ("bulletin", "2014-08", NAME)


def test_it_speaks_french(counted: Place) -> None:
    page = counted.visitor().get("/bulletin", headers={"accept-language": "fr"}).text
    assert "Bulletin, sept. 2014" in page
    assert "Ce qui n’est pas dit, et pourquoi" in page
    assert "Turquie → Syrie" in page


@pytest.fixture
def planned(counted: Place) -> Place:
    """The same with a plan that FR may see, but for one entry."""
    to = add_plan(counted.node.store)
    jets = {"line": LineOfEffort.MILITARY, "kind": "jets"}
    counted.clock.moment = NOON.replace(month=10, day=5)
    for terms, kind, held in (
        (commitment("C1", "FR", amount=quantity("1500.5"), **jets), EventKind.IN_PLACE, handling("FR:planning")),
        (commitment("C2", "US", amount=quantity(40), **jets), EventKind.DECLARED, handling("FR:planning")),
        (commitment("C3", "NL", amount=quantity(333), **jets), EventKind.IN_PLACE, handling()),
        (Need("N1", LineOfEffort.MILITARY, "jets", quantity(2000)), EventKind.DECLARED, handling("FR:planning")),
    ):
        keep(counted.node.store, to, terms, event(kind), held=held)
    counted.clock.moment = NOON
    return counted


def test_it_tells_of_the_plan_what_its_members_may_see(planned: Place) -> None:
    visitor = planned.visitor()
    text = " ".join(visitor.get("/bulletin").text.split())
    for told in (
        "The plan: what was committed", "Of 3 entries that every member of this bulletin may see", "5 Oct 2014",
        '<td class="number">40</td><td class="number">–</td><td class="number">1,500.5</td>',
        "Needed: 2,000 aircraft of jets. 1,500.5 in place", "2 answers are owed, by 1 member.", "labelled stricter than TLP:AMBER",
    ):  # fmt: skip
        assert told in text, told
    assert "333" not in text
    french = visitor.get("/bulletin", headers={"accept-language": "fr"}).text
    for told in (
        "Le plan : les engagements",
        "1\u202f500,5",
        "Besoin : 2\u202f000 aircraft de jets.",
        "2 réponses sont dues, par 1 membre.",
    ):
        assert told in french, told
    document = planned.program().get(f"/api/bulletin?series={NAME}").json()["plan"]
    assert (document["entries"], document["for"], document["known_on"]) == (3, ["FR"], "2014-10-05")


def test_without_an_entry_for_all_it_says_so(counted: Place) -> None:
    assert "No entry of a plan may be seen by every member" in counted.visitor().get("/bulletin").text
