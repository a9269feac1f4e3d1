"""The sample task force is made through the same doors as real lists, and goes on where it was interrupted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.errors import BadUsage
from coalesce.handling import Member, Purpose
from coalesce.linking.model import load_model
from coalesce.records import HeldCommitment
from coalesce.sample import build_world
from coalesce.services import building
from coalesce.services.node import Node
from coalesce.services.people import reading
from coalesce.services.planning import PlanAsk, board_for, history_for
from coalesce.settings import Settings
from coalesce.store import Store
from coalesce.store.read_view import PlanQuery

SMALL = 150
SETTINGS = replace(Settings(), member=building.HOST, sample=True, draws=20)


@pytest.fixture
def sample_clock() -> FixedClock:
    return FixedClock(datetime(2014, 9, 30, 9, tzinfo=UTC))


def told(node: Node) -> dict[str, int]:
    """How many records claire sees on each list."""
    with reading(node, node.store.actor(building.VISITOR), Purpose.INVESTIGATION) as view:
        names = {each.id: each.name for each in view.lists()}
        return {names[list_id]: count for list_id, count in view.list_counts().items()}


def test_it_is_built_whole_and_goes_on_after_an_interruption(tmp_path: Path, sample_clock: FixedClock) -> None:
    whole = Node(building.begin(tmp_path / "whole", SETTINGS, sample_clock), load_model())
    building.fill(whole, tmp_path / "whole", lambda step, share: None, SMALL)
    assert building.stands(tmp_path / "whole")

    torn = Node(building.begin(tmp_path / "torn", SETTINGS, sample_clock), load_model())

    def stop(step: str, share: float) -> None:
        if step.startswith("importing tn"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        building.fill(torn, tmp_path / "torn", stop, SMALL)
    assert not building.stands(tmp_path / "torn")
    torn.store.close()
    again = Node(building.begin(tmp_path / "torn", SETTINGS, sample_clock), load_model())
    building.fill(again, tmp_path / "torn", lambda step, share: None, SMALL)
    assert building.stands(tmp_path / "torn")
    assert told(whole) == told(again) != {}
    for node in (whole, again):
        with node.store.read(node.store.actor(building.VISITOR), Purpose.INVESTIGATION) as view:
            assert {one.kind for one in view.notices(100)} <= {"new", "designation"}
            assert view.unseen(100), "some of what came late touches what FR holds"
    assert whole.store.verify_audit(whole.store.actor("owner")).rows > 0
    whole.store.close()
    again.store.close()


def test_the_visitor_sees_a_part_and_links_of_it(tmp_path: Path, sample_clock: FixedClock) -> None:
    node = Node(building.begin(tmp_path / "node", SETTINGS, sample_clock), load_model())
    building.fill(node, tmp_path / "node", lambda step, share: None, SMALL)
    truth = build_world(building.SEED, SMALL).truth
    with reading(node, node.store.actor(building.VISITOR), Purpose.INVESTIGATION) as view:
        facts = view.facts()
        assert 0 < len(facts) < len(truth.bearer)
        same = [truth.bearer[f.list_name, f.reference] for f in facts.values()]
        assert len(set(same)) < len(same), "some people stand on several lists"
        right = [
            link
            for link in view.links()
            if link.probability > 0.9
            and truth.bearer[facts[link.left].list_name, facts[link.left].reference]
            == truth.bearer[facts[link.right].list_name, facts[link.right].reference]
        ]
        assert right
    node.store.close()


def test_another_node_is_not_overwritten(tmp_path: Path, sample_clock: FixedClock) -> None:
    store = Store.create(tmp_path, Settings(member="NL"), Member("NL", "Netherlands"), sample_clock)
    store.close()
    with pytest.raises(BadUsage):
        building.begin(tmp_path, SETTINGS, sample_clock)


def test_the_plan_stands_in_two_editions_with_its_activation(tmp_path: Path, sample_clock: FixedClock) -> None:
    node = Node(building.begin(tmp_path / "node", SETTINGS, sample_clock), load_model())
    owner = node.store.actor("owner")
    building._let_in(node, owner, build_world(2014, SMALL))
    for _ in range(2):  # what was interrupted is gone on with
        building.plan_autumn(node, owner)
    shown = board_for(node, node.store.actor(building.VISITOR), Purpose.PLANNING, PlanAsk("autumn"))
    (alert,) = shown.alerts
    assert (alert.day, [one.terms.reference for one in alert.waiting]) == (2, ["C1", "C7"])
    history = history_for(node, owner, Purpose.PLANNING, "C1")
    assert [str(line.status) for line in history.lines] == ["declared", "confirmed"]
    with node.store.read(owner, Purpose.PLANNING) as view:
        (plan,) = view.plans()
    assert plan.edition == 2
    hidden = {name: len(_held(node, name)) for name in ("owner", "deniz", building.VISITOR)}
    assert hidden["owner"] == hidden["deniz"] == hidden[building.VISITOR] + 1
    node.store.close()


def _held(node: Node, name: str) -> list[HeldCommitment]:
    with node.store.read(node.store.actor(name), Purpose.PLANNING) as view:
        return view.commitments(PlanQuery())
