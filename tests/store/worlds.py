"""Random small worlds, and the twin of one that holds only what a reader may see.

What is visible is worked out here by ``handling.decide`` on what the world was made of, not by the guard: the twin
is what the guard is held against.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from coalesce.dates import FixedClock, PartialDate
from coalesce.errors import NotFound
from coalesce.handling import Actor, Grant, Handling, Member, Purpose, Role, decide
from coalesce.intake import Read, RowHandling
from coalesce.linking.model import load_model
from coalesce.records import (
    Document,
    Entry,
    ListKind,
    Name,
    Provenance,
    RecordList,
    Sex,
    Sighting,
    SightingKind,
    Verdict,
)
from coalesce.services import reviewing
from coalesce.services.importing import import_rows
from coalesce.services.linking import LinkOrder, link_records
from coalesce.services.node import Node
from coalesce.services.withdrawing import withdraw
from coalesce.settings import Settings
from coalesce.store import Store

MEMBERS = ("AA", "BB", "CC")
PURPOSES = (Purpose.INVESTIGATION, Purpose.BORDER)
MADE = datetime(2014, 9, 30, 9, tzinfo=UTC)
NOW = datetime(2014, 10, 1, 9, tzinfo=UTC)
"""A day later: what was kept until the day of making has expired."""
GIVEN = ("Zubaydrim", "Halqimun", "Tarvoshel", "Oskwarid", "Yamtherin")
FAMILY = ("Qarandouli", "Belshimov", "Hosgrevani", "Murtavel", "Drenkowari", "Ulzhabek")
COUNTRIES = ("TR", "SY", "IQ", "JO", "DE")


@dataclass(slots=True)
class World:
    """A node and, kept apart, the handling and owner of every record and sighting by what they are known by."""

    node: Node
    handling: dict[tuple[str, str], tuple[str, Handling]] = field(default_factory=dict)
    sightings: dict[str, tuple[tuple[str, str], Handling]] = field(default_factory=dict)


def actor(member: str) -> Actor:
    """The analyst of a member, who may do all that a world needs."""
    roles = {Role.ANALYST, Role.RELEASING_OFFICER}
    return Actor(f"analyst-{member}", member, frozenset(roles))


def make(folder: Path, seed: int, records: int = 30) -> World:
    """A world of three members, two lists each, linked, judged and partly withdrawn."""
    dice = random.Random(seed)
    clock = FixedClock(MADE)
    store = Store.create(folder, Settings(member="AA", draws=40, control_share=0.5), Member("AA", "A"), clock)
    node = Node(store, load_model())
    owner = store.actor("owner")
    writer = store.write(owner, Purpose.PLANNING)
    for code in MEMBERS:
        if code != "AA":
            writer.add_member(Member(code, code))
        writer.add_actor(actor(code))
    world = World(node)
    for code in MEMBERS:
        for kind in ("one", "two"):
            _list(world, dice, code, kind, records // 6)
    link_records(node, owner, LinkOrder())
    _judge(world, dice)
    _withdraw(world, dice)
    clock.moment = NOW
    return world


def _list(world: World, dice: random.Random, code: str, name: str, size: int) -> None:
    writer = world.node.store.write(actor(code), Purpose.PLANNING)
    default = _handling(dice)
    kind = ListKind.DESIGNATIONS if dice.random() < 0.15 else ListKind.TRAVELLERS
    dedup = dice.random() < 0.5
    writer.add_list(RecordList(writer.new_id(), name, code, kind, default, deduplicated=dedup))
    for edition in range(dice.choice((1, 1, 2))):
        rows = []
        for n in range(size):
            reference = f"{code}{name}{n}"
            if edition and dice.random() < 0.3:
                world.handling.pop((f"{code}/{name}", reference), None)
                continue
            given = _handling(dice) if dice.random() < 0.5 else None
            held = given or default
            world.handling[f"{code}/{name}", reference] = (code, held)
            row = RowHandling(held.tlp, held.releases, held.figures_to, held.keep_until) if given else None
            rows.append(Read(_entry(dice, reference, held), row))
        import_rows(world.node, actor(code), f"{code}/{name}", rows, ("made", f"{code}{name}{edition}"))


def _handling(dice: random.Random) -> Handling:
    grants = {
        Grant(purpose, member)
        for purpose in (*PURPOSES, Purpose.STATISTICS)
        for member in MEMBERS
        if dice.random() < 0.4
    }
    until = MADE.date() if dice.random() < 0.1 else date(2016, 1, 1)
    return Handling(until, releases=frozenset(grants), figures_to=frozenset(dice.sample(MEMBERS, 1)))


def _entry(dice: random.Random, reference: str, held: Handling) -> Entry:
    name = f"{dice.choice(GIVEN)} {dice.choice(FAMILY)}"
    born = PartialDate.of(1970 + dice.randrange(4), *(dice.choice(((), (3,), (3, 14)))))
    seen = []
    for _ in range(dice.randrange(4)):
        narrower = replace(held, releases=frozenset(g for g in held.releases if dice.random() < 0.5))
        when = PartialDate.of(2014, dice.randrange(1, 9)) if dice.random() < 0.8 else None
        seen.append(
            Sighting(
                dice.choice(list(SightingKind)),
                dice.choice(COUNTRIES),
                when,
                from_country=dice.choice((None, *COUNTRIES)),
                handling=narrower if dice.random() < 0.4 else None,
            )
        )
    paper = (Document(f"P{dice.randrange(12):05}"),) if dice.random() < 0.4 else ()
    return Entry(
        reference,
        (Name(name, "Latn"),),
        Provenance("made", 1),
        sex=dice.choice((None, Sex.MALE)),
        birth_dates=(born,),
        nationalities=(dice.choice(("TN", "FR", "RU")),),
        documents=paper,
        sightings=tuple(seen),
    )


def _judge(world: World, dice: random.Random) -> None:
    for code in MEMBERS:
        who = actor(code)
        with world.node.store.read(who, Purpose.INVESTIGATION) as view:
            links = view.links()
        for link in dice.sample(links, min(len(links), 4)):
            word = reviewing.Word(dice.choice(list(Verdict)), "by the dice")
            reviewing.judge(world.node, who, Purpose.INVESTIGATION, (link.left, link.right), word)


def _withdraw(world: World, dice: random.Random) -> None:
    code = dice.choice(MEMBERS)
    who = actor(code)
    with world.node.store.read(who, Purpose.INVESTIGATION) as view:
        own = [record for record, fact in view.facts().items() if fact.owner == code]
        taken = dice.choice(sorted(own))
        held = view.record(taken)
    withdraw(world.node, who, Purpose.INVESTIGATION, taken, "by the dice")
    try:
        with world.node.store.read(who, Purpose.INVESTIGATION) as view:
            view.record(taken)
    except NotFound:
        world.handling.pop((f"{held.owner}/{held.list_name}", held.entry.reference))


def twin(world: World, folder: Path, reader: Actor, purpose: Purpose) -> Node:
    """A node that holds only what the reader may see for the purpose, linked anew from nothing else."""
    shutil.copytree(world.node.store.folder, folder)
    today = NOW.date()
    with closing(sqlite3.connect(folder / "node.db", isolation_level=None)) as raw:
        raw.execute("PRAGMA foreign_keys = ON")
        seen = {key for key, (owner, held) in world.handling.items() if decide(held, owner, reader, purpose, today)}
        lists = {row[0]: f"{row[1]}/{row[2]}" for row in raw.execute("SELECT id, owner, name FROM list")}
        for identity, list_id, reference in raw.execute("SELECT id, list_id, reference FROM record").fetchall():
            if (lists[list_id], reference) not in seen:
                raw.execute(
                    "DELETE FROM judgement WHERE id IN (SELECT judgement_id FROM judgement_shown WHERE record_id = ?)",
                    (identity,),
                )
                raw.execute("DELETE FROM record WHERE id = ?", (identity,))
        _drop_rest(raw, reader, purpose)
    node = Node(Store(folder, world.node.store.settings, FixedClock(NOW)), load_model())
    link_records(node, node.store.actor("owner"), LinkOrder())
    return node


def _drop_rest(raw: sqlite3.Connection, reader: Actor, purpose: Purpose) -> None:
    """Everything that is not a visible record: others' words, unreadable sightings, empty lists of others, history."""
    raw.execute("DELETE FROM judgement WHERE member <> ?", (reader.member,))
    raw.execute(
        "DELETE FROM sighting WHERE keep_until < ? OR set_id NOT IN "
        "(SELECT set_id FROM reader WHERE member = ? AND purpose = ?)",
        (NOW.date().isoformat(), reader.member, str(purpose)),
    )
    stale = "(SELECT id FROM list WHERE owner <> ?)"
    raw.execute(f"DELETE FROM version WHERE list_id IN {stale} AND closed IS NOT NULL", (reader.member,))
    raw.execute("DELETE FROM link")
    raw.execute("DELETE FROM person_of")
    raw.execute("DELETE FROM audience")
    raw.execute("DELETE FROM edition WHERE list_id NOT IN (SELECT id FROM list WHERE owner = ?)", (reader.member,))
    raw.execute("DELETE FROM withdrawal")
    raw.execute("DELETE FROM noticed_list")
    raw.execute(
        "DELETE FROM list WHERE owner <> ? AND id NOT IN (SELECT list_id FROM record)",
        (reader.member,),
    )
