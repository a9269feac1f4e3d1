"""A plan of before is counted as one that is written now, and what was kept by hand has a beginning."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command

from coalesce.commitments.board import board
from coalesce.commitments.totals import totals
from coalesce.records import EventKind, Form, LineOfEffort, Need
from coalesce.store import Store
from coalesce.store.migrate import _config, migration_engine
from coalesce.store.read_view import PlanQuery
from tests.builders import make_store, owner, raw_rows
from tests.commitments.made import TODAY, commitment, event, quantity
from tests.commitments.plan_nodes import PLANNING, add_plan, keep, publish, staged

NEW = ("slot", "sort", "crew", "stage", "noted", "ended")
NUMBERS = "SELECT commitment_id, number, slot, sort, crew, stage FROM commitment_version ORDER BY 1, 2"


def told(store: Store) -> object:
    with store.read(owner(store), PLANNING) as view:
        return board(view.board_lots(PlanQuery(), TODAY)), totals(view.sum_lots(PlanQuery(), TODAY)), view.plans()


def test_the_numbers_are_those_that_are_written_now(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    to = add_plan(store)
    rows = [commitment(f"C{n}", line=line, amount=quantity(n + 1), kind="jets") for n, line in enumerate(LineOfEffort)]
    rows += [commitment(f"F{n}", form=form, place="Iraq") for n, form in enumerate(Form)]
    kinds = [*EventKind, *EventKind]
    publish(store, to, [staged(one, event(kind)) for one, kind in zip(rows, kinds, strict=False)])
    keep(store, to, Need("N1", LineOfEffort.MILITARY, "jets", quantity(3)))
    before, numbers = told(store), raw_rows(store.folder, NUMBERS)
    store.close()
    database = tmp_path / "node" / "node.db"
    with closing(sqlite3.connect(database)) as raw:
        raw.execute("DROP INDEX ix_commitment_version_counted")
        for name in NEW:
            raw.execute(f"ALTER TABLE commitment_version DROP COLUMN {name}")
        raw.execute("ALTER TABLE commitment_event DROP COLUMN corrects")
        raw.commit()
    engine, config = migration_engine(database), _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.stamp(config, "0020")
        command.upgrade(config, "0021")
        command.stamp(config, "head")  # what came later stands already
    engine.dispose()
    again = Store(tmp_path / "node", store.settings, store.clock)
    assert told(again) == before
    assert raw_rows(again.folder, NUMBERS) == numbers
    noted = raw_rows(again.folder, "SELECT c.by_hand, v.noted IS NOT NULL FROM commitment_version AS v JOIN commitment AS c"
                     " ON c.id = v.commitment_id")  # fmt: skip
    assert all(hand == known for hand, known in noted)
    assert sum(known for _, known in noted) == 1
    again.close()
