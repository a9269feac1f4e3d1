"""A node whose lists are counted in a series, and worlds of people for the audits. Every name is invented."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from coalesce.dates import FixedClock, PartialDate, Period
from coalesce.flows.bounding import FigureEvidence
from coalesce.flows.contributions import RecordFacts
from coalesce.handling import Actor, Purpose, Role
from coalesce.linking.components import Node as Place
from coalesce.records import Leg, RecordList, Sighting, SightingKind
from coalesce.records.series import GridCell, Kind, Series, Share, Source
from coalesce.services import publishing
from coalesce.services.node import Node
from coalesce.services.publishing import SeriesOrder
from coalesce.store.ledger_tables import ledger_cell, series_closing
from tests.builders import NOON, add_list, handling, let_in, make_node, owner, person_with_papers, publish

LEGS = (Leg("TR", "SY"), Leg("SY", "IQ"), Leg("JO", "SY"))
NAME = "task-force"


def made_series(**changes: Any) -> Series:
    """Three legs over two years, two sources, the budget of the design."""
    plain = Series(
        node="n",
        name=NAME,
        legs=tuple(sorted(LEGS)),
        since=Period(2013, 1),
        until=Period(2014, 9),
        audience=("BE", "FR"),
        contributors=("FR", "NL"),
        lists=("FR/out", "NL/in"),
        origins=("FR", "TN"),
        sources=(Source("a", ("NL/in",)), Source("b", ("FR/out",))),
        leg_months=Share(0.12, 6),
        origin_quarters=Share(0.05, 2),
        patterns=Share(0.08, 2),
        settling=0,
        shown_from=20,
        rounded_to=5,
        linking_error=0.05,
    )
    return replace(plain, **changes)


def order(**changes: Any) -> SeriesOrder:
    """What an officer would ask for."""
    plain = SeriesOrder(NAME, LEGS, Period(2014, 1), Period(2014, 9), ["FR"], ["NL", "FR"], origins=["TN"])
    return replace(plain, **changes)


def entered(month: int, start: str = "TR", end: str = "SY", year: int = 2014) -> Sighting:
    """One leg, told by one sighting."""
    return Sighting(SightingKind.ENTERED, end, PartialDate.of(year, month, 5), from_country=start)


def a_node(folder: Path, clock: FixedClock | None = None) -> tuple[Node, dict[str, RecordList]]:
    """A node of NL with a list of NL and one of FR, and officers and readers of both; 25 people each went in March."""
    node = make_node(folder, clock or FixedClock(NOON))
    let_in(node.store, "marc", "FR", Role.RELEASING_OFFICER, Role.ANALYST)
    let_in(node.store, "claire", "FR", Role.ANALYST)
    let_in(node.store, "bea", "BE", Role.ANALYST)
    lists = {}
    for member, name in (("NL", "in"), ("FR", "out")):
        held = handling(figures=["NL", "FR"])
        lists[name] = add_list(node.store, name, held, member)
        people = [replace(person_with_papers(f"{name}{n}", n % 9), sightings=(entered(3),)) for n in range(25)]
        publish(node.store, lists[name], people)
    return node, lists


def in_force(node: Node, **changes: Any) -> Series:
    """A series that both contributors have signed."""
    made = publishing.define(node, owner(node.store), order(**changes))
    for actor in (owner(node.store), node.store.actor("marc")):
        publishing.sign(node, actor, made.name)
    return made


def claire(node: Node) -> Actor:
    """An analyst of FR."""
    return node.store.actor("claire")


SOURCES = {"a": ["NL/in"], "b": ["FR/out"], "c": ["NL/third"]}


def in_force_with_three(node: Node, **changes: Any) -> Series:
    """A series of three sources, and of one leg."""
    add_list(node.store, "third", handling(figures=["NL", "FR"]))
    return in_force(node, **({"sources": SOURCES, "legs": LEGS[:1]} | changes))


def stored(node: Node, series: Series, *patterns: Sequence[int]) -> None:
    """The ledger with these noised patterns, one sequence for each leg, as if they had been drawn; the rest is nought."""
    legs = {str(leg): counts for leg, counts in zip(series.legs, patterns, strict=True)}
    rows = [
        {"series": series.name, "cell": cell.key, "closing": 1, "value": legs[cell.leg or ""][int(cell.group or 0)]
         if cell.kind is Kind.PATTERNS else 0}
        for cell in series.grid()
    ]  # fmt: skip
    with node.store.write(owner(node.store), Purpose.PLANNING).transaction() as connection:
        connection.execute(insert(series_closing).values({"number": 1, "series": series.name, "at": "2014-11-01"}))
        connection.execute(insert(ledger_cell), rows)


def numbered(node: Node, series: Series, value: Callable[[GridCell], int | None]) -> None:
    """The ledger with these noised numbers, as if they had been drawn; a cell of None is not closed."""
    values = {cell.key: value(cell) for cell in series.grid()}
    rows = [
        {"series": series.name, "cell": key, "closing": 1, "value": number}
        for key, number in values.items()
        if number is not None
    ]
    with node.store.write(owner(node.store), Purpose.PLANNING).transaction() as connection:
        connection.execute(
            insert(series_closing).values({"number": 1, "series": series.name, "at": "2014-10-05T09:00"})
        )
        connection.execute(insert(ledger_cell), rows)


def random_evidence(
    rng: random.Random, people: int, records_each: int = 3
) -> tuple[FigureEvidence, list[tuple[str, ...]]]:
    """Records with sightings anywhere in the window, and who is one person: any split of them."""
    groups: list[tuple[str, ...]] = []
    sightings: dict[str, Sequence[Sighting]] = {}
    facts: dict[str, RecordFacts] = {}
    for person in range(people):
        group = tuple(f"p{person}r{n}" for n in range(rng.randint(1, records_each)))
        groups.append(group)
        for record in group:
            sightings[record] = [_anywhere(rng) for _ in range(rng.randint(0, 9))]
            facts[record] = RecordFacts(rng.choice(("FR/out", "NL/in")), (rng.choice(("FR", "TN", "BE")),))
    nodes = tuple(Place(record, "l", False) for group in groups for record in group)
    names = {node.record: f"x{node.record}" for node in nodes}
    return FigureEvidence(nodes, names, facts, sightings, (), {}, {}), groups


def _anywhere(rng: random.Random) -> Sighting:
    leg = rng.choice(LEGS)
    day = date(2013, 1, 1).toordinal() + rng.randrange(700)
    when = date.fromordinal(day)
    exact = PartialDate(when, when) if rng.random() < 0.8 else PartialDate.of(when.year)
    return Sighting(SightingKind.ENTERED, leg.end, exact, from_country=leg.start)
