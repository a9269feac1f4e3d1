"""Control pairs: mixed in, answered, told, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.errors import BadUsage, NotFound, NotPermitted
from coalesce.handling import Actor, Role
from coalesce.linking.agreement import weigh
from coalesce.linking.columns import prepare
from coalesce.records import Verdict
from coalesce.services import controlling
from coalesce.services.controlling import Mixed
from coalesce.services.node import Node
from coalesce.services.people import reading
from coalesce.services.ranking import Choice, Row, place_of
from coalesce.services.reviewing import Word
from coalesce.services.searching import Search, search
from coalesce.store.read_view import ReadView
from tests.builders import (
    INVESTIGATION,
    ids,
    tables,
)
from tests.services import controls_made

NAMES = "ABCDEFGH"
EVERY = Choice()


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """Eight records, H not for FR, every pair proposed; half of what is reviewed are controls."""
    made = controls_made.a_node(tmp_path / "node")
    yield made
    made.store.close()


def mix_of(node: Node, who: str = "claire") -> Mixed:
    with node.store.read(node.store.actor(who), INVESTIGATION) as view:
        return controlling.mixed(node, view)


def rows_of(node: Node, view: ReadView, choice: Choice = EVERY, count: int = 99) -> list[Row]:
    return list(controlling.mixed(node, view).page(view, choice, count, None, 2_000).rows)


def waiting(node: Node, choice: Choice = EVERY, who: str = "claire") -> list[tuple[str, str]]:
    with node.store.read(node.store.actor(who), INVESTIGATION) as view:
        return [(row.left, row.right) for row in rows_of(node, view, choice)]


def say(node: Node, pair: tuple[str, str], verdict: Verdict, who: str = "claire", why: str = "so") -> controlling.Said:
    return controlling.say(node, node.store.actor(who), INVESTIGATION, pair, Word(verdict, why))


def test_controls_stand_among_the_pairs_and_look_like_records_of_the_same_lists(node: Node) -> None:
    mix = mix_of(node)
    assert 0 < len(mix.controls) <= 5
    real = set(ids(node.store).values())
    for pair, control in mix.controls.items():
        assert pair in waiting(node)
        assert not set(pair) & real
        assert (control.left.id, control.right.id) == pair == (control.link.left, control.link.right)
        for record in (control.left, control.right):
            assert record.list_name == "border"
            assert len(record.id) == 26
            assert record.entry.names
        weight = weigh(prepare(control.left.entry), prepare(control.right.entry), node.model)
        assert control.link.weight == weight
        assert control.link.probability == node.model.calibration.probability(weight.total)


def test_each_reviewer_has_controls_of_ones_own_and_always_the_same(node: Node) -> None:
    assert mix_of(node).controls == mix_of(node).controls
    again = Node(node.store, node.model)
    assert waiting(again) == waiting(node)
    assert not set(mix_of(node).controls) & set(mix_of(node, "dora").controls)


def test_controls_stand_in_the_order_of_the_queue_on_every_page_of_it(node: Node) -> None:
    with node.store.read(node.store.actor("claire"), INVESTIGATION) as view:
        every = rows_of(node, view)
        assert [row.place for row in every] == sorted(row.place for row in every)
        mix, paged, after = controlling.mixed(node, view), [], None
        while True:
            found = mix.page(view, EVERY, 3, after, 2_000)
            paged += found.rows
            assert found.total == len(every)
            if found.reached is None:
                break
            after = place_of(found.reached)
        assert paged == every


def test_the_queue_is_at_hand_once_it_and_the_readers_own_controls_are_made(node: Node) -> None:
    claire, dora, rita = (node.store.actor(name) for name in ("claire", "dora", "rita"))

    def told(actor: Actor) -> bool:
        with node.store.read(actor, INVESTIGATION) as view:
            return controlling.at_hand(node, view)

    assert not told(claire)
    desk = Actor("the desk itself", "FR", frozenset({Role.READER}))
    with node.store.read(desk, INVESTIGATION) as view:
        controlling.make_ready(node, view, [claire, rita])
    assert told(claire)
    assert told(rita), "who may not judge has no controls to wait for"
    assert not told(dora)
    made = dict(node.controls._answers)
    assert mix_of(node).controls
    assert dict(node.controls._answers) == made, "nothing is made anew"
    say(node, next(iter(mix_of(node).controls)), Verdict.SAME)
    assert not told(claire), "an answered control is followed by another"


def test_a_choice_lets_controls_through_as_it_does_pairs(node: Node) -> None:
    controls = set(mix_of(node).controls)
    with node.store.read(node.store.actor("claire"), INVESTIGATION) as view:
        listed = next(iter(view.lists())).id
    assert controls <= set(waiting(node, Choice(listed=listed, script="Latn")))
    assert not controls & set(waiting(node, Choice(listed="none")))
    assert not controls & set(waiting(node, Choice(script="Arab")))
    sure = max(control.link.probability for control in mix_of(node).controls.values())
    assert controls & set(waiting(node, Choice(least=sure)))
    assert not controls & set(waiting(node, Choice(records=frozenset(ids(node.store).values()))))


def test_who_may_not_judge_gets_none_and_nobody_does_where_they_are_switched_off(node: Node, tmp_path: Path) -> None:
    assert not mix_of(node, "rita").controls
    node.store.settings = replace(node.store.settings, control_share=0.0)
    assert not mix_of(node).controls


def test_a_control_is_shown_like_a_pair_and_its_records_are_found_nowhere_else(node: Node) -> None:
    with reading(node, node.store.actor("claire"), INVESTIGATION) as view:
        mix = controlling.mixed(node, view)
        pair, control = next(iter(mix.controls.items()))
        shown = controlling.shown(view, mix, *reversed(pair))
        assert (shown.left, shown.right, shown.link) == (control.left, control.right, control.link)
        assert shown.judgements == ()
        assert (shown.left_person.records, shown.right_person.records) == ((pair[0],), (pair[1],))
        assert controlling.records(view, mix, rows_of(node, view)).keys() >= set(pair)
        with pytest.raises(NotFound):
            view.record(pair[0])
        assert pair[0] not in view.facts()
        assert not {side for one in view.people() for side in one.records} & set(pair)
        found = search(view, Search(control.left.name, limit=100))
        assert control.left.id not in {record.id for record in found.records}
        with pytest.raises(NotFound):
            controlling.shown(view, mix, pair[0], ids(node.store)["A"])


def test_an_answer_is_no_judgement_and_names_no_record(node: Node) -> None:
    before = tables(node.store.folder, "audit", "control_answer")
    pair, control = next(iter(mix_of(node).controls.items()))
    said = say(node, pair, Verdict.SAME if control.same else Verdict.DIFFERENT)
    assert said.judgement is None
    assert said.control is not None
    assert said.control.right is True
    after = tables(node.store.folder, "audit", "control_answer")
    assert {name for name in before if before[name] != after[name]} <= {"audience", "person_of", "person_record"}
    assert len(after["judgement"]) == 0
    assert not any(side in repr(tables(node.store.folder)["control_answer"]) for side in (*pair, *control.anchor))
    assert pair not in mix_of(node).controls


def test_what_was_true_is_told_afterwards(node: Node) -> None:
    pair, control = next(iter(mix_of(node).controls.items()))
    wrong = Verdict.DIFFERENT if control.same else Verdict.SAME
    said = say(node, pair, wrong)
    assert said.control is not None
    text = controlling.truth(said.control)
    assert "was a control" in text
    assert "invented" in text
    assert "that was wrong" in text
    claire, dora = node.store.actor("claire"), node.store.actor("dora")
    assert controlling.answered(node, claire, said.control.id) == said.control
    assert controlling.answered(node, dora, said.control.id) is None


def test_a_control_wants_a_reason_is_answered_once_and_by_its_own_reviewer(node: Node) -> None:
    pair = next(iter(mix_of(node).controls))
    with pytest.raises(BadUsage, match="reason"):
        say(node, pair, Verdict.SAME, why=" ")
    with pytest.raises(NotFound):
        say(node, pair, Verdict.SAME, who="dora")
    say(node, pair, Verdict.UNSURE)
    with pytest.raises(NotFound):
        say(node, pair, Verdict.SAME)


def test_a_word_on_a_real_pair_is_a_judgement(node: Node) -> None:
    known = ids(node.store)
    said = say(node, (known["A"], known["B"]), Verdict.SAME)
    assert said.control is None
    assert said.judgement is not None
    assert len(tables(node.store.folder)["judgement"]) == 1


def test_rates_are_ones_own_and_an_auditors(node: Node) -> None:
    for pair in list(mix_of(node).controls):
        say(node, pair, Verdict.SAME)
    claire, ada = node.store.actor("claire"), node.store.actor("ada")
    own = controlling.own_rates(node, claire)
    assert own.all.of > 0
    assert own.all.wrong == own.false_same.wrong == own.false_same.of
    assert own.missed_same.wrong == 0
    assert controlling.rates_of_member(node, ada) == [("claire", own)]
    with pytest.raises(NotPermitted):
        controlling.rates_of_member(node, claire)
