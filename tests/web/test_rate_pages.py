"""Error rates: one's own, and for an auditor those of the same member."""

from __future__ import annotations

from coalesce.records import Verdict
from tests.builders import INVESTIGATION, leaves
from tests.web.visits import Place, Visitor


def answer(place: Place, who: str, control: str, same: bool, verdict: Verdict) -> None:
    place.node.store.write(place.node.store.actor(who), INVESTIGATION).answer_control(control, same, verdict)


def test_without_an_answer_no_rate_is_stated(claire: Visitor) -> None:
    text = claire.get("/review/rates").text
    assert text.count("no answer yet") == 3
    assert "5 of 100" in text
    own = claire.get("/api/review/rates").json()["own"]
    assert own["all"] == {"wrong": 0, "of": 0, "rate": None, "low": 0.0, "high": 1.0}


def test_a_reviewer_reads_ones_own_rate_with_its_interval(fresh: Place) -> None:
    claire = fresh.visitor()
    for number in range(4):
        answer(fresh, "claire", f"c{number}", same=number > 0, verdict=Verdict.SAME)
    text = claire.get("/review/rates").text
    assert "<strong>25\u00a0%</strong>" in text
    assert "[5 to 70 %], 1 of 4" in text
    assert "<strong>100\u00a0%</strong>" in text
    told = claire.get("/api/review/rates").json()
    assert told["own"]["false_same"]["wrong"] == 1
    assert told["reviewers"] is None
    assert "25\u00a0%" in claire.get(fresh.pair("N1", "F1")).text


def test_an_auditor_reads_those_of_the_same_member_and_nobody_anothers(fresh: Place) -> None:
    answer(fresh, "claire", "c1", same=True, verdict=Verdict.DIFFERENT)
    answer(fresh, "dieter", "d1", same=True, verdict=Verdict.SAME)
    ada = fresh.visitor("ada")
    assert set(ada.get("/api/review/rates").json()["reviewers"]) == {"claire"}
    page = ada.get("/review/rates").text
    assert "<h3>claire</h3>" in page
    assert "dieter" not in page
    assert fresh.visitor("rita").get("/review/rates").status_code == 403
    assert "claire</h3>" not in fresh.visitor("dieter").get("/review/rates").text


def test_reading_rates_and_agreement_is_a_row_of_the_log(fresh: Place) -> None:
    answer(fresh, "claire", "c1", same=True, verdict=Verdict.DIFFERENT)

    def rows(who: str, path: str) -> list[str]:
        visitor = fresh.visitor(who)
        before = len(leaves(fresh.node.store.folder))
        assert visitor.get(path).status_code == 200
        return leaves(fresh.node.store.folder)[before:]

    own = rows("claire", "/api/review/rates")
    assert any('"control answer"' in row and '"actor":"claire"' in row for row in own)
    others = rows("ada", "/review/rates")
    assert sum('"control answer"' in row and '"actor":"ada"' in row for row in others) == 2
    assert any('"judgement"' in row for row in others)
    assert any('"judgement"' in row for row in rows("claire", "/api/review/agreement"))
    assert any('"control answer"' in row for row in rows("claire", fresh.pair("N1", "F1")))
    assert not any('"control answer"' in row for row in rows("claire", "/lists")), "what is shown alone"
