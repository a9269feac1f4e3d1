"""A plan of 100,000 commitments with 1,000,000 events: board, totals, gaps and the day-N curve, for two readers, beside DuckDB.

    python -m bench.commitments make NODE [COMMITMENTS [EVENTS OF EACH]]    makes the node, through the store's own staging
    python -m bench.commitments NODE                                        measures on it, and writes the section
    python -m bench.commitments                                             both, in a temporary folder

Making takes minutes and measuring seconds. Ours: from the opened store to the finished answer, through the guard and with
the audit row committed, for the plan's owner, who sees all, and for a member that sees half. DuckDB: the same answers in one
statement each, from tables in memory without guard or audit: of what ours has derived from the events (``derived``), and of
the million events themselves (``events``), as one would write it without keeping anything derived. Totals must agree.
Everything in the plan is invented, from a seed.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa

from bench.results import write_section
from coalesce.commitments.board import board
from coalesce.commitments.gaps import gaps
from coalesce.commitments.standing import stale_before
from coalesce.commitments.timeline import curves
from coalesce.commitments.totals import TotalRow, totals
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
from coalesce.records.commitment import FIRM
from coalesce.settings import Settings
from coalesce.store import Store
from coalesce.store.plan_staging import PlanStaging, StagedEntry
from coalesce.store.plans import Plans
from coalesce.store.read_view import PlanQuery, ReadView

TODAY = date(2014, 9, 24)
GOAL_MS = 300
SIZE = (100_000, 10)
STALE_DAYS, DAYS = 180, 180
ALL, OLD = PlanQuery(), stale_before(TODAY, STALE_DAYS)
MADE = "made.txt"
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


def make(folder: Path, count: int, events: int) -> None:
    """Make the node; how long that took is left beside it."""
    clock = FixedClock(datetime(2014, 9, 24, 12, tzinfo=UTC))
    store = Store.create(folder, Settings(member="NL"), Member("NL", "NL"), clock)
    owner = store.actor("owner")
    writer = store.write(owner, Purpose.PLANNING)
    writer.add_member(Member("FR", "FR"))
    writer.add_actor(Actor("claire", "FR", frozenset({Role.READER})))
    plan = Plan(writer.new_id(), "plan", "NL", KEPT)
    Plans(writer).add(plan)
    staging = PlanStaging(writer, plan)
    began, worked = time.perf_counter(), time.process_time()
    staging.add(told(entries(count, events), count))
    staging.publish("made", {})
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    store.close()
    size = (folder / "node.db").stat().st_size / 1e6
    made = f"Made through the store's staging in {seconds:.0f} s ({worked:.0f} s of the processor): {size:,.0f} MB."
    (folder / MADE).write_text(made, encoding="utf-8")


def told(rows: Iterator[StagedEntry], count: int) -> Iterator[StagedEntry]:
    """The same, and on the terminal how far they have got."""
    for number, row in enumerate(rows):
        if number % 20_000 == 0:
            print(f"{number:,} of {count:,}", file=sys.stderr)
        yield row


@dataclass(frozen=True, slots=True)
class Asking:
    """One reader of the node, and what it can ask."""

    store: Store
    reader: str

    def view(self) -> AbstractContextManager[ReadView]:
        """What the reader sees."""
        return self.store.read(self.store.actor(self.reader), Purpose.PLANNING)

    def board(self) -> object:
        """Lines and members."""
        with self.view() as view:
            return board(view.board_lots(ALL, OLD))

    def totals(self) -> list[TotalRow]:
        """By line, kind and measure."""
        with self.view() as view:
            return totals(view.sum_lots(ALL, OLD))

    def both(self) -> object:
        """Board and totals, as the page has them."""
        with self.view() as view:
            lots, sums = view.board_and_sums(ALL, OLD)
            return board(lots), totals(sums)

    def gaps(self) -> object:
        """Needs against what is there."""
        with self.view() as view:
            return gaps(view.needs(ALL), view.sum_lots(ALL, OLD, by_place=True))

    def curve(self) -> object:
        """The day-N curve."""
        with self.view() as view:
            lots = view.curve_lots(ALL, OLD, TODAY)
            return curves(lots, view.needs(ALL), TODAY, DAYS)


def timed(work: Callable[[], object], times: int = 9) -> list[str]:
    """Median and slowest of some runs, and the median of the processor's time; in milliseconds."""
    taken, worked = [], []
    for _ in range(times):
        start, begun = time.perf_counter(), time.process_time()
        work()
        taken.append(1000 * (time.perf_counter() - start))
        worked.append(1000 * (time.process_time() - begun))
    return [f"{one:.0f}" for one in (statistics.median(taken), max(taken), statistics.median(worked))]


