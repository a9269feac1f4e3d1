"""Standing interests: what somebody wants to hear of, and which news answer to it.

Invariant: an interest is matched with what its member may see; a list can be named where something of it is visible, and one that
is not is as one that does not exist. What a match rests on is told with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from coalesce.errors import BadUsage, NotFound
from coalesce.flows import journey
from coalesce.handling import Actor, Purpose
from coalesce.intake.territory import country_code
from coalesce.records import Interest, InterestKind, Leg, ListKind, NoticeKind, Sighting
from coalesce.services.node import Node
from coalesce.services.touching import Surroundings
from coalesce.store import notice_rows
from coalesce.store.codec import said_of
from coalesce.store.notice_rows import Basis, NewNotice
from coalesce.store.permits import Act, require
from coalesce.store.read_view import ReadView
from coalesce.store.visible_changes import Change

MOST_LETTERS = 200
"""Of a place's name."""

_LEG = re.compile(r"([A-Z]{2})\s*>\s*([A-Z]{2})")


def add(node: Node, actor: Actor, purpose: Purpose, kind: InterestKind, value: str) -> Interest:
    """Keep a standing interest. Raises BadUsage for what is none or is kept already; NotFound for a list that is not to be seen."""
    require(actor, Act.BE_TOLD)
    with node.store.read(actor, purpose) as view:
        told = _READ[kind](view, value.strip())
    writer = node.store.write(actor, purpose)
    new = Interest(writer.new_id(), actor.member, actor.name, kind, told, datetime.fromisoformat(writer.now()))
    with writer.transaction() as connection:
        if not notice_rows.keep_interest(connection, new):
            raise BadUsage(f"you have this interest already: {kind} {told}")
        writer.log(connection, "interest add", {"interest": new.id, "kind": kind})
    return new


def remove(node: Node, actor: Actor, identity: str) -> None:
    """Let an interest of one's member go, with the notices that it asked for. Raises NotFound."""
    require(actor, Act.BE_TOLD)
    writer = node.store.write(actor, Purpose.INVESTIGATION)
    with writer.transaction() as connection:
        if not notice_rows.drop_interest(connection, actor.member, identity):
            raise NotFound("interest")
        writer.log(connection, "interest remove", {"interest": identity})


def row(one: Interest) -> dict[str, str]:
    """An interest as plain data."""
    return {"interest": one.id, "kind": one.kind, "value": one.value, "actor": one.actor, "made": one.made.isoformat()}


def _place(_: ReadView, value: str) -> str:
    """A country by its code or name, else the name of a place."""
    if not value or len(value) > MOST_LETTERS:
        raise BadUsage(f"a place is a country or a name of at most {MOST_LETTERS} letters")
    return country_code(value) or value


def _leg(_: ReadView, value: str) -> str:
    found = _LEG.fullmatch(value.upper())
    if found is None or found[1] == found[2]:
        raise BadUsage("a leg is written with two country codes, like SY>IQ")
    return f"{found[1]}>{found[2]}"


def _list(view: ReadView, value: str) -> str:
    owner, slash, name = value.partition("/")
    known = [one for one in view.lists() if one.kind is not ListKind.CUSTOMERS and one.owner != view.actor.member]
    found = [one for one in known if (one.owner, one.name) == (owner, name) or (not slash and one.name == value)]
    if not found:
        raise NotFound("list")
    if len(found) > 1:
        raise BadUsage(f"several members have a list '{value}': say which, OWNER/{value}")
    return f"{found[0].owner}/{found[0].name}"


_READ = {InterestKind.PLACE: _place, InterestKind.LEG: _leg, InterestKind.LIST: _list}


# -- which news answer to it ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Seen:
    """The sightings of a person's records, and which of them are new."""

    all: Mapping[Basis, Sighting]
    fresh: Sequence[Basis]

    def legs(self, chosen: Sequence[Basis]) -> frozenset[Leg]:
        return frozenset(leg for leg, _ in journey(self.all[one] for one in chosen).legs)


def answers(
    view: ReadView, record: str, change: Change, near: Surroundings, interests: Sequence[Interest]
) -> list[NewNotice]:
    """The notices that a changed record gives for these interests."""
    fact = near.facts[record]
    named = (InterestKind.LIST, f"{fact.owner}/{fact.list_name}")
    found = [
        NewNotice(NoticeKind.INTEREST, record, interest=one.id) for one in interests if (one.kind, one.value) == named
    ]
    by_sighting = [one for one in interests if one.kind is not InterestKind.LIST]
    if not by_sighting or not change.fresh:
        return found
    seen = _sightings(view, record, change, near)
    came = seen.legs(list(seen.all)) - seen.legs([one for one in seen.all if one not in set(seen.fresh)])
    for one in by_sighting:
        basis = _at_place(seen, one.value) if one.kind is InterestKind.PLACE else _on_leg(seen, near, one.value, came)
        if basis:
            found.append(NewNotice(NoticeKind.INTEREST, record, interest=one.id, basis=basis))
    return found


def _sightings(view: ReadView, record: str, change: Change, near: Surroundings) -> _Seen:
    """Those of the person's travellers; a designation says where somebody is, and is no part of a journey."""
    person = [one for one in near.people.get(record, (record,)) if near.facts[one].list_kind == ListKind.TRAVELLERS]
    records = view.records(sorted({record, *person}))
    every = {(one.id, held.id): held.sighting for one in records.values() for held in one.sightings}
    # by what they say: the ids of sightings are random, and two stores of the same records must choose alike
    ordered = {one: every[one] for one in sorted(every, key=lambda one: (one[0], said_of(every[one]), one[1]))}
    return _Seen(ordered, [one for one in ordered if one[0] == record and one[1] in set(change.fresh)])


def _at_place(seen: _Seen, value: str) -> frozenset[Basis]:
    """The last of the new sightings there."""
    there = [one for one in seen.fresh if _is_at(seen.all[one], value)]
    last = max(there, key=lambda one: _day(seen.all[one]), default=None)
    return frozenset({last} if last else ())


def _is_at(sighting: Sighting, value: str) -> bool:
    return sighting.country == value or (sighting.place or "").casefold() == value.casefold()


def _day(sighting: Sighting) -> str:
    return sighting.date.latest.isoformat() if sighting.date else ""


def _on_leg(seen: _Seen, near: Surroundings, value: str, came: frozenset[Leg]) -> frozenset[Basis]:
    """The fewest sightings that tell of the leg, with what joins their records; none where it is not new."""
    leg = Leg(*value.split(">"))
    if leg not in came:
        return frozenset()
    for one in seen.fresh:
        if leg in seen.legs([one]):
            return frozenset({one})
    for one in seen.fresh:
        for other in seen.all:
            if leg in seen.legs([one, other]):
                return _with_chain(near, {one, other})
    return _with_chain(near, set(seen.all))


def _with_chain(near: Surroundings, told: set[Basis]) -> frozenset[Basis]:
    records = sorted({record for record, _ in told})
    chain = {one for other in records[1:] for one in near.between(records[0], other)}
    return frozenset(told | {(one, "") for one in chain})
