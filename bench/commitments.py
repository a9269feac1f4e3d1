"""A plan of 100,000 commitments with 1,000,000 events: the board with its totals, and the day-N curve, for two readers.

Prints milliseconds from the opened store to the finished answer, through the guard and with the audit row committed: for
the plan's owner, who sees all, and for a member that sees half. Goal: 300 ms each. Run from the project's folder:
``.venv/bin/python -m bench.commitments [commitments] [events of each]``. Everything in the plan is invented, from a seed.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from bench.results import write_section
from coalesce.commitments.board import board
from coalesce.commitments.gaps import gaps
from coalesce.commitments.standing import stale_before
from coalesce.commitments.timeline import curves
from coalesce.commitments.totals import totals
from coalesce.dates import FixedClock, PartialDate
from coalesce.handling import Actor, Grant, Handling, Member, Purpose, Role
from coalesce.records import (
    Commitment,
    CommitmentEvent,
    EventKind,
    Evidence,
    LineOfEffort,
    Measure,
    MeasureKind,
    Need,
    Parties,
    Plan,
    Quantity,
    Readiness,
    Verified,
)
from coalesce.settings import Settings
from coalesce.store import Store
from coalesce.store.plan_staging import PlanStaging, StagedEntry
from coalesce.store.plans import Plans
from coalesce.store.read_view import PlanQuery

TODAY = date(2014, 9, 24)
GOAL_MS = 300
MEMBERS = [f"M{n:02}" for n in range(40)]
KINDS = [(f"kind {n}", ("aircraft", "persons", "tonnes", "vehicles")[n % 4]) for n in range(20)]
PLACES = [f"place {n}" for n in range(30)]
LINES = tuple(LineOfEffort)[:5]
KEPT = Handling(date(2019, 1, 1))
SHARED = Handling(date(2019, 1, 1), releases=frozenset({Grant(Purpose.PLANNING, "FR")}))


def entry(dice: random.Random, number: int, events: int) -> StagedEntry:
    """One commitment with its events."""
    kind, unit = dice.choice(KINDS)
    known = dice.random() < 0.9
    ready = Readiness(dice.randrange(0, 90), dice.randrange(1, 40), dice.choice((None, 30, 60, 90, 180)))
    seen = Verified(Readiness(ready.notice, ready.transit, 30), "EU") if dice.random() < 0.3 else None
    terms = Commitment(
        f"C{number}",
        parties=Parties(tuple(dice.sample(MEMBERS, dice.choice((1, 1, 1, 2, 3))))),
        line=dice.choice(LINES),
        kind=kind,
        amount=Quantity(Decimal(dice.randrange(1, 500)), Measure(MeasureKind.UNIT, unit)) if known else None,
        place=dice.choice(PLACES),
        since=PartialDate.of(2014, dice.randrange(9, 13)) if dice.random() < 0.2 else None,
        claimed=ready if dice.random() < 0.9 else Readiness(),
        verified=seen,
    )
    last = dice.choice(list(EventKind)[:5])
    told = []
    for step in range(events):
        day = TODAY - timedelta(days=dice.randrange(0, 300))
        quote = Evidence(f"Sentence {number // 3} of report {step}.", "a report")
        kinds = EventKind.DECLARED if step else last
        told.append(CommitmentEvent(kinds, PartialDate(day, day), quote))
    return StagedEntry(terms, tuple(told), SHARED if number % 2 else KEPT)


def entries(count: int, events: int) -> Iterator[StagedEntry]:
    """All of them, with a need for each kind and place."""
    dice = random.Random(20140924)
    for number, ((kind, unit), place) in enumerate((one, where) for one in KINDS for where in PLACES):
        amount = Quantity(Decimal(5000), Measure(MeasureKind.UNIT, unit))
        need = Need(f"N{number}", dice.choice(LINES), kind, amount, place, day=10)
        yield StagedEntry(need, (CommitmentEvent(EventKind.DECLARED),), SHARED)
    for number in range(count):
        yield entry(dice, number, events)


def make(folder: Path, count: int, events: int) -> Store:
    """The node."""
    clock = FixedClock(datetime(2014, 9, 24, 12, tzinfo=UTC))
    store = Store.create(folder, Settings(member="NL"), Member("NL", "NL"), clock)
    owner = store.actor("owner")
    writer = store.write(owner, Purpose.PLANNING)
    writer.add_member(Member("FR", "FR"))
    writer.add_actor(Actor("claire", "FR", frozenset({Role.READER})))
    plan = Plan(writer.new_id(), "plan", "NL", KEPT)
    Plans(writer).add(plan)
    staging = PlanStaging(writer, plan)
    began = time.perf_counter()
    staging.add(entries(count, events))
    staging.publish("made", {})
    print(f"made in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    return store


def timed(work: Callable[[], object], times: int = 9) -> str:
    """Median and slowest of some runs, in milliseconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - start))
    return f"{statistics.median(taken):.0f} | {max(taken):.0f}"


def main() -> None:
    """Make the plan, ask, and write the section."""
    count, events = (int(one) for one in (sys.argv[1:] + ["100000", "10"][len(sys.argv) - 1 :]))
    query, before = PlanQuery(), stale_before(TODAY, 180)
    lines = [
        f"{count:,} commitments, {count * events:,} events; milliseconds, goal {GOAL_MS}.",
        "",
        "| answer | reader | median | slowest |",
        "|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        store = make(Path(folder) / "node", count, events)
        for name, told in (("owner", "owner, sees all"), ("claire", "member, sees half")):
            actor = store.actor(name)

            def ask_board(actor: Actor = actor) -> None:
                with store.read(actor, Purpose.PLANNING) as view:
                    board(view.board_lots(query, before))

            def ask_totals(actor: Actor = actor) -> None:
                with store.read(actor, Purpose.PLANNING) as view:
                    totals(view.sum_lots(query, before))

            def ask_both(actor: Actor = actor) -> None:
                with store.read(actor, Purpose.PLANNING) as view:
                    lots, sums = view.board_and_sums(query, before)
                    board(lots)
                    totals(sums)

            def ask_gaps(actor: Actor = actor) -> None:
                with store.read(actor, Purpose.PLANNING) as view:
                    gaps(view.needs(query), view.sum_lots(query, before, by_place=True))

            def ask_curve(actor: Actor = actor) -> None:
                with store.read(actor, Purpose.PLANNING) as view:
                    curves(view.curve_lots(query, before, TODAY), view.needs(query), TODAY, 180)

            for answer, work in (
                ("board", ask_board),
                ("totals", ask_totals),
                ("board with totals, as on the page", ask_both),
                ("gaps", ask_gaps),
                ("curve", ask_curve),
            ):
                lines.append(f"| {answer} | {told} | {timed(work)} |")
        store.close()
    write_section("Commitments", lines)


if __name__ == "__main__":
    main()
