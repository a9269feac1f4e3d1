"""Words to be counted: one's own member's alone, and of a reviewer those on pairs that oneself judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalesce.errors import NotPermitted
from coalesce.handling import Role
from coalesce.records import Verdict
from coalesce.store.member_words import words_of_member
from tests.builders import (
    INVESTIGATION,
    add_list,
    entry,
    handling,
    ids,
    leaves,
    let_in,
    make_store,
    owner,
    publish,
    staged,
)


def test_whose_words_are_given(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    for name, member, role in (
        ("claire", "FR", Role.ANALYST),
        ("ann", "NL", Role.ANALYST),
        ("ada", "NL", Role.AUDITOR),
    ):
        let_in(store, name, member, role)
    rita = let_in(store, "rita", "NL", Role.READER)
    publish(store, add_list(store), [staged(entry(name), handling("FR")) for name in "ABC"])
    known = ids(store)
    for who, pair in (("owner", "AB"), ("ann", "AB"), ("ann", "BC"), ("claire", "AB")):
        actor = store.actor(who)
        with store.read(actor, INVESTIGATION) as view:
            sides = (known[pair[0]], known[pair[1]])
            store.write(actor, INVESTIGATION).judge(view, sides, Verdict.SAME, "so", sides)

    def given(name: str) -> list[str]:
        return [word.reviewer for word in words_of_member(store.write(store.actor(name), INVESTIGATION))]

    assert sorted(given("ada")) == ["ann", "ann", "owner"]
    assert sorted(given("ann")) == ["ann", "ann", "owner"]
    assert given("claire") == ["claire"]
    assert '"what":"judgement"' in leaves(store.folder)[-1], "reading them is a row of the log"
    assert '"actor":"claire"' in leaves(store.folder)[-1]
    pairs = [set(word.about[:2]) for word in words_of_member(store.write(owner(store), INVESTIGATION))]
    assert sorted(map(sorted, pairs)) == sorted(sorted(known[one] for one in pair) for pair in ("AB", "AB", "BC"))
    with pytest.raises(NotPermitted):
        words_of_member(store.write(rita, INVESTIGATION))
    store.close()
