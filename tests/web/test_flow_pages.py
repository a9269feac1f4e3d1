"""The flow page, its files, and flows as JSON."""

from __future__ import annotations

import re

import pytest

from coalesce.web import flow_pages
from tests.web.visits import Place, Visitor

EVERY = "/flows?least=1"


def rows_of(text: str) -> list[list[str]]:
    """The table of the page as text."""
    rows = re.findall(r"<tr>\s*(<th scope=\"row\"[^>]*>.*?)</tr>", text, flags=re.DOTALL)
    return [
        [
            " ".join(re.sub(r"<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, flags=re.DOTALL)
        ]
        for row in rows
    ]


def test_the_page_says_whose_view_it_is_and_how_it_was_made(claire: Visitor) -> None:
    text = claire.get(EVERY).text
    assert "Your view:" in text
    assert "from 2 lists" in text
    assert "NL/border" in text
    assert "calibrated on the sample world" in text
    assert "drawn 20 times" in text
    assert text.count('class="drawing flowmap') == 2


def test_among_many_records_the_page_comes_at_once_and_asks_for_itself(
    fresh: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow_pages, "AT_ONCE", 3)
    visitor = fresh.visitor("claire")
    before = visitor.get(EVERY).text
    assert "are being counted" in before
    assert 'data-later="/flows?least=1&amp;count=yes"' in before
    assert 'content="0; url=/flows?least=1&amp;count=yes"' in before, "without script"
    counted = visitor.get(f"{EVERY}&count=yes").text
    assert "Your view:" in counted
    assert "count=yes" not in counted.partition("<main")[2].partition("</main>")[0]
    assert visitor.get(EVERY).text == counted.replace("&amp;count=yes", "")
    assert "Your view:" in fresh.visitor("dieter").get(EVERY).text, "few records are counted at once"
    assert visitor.get("/flows.csv").status_code == 200


def test_the_stages_are_the_maps_legs_in_another_picture(claire: Visitor) -> None:
    text = claire.get(f"{EVERY}&view=stages").text
    assert text.count('class="drawing sankey') == 2
    assert 'name="view" value="stages"' in text
    assert rows_of(text) == rows_of(claire.get(EVERY).text)
    assert claire.get("/flows?view=globe").status_code == 400


def test_the_window_can_be_moved_without_script(claire: Visitor) -> None:
    text = claire.get(f"{EVERY}&since=2014-02&until=2014-02").text
    assert re.search(r'data-step="after" href="[^"]*since=2014-03&amp;until=2014-03', text)
    assert 'data-since="2014-02" data-until="2014-02"' in text
    assert "The first month" in claire.get(EVERY).text


def test_the_page_speaks_french_whole(claire: Visitor) -> None:
    text = claire.get(f"{EVERY}&place=TR", headers={"accept-language": "fr"}).text
    for english in (
        "Your view",
        "Incoming",
        "Legs of",
        "the way back",
        "way back",
        "home →",
        "not shown",
        "Low",
        "Play",
    ):
        assert english not in text, english
    assert "Turquie" in text
    assert "Avril" not in text


def test_the_api_is_the_command_lines(place: Place, claire: Visitor) -> None:
    document = claire.get("/api/flows?leg=TR>SY").json()
    assert {"kind", "viewer", "purpose", "lists", "cells"} <= set(document)
    assert (document["kind"], document["viewer"], document["purpose"]) == ("own", "FR", "investigation")
    assert [cell["period"] for cell in document["cells"]] == ["2014-03"]
    assert document == place.program().get("/api/flows?leg=TR>SY").json()


def test_nobody_is_counted_who_is_not_seen(claire: Visitor, place: Place) -> None:
    hub = {cell["leg"] for cell in place.visitor("owner").get("/api/flows").json()["cells"]}
    own = {cell["leg"] for cell in claire.get("/api/flows").json()["cells"]}
    assert "DE>TR" in hub - own
    text = place.visitor("dieter").get("/flows").text
    assert "Your view: <strong>0 people</strong>" in text
    assert "Nobody that you may see is counted here" in text


def test_every_grouping_has_a_page(claire: Visitor) -> None:
    for by, _ in flow_pages.GROUPINGS:
        answer = claire.get(f"{EVERY}&by={by}")
        assert answer.status_code == 200
        assert rows_of(answer.text) or "leg" not in by
    assert (
        "unknown" in claire.get(f"{EVERY}&by=leg,origin").text or "France" in claire.get(f"{EVERY}&by=leg,origin").text
    )


def test_a_long_table_is_paged_and_its_file_has_all_of_it(claire: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    every = rows_of(claire.get(EVERY).text)
    assert "Page 1" not in claire.get(EVERY).text
    monkeypatch.setattr(flow_pages, "WHOLE", 1)
    monkeypatch.setattr(flow_pages, "ROWS", 2)
    first, last = (claire.get(f"{EVERY}&page={page}").text for page in (1, 9))
    assert rows_of(first) == every[:2]
    assert rows_of(last) == every[2 * ((len(every) - 1) // 2) :], "a page behind the last is the last"
    assert f"{len(every)} rows" in first
    assert '/flows.csv?least=1"' in last
    assert "page=2" in first
    assert claire.get("/flows?page=x").status_code == 400


def test_a_filter_stays_in_every_address_of_the_page(claire: Visitor) -> None:
    text = claire.get("/flows?least=1&since=2014-01&purpose=investigation").text
    assert "/flows.csv?least=1&amp;since=2014-01" in text
    assert 'value="2014-01"' in text
