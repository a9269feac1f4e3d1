"""Conflicts: shown with who said what, and resolved by a word on one of the pairs."""

from __future__ import annotations

from tests.web import visits
from tests.web.visits import Place, Visitor


def judge(place: Place, asking: Visitor, left: str, right: str, verdict: str, why: str) -> None:
    visits.later(place, 0.01)
    form = {"csrf": asking.csrf, "verdict": verdict, "note": why}
    assert asking.post(place.pair(left, right), form).status_code == 303


def test_without_conflicts_the_page_says_so(claire: Visitor) -> None:
    assert "No words contradict each other here" in claire.get("/review/conflicts").text
    assert claire.get("/api/review/conflicts").json() == {"chains": [], "against": []}


def test_a_contradiction_is_shown_with_its_chain_until_a_word_resolves_it(fresh: Place) -> None:
    claire = fresh.visitor()
    judge(fresh, claire, "N1", "F1", "same", "by the papers")
    judge(fresh, claire, "N2", "F1", "same", "a cousin told")
    judge(fresh, claire, "N1", "N2", "different", "seen in two places")
    text = claire.get("/review/conflicts").text
    assert "Joined by 2 words" in text
    for told in (
        "by the papers",
        "a cousin told",
        "seen in two places",
        fresh.pair("N1", "F1"),
        fresh.pair("N1", "N2"),
    ):
        assert told in text
    document = claire.get("/api/review/conflicts").json()
    assert document["chains"][0]["different"]["words"][0]["reviewer"] == "claire"
    assert len(document["chains"][0]["chain"]) == 2
    assert "by the papers" not in fresh.visitor("owner").get("/review/conflicts").text
    judge(fresh, claire, "N2", "F1", "different", "another cousin")
    assert "No words contradict each other here" in claire.get("/review/conflicts").text
