"""A judgement is given to be told with its purposes and both records, and nothing of who said it or why."""

from __future__ import annotations

from pathlib import Path

from coalesce.handling import Grant, Purpose
from coalesce.records import Verdict
from coalesce.store import judgement_rows
from tests.builders import INVESTIGATION, UNTIL, add_list, entry, handling, let_in, make_store, owner, publish, raw_rows


def test_what_may_be_told_comes_with_its_purposes_and_both_records(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    let_in(store, "claire", "FR")
    publish(store, add_list(store, held=handling("FR:investigation", "FR:border")), [entry("A"), entry("B")])
    with store.read(owner(store), INVESTIGATION) as view:
        first, second = sorted(view.facts())
        store.write(owner(store), INVESTIGATION).judge(view, (first, second), Verdict.SAME, "a reason", [])
    ((identity,),) = raw_rows(store.folder, "SELECT id FROM judgement")
    with store.transaction() as connection:
        to = frozenset({Grant(INVESTIGATION, "FR"), Grant(Purpose.BORDER, "FR")})
        judgement_rows.release(connection, identity, "NL", to)
    with store.send(owner(store), "FR") as sent:
        (one,) = sent.tellable("NL")
        assert sent.tellable("BE") == []
    assert one.purposes == {INVESTIGATION, Purpose.BORDER}
    told = one.value
    assert (told.judgement, told.left.record, told.right.record) == (identity, first, second)
    assert (told.verdict, told.keep_until, told.left.owner) == (Verdict.SAME, UNTIL, "NL")
    assert "a reason" not in repr(told)
    with store.send(owner(store), "DE") as sent:
        assert sent.tellable("NL") == []
    store.close()
