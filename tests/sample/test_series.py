"""The sample series fits the sample world: lists that are there, officers who may sign."""

from __future__ import annotations

from coalesce.handling import Role
from coalesce.records import ListKind
from coalesce.records.series import MOST_SOURCES
from coalesce.sample import World, series


def test_its_lists_are_its_contributors_and_let_the_audience_have_figures(world: World) -> None:
    lists = {f"{one.owner}/{one.name}": one for one in world.lists}
    for name in series.LISTS:
        one = lists[name]
        assert one.kind is ListKind.TRAVELLERS
        assert set(series.AUDIENCE) <= one.handling.figures_to | {one.owner}
    assert {name.partition("/")[0] for name in series.LISTS} == set(series.CONTRIBUTORS)


def test_every_list_is_one_source_and_there_are_not_too_many() -> None:
    assert len(series.SOURCES) <= MOST_SOURCES
    assert sorted(name for lists in series.SOURCES.values() for name in lists) == sorted(series.LISTS)


def test_each_contributor_has_an_officer(world: World) -> None:
    officers = {(one.member, one.name) for one in world.actors if Role.RELEASING_OFFICER in one.roles}
    assert set(series.OFFICERS) == set(series.CONTRIBUTORS)
    assert set(series.OFFICERS.items()) <= officers
