from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from coalesce.handling import Purpose, Role
from coalesce.records import ListKind
from coalesce.sample import TODAY, World, build_world
from coalesce.sample.habits import DESIGNATIONS, MEMBERS, TRAVELLER_LISTS, Habit


def test_the_same_seed_gives_the_same_world(world: World) -> None:
    assert build_world(2014, 900) == world


def test_another_seed_gives_another_world(world: World) -> None:
    other = build_world(2015, 900)
    names = {person.name for person in world.truth.people.values()}
    assert len(names & {person.name for person in other.truth.people.values()}) < 100


def test_lists_can_be_kept_otherwise_than_usual() -> None:
    usual = build_world(7, 300)
    few = build_world(7, 300, [replace(habit, coverage=habit.coverage / 4) for habit in TRAVELLER_LISTS])
    assert {one.id: one.legs for one in few.truth.people.values()} == {
        one.id: one.legs for one in usual.truth.people.values()
    }
    for habit in TRAVELLER_LISTS:
        assert len(few.entries[habit.name]) < len(usual.entries[habit.name]), habit.name


def digest_of_small_world() -> str:
    """A digest of every written field and true leg of a small world."""
    small = build_world(7, 60)
    told = [
        [
            (entry.reference, [name.full for name in entry.names], [str(day) for day in entry.birth_dates]),
            [(document.number, document.country) for document in entry.documents],
            [(str(s.kind), s.country, str(s.date), s.place, str(s.grade)) for s in entry.sightings],
        ]
        for samples in small.entries.values()
        for entry in (sample.entry for sample in samples)
    ]
    legs = [(person.id, person.name, [str(step) for step in person.legs]) for person in small.truth.people.values()]
    return hashlib.sha256(repr((told, legs)).encode()).hexdigest()


def test_nothing_that_depends_on_the_process_enters(root: Path) -> None:
    """Sets and dictionaries are in another order in a process with another hash seed; the world is not."""
    code = "from sample.test_build import digest_of_small_world as d; print(d())"
    found = set()
    for seed in ("1", "2"):
        env = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": f"{root / 'tests'}{os.pathsep}{root / 'src'}"}
        ran = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
        found.add(ran.stdout.strip())
    assert found == {digest_of_small_world()}


def test_the_world_is_the_same_on_every_python() -> None:
    """Pinned: the two Pythons that the project runs on must agree. Change it when the world is meant to change."""
    assert digest_of_small_world()[:16] == "f1ab7191d1ad14cf"


def test_nobody_was_seen_tomorrow(whole: World) -> None:
    days = [s.date for of in whole.entries.values() for sample in of for s in sample.entry.sightings if s.date]
    assert len(days) > 1_000
    assert max(day.earliest for day in days) <= TODAY


def test_sizes(whole: World) -> None:
    assert len(whole.members) == 7
    assert whole.owner == whole.members[0].code
    owners = {each.owner for each in whole.lists if each.kind is ListKind.TRAVELLERS}
    assert owners == set(MEMBERS) - {whole.owner}
    travellers = 6000
    others = len(whole.truth.people) - travellers
    assert 60 <= others <= 120
    assert 140 <= len(whole.entries[DESIGNATIONS.name]) <= 150
    assert 11_000 <= sum(len(entries) for entries in whole.entries.values()) <= 16_000


@pytest.mark.parametrize("habit", TRAVELLER_LISTS, ids=lambda habit: habit.name)
def test_coverage_is_as_declared(whole: World, habit: Habit) -> None:
    people = {person for (name, _), person in whole.truth.bearer.items() if name == habit.name}
    assert abs(len(people) / 6000 - habit.coverage) < 0.02
    assert 0.13 <= habit.coverage <= 0.55


def test_only_lists_kept_free_of_duplicates_have_none(whole: World) -> None:
    for each in whole.lists:
        bearers = [person for (name, _), person in whole.truth.bearer.items() if name == each.name]
        twice = len(bearers) - len(set(bearers))
        assert (twice == 0) == each.deduplicated, each.name


def test_references_are_unique_and_lines_count_on(world: World) -> None:
    for each in world.lists:
        entries = [sample.entry for sample in world.entries[each.id]]
        assert len({entry.reference for entry in entries}) == len(entries)
        assert [entry.provenance.line for entry in entries] == list(range(2, len(entries) + 2))


def test_the_order_of_a_list_does_not_tell_the_order_of_the_truth(whole: World) -> None:
    for each in whole.lists:
        idents = [whole.truth.bearer[each.name, sample.entry.reference] for sample in whole.entries[each.id]]
        rising = sum(left < right for left, right in pairwise(idents))
        assert 0.35 < rising / len(idents) < 0.65, each.name


def test_overlaps_are_not_independent(whole: World) -> None:
    on = whole.truth.lists_of()
    members = {each.name: {person for person, names in on.items() if each.name in names} for each in whole.lists}

    def lift(left: str, right: str) -> float:
        return len(members[left] & members[right]) * 6000 / (len(members[left]) * len(members[right]))

    assert lift("de-departures", "fr-departures") > 2
    assert lift("tr-entry-ban", "de-relayed") > 1.5
    assert lift("jo-register", "kz-departures") < 0.8


def test_lists_of_one_group_share_a_source(world: World) -> None:
    groups = Counter(each.source_group for each in world.lists if each.source_group)
    assert set(groups.values()) == {2}
    copied = {s.entry.names[0].full for s in world.entries["de-relayed"]}
    source = {s.entry.names[0].full for s in world.entries["tr-entry-ban"]}
    assert len(copied & source) > 0.85 * len(copied)


def test_names_stand_in_three_scripts(world: World) -> None:
    scripts = Counter(n.script for samples in world.entries.values() for s in samples for n in s.entry.names)
    assert set(scripts) == {"Latn", "Arab", "Cyrl"}
    assert min(scripts.values()) > 80


def test_someone_for_every_job(world: World) -> None:
    roles = {(actor.member, role) for actor in world.actors for role in actor.roles}
    for member in MEMBERS:
        assert any((member, role) in roles for role in (Role.ANALYST, Role.READER)), member
    assert {Role.AUDITOR, Role.OPERATOR, Role.RELEASING_OFFICER} <= {role for _, role in roles}
    assert len({actor.name for actor in world.actors}) == len(world.actors)


def test_lists_are_shared_in_every_way(world: World) -> None:
    purposes = {each.name: {grant.purpose for grant in each.handling.releases} for each in world.lists}
    assert set() in purposes.values()
    assert {Purpose.STATISTICS} in purposes.values()
    assert {Purpose.BORDER, Purpose.STATISTICS} in purposes.values()
    assert any({Purpose.INVESTIGATION, Purpose.BORDER, Purpose.STATISTICS} <= found for found in purposes.values())
