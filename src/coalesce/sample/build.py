"""Builds the sample world from a seed.

Promises the same world for the same seed and size, on every machine and Python. Invariant: each person and each
list has its own stream of randomness, named after the seed; no order of a set or of a file system enters.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from coalesce.handling import Actor, Handling, Member, Role
from coalesce.records import Entry, Provenance, RecordList
from coalesce.sample.entries import copied_entry, entry_of, fed_entry
from coalesce.sample.habits import (
    DESIGNATED_PER_TRAVELLER,
    DESIGNATED_TRAVELLERS,
    DESIGNATIONS,
    MEMBERS,
    TRAVELLER_LISTS,
    Habit,
    Knowing,
    Writing,
)
from coalesce.sample.origins import allocate, origins
from coalesce.sample.people import Someone, invent
from coalesce.sample.presence import copied_members, feed_members, members_of
from coalesce.sample.sharing import default_handling, record_handling
from coalesce.sample.world import TODAY, SampleEntry, TruePerson, Truth, World

ACTORS: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("claire", "FR", (Role.ANALYST,)),
    ("marc", "FR", (Role.ANALYST, Role.RELEASING_OFFICER)),
    ("lukas", "DE", (Role.ANALYST,)),
    ("greta", "DE", (Role.READER, Role.RELEASING_OFFICER)),
    ("elif", "TR", (Role.ANALYST,)),
    ("deniz", "TR", (Role.READER, Role.RELEASING_OFFICER)),
    ("amal", "TN", (Role.ANALYST, Role.RELEASING_OFFICER)),
    ("nadir", "JO", (Role.ANALYST, Role.RELEASING_OFFICER)),
    ("samar", "JO", (Role.READER,)),
    ("aizhan", "KZ", (Role.ANALYST, Role.RELEASING_OFFICER)),
    ("ines", "HUB", (Role.READER,)),
    ("owner", "HUB", (Role.ANALYST, Role.RELEASING_OFFICER, Role.READER, Role.OPERATOR, Role.AUDITOR)),
    ("viktor", "HUB", (Role.OPERATOR,)),
    ("ruth", "HUB", (Role.AUDITOR,)),
)
FEED = Habit("western feed", "", 0, Writing("en", as_passport=0.5), Knowing(), sees=(0.6, 0.3, 0.1, 0.3, 0.2, 0.4))


@dataclass(slots=True)
class _Held:
    """A record being made: who it is about, what it says, and its own handling."""

    person: str
    entry: Entry
    handling: Handling | None


def build_world(seed: int = 2014, travellers: int = 6000, habits: Sequence[Habit] = TRAVELLER_LISTS) -> World:
    """The sample world with about that many travellers; the same for the same arguments.

    ``habits`` are the lists of travellers, kept otherwise than usual: a list that copies stands behind its source.
    """
    people = _people(seed, travellers)
    designated = _designated(seed, people)
    by_id = {someone.id: someone for someone in (*people, *designated)}
    held = _traveller_lists(seed, people, habits)
    held[DESIGNATIONS.name] = _own_records(seed, DESIGNATIONS, designated, frozenset(), {})
    lists, entries = [], {}
    bearer: dict[tuple[str, str], str] = {}
    for habit in (*habits, DESIGNATIONS):
        made = _in_order(seed, habit, held[habit.name])
        lists.append(_record_list(habit))
        entries[habit.name] = tuple(SampleEntry(one.entry, one.handling) for one in made)
        bearer |= {(habit.name, one.entry.reference): one.person for one in made}
    return World(
        seed,
        "HUB",
        tuple(Member(code, name) for code, name in MEMBERS.items()),
        tuple(Actor(name, member, frozenset(roles)) for name, member, roles in ACTORS),
        tuple(lists),
        entries,
        Truth({ident: _true_person(someone) for ident, someone in by_id.items()}, bearer),
    )


def _stream(seed: int, *names: str) -> random.Random:
    return random.Random(f"coalesce sample/{seed}/{'/'.join(names)}")


def _people(seed: int, travellers: int) -> list[Someone]:
    by_iso = {origin.iso: origin for origin in origins()}
    codes = [iso for iso, number in allocate(travellers).items() for _ in range(number)]
    _stream(seed, "order").shuffle(codes)
    idents = [f"p{n:05}" for n in range(1, len(codes) + 1)]
    return [invent(_stream(seed, ident), ident, by_iso[iso], TODAY) for ident, iso in zip(idents, codes, strict=True)]


def _designated(seed: int, people: Sequence[Someone]) -> list[Someone]:
    """Travellers who are on the designations list, the more visible ones rather, and others who never travelled."""
    rng = _stream(seed, "designated")
    number = round(DESIGNATED_PER_TRAVELLER * len(people))
    ranked = sorted(people, key=lambda someone: someone.visibility + rng.gauss(0, 1.5), reverse=True)
    travelling = ranked[: round(number * DESIGNATED_TRAVELLERS)]
    codes = rng.choices(origins(), weights=[origin.travellers for origin in origins()], k=number - len(travelling))
    idents = [f"p{n:05}" for n in range(len(people) + 1, len(people) + 1 + len(codes))]
    others = [
        invent(_stream(seed, ident), ident, origin, TODAY, travels=False)
        for ident, origin in zip(idents, codes, strict=True)
    ]
    return [*travelling, *others]


def _traveller_lists(seed: int, people: Sequence[Someone], habits: Sequence[Habit]) -> dict[str, list[_Held]]:
    fed = feed_members(_stream(seed, "feed"), people)
    by_id = {someone.id: someone for someone in people}
    feed_handling = default_handling(habits[0].name, habits[0].owner, TODAY)
    feed = {
        someone.id: entry
        for someone in people
        if someone.id in fed
        and (entry := entry_of(_stream(seed, "feed", someone.id), FEED, someone, feed_handling)) is not None
    }
    held: dict[str, list[_Held]] = {}
    for habit in habits:
        rng = _stream(seed, "members", habit.name)
        if habit.copies is not None:
            held[habit.name] = _copied_records(seed, habit, held[habit.copies], len(people))
            continue
        chosen, taken = members_of(rng, habit, people, frozenset(feed))
        records = _own_records(seed, habit, [by_id[i] for i in sorted(chosen)], taken, feed)
        held[habit.name] = records
    return held


def _own_records(
    seed: int, habit: Habit, people: Sequence[Someone], taken: frozenset[str], feed: Mapping[str, Entry]
) -> list[_Held]:
    default = default_handling(habit.name, habit.owner, TODAY)
    records = []
    for someone in people:
        rng = _stream(seed, habit.name, someone.id)
        again = not habit.deduplicated and rng.random() < habit.duplicates
        for copy in range(1 + again):
            own = record_handling(rng, default, TODAY)
            handling = own or default
            if someone.id in taken and not copy:
                records.append(_Held(someone.id, fed_entry(rng, habit, feed[someone.id], someone, handling), own))
            elif (entry := entry_of(rng, habit, someone, handling)) is not None:
                records.append(_Held(someone.id, entry, own))
    return records


def _copied_records(seed: int, habit: Habit, source: Sequence[_Held], everybody: int) -> list[_Held]:
    """Records taken over from another list, whose handling does not come along: it is the copying member's own."""
    default = default_handling(habit.name, habit.owner, TODAY)
    chosen = copied_members(_stream(seed, "members", habit.name), habit, [one.person for one in source], everybody)
    records = []
    for one in source:
        if one.person in chosen:
            rng = _stream(seed, habit.name, one.person)
            for _ in range(1 + (rng.random() < habit.duplicates)):
                own = record_handling(rng, default, TODAY)
                records.append(_Held(one.person, copied_entry(rng, habit, one.entry, own or default), own))
    return records


def _in_order(seed: int, habit: Habit, records: Sequence[_Held]) -> list[_Held]:
    """Shuffled and numbered, so that neither place nor reference tells who it is."""
    rng = _stream(seed, "references", habit.name)
    order = list(records)
    rng.shuffle(order)
    number = rng.randint(100, 4000)
    made = []
    for line, one in enumerate(order, start=2):
        number += rng.choice((1, 1, 1, 2, 3))
        entry = replace(one.entry, reference=f"{habit.prefix}{number:05}", provenance=Provenance("persons.csv", line))
        made.append(_Held(one.person, entry, one.handling))
    return made


def _record_list(habit: Habit) -> RecordList:
    handling = default_handling(habit.name, habit.owner, TODAY)
    return RecordList(habit.name, habit.name, habit.owner, habit.kind, handling, habit.source_group, habit.deduplicated)


def _true_person(someone: Someone) -> TruePerson:
    return TruePerson(
        someone.id,
        someone.passport_name,
        someone.native_name,
        someone.origin.iso,
        someone.sex,
        someone.born,
        someone.nationalities,
        someone.documents,
        someone.visibility,
        tuple(someone.itinerary.legs),
    )
