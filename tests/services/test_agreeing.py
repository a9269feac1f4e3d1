"""Agreement and conflicts: of one's own member, from what the reader sees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.errors import NotPermitted
from coalesce.handling import Role
from coalesce.records import Verdict
from coalesce.services import agreeing, reviewing
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
    make_node,
    owner,
    publish,
    raw_rows,
    staged,
)

SAME, DIFFERENT = Verdict.SAME, Verdict.DIFFERENT


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path / "node", FixedClock(NOON))
    let_in(made.store, "claire", "FR")
    let_in(made.store, "ann", "NL", Role.ANALYST)
    let_in(made.store, "ada", "NL", Role.AUDITOR)
    let_in(made.store, "otto", "NL", Role.OPERATOR)
    publish(made.store, add_list(made.store), [staged(entry(name), handling("FR")) for name in "ABCD"])
    yield made
    made.store.close()


def say(node: Node, pair: str, verdict: Verdict, who: str = "owner", why: str = "same identity document") -> None:
    known = ids(node.store)
    assert isinstance(node.store.clock, FixedClock)
    node.store.clock.moment += timedelta(minutes=1)
    reviewing.judge(node, node.store.actor(who), INVESTIGATION, (known[pair[0]], known[pair[1]]), Word(verdict, why))


def conflicts(node: Node, who: str = "owner") -> agreeing.Conflicts:
    with node.store.read(node.store.actor(who), INVESTIGATION) as view:
        return agreeing.conflicts(node, view)


def test_a_chain_that_someone_parts_is_shown_with_who_said_what_and_a_word_resolves_it(node: Node) -> None:
    say(node, "AB", SAME, why="papers")
    say(node, "BC", SAME, "ann", why="a cousin told")
    assert conflicts(node).chains == []
    say(node, "AC", DIFFERENT)
    found = conflicts(node).chains
    assert len(found) == 1
    assert found[0].apart.verdict is DIFFERENT
    assert {(word.reviewer, word.reason) for one in found[0].chain for word in one.words} == {
        ("owner", "papers"), ("ann", "a cousin told")
    }  # fmt: skip
    assert len(conflicts(node).records) == 3
    assert conflicts(node, "claire").chains == [], "the words are not hers"
    say(node, "BC", DIFFERENT)
    assert conflicts(node).chains == []


def test_another_members_word_against_ours_is_shown_without_name_or_reason(node: Node) -> None:
    say(node, "AB", SAME, why="papers")
    say(node, "AB", DIFFERENT, "claire", why="seen apart")
    assert conflicts(node).against == [], "her word is not released"
    released = raw_rows(node.store.folder, "SELECT set_id FROM judgement WHERE member = 'NL'")[0][0]
    raw_rows(node.store.folder, "UPDATE judgement SET set_id = ? WHERE member = 'FR'", released)
    raw_rows(node.store.folder, "UPDATE state SET value = value + 1 WHERE name = 'stamp'")
    found = conflicts(node).against
    assert [(one.own.verdict, dict(one.others)) for one in found] == [(SAME, {"FR": DIFFERENT})]
    assert [(word.reviewer, word.reason) for word in found[0].own.words] == [("owner", "papers")]


def test_agreement_is_ones_own_and_an_auditors(node: Node) -> None:
    say(node, "AB", SAME)
    say(node, "AB", SAME, "ann", why="a cousin told")
    say(node, "AC", SAME, "ann")
    say(node, "AB", DIFFERENT, "claire")
    for who in ("owner", "ada"):
        found = agreeing.agreed(node, node.store.actor(who))
        assert [one.reviewers for one in found.between] == [("ann", "owner")]
        assert found.between[0].observed.agreed == 1
    assert list(agreeing.agreed(node, node.store.actor("ada")).by_reason) == [
        "a reason of one's own",
        "same identity document",
    ]
    assert agreeing.agreed(node, node.store.actor("claire")).between == []
    with pytest.raises(NotPermitted):
        agreeing.agreed(node, node.store.actor("otto"))
    assert owner(node.store).name == "owner"
