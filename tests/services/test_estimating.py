"""Estimates of the own view: linking inside, refusals as answers, nothing that others hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from coalesce.dates import Period
from coalesce.errors import BadUsage
from coalesce.estimation.options import options_of
from coalesce.records import Leg
from coalesce.services.capturing import CaptureWords
from coalesce.services.estimating import OwnEstimate, by_leg, by_month, estimate_for, over_links, own_estimate, twins
from coalesce.services.node import Node
from tests.builders import INVESTIGATION, owner
from tests.captured import PATTERNS, three_lists

TO_SYRIA = CaptureWords(leg=Leg("TR", "SY"))


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    made = three_lists(tmp_path_factory.mktemp("node") / "node")
    yield made
    made.store.close()


def asked(node: Node, who: str = "owner", words: CaptureWords = TO_SYRIA) -> OwnEstimate:
    return estimate_for(node, node.store.actor(who), INVESTIGATION, words)


def test_an_estimate_lies_above_what_is_seen_and_says_what_linking_adds(node: Node) -> None:
    own = asked(node)
    found = own.estimate
    assert found.refusals == ()
    assert found.lists == ("NL/border", "NL/police", "NL/press")
    assert found.total is not None
    assert found.interval80 is not None
    assert found.interval95 is not None
    assert found.n_observed < found.interval95.low <= found.interval80.low <= found.total
    assert found.total <= found.interval80.high <= found.interval95.high
    assert found.linking_share is not None
    assert 0 <= found.linking_share < 0.5
    assert own.draws == node.store.settings.draws == 20
    assert len(own.totals) == 100
    assert (own.viewer, own.purpose) == ("NL", "investigation")


def test_the_same_state_gives_the_same_answer(node: Node) -> None:
    own = asked(node)
    again = estimate_for(Node(node.store, node.model), owner(node.store), INVESTIGATION, TO_SYRIA)
    assert again.estimate == own.estimate
    assert asked(node) is own, "what was worked out is remembered for the state and day"


def test_sure_links_leave_one_table_and_nothing_to_linking(tmp_path: Path) -> None:
    node = three_lists(tmp_path / "sure", sure=0.9999999)
    own = asked(node)
    assert own.draws == 1
    assert own.table is not None
    assert own.table.n_observed == sum(PATTERNS.values())
    assert own.estimate.linking_share == 0
    node.store.close()


def test_unsure_links_widen_the_interval(node: Node, tmp_path: Path) -> None:
    doubtful = three_lists(tmp_path / "doubtful", sure=0.7, estimate_linking_share=1.0)
    open_links, few = asked(doubtful).estimate, asked(node).estimate
    assert open_links.linking_share is not None
    assert few.linking_share is not None
    assert open_links.linking_share > few.linking_share
    refusing = Node(doubtful.store, doubtful.model)
    assert asked(refusing).estimate.linking_share == open_links.linking_share
    doubtful.store.close()


def test_a_reader_s_estimate_is_made_from_what_it_sees(node: Node) -> None:
    found = asked(node, "claire").estimate
    assert [one.code for one in found.refusals] == ["few_lists"]
    assert found.lists == ("NL/border", "NL/police")
    assert found.total is None


def test_nobody_captured_is_a_refusal(node: Node) -> None:
    own = asked(node, words=CaptureWords(into="IQ"))
    assert [one.code for one in own.estimate.refusals] == ["nobody"]
    assert (own.table, own.totals, own.draws) == (None, (), 0)


def test_by_month_and_by_leg(node: Node) -> None:
    told: list[float] = []
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        ((month, own),) = by_month(node, view, CaptureWords(), lambda _, share: told.append(share))
        legs = by_leg(node, view, CaptureWords(), 30)
        assert by_leg(node, view, CaptureWords(), 1000) == []
        whole = own_estimate(node, view, CaptureWords(leg=Leg("TR", "SY")))
    assert month == Period(2014, 3)
    assert own.estimate.n_observed == whole.estimate.n_observed
    assert [(name, one.estimate) for name, one in legs] == [("TR>SY", whole.estimate)]
    assert told == [1.0]


def test_tables_are_estimated_over_their_links_without_a_node(node: Node) -> None:
    own = asked(node)
    found, bounds, draws = over_links(own.captured, 1000, options_of(node.store.settings, kind="own"))
    assert bounds is not None
    assert (found.total, bounds.interval95, draws) == (own.estimate.total, own.estimate.interval95, own.draws)
    assert own.middle == pytest.approx(float(np.median(bounds.totals)))


def test_captured_by_any_record_is_refused_with_its_alternatives(node: Node) -> None:
    own = asked(node, words=replace(TO_SYRIA, rule="record"))
    assert own.estimate.refusals[0].code == "partial_capture"
    assert (own.estimate.total, own.estimate.interval95, own.totals) == (None, None, ())
    assert own.estimate.n_observed > 0
    assert own.estimate.alternatives


def test_twins_are_drawn_from_the_model_and_estimated_without_refusal(node: Node) -> None:
    own = asked(node)
    assert own.table is not None
    assert own.estimate.model is not None
    options = options_of(node.store.settings)
    total, drawn = twins(own.table, own.estimate.model, 3, options)
    assert total > own.table.n_observed
    assert len({one.n_observed for one in drawn}) > 1
    assert all(not one.refusals and abs(one.n_observed - own.table.n_observed) < 40 for one in drawn)
    with pytest.raises(BadUsage):
        twins(own.table, "[123]", 1, options)
