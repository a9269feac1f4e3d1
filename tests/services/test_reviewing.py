"""The queue, one pair with its evidence, and a word that is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.errors import BadUsage, NotFound, NotPermitted
from coalesce.handling import Role, seal
from coalesce.records import Link, Verdict
from coalesce.services import reviewing
from coalesce.services.node import Node
from coalesce.services.people import evidence, refresh
from coalesce.services.reviewing import Word
from tests.builders import (
    INVESTIGATION,
    NOON,
    add_list,
    entry,
    handling,
    ids,
    let_in,
    linked,
    make_node,
    owner,
    publish,
    staged,
)

PAIRS = {"AB": 0.55, "AC": 0.97, "BD": 0.4, "CD": 0.02}


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """A, B, C, D, with four proposals; D is not released to FR."""
    made = make_node(tmp_path / "node", FixedClock(NOON))
    store = made.store
    let_in(store, "claire", "FR")
    rules = {name: handling() if name == "D" else handling("FR") for name in "ABCD"}
    publish(store, add_list(store), [staged(entry(name), rule) for name, rule in rules.items()])
    known = ids(store)
    with store.read(owner(store), INVESTIGATION) as view:
        links = [linked(view, known[pair[0]], known[pair[1]], share) for pair, share in PAIRS.items()]
    store.write(owner(store), INVESTIGATION).store_links(seal(links), "made")
    yield made
    store.close()


def ends(node: Node, links: list[Link]) -> list[str]:
    names = {identity: reference for reference, identity in ids(node.store).items()}
    return ["".join(sorted((names[link.left], names[link.right]))) for link in links]


def waiting(node: Node, who: str = "owner") -> list[str]:
    with node.store.read(node.store.actor(who), INVESTIGATION) as view:
        return ends(node, reviewing.pairs_to_review(view))


def say(node: Node, pair: str, verdict: Verdict, who: str = "owner") -> str:
    known = ids(node.store)
    assert isinstance(node.store.clock, FixedClock)
    node.store.clock.moment += timedelta(minutes=1)
    actor = node.store.actor(who)
    return reviewing.judge(node, actor, INVESTIGATION, (known[pair[0]], known[pair[1]]), Word(verdict, "why so"))


def test_every_undecided_proposal_waits_the_doubtful_before_the_clear(node: Node) -> None:
    found = waiting(node)
    assert sorted(found) == sorted(PAIRS)
    assert found.index("AB") < found.index("CD")
    assert sorted(waiting(node, "claire")) == ["AB", "AC"], "as if D did not exist"


def test_what_is_decided_waits_no_more_and_what_is_unsure_waits_last(node: Node) -> None:
    say(node, "AC", Verdict.SAME)
    assert "AC" not in waiting(node)
    first = waiting(node)[0]
    say(node, first, Verdict.UNSURE)
    assert waiting(node)[-1] == first
    assert "AC" in waiting(node, "claire"), "another member's word is not hers"


def test_progress_counts_the_member_s_own_words(node: Node) -> None:
    let_in(node.store, "ann", "NL", Role.ANALYST)
    say(node, "AC", Verdict.SAME)
    say(node, "CD", Verdict.DIFFERENT, "ann")
    say(node, "AB", Verdict.UNSURE)
    say(node, "AB", Verdict.SAME, "claire")
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        told = reviewing.progress(view, evidence(view))
    assert (told.judged, told.own) == (2, 2)
    assert told.left == len(waiting(node))
    with node.store.read(node.store.actor("claire"), INVESTIGATION) as view:
        told = reviewing.progress(view, evidence(view))
    assert (told.judged, told.own) == (1, 1)


def test_a_pair_is_shown_with_its_evidence(node: Node) -> None:
    known = ids(node.store)
    say(node, "AB", Verdict.UNSURE)
    refresh(node, owner(node.store), INVESTIGATION)
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        shown = reviewing.pair(view, known["B"], known["A"])
        assert shown == reviewing.pair(view, known["A"], known["B"])
    assert [shown.left.id, shown.right.id] == sorted((known["A"], known["B"]))
    assert shown.link is not None
    assert shown.link.probability == PAIRS["AB"]
    assert [word.verdict for word in shown.judgements] == [Verdict.UNSURE]
    assert shown.left.id in shown.left_person.records
    assert set(shown.shown()) >= {known["A"], known["B"]}


def test_a_pair_without_a_proposal_may_be_looked_at(node: Node) -> None:
    known = ids(node.store)
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        shown = reviewing.pair(view, known["A"], known["D"])
    assert shown.link is None
    assert shown.judgements == ()
    assert shown.left_person.records == (shown.left.id,)


def test_a_pair_with_a_hidden_side_is_not_there(node: Node) -> None:
    known = ids(node.store)
    claire = node.store.actor("claire")
    for other in (known["D"], "z" * 26):
        with pytest.raises(NotFound), node.store.read(claire, INVESTIGATION) as view:
            reviewing.pair(view, known["A"], other)
        with pytest.raises(NotFound):
            reviewing.judge(node, claire, INVESTIGATION, (known["A"], other), Word(Verdict.SAME, "guessed"))


def test_a_word_needs_a_reason_and_a_role(node: Node) -> None:
    known = ids(node.store)
    pair = (known["A"], known["B"])
    with pytest.raises(BadUsage, match="reason"):
        reviewing.judge(node, owner(node.store), INVESTIGATION, pair, Word(Verdict.SAME, " "))
    reader = let_in(node.store, "rita", "NL", Role.READER)
    with pytest.raises(NotPermitted, match="analyst"):
        reviewing.judge(node, reader, INVESTIGATION, pair, Word(Verdict.SAME, "why"))
    assert len(waiting(node)) == 4


def test_the_last_word_of_a_member_counts(node: Node) -> None:
    say(node, "AB", Verdict.SAME)
    say(node, "AB", Verdict.DIFFERENT)
    known = ids(node.store)
    refresh(node, owner(node.store), INVESTIGATION)
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        people = view.people_of([known["A"], known["B"]])
        assert people[known["A"]] != people[known["B"]]
        assert len(reviewing.pair(view, known["A"], known["B"]).judgements) == 2, "nothing is edited"
