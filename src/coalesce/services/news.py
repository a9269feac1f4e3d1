"""What is new for a reader: its member's notices as they stand, by person, and marking them as seen.

Invariant: what is told is of this audience alone and stands just now; marking is a person's act, for the whole member.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from coalesce.handling import Actor, Purpose
from coalesce.records import HeldSighting, Interest, Notice, NoticeKind, Record
from coalesce.services.node import Node
from coalesce.store import notice_rows
from coalesce.store.permits import Act, require
from coalesce.store.read_view import ReadView

MOST = 10_000
"""Notices that are looked through for one answer, the newest first."""

COUNTED = 100
"""Up to so many are counted for the number beside the word "Notices"."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which notices: ``seen`` also those that were marked; of one kind, of one member's lists, since a day."""

    seen: bool = False
    kind: NoticeKind | None = None
    member: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice with what it is about. ``own`` is None where a standing ``interest`` asked for it."""

    of: Notice
    record: Record
    own: Record | None
    interest: Interest | None
    sightings: tuple[HeldSighting, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Notices about one person, the newest first. ``person``: its id, or "" for a record that is no person's (a customer)."""

    person: str
    notices: tuple[Shown, ...]

    @property
    def unseen(self) -> list[str]:
        """The ids of those that nobody has marked."""
        return [one.of.id for one in self.notices if one.of.seen is None]


def chosen(view: ReadView, choice: Choice) -> list[Notice]:
    """The notices that a reader asks for, the newest first."""
    found = view.notices(MOST, choice.seen)
    if choice.kind:
        found = [one for one in found if one.kind is choice.kind]
    if choice.since:
        found = [one for one in found if one.at.date() >= choice.since]
    if choice.member:
        facts = view.facts(sorted({one.record for one in found}))
        found = [one for one in found if one.record in facts and facts[one.record].owner == choice.member]
    return found


def by_person(view: ReadView, notices: Sequence[Notice], start: int, count: int) -> tuple[list[Told], int]:
    """The same by the person that they are about, so many people from one on; and how many people there are."""
    people = view.people_of(sorted({one.own or one.record for one in notices}))
    groups: dict[str, list[Notice]] = {}
    for one in notices:
        about = one.own or one.record
        groups.setdefault(people[about].id if about in people else f"/{about}", []).append(one)
    wanted = list(groups.items())[start : start + count]
    told = {shown.of.id: shown for shown in shown_of(view, [one for _, group in wanted for one in group])}
    found = [
        Told("" if key.startswith("/") else key, tuple(told[one.id] for one in group if one.id in told))
        for key, group in wanted
    ]
    return [one for one in found if one.notices], len(groups)


def shown_of(view: ReadView, notices: Sequence[Notice]) -> list[Shown]:
    """These notices with their records, read for this purpose."""
    records = view.records(sorted({one.record for one in notices} | {one.own for one in notices if one.own}))
    interests = {one.id: one for one in view.interests()}
    return [_shown(one, records, interests) for one in notices if one.record in records]


def _shown(one: Notice, records: Mapping[str, Record], interests: Mapping[str, Interest]) -> Shown:
    record = records[one.record]
    ids = {sighting for of, sighting in one.sightings if of == one.record}
    seen = tuple(held for held in record.sightings if held.id in ids)
    return Shown(one, record, records.get(one.own), interests.get(one.interest), seen)


def unseen(view: ReadView) -> int:
    """How many nobody has marked; ``COUNTED`` stands for so many and more."""
    return view.unseen(COUNTED)


def mark(node: Node, actor: Actor, purpose: Purpose, ids: Sequence[str]) -> int:
    """Mark notices as seen, for the member; gives how many were not yet. What the reader is not shown is passed over."""
    require(actor, Act.BE_TOLD)
    with node.store.read(actor, purpose) as view:
        standing = [one.id for one in view.notices_of(ids)]
    if not standing:
        return 0
    writer = node.store.write(actor, purpose)
    at = writer.now()
    marked = 0
    for start in range(0, len(standing), _MARKED):
        piece = standing[start : start + _MARKED]
        with writer.transaction() as connection:
            marked += notice_rows.mark(connection, actor.member, piece, at)
            writer.log(connection, "notice seen", {"notices": piece})
    return marked


_MARKED = 200
"""Notices marked in one transaction."""


def row(one: Shown) -> dict[str, Any]:
    """A notice as plain data."""
    own = one.own
    return {
        "notice": one.of.id,
        "kind": one.of.kind,
        "at": one.of.at.isoformat(),
        "seen": one.of.seen.isoformat() if one.of.seen else None,
        "record": one.record.id,
        "reference": one.record.entry.reference,
        "list": one.record.list_name,
        "member": one.record.owner,
        "name": one.record.entry.names[0].full,
        "own_record": own.id if own else None,
        "own_reference": own.entry.reference if own else None,
        "own_list": own.list_name if own else None,
        "interest": f"{one.interest.kind} {one.interest.value}" if one.interest else None,
        "sightings": [_sighting(held) for held in one.sightings],
    }


def _sighting(held: HeldSighting) -> str:
    seen = held.sighting
    where = f"{seen.place}, {seen.country}" if seen.place else seen.country
    return f"{seen.kind} {where}" + (f" {seen.date}" if seen.date else "")
