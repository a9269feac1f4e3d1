"""The lists that somebody may write."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalesce.errors import NotFound, NotPermitted
from coalesce.handling import Purpose, Role
from coalesce.store.writable import writable, writable_list
from tests.builders import add_list, handling, let_in, make_store, owner


def test_they_are_ones_own_and_those_made_for_others(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    fran = let_in(store, "fran", "FR", Role.RELEASING_OFFICER)
    nora = let_in(store, "nora", "NL")
    own, theirs = add_list(store, "own"), add_list(store, "theirs", handling("NL"), member="FR")
    assert [one.name for one in writable(store.write(owner(store), Purpose.PLANNING))] == ["theirs", "own"]
    found = writable(store.write(fran, Purpose.PLANNING))
    assert [(one.name, one.handling) for one in found] == [("theirs", theirs.handling)]
    assert writable_list(store.write(fran, Purpose.PLANNING), theirs.id).owner == "FR"
    for unknown in (own.id, "x" * 26):
        with pytest.raises(NotFound, match="no such list"):
            writable_list(store.write(fran, Purpose.PLANNING), unknown)
    with pytest.raises(NotPermitted):
        writable(store.write(nora, Purpose.PLANNING))
    store.close()
