"""Review: the queue, a pair, a word with its reason, and taking it back."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from coalesce.handling import Role
from coalesce.records import Verdict
from coalesce.services.reasons import REASONS, TAKEN_BACK
from tests.builders import INVESTIGATION, let_in, owner
from tests.web import visits
from tests.web.visits import ARABIC, Place, Visitor


def words_of(place: Place, name: str = "claire") -> list[tuple[str, str, str]]:
    with place.node.store.read(place.node.store.actor(name), INVESTIGATION) as view:
        return [(word.verdict, word.reason, word.reviewer) for word in view.judgements()]


def judge(visitor: Visitor, pair: str, **form: str) -> int:
    return visitor.post(pair, {"csrf": visitor.csrf, **form}).status_code


def test_the_queue_holds_the_pairs_that_one_sees(place: Place, claire: Visitor) -> None:
    rows = claire.get("/api/review").json()
    pairs = {frozenset((row["left"], row["right"])) for row in rows}
    ids = place.ids
    assert pairs == {frozenset((ids["N1"], ids["F1"])), frozenset((ids["N2"], ids["F2"]))}
    assert rows[0]["probability"] == 0.08  # the nearest to a half but for a hidden one
    text = claire.get("/review").text
    assert "2 pairs wait" in text
    assert claire.get("/review?from=0.5").text.count('<th scope="row">') == 1
    assert claire.get("/review?from=2").status_code == 400


def test_a_pair_shows_both_sides_and_the_evidence(place: Place, claire: Visitor) -> None:
    text = claire.get(place.pair("N1", "F1")).text
    for piece in (
        *ARABIC.split(),
        'dir="auto">Zorbal</bdi>',
        "1986-03-14",
        "+5.0",
        "the same name",
        "0.93",
    ):
        assert piece in text
    assert "calibrated on the sample world" in text.lower()
    assert 'class="drawing waterfall"' in text
    assert "released" not in text or "NL" in text


def test_a_pair_shows_its_names_word_by_word_each_in_its_own_direction(place: Place, claire: Visitor) -> None:
    text = claire.get(place.pair("N1", "F1")).text
    assert "The names word by word" in text
    for word in ("زوربال", "كمتاري"):
        assert f'<bdi class="word" dir="auto" lang="und-Arab">{word}</bdi>' in text
    assert '<bdi class="word" dir="auto" lang="und-Latn">Zorbal</bdi>' in text
    assert text.count("likely the same in another script") == 2
    assert "Why not lower" in text
    assert "The name adds 5.0 bits (the same name); without that" in text


def test_a_pair_as_a_document_has_its_words_and_lines(place: Place, claire: Visitor) -> None:
    told = claire.get("/api" + place.pair("N1", "F1")).json()
    assert {one["left"] for one in told["names"]["aligned"]} | {one["right"] for one in told["names"]["aligned"]} == {
        *ARABIC.split(), "Zorbal", "Kemtari"
    }  # fmt: skip
    assert told["probability"] == 0.93
    assert told["parts"]["name"] == {"weight": 5.0, "reason": "the same name"}
    assert told["why_not_lower"][0]["comparisons"] == ["name"]
    unproposed = claire.get("/api" + place.pair("N1", "F2")).json()
    assert (unproposed["probability"], unproposed["parts"], unproposed["why_not_higher"]) == (None, None, [])
    assert claire.get("/api" + place.pair("N1", "N3")).status_code == 404
    assert claire.get(f"/api/review/{place.ids['N1']}/{place.ids['N1']}").status_code == 404


def test_pairs_of_like_evidence_stand_beside_a_pair_once_judged(fresh: Place) -> None:
    claire, pair = fresh.visitor(), fresh.pair("N1", "F1")
    assert "judged before" not in claire.get(pair).text
    judge(claire, fresh.pair("N2", "F2"), verdict="different", note="seen apart")
    text = claire.get(pair).text
    assert "Pairs like this, judged before" in text
    assert "said by claire: seen apart" in text
    owners = fresh.visitor("owner").get(pair).text
    assert "seen apart" not in owners, "a word's reason stays with its member"
    beside = claire.get("/api" + pair).json()["judged_before"]
    assert [one["verdict"] for one in beside] == ["different"]


def test_a_pair_that_nobody_proposed_may_be_judged_too(fresh: Place) -> None:
    claire, pair = fresh.visitor(), fresh.pair("N1", "F2")
    assert "does not propose this pair" in claire.get(pair).text
    assert judge(claire, pair, verdict="different", note="seen together") == 303


def test_a_word_is_kept_with_its_reason_and_the_next_pair_comes(fresh: Place) -> None:
    claire, pair = fresh.visitor(), fresh.pair("N1", "F1")
    answer = claire.post(pair, {"csrf": claire.csrf, "verdict": "same", "reason-same": "1", "note": "both seen"})
    assert words_of(fresh) == [("same", f"{REASONS[Verdict.SAME][1]}; both seen", "claire")]
    assert answer.status_code == 303
    following = claire.get(answer.headers["location"])
    assert "Kept: same." in following.text
    assert fresh.pair("N1", "F1") + "/undo" in following.text
    assert "1 pair judged, 1 waiting" in following.text


def test_taking_back_is_another_word(fresh: Place) -> None:
    claire, pair = fresh.visitor(), fresh.pair("N1", "F1")
    judge(claire, pair, verdict="same", note="so")
    visits.later(fresh, 0.01)
    answer = claire.post(f"{pair}/undo", {"csrf": claire.csrf})
    assert answer.headers["location"] == pair
    assert [word[:2] for word in words_of(fresh)] == [("same", "so"), ("unsure", TAKEN_BACK)]
    text = claire.get(pair).text
    assert "taken back" in text
    assert "0 pairs judged, 2 waiting" in text
    assert len(claire.get("/api/review").json()) == 2


@pytest.mark.parametrize(
    "form",
    [{"verdict": "same"}, {"verdict": "same", "reason-different": "0"}, {"verdict": "same", "reason-same": "9"}, {"verdict": "same", "note": "  "},
     {"verdict": "same", "reason-same": "\u00b2"}, {"verdict": "same", "reason-same": "9" * 5000},
     {"verdict": "perhaps", "note": "x"}, {"note": "x"}],
)  # fmt: skip
def test_a_word_without_verdict_or_reason_is_not_kept(fresh: Place, form: dict[str, str]) -> None:
    claire = fresh.visitor()
    assert judge(claire, fresh.pair("N1", "F1"), **form) == 400
    assert words_of(fresh) == []


def test_who_only_reads_does_not_judge(fresh: Place) -> None:
    rita, pair = fresh.visitor("rita"), fresh.pair("N1", "F1")
    assert 'id="judge"' not in rita.get(pair).text
    assert judge(rita, pair, verdict="same", note="x") == 403
    assert words_of(fresh) == []


def test_a_forged_form_is_not_kept(fresh: Place) -> None:
    claire, other, pair = fresh.visitor(), fresh.visitor("owner"), fresh.pair("N1", "F1")
    form = {"verdict": "same", "note": "x"}
    assert claire.post(pair, {**form, "csrf": other.csrf}).status_code == 403
    assert claire.post(pair, {**form, "csrf": claire.csrf}, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert words_of(fresh) == []


def test_a_colleagues_word_has_a_name_and_another_members_does_not(fresh: Place) -> None:
    judge(fresh.visitor("owner"), fresh.pair("N1", "F1"), verdict="same", note="asked the village")
    assert "asked the village" not in fresh.visitor("claire").get(fresh.pair("N1", "F1")).text
    assert "asked the village" in fresh.visitor("owner").get(fresh.pair("N1", "F1")).text
    assert owner(fresh.node.store).name in fresh.visitor("owner").get(fresh.pair("N1", "F1")).text


def test_the_purpose_goes_with_the_word(fresh: Place) -> None:
    claire, pair = fresh.visitor(), fresh.pair("N1", "F1")
    assert judge(claire, pair, verdict="same", note="x", purpose="border") == 404  # NL released it for investigation
    assert words_of(fresh) == []


def test_a_program_judges_by_the_api(fresh: Place) -> None:
    told = {"left": fresh.ids["N1"], "right": fresh.ids["F1"], "verdict": "different", "why": "two men"}
    answer = fresh.program().post("/api/judgements", told)
    assert answer.status_code == 201
    assert set(answer.json()) == {"judgement", "verdict"}
    assert words_of(fresh) == [("different", "two men", "claire")]


def test_when_all_is_judged_the_queue_is_empty(fresh: Place) -> None:
    claire = fresh.visitor()
    for left, right in (("N1", "F1"), ("N2", "F2")):
        assert judge(claire, fresh.pair(left, right), verdict="different", note="x") == 303
    assert "Nothing waits for a human" in claire.get("/review").text


def test_links_are_the_command_lines(claire: Visitor) -> None:
    rows = claire.get("/api/links").json()
    assert [row["probability"] for row in rows] == [0.93, 0.08]
    assert {"left", "right", "left_reference", "right_reference", "probability", "weight", "parts"} <= set(rows[0])
    assert len(claire.get("/api/links?from=0.5").json()) == 1


def two_reviewers(fresh: Place) -> tuple[Visitor, Visitor, Visitor]:
    """The owner, ann and bob of NL, on a node where two must agree."""
    store = fresh.node.store
    store.settings = replace(store.settings, second_reviewer=True)
    for name in ("ann", "bob"):
        let_in(store, name, "NL", Role.ANALYST)
    return fresh.visitor("owner"), fresh.visitor("ann"), fresh.visitor("bob")


def test_a_word_waits_for_a_second_person_who_does_not_hear_it(fresh: Place) -> None:
    first, ann, _ = two_reviewers(fresh)
    pair = fresh.pair("N1", "F1")
    judge(first, pair, verdict="same", note="seen by a cousin")
    visits.later(fresh, 0.01)
    assert "waits for a second person" in first.get(pair).text
    for path in (pair, "/review", "/review?stage=second", "/api" + pair, "/people", "/api/review", "/review/conflicts"):
        assert "seen by a cousin" not in ann.get(path).text, path
    assert pair.split("/")[-1] in ann.get("/review?stage=second").text
    assert {row["stage"] for row in ann.get("/api/review").json()} == {"open"}
    assert [row["stage"] for row in ann.get("/api/review?stage=second").json()] == ["second"]
    assert "1 pair waits for a colleague after your word" in first.get("/review").text
    judge(ann, pair, verdict="same", note="papers")
    text = ann.get(pair).text
    assert "seen by a cousin" in text
    assert "1 pair judged by NL" in ann.get("/review").text


def test_a_third_sees_both_reasons_and_decides(fresh: Place) -> None:
    first, ann, bob = two_reviewers(fresh)
    pair = fresh.pair("N1", "F1")
    judge(first, pair, verdict="same", note="seen by a cousin")
    visits.later(fresh, 0.01)
    judge(ann, pair, verdict="different", note="two villages")
    visits.later(fresh, 0.01)
    assert "disputed" in bob.get("/review").text
    text = bob.get(pair).text
    assert "a third must decide" in text
    assert "seen by a cousin" in text
    assert "two villages" in text
    judge(bob, pair, verdict="different", note="asked both villages")
    assert "1 pair judged by NL" in bob.get("/review").text
    agreement = ann.get("/api/review/agreement").json()["between"]
    assert [(one["reviewers"], one["agreed"], one["of"]) for one in agreement] == [
        (["ann", "bob"], 1, 1), (["ann", "owner"], 0, 1)
    ]  # fmt: skip
    assert "ann and bob" in ann.get("/review/rates").text


def test_who_goes_on_to_another_pair_is_not_led_back_by_the_next_word(fresh: Place) -> None:
    asking = fresh.visitor("owner")
    rows = asking.get("/api/review").json()
    first, second, third = (f"/review/{row['left']}/{row['right']}" for row in rows)
    found = re.search(r'id="later" href="([^"]+)"', asking.get(first).text)
    assert found
    later = found[1].replace("&amp;", "&")
    assert later.startswith(second)
    form = {"csrf": asking.csrf, "verdict": "different", "note": "x", "after": rows[0]["place"]}
    assert "after=" in later
    following = asking.post(second, form).headers["location"]
    assert following.startswith(third)
    visits.later(fresh, 0.01)
    again = asking.post(third, form).headers["location"]
    assert again.startswith(first), "behind the last the queue begins anew"
    assert "after=" not in again


def test_a_pair_can_be_read_in_french(fresh: Place) -> None:
    claire = fresh.visitor()
    judge(claire, fresh.pair("N2", "F2"), verdict="different", **{"reason-different": "0"})
    for path in ("/review", fresh.pair("N1", "F1"), "/review/conflicts", "/review/rates"):
        page = claire.get(path, headers={"accept-language": "fr"})
        assert page.status_code == 200
    assert "Est-ce une seule personne" in claire.get(fresh.pair("N1", "F1"), headers={"accept-language": "fr"}).text
    told = claire.get(fresh.pair("N2", "F2"), headers={"accept-language": "fr"}).text
    assert "les dates de naissance l’excluent" in told
