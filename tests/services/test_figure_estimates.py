"""Estimates of a series: from its stored numbers and from nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from coalesce.dates import FixedClock, Period
from coalesce.errors import BadUsage, NotFound, Refusal
from coalesce.records import Leg
from coalesce.services import figure_estimates, publishing
from coalesce.services.node import Node
from tests.builders import NOON, reopened
from tests.estimation.noise import independent, noised
from tests.series_made import LEGS, NAME, a_node, claire, in_force, in_force_with_three, stored

TRUE = 4_000
COUNTS = noised(independent(TRUE, (0.4, 0.35, 0.45), seed=1), 1).counts


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def node(tmp_path: Path, clock: FixedClock) -> Iterator[Node]:
    made, _ = a_node(tmp_path / "node", clock)
    yield made
    made.store.close()


def test_one_leg_has_the_keys_of_the_contract(node: Node) -> None:
    stored(node, in_force_with_three(node), COUNTS)
    found = figure_estimates.estimated(node, claire(node), NAME)
    told = figure_estimates.document(found)
    assert (told["kind"], told["viewer"], told["purpose"], told["leg"]) == ("figure", "FR", "statistics", str(LEGS[0]))
    assert told["interval95"][0] <= TRUE <= told["interval95"][1]
    assert told["interval95"][0] <= told["interval80"][0] <= told["estimate"] <= told["interval80"][1]
    assert told["alternatives"] == told["left_out"] == told["refusals"] == []
    assert told["refusal"] is told["bic"] is None
    assert told["n_observed"] % 5 == 0
    assert {"method", "model", "models_considered", "warnings"} <= told.keys()
    assert told["lists"] == ["a", "b", "c"]
    assert "linking" in figure_estimates.words(found)
    page = figure_estimates.standing(node, claire(node), found.series)
    assert page == found


def test_of_several_legs_each_has_its_own(node: Node) -> None:
    series = in_force_with_three(node, legs=LEGS[:2])
    stored(node, series, COUNTS, (0,) * 8)
    told = figure_estimates.document(figure_estimates.estimated(node, claire(node), NAME))
    assert (told["estimate"], told["refusal"]["code"]) == (None, "several_legs")
    assert [one["leg"] for one in told["legs"]] == [str(leg) for leg in series.legs]
    assert sorted(one["estimate"] is None for one in told["legs"]) == [False, True]
    one = figure_estimates.estimated(node, claire(node), NAME, series.legs[1])
    assert [leg.refusals[0].code for leg in one.legs] == ["not_shown"]
    assert figure_estimates.document(one)["refusal"]["code"] == "not_shown"
    with pytest.raises(BadUsage, match="--leg FR>TR"):
        figure_estimates.estimated(node, claire(node), NAME, Leg("FR", "TR"))


def test_a_node_without_the_records_answers_the_same(node: Node) -> None:
    in_force_with_three(node)
    found = figure_estimates.estimated(node, claire(node), NAME)
    with node.store.transaction() as connection:
        connection.execute(text("DELETE FROM sighting"))
        assert connection.execute(text("SELECT COUNT(*) FROM sighting")).scalar() == 0
    fresh = Node(reopened(node.store), node.model)
    assert figure_estimates.estimated(fresh, claire(fresh), NAME) == found
    fresh.store.close()


def test_before_the_window_has_closed_there_is_nothing_to_fit(node: Node, clock: FixedClock) -> None:
    series = in_force_with_three(node, until=Period(2014, 11))
    with pytest.raises(Refusal, match="ask from 2014-12-01 on"):
        figure_estimates.estimated(node, claire(node), NAME)
    assert figure_estimates.standing(node, claire(node), series) is None
    clock.moment = NOON + timedelta(days=30)
    assert figure_estimates.standing(node, claire(node), series) is None, "looking closes nothing"
    assert figure_estimates.estimated(node, claire(node), NAME).legs[0].leg == str(LEGS[0])


def test_only_the_audience_receives_it(node: Node) -> None:
    stored(node, in_force_with_three(node), COUNTS)
    for who in ("bea", "owner"):
        with pytest.raises(NotFound, match="no such series"):
            figure_estimates.estimated(node, node.store.actor(who), NAME)


def test_a_series_of_two_sources_or_without_patterns_has_none(node: Node) -> None:
    in_force(node)
    found = figure_estimates.estimated(node, claire(node), NAME)
    assert {one.refusals[0].code for one in found.legs} == {"few_lists"}


def test_a_series_without_patterns(node: Node) -> None:
    series = in_force(node, rho={publishing.Kind.PATTERNS: 0.0})
    with pytest.raises(BadUsage, match="does not publish patterns"):
        figure_estimates.estimated(node, claire(node), NAME)
    assert figure_estimates.standing(node, claire(node), series) is None
