"""What helps a reviewer: from what the reader sees, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.handling import seal
from coalesce.records import Verdict
from coalesce.services import explaining, reviewing
from coalesce.services.explaining import Explained
from coalesce.services.node import Node
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

PAIRS = {"AB": 0.55, "AC": 0.97, "BD": 0.4}


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """A, B, C, D with proposals of like evidence; D is not released to FR."""
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


def help_with(node: Node, pair: str, who: str = "owner") -> Explained:
    known = ids(node.store)
    with node.store.read(node.store.actor(who), INVESTIGATION) as view:
        shown = reviewing.pair(view, known[pair[0]], known[pair[1]])
        return explaining.explained(
            view, node.model, reviewing.ranked(node, view)[0], [(shown.left, shown.right, shown.link)]
        )[0]


def say(node: Node, pair: str, verdict: Verdict, who: str = "owner") -> None:
    known, actor = ids(node.store), node.store.actor(who)
    assert isinstance(node.store.clock, FixedClock)
    node.store.clock.moment += timedelta(minutes=1)
    reviewing.judge(node, actor, INVESTIGATION, (known[pair[0]], known[pair[1]]), Word(verdict, "why so"))


def judged(node: Node, pair: str, who: str = "owner") -> list[tuple[set[str], str, str]]:
    names = {identity: reference for reference, identity in ids(node.store).items()}
    found = help_with(node, pair, who).before
    return [({names[one.left.id], names[one.right.id]}, str(one.word.verdict), one.word.reason) for one in found]


def test_a_pair_judged_before_is_shown_beside_one_of_like_evidence(node: Node) -> None:
    assert judged(node, "AB") == []
    say(node, "AC", Verdict.SAME)
    assert judged(node, "AB") == [({"A", "C"}, "same", "why so")]
    assert judged(node, "AC") == [], "a pair is not like itself"


def test_a_word_that_was_taken_back_is_no_word(node: Node) -> None:
    say(node, "AC", Verdict.SAME)
    say(node, "AC", Verdict.UNSURE)
    assert judged(node, "AB") == []


def test_what_a_reader_may_not_see_is_not_beside_it(node: Node) -> None:
    say(node, "BD", Verdict.DIFFERENT)
    assert judged(node, "AB") == [({"B", "D"}, "different", "why so")]
    assert judged(node, "AB", "claire") == [], "neither the record nor the word is hers"


def test_names_and_lines_are_made_for_a_pair_that_is_proposed_and_names_for_any_other(node: Node) -> None:
    proposed, other = help_with(node, "AB"), help_with(node, "CD")
    assert proposed.names is not None
    assert other.names is not None
    assert [line.text for line in proposed.why.lower] == ["the name adds 5.0 bits (the same name); without that"]
    assert proposed.why.lower[0].probability is None, "the link was not made with this node's model"
    assert (other.why.higher, other.why.lower, other.before) == ((), (), ())


def test_the_plain_form_holds_words_lines_and_pairs(node: Node) -> None:
    say(node, "AC", Verdict.SAME)
    plain = explaining.document(help_with(node, "AB"))
    assert set(plain) == {"names", "why_not_higher", "why_not_lower", "judged_before"}
    assert plain["names"]["aligned"][0].keys() >= {"left", "right", "likeness", "rarity", "reason"}
    assert plain["judged_before"][0]["verdict"] == "same"
    assert plain["judged_before"][0]["reason"] == "why so"
