"""The queue as one reviewer's pages share it, with the controls that only this reviewer has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.handling import Role, seal
from coalesce.services.node import Node
from coalesce.store.accounts import CredentialKind, Scope
from coalesce.web import build_desk
from tests.builders import (
    INVESTIGATION,
    NOON,
    add_list,
    handling,
    ids,
    let_in,
    make_node,
    owner,
    person_with_papers,
    proposals,
    publish,
    staged,
)
from tests.web.visits import Visitor

WHY = "born on the same day"


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """Six records, every pair proposed; half of what is reviewed are controls."""
    made = make_node(tmp_path / "node", FixedClock(NOON), control_share=0.5)
    store = made.store
    for name in ("claire", "dora"):
        let_in(store, name, "FR")
    let_in(store, "ada", "FR", Role.AUDITOR)
    let_in(store, "rita", "FR", Role.READER)
    publish(
        store, add_list(store), [staged(person_with_papers(name, n), handling("FR")) for n, name in enumerate("ABCDEF")]
    )
    store.write(owner(store), INVESTIGATION).store_links(seal(proposals(made)), made.model.name)
    yield made
    store.close()


@pytest.fixture
def claire(node: Node) -> Visitor:
    return visitor(node, "claire")


def visitor(node: Node, name: str) -> Visitor:
    made = Visitor(build_desk(node))
    made.sign_in(node.store.issue(owner(node.store), name, CredentialKind.LINK))
    return made


def pairs(asking: Visitor) -> list[tuple[str, str]]:
    return [(row["left"], row["right"]) for row in asking.get("/api/review").json()]


def controls(node: Node, asking: Visitor) -> list[tuple[str, str]]:
    real = set(ids(node.store).values())
    return [pair for pair in pairs(asking) if not set(pair) <= real]


def bare(text: str) -> set[str]:
    """The kinds of tags of a page, with the names of their attributes; but those in its tables, which hold the data."""
    frame = re.sub(
        r'<table.*?</table>|<a class="button quiet" id="later"[^>]*>', "", text, flags=re.DOTALL
    )  # the last has no next
    return {re.sub(r"=\"[^\"]*\"", "", tag) for tag in re.findall(r"<[a-z][^>]*>", frame)}


def test_controls_stand_in_the_queue_and_are_counted_as_waiting(node: Node, claire: Visitor) -> None:
    found = controls(node, claire)
    assert found
    assert f"{len(pairs(claire))} pairs wait" in claire.get("/review").text
    left, right = found[0]
    assert f"/review/{left}/{right}" in claire.get("/review").text
    assert f"{len(pairs(claire))} waiting" in claire.get(f"/review/{left}/{right}").text


def test_a_controls_page_has_the_markup_of_any_other(node: Node, claire: Visitor) -> None:
    real = next(pair for pair in pairs(claire) if pair not in controls(node, claire))
    control = controls(node, claire)[0]
    ours, theirs = (claire.get(f"/review/{left}/{right}") for left, right in (real, control))
    assert (ours.status_code, theirs.status_code) == (200, 200)
    assert set(ours.headers) == set(theirs.headers)
    assert "control" not in theirs.text.replace("cache-control", "")
    assert bare(theirs.text) == bare(ours.text)
    plain = [claire.get(f"/api/review/{left}/{right}").json() for left, right in (real, control)]
    assert plain[0].keys() == plain[1].keys()


def test_a_controls_records_open_as_others_do_for_its_reviewer_alone(node: Node, claire: Visitor) -> None:
    left = controls(node, claire)[0][0]
    assert claire.get(f"/records/{left}").status_code == 200
    assert (
        claire.get(f"/api/records/{left}").json().keys()
        == claire.get(f"/api/records/{ids(node.store)['A']}").json().keys()
    )
    assert visitor(node, "dora").get(f"/records/{left}").status_code == 404
    listed = claire.get("/api/records").json()["records"]
    assert left not in {row["record"] for row in listed}
    assert not any(left in (row["left"], row["right"]) for row in claire.get("/api/links").json())
    assert all(left != one["record"] for row in claire.get("/api/people").json() for one in row["records"])


def test_after_the_answer_the_page_tells_what_it_was(node: Node, claire: Visitor) -> None:
    left, right = controls(node, claire)[0]
    form = {"csrf": claire.csrf, "verdict": "same", "note": WHY}
    answer = claire.post(f"/review/{left}/{right}", form)
    assert answer.status_code == 303
    assert "answered=" in answer.headers["location"]
    text = claire.get(answer.headers["location"]).text
    assert "That pair was a control" in text
    assert "invented" in text
    assert "Kept:" not in text
    assert claire.get(f"/review/{left}/{right}").status_code == 404
    assert (left, right) not in pairs(claire)
    assert claire.post(f"/review/{left}/{right}/undo", {"csrf": claire.csrf}).status_code == 404


def test_the_answer_of_another_reviewer_is_not_told(node: Node, claire: Visitor) -> None:
    left, right = controls(node, claire)[0]
    place = claire.post(f"/review/{left}/{right}", {"csrf": claire.csrf, "verdict": "same", "note": WHY}).headers[
        "location"
    ]
    answered = re.search(r"answered=(\w+)", place)
    assert answered
    assert "was a control" in claire.get(f"/review?answered={answered[1]}").text
    assert "was a control" not in visitor(node, "dora").get(f"/review?answered={answered[1]}").text


def test_a_program_is_told_too(node: Node, claire: Visitor) -> None:
    left, right = controls(node, claire)[0]
    program = Visitor(
        build_desk(node), token=node.store.issue(owner(node.store), "claire", CredentialKind.TOKEN, Scope(writes=True))
    )
    said = program.post("/api/judgements", {"left": left, "right": right, "verdict": "unsure", "why": WHY}).json()
    assert (said["judgement"], said["verdict"], said["control"]["right"]) == (None, "unsure", None)
    assert said["control"]["truth"] in ("same", "different")


def test_a_reader_who_does_not_judge_sees_real_pairs_alone(node: Node) -> None:
    assert not controls(node, visitor(node, "rita"))
