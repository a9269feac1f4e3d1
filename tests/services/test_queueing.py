"""The queue is kept while words alone change it, made anew for anything else, and is then what making it anew gives."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.handling import Purpose, Role, seal
from coalesce.records import Verdict
from coalesce.services import reviewing
from coalesce.services.node import Node
from coalesce.services.people import refresh
from coalesce.services.queueing import Queue, Queues
from coalesce.services.reviewing import Word
from coalesce.services.withdrawing import withdraw
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

NAMES = "ABCDEFGH"


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """Eight records with a proposal between every two; H is not for FR."""
    made = make_node(tmp_path / "node", FixedClock(NOON))
    store = made.store
    let_in(store, "claire", "FR")
    let_in(store, "ann", "NL", Role.ANALYST)
    publish(store, add_list(store), [staged(entry(name), handling(*["FR"] * (name != "H"))) for name in NAMES])
    known, dice = ids(store), random.Random(3)
    with store.read(owner(store), INVESTIGATION) as view:
        pairs = [(one, other) for place, one in enumerate(NAMES) for other in NAMES[place + 1 :]]
        links = [linked(view, known[one], known[other], dice.choice((0.05, 0.3, 0.6, 0.95))) for one, other in pairs]
    store.write(owner(store), INVESTIGATION).store_links(seal(links), "made")
    yield made
    store.close()


def queue_of(node: Node, who: str = "owner", queues: Queues | None = None, purpose: Purpose = INVESTIGATION) -> Queue:
    with node.store.read(node.store.actor(who), purpose) as view:
        return (queues or node.queues).of(view, node.store.clock.today())


def say(node: Node, pair: str, verdict: Verdict, who: str = "owner") -> None:
    known = ids(node.store)
    assert isinstance(node.store.clock, FixedClock)
    node.store.clock.moment += timedelta(minutes=1)
    word = Word(verdict, "why so")
    reviewing.judge(node, node.store.actor(who), INVESTIGATION, (known[pair[0]], known[pair[1]]), word)


def shown(queue: Queue) -> dict[str, object]:
    """All that anything is made of."""
    return {
        "waits": queue.waiting.waits.tolist(),
        "together": [round(share, 12) for share in queue.waiting.together.tolist()],
        "own": queue.own,
        "unsettled": queue.unsettled,
        "words": {pair: [word.id for word in words] for pair, words in queue.words.items()},
        "decided": queue.decided(),
    }


def test_words_are_worked_into_the_same_queue_and_give_what_making_it_anew_gives(node: Node) -> None:
    dice = random.Random(5)
    refresh(node, owner(node.store), INVESTIGATION)
    first = queue_of(node)
    for _ in range(25):
        say(node, "".join(dice.sample(NAMES, 2)), dice.choice(list(Verdict)), dice.choice(("owner", "ann")))
        assert queue_of(node) is first
        assert shown(first) == shown(queue_of(node, queues=Queues()))


def test_a_word_that_this_view_does_not_show_makes_it_anew(node: Node) -> None:
    """claire's words leave NL's queue as it is; a word of NL on a pair that another purpose does not show is no change there."""
    first = queue_of(node)
    say(node, "AB", Verdict.SAME, "claire")
    assert queue_of(node) is first
    border = queue_of(node, purpose=Purpose.BORDER)
    hers = queue_of(node, "claire")
    say(node, "AH", Verdict.SAME)
    assert queue_of(node, "claire") is hers
    assert shown(queue_of(node, purpose=Purpose.BORDER)) == shown(
        queue_of(node, queues=Queues(), purpose=Purpose.BORDER)
    )
    assert border.waiting.records == queue_of(node, purpose=Purpose.BORDER).waiting.records


def test_any_other_change_makes_it_anew(node: Node) -> None:
    first = queue_of(node)
    withdraw(node, owner(node.store), INVESTIGATION, ids(node.store)["H"], "not ours")
    second = queue_of(node)
    assert second is not first
    assert len(second.waiting.records) == 7
    assert isinstance(node.store.clock, FixedClock)
    node.store.clock.moment += timedelta(days=1)
    assert queue_of(node) is not second


def test_two_purposes_and_two_members_have_queues_of_their_own(node: Node) -> None:
    ours, theirs = queue_of(node), queue_of(node, "claire")
    assert ours is not theirs
    assert set(theirs.waiting.records) < set(ours.waiting.records)
    assert queue_of(node, "ann") is ours, "of one audience there is one"


def test_of_many_audiences_the_least_recent_is_forgotten(node: Node) -> None:
    first = queue_of(node)
    for number in range(8):
        let_in(node.store, f"reader{number}", f"M{number}")
        queue_of(node, f"reader{number}")
    again = queue_of(node)
    assert again is not first
    assert shown(again) == shown(queue_of(node, queues=Queues()))


def test_it_is_known_whether_a_queue_is_at_hand(node: Node) -> None:
    def at_hand() -> bool:
        with node.store.read(owner(node.store), INVESTIGATION) as view:
            return node.queues.at_hand(view, node.store.clock.today())

    assert not at_hand()
    queue_of(node)
    say(node, "AB", Verdict.SAME)
    assert at_hand(), "a word is worked in"
    withdraw(node, owner(node.store), INVESTIGATION, ids(node.store)["H"], "not ours")
    assert not at_hand()
