"""What held all the time is told from what was another in between."""

from __future__ import annotations

from pathlib import Path

from coalesce.store import told_entries
from coalesce.store.plans import Plans
from tests.builders import handling, make_store, owner, raw_rows
from tests.commitments.made import commitment
from tests.commitments.plan_nodes import PLANNING, add_plan, keep, publish, staged


def test_only_what_was_told_alike_ever_since_is_unbroken(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    to_fr, to_both, home = handling("FR:planning"), handling("FR:planning", "BE:planning"), handling()
    for code in ("FR", "BE"):
        raw_rows(store.folder, "INSERT INTO member VALUES (?, ?)", code, code)
    autumn, winter = add_plan(store), add_plan(store, "winter")
    named = {}
    for reference, held in (("same", to_both), ("gone", home), ("marks", handling("FR:planning", "FR:border"))):
        for one in (to_fr, held, to_fr):
            named[reference] = keep(store, autumn, commitment(reference), held=one)
    publish(store, winter, [staged(commitment("out"), held=to_fr)])
    publish(store, winter, [])
    found = Plans(store.write(owner(store), PLANNING)).find("winter")
    publish(store, found, [staged(commitment("out"), held=to_fr)])
    ((named["out"],),) = raw_rows(store.folder, "SELECT id FROM commitment WHERE reference = 'out'")
    with store.transaction() as connection:
        since = [(one, 1) for one in named.values()]
        assert told_entries.unbroken(connection, "FR", since) == {named["same"]}
        assert told_entries.unbroken(connection, "FR", [(one, 3) for one in named.values()]) == {
            named[reference] for reference in ("same", "gone", "marks")
        }
    store.close()