_ROWS = """SELECT v.commitment_id AS id, line, parties, form, kind, place, measure, amount, status, renewed, notice, transit, sustain,
    verified, seen_notice, seen_transit, seen_sustain, available, EXISTS (SELECT 1 FROM reader AS r WHERE r.set_id = v.set_id
    AND r.member = 'FR') AS shared FROM commitment_version AS v"""
_EVENTS = "SELECT commitment_id AS id, kind, last FROM commitment_event"
_DERIVED = """SELECT e.id, max(e.last) AS renewed, arg_max(kind, list_position(
    ['declared', 'confirmed', 'allocated', 'in place', 'ended'], kind)) AS status FROM event AS e GROUP BY e.id"""


class Peer:
    """The same plan in DuckDB's memory."""

    def __init__(self, node: Path) -> None:
        self.db = duckdb.connect()
        with closing(sqlite3.connect(f"file:{node / 'node.db'}?mode=ro", uri=True)) as raw:
            for name, statement in (("entry", _ROWS), ("event", _EVENTS)):
                cursor = raw.execute(statement)
                columns = [column[0] for column in cursor.description]
                rows = cursor.fetchall()
                told = pa.table(dict(zip(columns, (list(column) for column in zip(*rows, strict=True)), strict=True)))
                self.db.register("told", told)
                self.db.execute(f"CREATE TABLE {name} AS SELECT * FROM told")
                self.db.unregister("told")

    def of(self, shared: bool, events: bool) -> str:
        """The entries that a reader sees, with status and staleness; from the events where asked."""
        state = f"JOIN ({_DERIVED}) AS d USING (id)" if events else ""
        of = "d" if events else "e"
        where = "WHERE e.shared" if shared else ""
        return f"""(SELECT e.* EXCLUDE (status, renewed), {of}.status, {of}.renewed < '{OLD}' AS stale
            FROM entry AS e {state} {where})"""

    def board(self, entries: str) -> object:
        """Lines and members."""
        return self.db.execute(f"""SELECT *, count(*) FROM (SELECT line,
            unnest(string_split(parties, ';')) AS party, form, status, stale FROM {entries} WHERE form <> 'need')
            GROUP BY ALL""").fetchall()

    def totals(self, entries: str) -> dict[tuple[str, str, str], int]:
        """What is firm and not stale, by line, kind and measure."""
        rows = self.db.execute(f"""SELECT line, kind, measure, status, stale, sum(amount), count(*) FROM {entries}
            WHERE form = 'contribution' GROUP BY ALL""").fetchall()
        found: dict[tuple[str, str, str], int] = {}
        for line, kind, measure, status, stale, amount, _ in rows:
            if status in FIRM and not stale and measure:
                found[line, kind, measure] = found.get((line, kind, measure), 0) + int(amount)
        return found

    def both(self, entries: str) -> object:
        """Board and totals."""
        return self.board(entries), self.totals(entries)

    def gaps(self, entries: str) -> object:
        """Needs against what is there at their place."""
        return self.db.execute(f"""WITH e AS (SELECT * FROM {entries}), n AS (SELECT line, kind, measure, place,
            sum(amount) AS needed FROM e WHERE form = 'need' GROUP BY ALL)
            SELECT n.line, n.kind, n.measure, n.place, needed, c.status, c.stale, sum(c.amount), count(c.id) FROM n LEFT JOIN e AS c
            ON c.form = 'contribution' AND c.line = n.line AND c.kind = n.kind AND c.place = n.place
            AND (c.measure = n.measure OR c.measure IS NULL) GROUP BY ALL""").fetchall()

    def curve(self, entries: str) -> object:
        """What is there on which day, claimed and verified, by kind and measure."""
        spans = []
        for ready, also in (("", "TRUE"), ("seen_", "verified")):
            day = f"greatest({ready}notice, coalesce(available - {TODAY.toordinal()}, 0)) + {ready}transit"
            spans += [
                f"SELECT kind, measure, '{ready}' AS series, {day} AS day, amount FROM f WHERE {also}",
                f"SELECT kind, measure, '{ready}', {day} + {ready}sustain, -amount FROM f WHERE {also}",
            ]
        return self.db.execute(f"""WITH f AS (SELECT * FROM {entries} WHERE form = 'contribution' AND NOT coalesce(stale, FALSE)
            AND status IN ('confirmed', 'allocated', 'in place') AND measure IS NOT NULL), c AS ({" UNION ALL ".join(spans)}),
            d AS (SELECT kind, measure, series, day, sum(amount) AS change FROM c WHERE day IS NOT NULL GROUP BY ALL)
            SELECT *, sum(change) OVER (PARTITION BY kind, measure, series ORDER BY day) FROM d""").fetchall()


