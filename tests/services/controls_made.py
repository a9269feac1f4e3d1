"""A small node in which half of what is reviewed are control pairs."""

from __future__ import annotations

from pathlib import Path

from coalesce.dates import FixedClock
from coalesce.handling import Role, seal
from coalesce.services.node import Node
from tests.builders import (
    INVESTIGATION,
    NOON,
    add_list,
    handling,
    let_in,
    make_node,
    owner,
    person_with_papers,
    proposals,
    publish,
    staged,
)

NAMES = "ABCDEFGH"


def a_node(folder: Path) -> Node:
    """Eight records, H not for FR, every pair proposed. claire and dora of FR review, rita reads, ada audits."""
    made = make_node(folder, FixedClock(NOON), control_share=0.5)
    store = made.store
    let_in(store, "claire", "FR")
    let_in(store, "dora", "FR")
    let_in(store, "rita", "FR", Role.READER)
    let_in(store, "ada", "FR", Role.AUDITOR)
    rules = {name: handling() if name == "H" else handling("FR") for name in NAMES}
    people = [staged(person_with_papers(name, place), rules[name]) for place, name in enumerate(NAMES)]
    publish(store, add_list(store), people)
    store.write(owner(store), INVESTIGATION).store_links(seal(proposals(made)), made.model.name)
    return made
