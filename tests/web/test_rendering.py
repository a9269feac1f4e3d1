"""The frame of every page, and how values are written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from coalesce.handling import TLP, Actor, Role
from coalesce.web import rendering
from tests.web import visits
from tests.web.visits import Place, Visitor

PAGES = ("/flows", "/records", "/people", "/review", "/lists", "/nowhere")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_who_reads_for_what_and_how_it_is_labelled(claire: Visitor, path: str) -> None:
    text = claire.get(path).text
    assert "claire · FR · investigation" in text
    assert text.count("TLP:") >= 2
    assert '<a class="skip" href="#main">' in text
    assert text.count("<h1") == 1
    assert '<html lang="en" dir="ltr">' in text


def test_the_banner_is_as_strict_as_what_is_shown(place: Place, claire: Visitor) -> None:
    assert "banner-red" in claire.get(f"/records/{place.ids['N2']}").text
    assert "banner-amber" in claire.get(f"/records/{place.ids['N1']}").text
    assert "banner-red" in claire.get("/flows").text  # counted from a red record too
    assert "banner-amber" in claire.get("/flows?purpose=border").text
    assert "banner-red" not in claire.get("/flows?purpose=border").text


def test_only_the_sample_world_says_that_everybody_is_invented(tmp_path: Path, claire: Visitor) -> None:
    sample = visits.made(tmp_path / "node", sample=True)
    visitor = sample.visitor()
    for path in (*PAGES, f"/records/{sample.ids['N1']}"):
        assert visitor.get(path).text.count("every person is invented") == 2
    assert visits.Visitor(sample.desk).get("/sign-in").text.count("every person is invented") == 2
    assert "invented" not in claire.get("/lists").text
    sample.node.store.close()


def test_what_a_list_says_is_escaped(place: Place, claire: Visitor) -> None:
    text = claire.get(f"/records/{place.ids['N2']}").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_a_name_is_set_in_its_own_script_and_direction(place: Place, claire: Visitor) -> None:
    assert (
        f'<bdi class="name" dir="auto" lang="und-Arab">{visits.ARABIC}</bdi>'
        in claire.get(f"/records/{place.ids['F1']}").text
    )


READING = [
    "Home",
    "Notices",
    "Flows",
    "Estimate",
    "Review",
    "People",
    "Records",
    "Lists",
    "Bulletin",
    "Commitments",
    "Requests",
    "Redress",
]


@pytest.mark.parametrize(
    ("roles", "rooms"),
    [
        ({Role.READER}, READING),
        ({Role.AUDITOR}, ["Home", "Audit"]),
        ({Role.OPERATOR}, ["Home", "Members", "Peers", "Settings"]),
        ({Role.READER, Role.AUDITOR}, [*READING, "Audit"]),
    ],
)
def test_the_navigation_is_that_of_the_roles(roles: set[Role], rooms: list[str]) -> None:
    assert [room.name for room in rendering.rooms_of(Actor("a", "FR", frozenset(roles)))] == rooms


def test_values_are_written_for_readers() -> None:
    assert rendering.people(1) == "1 person"
    assert rendering.people(1240) == "1,240 people"
    assert rendering.counted(1, "pair") == "1 pair"
    assert rendering.span(925, 1070) == "925 – 1,070"
    assert rendering.span(7, 7) == "7"
    assert rendering.day(date(2014, 3, 4)) == "4 Mar 2014"
    assert rendering.moment(datetime(2014, 3, 4, 9, 5, tzinfo=UTC)) == "4 Mar 2014, 09:05 UTC"
    assert rendering.tlp(TLP.AMBER_STRICT) == "TLP:AMBER+STRICT"
    assert rendering.spoken("birth_date") == "birth date"
    assert [rendering.language(*pair) for pair in (("Arab", None), ("Arab", "fa"), ("Zyyy", None))] == [
        "und-Arab",
        "fa",
        "und",
    ]


@pytest.mark.parametrize(
    ("sure", "said"), [(0.5, "0.50"), (0.99, "0.99"), (0.9973, "0.997"), (1.0, "0.999"), (0.0, "0.001")]
)
def test_no_proposal_is_certain(sure: float, said: str) -> None:
    assert rendering.share(sure) == said


def test_a_name_runs_as_its_first_strong_letter_does() -> None:
    assert rendering.direction("\u0632\u0648\u0631 Zorb") == rendering.direction("12 \u05d6\u05d5") == "rtl"
    assert (
        rendering.direction("Zorb \u0632\u0648\u0631") == rendering.direction("12") == rendering.direction("") == "ltr"
    )
