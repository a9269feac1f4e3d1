"""A small node whose lists overlap enough for an estimate. Every name in it is invented."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from coalesce.dates import PartialDate
from coalesce.handling import seal
from coalesce.records import Entry, Sighting, SightingKind
from coalesce.services.node import Node
from tests.builders import INVESTIGATION, add_list, entry, handling, ids, let_in, linked, make_node, owner, publish

PATTERNS = {"A": 20, "B": 18, "C": 15, "AB": 6, "AC": 5, "BC": 5, "ABC": 2}
"""People by the lists that they are on: 71, 18 of them on two or more."""

NAMES = {"A": "border", "B": "police", "C": "press"}


def three_lists(folder: Path, sure: float = 0.97, **settings: Any) -> Node:
    """NL's node; claire of FR sees border and police, not press. Everybody entered Syria from Turkey in March 2014."""
    node = make_node(folder, **{"estimate_resamples": 100, **settings})
    let_in(node.store, "claire", "FR")
    people = [f"{pattern}{number}" for pattern, count in PATTERNS.items() for number in range(count)]
    for letter, name in NAMES.items():
        held = handling() if letter == "C" else handling("FR")
        publish(
            node.store, add_list(node.store, name, held), [_seen(letter, one) for one in people if letter in _on(one)]
        )
    known = ids(node.store)
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        links = [
            linked(view, known[f"{one}:{person}"], known[f"{other}:{person}"], sure)
            for person in people
            for n, one in enumerate(_on(person))
            for other in _on(person)[n + 1 :]
        ]
    node.store.write(owner(node.store), INVESTIGATION).store_links(seal(links), "made")
    return node


def _on(person: str) -> str:
    return person.rstrip("0123456789")


def _seen(letter: str, person: str) -> Entry:
    step = Sighting(SightingKind.ENTERED, "SY", PartialDate.of(2014, 3, 5), None, "TR")
    return entry(f"{letter}:{person}", f"Zorbal {person}", nationalities=("FR",), sightings=(step,))
