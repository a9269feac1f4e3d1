"""Random histories of a node, and the twin that lives through what one reader sees of them and through nothing else.

What the reader sees is worked out here by ``handling.decide`` on what the lists were made of, not by the guard or the code that
makes notices: the twin is what both are held against. The twin's records have the ids of the node's own, so that what is decided
by an id is decided alike.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from coalesce.dates import FixedClock, PartialDate
from coalesce.errors import NotFound
from coalesce.handling import Actor, Grant, Handling, Member, Purpose, Role, decide
from coalesce.records import (
    Document,
    Entry,
    Interest,
    InterestKind,
    ListKind,
    Name,
    Notice,
    Provenance,
    RecordList,
    Sighting,
    SightingKind,
    Verdict,
)
from coalesce.services import correcting, news, reviewing
from coalesce.services.arriving import match_arrivals
from coalesce.services.linking import LinkOrder, link_records
from coalesce.services.node import Node
from coalesce.services.noticing import noticed
from coalesce.services.withdrawing import withdraw
from coalesce.settings import Settings
from coalesce.store import Store, codec, notice_rows
from tests.builders import model, staged

BEGAN = datetime(2014, 9, 1, 9, tzinfo=UTC)
MEMBERS = ("AA", "BB", "CC")
PURPOSES = (Purpose.INVESTIGATION, Purpose.SCREENING)
LISTS: dict[tuple[str, str], ListKind] = {
    ("AA", "one"): ListKind.TRAVELLERS,
    ("AA", "named"): ListKind.DESIGNATIONS,
    ("AA", "clients"): ListKind.CUSTOMERS,
    ("BB", "one"): ListKind.TRAVELLERS,
    ("BB", "two"): ListKind.DESIGNATIONS,
    ("CC", "one"): ListKind.TRAVELLERS,
    ("CC", "two"): ListKind.TRAVELLERS,
}
GIVEN, FAMILY = ("Zubaydrim", "Halqimun", "Tarvoshel"), ("Qarandouli", "Belshimov")
INTERESTS = (("place", "SY"), ("place", "Raqqoun"), ("leg", "SY>IQ"), ("leg", "TR>SY"), ("list", "BB/one"))

Key = tuple[str, str, str]
"""Owner, list, reference."""
Row = tuple[Entry, Handling]


def reader(member: str) -> Actor:
    """Somebody of a member who may do all that a history needs."""
    return Actor(f"analyst-{member}", member, frozenset({Role.ANALYST, Role.RELEASING_OFFICER}))


@dataclass(slots=True)
class Place:
    """A node, and the ids of its records by what they are known by."""

    node: Node
    ids: dict[Key, str] = field(default_factory=dict)

    def edition(self, owner: str, name: str, rows: dict[str, Row], known: dict[Key, str]) -> None:
        """Publish an edition, match it, and make its notices; records have the ids of ``known``, where they are there."""
        store = self.node.store
        writer = store.write(reader(owner), Purpose.PLANNING)
        to = writer.find_list(f"{owner}/{name}")
        staging = writer.stage(to, "made.csv", f"{to.edition + 1}")
        staging.add(staged(entry, held) for entry, held in rows.values())
        staging.publish({})
        self._rename(to.id, owner, name, known)
        came, gone = staging.touched()
        if to.kind is not ListKind.CUSTOMERS:
            match_arrivals(self.node, came, gone)
        noticed(self.node, to.id, staging.number)

    def _rename(self, list_id: str, owner: str, name: str, known: dict[Key, str]) -> None:
        with closing(sqlite3.connect(self.node.store.folder / "node.db", isolation_level=None)) as raw:
            for identity, reference in raw.execute(
                "SELECT id, reference FROM record WHERE list_id = ?", (list_id,)
            ).fetchall():
                key = (owner, name, reference)
                wanted = known.get(key, identity)
                self.ids[key] = wanted
                if wanted != identity:
                    raw.execute("UPDATE record SET id = ? WHERE id = ?", (wanted, identity))
                    for table in ("version", "sighting"):
                        raw.execute(f"UPDATE {table} SET record_id = ? WHERE record_id = ?", (wanted, identity))


def made(folder: Path, clock: FixedClock) -> Place:
    """A node with every member, list and interest, and no record."""
    store = Store.create(folder, Settings(member="AA", draws=20, write_batch_rows=5), Member("AA", "A"), clock)
    place = Place(Node(store, model()))
    writer = store.write(store.actor("owner"), Purpose.PLANNING)
    for code in MEMBERS:
        if code != "AA":
            writer.add_member(Member(code, code))
        writer.add_actor(reader(code))
    for (owner, name), kind in LISTS.items():
        own = store.write(reader(owner), Purpose.PLANNING)
        own.add_list(RecordList(own.new_id(), name, owner, kind, Handling(date(2019, 1, 1))))
    with store.transaction() as connection:
        for number, (kind_of, value) in enumerate(INTERESTS):
            told = Interest(f"i{number}", "AA", "analyst-AA", InterestKind(kind_of), value, BEGAN)
            notice_rows.keep_interest(connection, told)
    return place


class History:
    """One node that everything happens to, and the twin of one reader."""

    def __init__(self, folder: Path, seed: int, purpose: Purpose) -> None:
        self.dice, self.purpose = random.Random(seed), purpose
        self.clock = FixedClock(BEGAN)
        self.full, self.twin = made(folder / "full", self.clock), made(folder / "twin", self.clock)
        self.rows: dict[tuple[str, str], dict[str, Row]] = {key: {} for key in LISTS}
        self.shown: dict[tuple[str, str], dict[str, Row]] = {key: {} for key in LISTS}
        self.withdrawn: set[Key] = set()
        for owner, name in LISTS:
            self._edition(owner, name)
        if self.dice.random() < 0.5:
            for place in (self.full, self.twin):
                link_records(place.node, place.node.store.actor("owner"), LinkOrder())

    def close(self) -> None:
        """Let go of both nodes."""
        for place in (self.full, self.twin):
            place.node.store.close()

    def step(self) -> str:
        """Let something happen; gives what."""
        self.clock.moment += timedelta(hours=self.dice.choice((1, 1, 1, 30)))
        acts: list[Callable[[], None]] = [self.new_edition] * 6 + [
            self.withdrawal, self.correction, self.word, self.word, self.seen, self.days,
        ]  # fmt: skip
        act = self.dice.choice(acts)
        act()
        return act.__name__

    # -- what happens -------------------------------------------------------------------------

    def new_edition(self) -> None:
        """A list changes: rows come, go, change, are released or kept back."""
        self._edition(*self.dice.choice(list(LISTS)))

    def _edition(self, owner: str, name: str) -> None:
        rows = self.rows[owner, name]
        for number in range(4):
            reference = f"{owner}{name}{number}"
            if (owner, name, reference) in self.withdrawn:
                continue
            chance = self.dice.random()
            if chance < 0.15:
                rows.pop(reference, None)
            elif chance < 0.5 or reference not in rows:
                rows[reference] = self._row(reference, rows.get(reference))
        self.full.edition(owner, name, rows, {})
        self._show(owner, name)

    def withdrawal(self) -> None:
        """An owner takes a record back."""
        owner, name = self.dice.choice(list(LISTS))
        if not self.rows[owner, name]:
            return
        reference = self.dice.choice(sorted(self.rows[owner, name]))
        del self.rows[owner, name][reference]
        self.withdrawn.add((owner, name, reference))
        seen = self.shown[owner, name].pop(reference, None)
        for place in (self.full, self.twin) if seen else (self.full,):
            identity = place.ids[owner, name, reference]
            with suppress(NotFound):
                withdraw(place.node, reader(owner), Purpose.REDRESS, identity, "by the dice")

    def correction(self) -> None:
        """An owner corrects a record by hand."""
        owner, name = self.dice.choice(list(LISTS))
        today = self.clock.today()
        there = {ref: row for ref, row in self.rows[owner, name].items() if row[1].keep_until >= today}
        if not there:
            return
        reference = self.dice.choice(sorted(there))
        value = f"corrected {self.dice.randrange(1000)}"
        self._correct(self.full, (owner, name, reference), value)
        for rows, place in ((self.rows, None), (self.shown, self.twin)):
            held = rows[owner, name].get(reference)
            if held is not None:
                rows[owner, name][reference] = (replace(held[0], remarks=value), held[1])
                if place is not None and self._sees(owner, held[1]):
                    self._correct(place, (owner, name, reference), value)

    def _correct(self, place: Place, key: Key, value: str) -> None:
        correcting.correct(place.node, reader(key[0]), place.ids[key], "remarks", value)

    def word(self) -> None:
        """The reader judges a pair that it sees linked, or any two that it sees."""
        with self.full.node.store.read(reader("AA"), self.purpose) as view:
            pairs = sorted((link.left, link.right) for link in view.links())
        if not pairs:
            return
        pair = self.dice.choice(pairs)
        word = reviewing.Word(self.dice.choice(list(Verdict)), "by the dice")
        for place in (self.full, self.twin):
            reviewing.judge(place.node, reader("AA"), self.purpose, pair, word)

    def seen(self) -> None:
        """The reader marks what a record has brought."""
        about = {one.record for one in self.notices(self.full)}
        if about:
            chosen = self.dice.choice(sorted(about))
            for place in (self.full, self.twin):
                ids = [one.id for one in self.notices(place) if one.record == chosen]
                news.mark(place.node, reader("AA"), self.purpose, ids)

    def days(self) -> None:
        """Time passes, and what was kept until then ends."""
        self.clock.moment += timedelta(days=self.dice.randrange(1, 40))

    # -- what the reader sees -----------------------------------------------------------------

    def notices(self, place: Place) -> list[Notice]:
        """The reader's notices."""
        with place.node.store.read(reader("AA"), self.purpose) as view:
            return view.notices(10_000, seen=True)

    def answer(self, place: Place) -> list[tuple[object, ...]]:
        """The same as it can be compared: without ids of notices and sightings, which are random."""
        with place.node.store.read(reader("AA"), self.purpose) as view:
            shown = news.shown_of(view, view.notices(10_000, seen=True))
            count = view.unseen(10_000)
        told: list[tuple[object, ...]] = [
            (
                one.of.kind,
                one.of.record,
                one.of.own,
                one.of.interest,
                one.of.at,
                one.of.seen,
                tuple(sorted(codec.said_of(replace(held.sighting, handling=None)) for held in one.sightings)),
            )
            for one in shown
        ]
        return [("unseen", count), *sorted(told, key=repr)]

    def _sees(self, owner: str, held: Handling) -> bool:
        return bool(decide(held, owner, reader("AA"), self.purpose, self.clock.today()))

    def _show(self, owner: str, name: str) -> None:
        """Tell the twin what the reader sees of the list, where that is not what it saw before."""
        seen: dict[str, Row] = {}
        for reference, (entry, held) in self.rows[owner, name].items():
            if self._sees(owner, held):
                kept = Handling(
                    held.keep_until, releases=frozenset({Grant(self.purpose, "AA")} if owner != "AA" else ())
                )
                sightings = tuple(
                    replace(one, handling=None) for one in entry.sightings if self._sees(owner, one.handling or held)
                )
                seen[reference] = (replace(entry, sightings=sightings), kept)
        if seen != self.shown[owner, name]:
            self.twin.edition(owner, name, seen, self.full.ids)
            self.shown[owner, name] = seen

    # -- what the dice make --------------------------------------------------------------------

    def _row(self, reference: str, before: Row | None) -> Row:
        entry = self._entry(reference) if before is None or self.dice.random() < 0.3 else before[0]
        held = self._handling() if before is None or self.dice.random() < 0.5 else before[1]
        sightings = list(entry.sightings)
        if self.dice.random() < 0.5:
            sightings.append(self._sighting(held))
        elif sightings and self.dice.random() < 0.3:
            sightings.pop()
        fitting = tuple(replace(one, handling=self._narrower(one, held)) for one in sightings)
        provenance = Provenance("made.csv", self.dice.randrange(1, 99))  # file and line are nobody's news
        return replace(entry, sightings=fitting, provenance=provenance), held

    def _handling(self) -> Handling:
        grants = {Grant(purpose, code) for purpose in PURPOSES for code in MEMBERS if self.dice.random() < 0.6}
        until = BEGAN.date() + timedelta(days=self.dice.choice((20, 90, 900)))
        return Handling(max(until, self.clock.today()), releases=frozenset(grants))

    def _narrower(self, one: Sighting, held: Handling) -> Handling | None:
        if one.handling is None:
            return None
        kept = frozenset(grant for grant in held.releases if self.dice.random() < 0.5)
        return replace(held, releases=kept)

    def _entry(self, reference: str) -> Entry:
        name = f"{self.dice.choice(GIVEN)} {self.dice.choice(FAMILY)}"
        paper = (Document(f"P{self.dice.randrange(6):05}"),) if self.dice.random() < 0.7 else ()
        return Entry(
            reference,
            (Name(name, "Latn"),),
            Provenance("made.csv", 1),
            birth_dates=(PartialDate.of(1970 + self.dice.randrange(2), 3, 14),),
            nationalities=("TN",),
            documents=paper,
        )

    def _sighting(self, held: Handling) -> Sighting:
        country = self.dice.choice(("TR", "SY", "IQ"))
        place = self.dice.choice((None, None, "Raqqoun")) if country == "SY" else None
        when = PartialDate.of(2014, self.dice.randrange(1, 9)) if self.dice.random() < 0.8 else None
        kind = self.dice.choice((SightingKind.ENTERED, SightingKind.PRESENT, SightingKind.LEFT))
        start = self.dice.choice((None, None, "TR", "SY"))
        return Sighting(
            kind, country, when, place, start if start != country else None,
            handling=held if self.dice.random() < 0.4 else None,
        )  # fmt: skip
