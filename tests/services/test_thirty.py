"""A withdrawal reaches every copy within one turn of each: thirty nodes on loopback, four where it has to be quick."""

from __future__ import annotations

import secrets
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.dates import FixedClock, PartialDate
from coalesce.records import Sighting, SightingKind, Verdict
from coalesce.services import people
from coalesce.services.linking import LinkOrder, link_records
from coalesce.services.node import Node
from coalesce.services.offering import offer
from coalesce.services.pulling import pull
from coalesce.services.taking_back import outstanding
from coalesce.services.taking_in import take_in
from coalesce.services.withdrawing import withdraw
from coalesce.settings import Settings, write_settings
from coalesce.store import Store
from coalesce.store.names import KEY
from tests.builders import (
    INVESTIGATION,
    NOON,
    add_list,
    entry,
    handling,
    ids,
    make_node,
    model,
    owner,
    publish,
    raw_rows,
)
from tests.exchange_nodes import Ring, holds, opened
from tests.said import held

MEMBERS = (
    "NL", "FR", "BE", "DE", "LU", "IT", "ES", "PT", "IE", "DK", "SE", "FI", "EE", "LV", "LT", "PL", "CZ", "SK", "HU", "SI", "HR", "RO", "BG", "GR",
    "CY", "MT", "AT", "NO", "CH", "IS",
)  # fmt: skip
BORN = (PartialDate.of(1986, 3, 1),)
SEEN = Sighting(SightingKind.ENTERED, "SY", PartialDate.of(2014, 3), "Tal Kushtar")
NAMES = ("Zorbal", "Kemtari", "Kushtar", "Zorbaly")
"""What stands in the record and its sighting, and nowhere else."""


@contextmanager
def many(folder: Path, members: Sequence[str]) -> Iterator[Ring]:
    """A node for each, copied from one and given its own member and key; the first is a peer of all others."""
    clock = FixedClock(NOON)
    template = make_node(folder / "template", clock, members[0])
    template.store.forget_erased()
    template.store.close()
    made = [_copied(folder / "template", folder / one.lower(), one, members[0], clock) for one in members]
    try:
        with Ring(made) as ringed:
            for there in made[1:]:
                ringed.link(made[0], there)
            yield ringed
    finally:
        for one in made:
            one.store.close()


def _copied(template: Path, folder: Path, member: str, was: str, clock: FixedClock) -> Node:
    shutil.copytree(template, folder)
    (folder / KEY).write_bytes(secrets.token_bytes(32))
    settings = replace(Settings(), member=member, draws=20)
    write_settings(folder, settings)
    with closing(sqlite3.connect(folder / "node.db")) as raw:
        for table, column in (("member", "code"), ("member", "name"), ("actor", "member")):
            raw.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (member, was))
        raw.commit()
    return Node(Store(folder, settings, clock), model())


def derived(node: Node) -> None:
    """A record of one's own on the same person, linked, judged and counted as one."""
    mine = add_list(node.store, "mine", member=node.store.settings.member)
    publish(node.store, mine, [entry("M", "Zorbal Kemtari", birth_dates=BORN)])
    link_records(node, owner(node.store), LinkOrder())
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        left, right = sorted(one for one, fact in view.facts().items() if fact.reference in ("A", "M"))
        shown = [left, right]
        node.store.write(owner(node.store), INVESTIGATION).judge(view, (left, right), Verdict.SAME, "made", shown)
    people.refresh(node, owner(node.store), INVESTIGATION)
    assert raw_rows(node.store.folder, "SELECT count(*) FROM link")[0][0] == 1
    assert raw_rows(node.store.folder, "SELECT count(*) FROM judgement")[0][0] == 1


def test_a_withdrawal_reaches_four_nodes_within_one_turn_of_each(tmp_path: Path) -> None:
    check_withdrawal(tmp_path, MEMBERS[:4])


@pytest.mark.long
def test_a_withdrawal_reaches_thirty_nodes_within_one_turn_of_each(tmp_path: Path) -> None:
    check_withdrawal(tmp_path, MEMBERS)


def check_withdrawal(folder: Path, members: Sequence[str]) -> None:
    with many(folder, members) as ringed:
        source, *others = ringed.nodes
        to = add_list(source.store, held=handling(*members[1:]), member=members[0])
        rows = [entry("A", "Zorbal Kemtari", birth_dates=BORN, sightings=(SEEN,)), entry("B", "Vulneq Shambir")]
        publish(source.store, to, rows)
        offer(source)
        for node in others:
            pull(node, members[0].lower(), opened)
            assert set(held(node)) == {"A", "B"}
        for node in others[:2]:
            derived(node)
        withdraw(source, owner(source.store), INVESTIGATION, ids(source.store)["A"], "they asked")
        assert sum(len(outstanding(source, one.lower())) for one in members[1:]) == len(others)
        for node in others:  # one turn of each
            pull(node, members[0].lower(), opened)
        for one in members[1:]:
            take_in(source, one.lower())
            assert outstanding(source, one.lower()) == []
        for node in others:
            assert set(held(node)) == {"B"}
            for table in ("link", "judgement", "judgement_shown"):
                assert raw_rows(node.store.folder, f"SELECT count(*) FROM {table}") == [(0,)]
        for node in others[2:]:  # on the two, a record of their own bears the name
            for name in NAMES:
                assert not holds(node, name), name
        for node in others[:2]:
            assert not holds(node, "Kushtar")
