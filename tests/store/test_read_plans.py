"""What a reader is told of plans equals what the pure rules say of the entries that it may see, and of nothing else."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from coalesce.commitments.board import BoardLot, board
from coalesce.commitments.deadlines import deadline_view
from coalesce.commitments.gaps import gaps
from coalesce.commitments.history import history
from coalesce.commitments.lots import board_lots_of, curve_lots_of, needs_of, sum_lots_of
from coalesce.commitments.owing import owed
from coalesce.commitments.standing import stale_before
from coalesce.commitments.timeline import CurveLot, curves
from coalesce.commitments.totals import SumLot, totals
from coalesce.dates import PartialDate
from coalesce.errors import CoalesceError, NotFound
from coalesce.handling import Actor, Handling, Role, decide
from coalesce.records import (
    Commitment,
    CommitmentEvent,
    EventKind,
    Evidence,
    Form,
    HeldCommitment,
    LineOfEffort,
    Measure,
    MeasureKind,
    Need,
    Parties,
    Quantity,
    Readiness,
    Verified,
)
from coalesce.store import Store
from coalesce.store.plan_staging import StagedEntry
from coalesce.store.read_view import PlanQuery
from tests.builders import handling, let_in, make_store, owner, raw_rows
from tests.commitments.made import TODAY, commitment, event
from tests.commitments.plan_nodes import PLANNING, add_plan, keep, publish, seen

MEMBERS = ("NL", "FR", "BE")
STALE_DAYS = 60
BEFORE = stale_before(TODAY, STALE_DAYS)
START = date(2014, 10, 1)
ALL = PlanQuery()


def a_number(dice: random.Random, most: int) -> int | None:
    return dice.randrange(most) if dice.random() < 0.8 else None


def an_entry(dice: random.Random, number: int) -> Commitment | Need:
    units = [Measure(MeasureKind.UNIT, "aircraft"), Measure(MeasureKind.CURRENCY, "USD"), None]
    amount = Quantity(Decimal(dice.randrange(1, 10**6)) / 1000, dice.choice(units)) if dice.random() < 0.8 else None
    shared: dict[str, Any] = {
        "line": dice.choice([*list(LineOfEffort)[:3], None]),
        "kind": dice.choice(["jets", "aid"]),
        "amount": amount,
        "place": dice.choice(["", "Iraq"]),
    }
    if dice.random() < 0.15:
        return Need(f"R{number}", **shared, day=a_number(dice, 20))
    ready = Readiness(a_number(dice, 30), a_number(dice, 30), a_number(dice, 60))
    since = TODAY + timedelta(days=dice.randrange(-60, 60))
    return Commitment(
        f"R{number}",
        form=dice.choice([Form.CONTRIBUTION] * 6 + list(Form)),
        parties=Parties(tuple(dice.sample(MEMBERS, dice.randrange(3)))),
        since=PartialDate(since, since) if dice.random() < 0.3 else None,
        claimed=ready,
        verified=Verified(replace(ready, notice=a_number(dice, 30)), "EU") if dice.random() < 0.4 else None,
        need=f"R{dice.randrange(40)}" if dice.random() < 0.1 else "",
        **shared,
    )


def some_events(dice: random.Random) -> tuple[CommitmentEvent, ...]:
    told = []
    for kind in dice.sample(list(EventKind), dice.randrange(1, 4)):
        day = TODAY - timedelta(days=dice.randrange(150))
        successor = f"R{dice.randrange(60)}" if kind is EventKind.SUPERSEDED else None
        quote = Evidence(f"Sentence {dice.randrange(20)}.", "a paper") if dice.random() < 0.8 else None
        told.append(
            CommitmentEvent(kind, PartialDate(day, day) if dice.random() < 0.8 else None, quote, successor=successor)
        )
    return tuple(told)


class World:
    """A node with two plans of different members, and the handling of every entry kept apart."""

    def __init__(self, folder: Path, seed: int) -> None:
        dice = random.Random(seed)
        self.store = make_store(folder)
        for code in MEMBERS[1:]:
            let_in(self.store, code.lower(), code, Role.ANALYST, Role.RELEASING_OFFICER)
        self.terms: dict[tuple[str, str], tuple[str, Handling]] = {}
        for code in MEMBERS[:2]:
            to = add_plan(self.store, f"plan-{code}", member=code)
            for _ in range(2):
                rows = []
                for number in range(60):
                    if dice.random() < 0.2:
                        self.terms.pop((to.id, f"R{number}"), None)
                        continue
                    granted = [f"{member}:planning" for member in MEMBERS if dice.random() < 0.4]
                    until = TODAY - timedelta(days=1) if dice.random() < 0.05 else date(2019, 1, 1)
                    held = handling(*granted, until=until)
                    self.terms[to.id, f"R{number}"] = (code, held)
                    rows.append(StagedEntry(an_entry(dice, number), some_events(dice), held))
                publish(self.store, to, rows)

    def reader(self, code: str) -> Actor:
        return owner(self.store) if code == "NL" else self.store.actor(code.lower())

    def twin(self, folder: Path, code: str) -> Store:
        """A node that holds only what the member may see."""
        reader = self.reader(code)
        visible = {key for key, (source, held) in self.terms.items() if decide(held, source, reader, PLANNING, TODAY)}
        shutil.copytree(self.store.folder, folder)
        with closing(sqlite3.connect(folder / "node.db", isolation_level=None)) as raw:
            raw.execute("PRAGMA foreign_keys = ON")
            for identity, plan, reference in raw.execute("SELECT id, plan_id, reference FROM commitment").fetchall():
                if (plan, reference) not in visible:
                    raw.execute("DELETE FROM commitment WHERE id = ?", (identity,))
            raw.execute("DELETE FROM commitment_version WHERE owner <> ? AND closed IS NOT NULL", (code,))
            raw.execute("DELETE FROM plan_edition WHERE plan_id NOT IN (SELECT id FROM plan WHERE owner = ?)", (code,))
            raw.execute("DELETE FROM plan WHERE owner <> ? AND id NOT IN (SELECT plan_id FROM commitment)", (code,))
        return Store(folder, self.store.settings, self.store.clock)


@pytest.fixture(scope="module", params=[1, 2, 3])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("world") / "node", request.param)
    yield made
    made.store.close()


def answers(store: Store, reader: Actor, ids: list[str]) -> dict[str, object]:
    """All that a reader can ask of plans."""
    with store.read(reader, PLANNING) as view:
        held = view.commitments(ALL)
        due = deadline_view(held, TODAY)
        needs, lots = view.needs(ALL), view.sum_lots(ALL, BEFORE, by_place=True)
        told: dict[str, object] = {
            "plans": [(plan.id, plan.name, plan.owner, plan.edition) for plan in view.plans()],
            "held": held,
            "board": board(view.board_lots(ALL, BEFORE)),
            "totals": totals(view.sum_lots(ALL, BEFORE)),
            "gaps": gaps(needs, lots),
            "curves": curves(view.curve_lots(ALL, BEFORE, START), needs, START, 120),
            "places": curves(view.curve_lots(ALL, BEFORE, START, by_place=True), needs, START, 120, by_place=True),
            "due": due,
            "owed": owed(due, MEMBERS, TODAY, STALE_DAYS),
            "editions": {plan.id: view.plan_editions(plan.id) for plan in view.plans()},
        }
        for identity in ids:
            try:
                one = view.commitment(identity)
                told[identity] = (one, history(one.events), view.earlier_terms(identity))
            except NotFound as missing:
                told[identity] = (
                    type(missing),
                    str(missing),
                    view.earlier_terms(identity) if identity == "no" else None,
                )
    return told


@pytest.mark.parametrize("code", MEMBERS)
def test_every_answer_is_that_of_a_twin_without_what_is_hidden(world: World, code: str, tmp_path: Path) -> None:
    ids = [row[0] for row in raw_rows(world.store.folder, "SELECT id FROM commitment ORDER BY id")]
    twin = world.twin(tmp_path / "twin", code)
    ours, theirs = answers(world.store, world.reader(code), ids), answers(twin, world.reader(code), ids)
    twin.close()
    assert ours["held"], "a reader who sees nothing would prove nothing"
    for name, answer in ours.items():
        assert answer == theirs[name], name


def test_the_owner_sees_what_others_do_not(world: World) -> None:
    counts = {code: len(seen(world.store, world.reader(code))) for code in MEMBERS}
    assert counts["BE"] < max(counts.values())


def by_hand(held: list[HeldCommitment]) -> tuple[list[BoardLot], list[SumLot], list[CurveLot]]:
    """The lots of each entry by itself, as the pure rules see it."""
    sums = sum_lots_of(held, BEFORE)
    return board_lots_of(held, BEFORE), sums, curve_lots_of(held, BEFORE, START)


def settled(found: Any) -> Any:
    """Curves without what a computation leaves behind."""
    return [
        (one.kind, one.measure, one.place, one.count, one.not_ready, one.lacking, *_levels(one)) for one in found.curves
    ], found.without_quantity


def _levels(curve: Any) -> list[list[tuple[int, Decimal]]]:
    steps = (curve.claimed, curve.verified, curve.endless, curve.needed)
    return [[(day, one.at(day)) for day in one.days()] for one in steps]


@pytest.mark.parametrize("code", MEMBERS)
def test_what_the_database_adds_is_what_the_rules_add(world: World, code: str) -> None:
    with world.store.read(world.reader(code), PLANNING) as view:
        boards, sums, spans = by_hand(view.commitments(ALL))
        needs = view.needs(ALL)
        assert board(view.board_lots(ALL, BEFORE)) == board(boards)
        assert totals(view.sum_lots(ALL, BEFORE)) == totals(sums)
        lots, told = view.board_and_sums(ALL, BEFORE)
        assert (board(lots), totals(told)) == (board(boards), totals(sums))
        by_plan = view.needs_by_plan(ALL)
        made = gaps([one for _, one in by_plan], view.sum_lots(ALL, BEFORE, by_place=True), [one for one, _ in by_plan])
        ours = needs_of(view.commitments(ALL))
        assert made == gaps([one for _, one in ours], sums, [one for one, _ in ours])
        for apart in (False, True):
            ours = curves(view.curve_lots(ALL, BEFORE, START, by_place=apart), needs, START, 120, by_place=apart)
            assert settled(ours) == settled(curves(spans, needs, START, 120, by_place=apart))


def test_an_entry_is_found_by_its_reference_where_it_may_be_seen(world: World) -> None:
    for code in MEMBERS:
        known = seen(world.store, world.reader(code))
        with world.store.read(world.reader(code), PLANNING) as view:
            for reference, held in known.items():
                assert held.id in view.commitment_named(reference)
            assert view.commitment_named("nothing") == []


def test_a_successor_is_named_only_where_it_may_be_seen(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    to = add_plan(store, held=handling("FR:planning"))
    claire = let_in(store, "claire", "FR")
    superseded = event(EventKind.SUPERSEDED, successor="C2")
    keep(store, to, commitment("C1"), superseded)
    keep(store, to, commitment("C2"), held=handling())
    assert seen(store)["C1"].events[0].successor == "C2"
    assert seen(store, claire)["C1"].events[0].successor is None
    keep(store, to, commitment("C2"), held=handling("FR:planning"))
    assert seen(store, claire)["C1"].events[0].successor == "C2"
    store.close()


def test_statistics_reads_no_plan(tmp_path: Path) -> None:
    from coalesce.handling import Purpose

    store = make_store(tmp_path / "node")
    keep(store, add_plan(store), commitment())
    with pytest.raises(CoalesceError), store.read(owner(store), Purpose.STATISTICS):
        raise AssertionError("nothing is read under statistics")
    store.close()