ANSWERS = {
    "board": "board",
    "totals": "totals",
    "both": "board with totals, as on the page",
    "gaps": "gaps",
    "curve": "day-N curve",
}


def measured(node: Path) -> list[str]:
    """The table."""
    clock = FixedClock(datetime(2014, 9, 24, 12, tzinfo=UTC))
    store, peer = Store(node, Settings(member="NL"), clock), Peer(node)
    counts = [peer.db.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0] for name in ("entry", "event")]
    rows = [
        f"{counts[0]:,} entries with {counts[1]:,} events; milliseconds, goal {GOAL_MS}.",
        "",
        "| answer | reader | ours, median | ours, slowest | of the processor | DuckDB, derived | DuckDB, events |",
        "|---|---|---|---|---|---|---|",
    ]
    for reader, shared, words in (("owner", False, "owner, sees all"), ("claire", True, "member, sees half")):
        asking = Asking(store, reader)
        kept = {
            (str(row.line), row.kind, row.measure.key): int(row.firm * 1000) for row in asking.totals() if row.measure
        }
        sources = [peer.of(shared, events) for events in (False, True)]
        for source in sources:
            assert {key: amount for key, amount in kept.items() if amount} == peer.totals(source), "totals agree"
        for name, told_as in ANSWERS.items():
            ours, ask = timed(getattr(asking, name)), getattr(peer, name)
            theirs = [timed(lambda ask=ask, source=source: ask(source), 5)[0] for source in sources]
            rows.append(f"| {told_as} | {words} | {' | '.join(ours)} | {' | '.join(theirs)} |")
    store.close()
    return [*rows, "", (node / MADE).read_text(encoding="utf-8")]


def main() -> None:
    """Make the plan, or ask it and write the section, or both."""
    asked = sys.argv[1:]
    if asked[:1] == ["make"]:
        count, events = (int(one) for one in (*asked[2:], *SIZE[len(asked) - 2 :]))
        make(Path(asked[1]), count, events)
        return
    with tempfile.TemporaryDirectory() as folder:
        node = Path(asked[0]) if asked else Path(folder) / "node"
        if not asked:
            make(node, *SIZE)
        write_section("Commitments", measured(node))


if __name__ == "__main__":
    main()
