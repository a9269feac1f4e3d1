"""The page of estimates: a number with all that it rests on, or a refusal as an answer of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from coalesce.web import build_desk
from tests import builders
from tests.captured import three_lists
from tests.web.visits import Place, Visitor


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    node = three_lists(tmp_path_factory.mktemp("estimate") / "node", sample=True)
    clock = node.store.clock
    yield Place(node, build_desk(node), builders.ids(node.store), {}, clock)  # type: ignore[arg-type]  # a FixedClock
    node.store.close()


@pytest.fixture(scope="module")
def reader(lists: Place) -> Visitor:
    return lists.visitor("owner")


@pytest.fixture(scope="module")
def text(reader: Visitor) -> str:
    answer = reader.get("/estimate?leg=TR>SY")
    assert answer.status_code == 200
    return answer.text


def test_the_number_stands_with_its_intervals_and_what_it_leans_on(text: str, reader: Visitor) -> None:
    found = reader.get("/api/estimate?leg=TR>SY").json()
    assert f"about <strong>{found['estimate']:,.0f}</strong>" in text
    assert f"95 %: {found['interval95'][0]:,.0f} to {found['interval95'][1]:,.0f}" in text
    assert "Turkey to Syria" in text
    assert f"{found['middle']:,.0f}" in text
    assert "what the best single model says" in text
    assert found["assumption"][:60] in text
    assert "Uncertainty from linking" in text
    assert "How was this made?" in text
    for part in ("Ways to estimate", "How far it may lie off", "How the lists overlap", "Which lists go together"):
        assert part in text


def test_nothing_on_the_page_breaks_the_content_policy(text: str) -> None:
    assert " style=" not in text
    assert "<script>" not in text
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))


def test_a_refusal_is_a_state_of_its_own(lists: Place) -> None:
    claire = lists.visitor("claire")
    answer = claire.get("/estimate?leg=TR>SY")
    assert answer.status_code == 200
    assert "No number is given" in answer.text
    assert "What would lift it" in answer.text
    assert "with those whom no list saw" not in answer.text
    assert "NL/press" not in answer.text
    nobody = claire.get("/estimate?leg=SY>IQ")
    assert "No list that you see captured anybody" in nobody.text
    assert claire.get("/api/estimate?leg=SY>IQ").json()["refusal"]["code"] == "nobody"


def test_strata_are_asked_by_form_and_address(reader: Visitor) -> None:
    text = reader.get("/estimate?origin=FR&sex=M").text
    assert '<option value="M" selected>men</option>' in text
    assert 'name="origin" value="FR" checked' in text
    nobody = reader.get("/api/estimate?origin=KZ").json()
    assert nobody["question"]["origins"] == ["KZ"]
    assert nobody["refusal"]["code"] == "nobody"


def test_by_month_and_leg_are_rows(reader: Visitor) -> None:
    month = reader.get("/estimate?by=month").text
    assert "Mar 2014" in month
    assert reader.get("/estimate?by=leg").text.count("Turkey → Syria") == 1
    parts = reader.get("/api/estimate?by=month").json()["parts"]
    assert [part["of"] for part in parts] == ["2014-03"]


def test_the_api_is_the_command_lines_and_refuses_other_words(reader: Visitor, lists: Place) -> None:
    found = reader.get("/api/estimate?leg=TR>SY").json()
    assert found == lists.program("owner").get("/api/estimate?leg=TR>SY").json()
    assert reader.get("/api/estimate?captured=sight").status_code == 400
    assert reader.get("/estimate?list=absent").status_code == 400
    joined = reader.get("/api/estimate?one_source=NL/border,NL/police").json()
    assert joined["lists"] == ["NL/border + NL/police", "NL/press"]


def test_the_flow_page_shows_it_beside_the_count_where_a_leg_is_chosen_and_it_is_asked_for(
    reader: Visitor, lists: Place
) -> None:
    found = reader.get("/api/estimate?leg=TR>SY").json()
    told = f"95 %: {found['interval95'][0]:,.0f} to {found['interval95'][1]:,.0f}"
    plain = reader.get("/flows?leg=TR>SY").text
    assert "estimate=yes" in plain
    assert told not in plain
    text = reader.get("/flows?leg=TR>SY&estimate=yes").text
    assert told in text
    assert text.count("band-estimate-high") == 2
    assert 'name="estimate" value="yes"' in text
    assert "band-estimate" in reader.get("/flows.svg?leg=TR>SY&estimate=yes").text
    into = reader.get("/flows?into=SY&estimate=yes").text
    assert told in into
    assert "band-estimate" not in into
    assert told not in reader.get("/flows?estimate=yes").text
    assert told not in reader.get("/flows?leg=TR>SY&estimate=yes&list=NL/border").text
    refused = lists.visitor("claire").get("/flows?leg=TR>SY&estimate=yes").text
    assert "No estimate</a>: there are 2 lists" in refused
    assert "band-estimate" not in refused
