"""The queue, one pair with its evidence, and a word that is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.errors import BadUsage, NotFound, NotPermitted
from coalesce.handling import Role, seal
from coalesce.linking.judging import Stage
from coalesce.records import Verdict
from coalesce.services import reviewing
from coalesce.services.node import Node
from coalesce.services.people import refresh
from coalesce.services.ranking import Choice
from coalesce.services.reviewing import Progress, Word
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

EVERY = Choice()
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


def waiting(node: Node, who: str = "owner", choice: Choice = EVERY) -> list[str]:
    names = {identity: reference for reference, identity in ids(node.store).items()}
    with node.store.read(node.store.actor(who), INVESTIGATION) as view:
        rows = reviewing.ranked(node, view)[1].first(choice, 99)
    return ["".join(sorted((names[row.left], names[row.right]))) for row in rows]


def told(node: Node, who: str = "owner") -> Progress:
    with node.store.read(node.store.actor(who), INVESTIGATION) as view:
        return reviewing.progress(*reviewing.ranked(node, view), who)


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
    assert (told(node).judged, told(node).own) == (2, 2)
    assert told(node).left == len(waiting(node))
    assert (told(node, "claire").judged, told(node, "claire").own) == (1, 1)


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


def test_the_last_words_are_told_newest_first_one_a_pair(node: Node) -> None:
    say(node, "AB", Verdict.SAME)
    say(node, "AC", Verdict.DIFFERENT)
    say(node, "AB", Verdict.UNSURE)
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        last = reviewing.last_words(reviewing.ranked(node, view)[0], "owner", 5)
    assert [word.verdict for word in last] == [Verdict.UNSURE, Verdict.DIFFERENT]


def test_of_two_reviewers_the_second_settles_it_and_hears_nothing_before(node: Node) -> None:
    node.store.settings = replace(node.store.settings, second_reviewer=True)
    let_in(node.store, "ann", "NL", Role.ANALYST)
    known = ids(node.store)
    say(node, "AC", Verdict.SAME)
    assert "AC" not in waiting(node), "who has spoken waits for a colleague"
    assert "AC" in waiting(node, "ann")
    assert waiting(node, "ann") == waiting(node, "ann", EVERY)
    assert waiting(node, "ann", Choice(stage=Stage.SECOND)) == ["AC"]
    assert (told(node).sent, told(node, "ann").second, told(node).judged) == (1, 1, 0)
    refresh(node, owner(node.store), INVESTIGATION)
    with node.store.read(node.store.actor("ann"), INVESTIGATION) as view:
        assert reviewing.pair(view, known["A"], known["C"]).judgements == ()
        assert view.verdicts() == {tuple(sorted((known["A"], known["C"]))): Verdict.UNSURE}
        assert not any(person.judged for person in view.people() if len(person.records) > 1)
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        assert len(reviewing.pair(view, known["A"], known["C"]).judgements) == 1, "one's own word"
    say(node, "AC", Verdict.SAME)
    assert told(node, "ann").second == 1, "nobody is one's own second reviewer"
    say(node, "AC", Verdict.SAME, "ann")
    assert told(node).judged == 1
    assert "AC" not in waiting(node, "ann")
    with node.store.read(node.store.actor("ann"), INVESTIGATION) as view:
        assert set(view.verdicts().values()) == {Verdict.SAME}
        assert len(reviewing.pair(view, known["A"], known["C"]).judgements) == 3


def test_a_dispute_goes_to_a_third_who_hears_both(node: Node) -> None:
    node.store.settings = replace(node.store.settings, second_reviewer=True)
    for name in ("ann", "bob"):
        let_in(node.store, name, "NL", Role.ANALYST)
    known = ids(node.store)
    say(node, "CD", Verdict.SAME)
    say(node, "CD", Verdict.DIFFERENT, "ann")
    assert waiting(node, "bob")[0] == "CD", "a dispute comes first"
    assert waiting(node, "bob", Choice(stage=Stage.THIRD)) == ["CD"]
    assert "CD" not in waiting(node)
    assert "CD" not in waiting(node, "ann")
    with node.store.read(node.store.actor("bob"), INVESTIGATION) as view:
        heard = reviewing.pair(view, known["C"], known["D"]).judgements
        assert {(word.reviewer, word.reason) for word in heard} == {("owner", "why so"), ("ann", "why so")}
    say(node, "CD", Verdict.SAME, "ann")
    assert told(node).judged == 0, "whoever gives in does not settle a dispute"
    say(node, "CD", Verdict.DIFFERENT, "bob")
    with node.store.read(node.store.actor("bob"), INVESTIGATION) as view:
        assert set(view.verdicts().values()) == {Verdict.SAME}, "two of three"


def test_a_pair_that_nobody_proposed_waits_for_its_second_word_too(node: Node) -> None:
    node.store.settings = replace(node.store.settings, second_reviewer=True)
    let_in(node.store, "ann", "NL", Role.ANALYST)
    say(node, "AD", Verdict.SAME)
    assert "AD" in waiting(node, "ann", Choice(stage=Stage.SECOND))
    assert "AD" not in waiting(node, choice=Choice(stage=Stage.SECOND))
    say(node, "AD", Verdict.SAME, "ann")
    assert "AD" not in waiting(node, "ann")
