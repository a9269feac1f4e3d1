"""Which judgements may be told to one member's node: those that were released to it and rest on nothing that it may not see.

Invariant: what is given is ``Released``; the reviewer's name and reason are not read at all.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from coalesce.handling import Grant, Handling, Purpose, Released, release_to
from coalesce.records import Entry, Verdict
from coalesce.store import codec, views
from coalesce.store.reading import Reading, pieces


@dataclass(frozen=True, slots=True)
class Side:
    """One record of a pair as the member may see it: whose it is, and what it says. ``number`` of its version stays here."""

    record: str
    number: int
    owner: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Tellable:
    """A word on two records, with the last day that both are kept. ``at``: when it was said. ``set_id``, its release set, stays here."""

    judgement: str
    left: Side
    right: Side
    verdict: Verdict
    at: str
    keep_until: date
    set_id: int


class TellableReads(Reading):
    """The part of a SendView about judgements."""

    member: str
    today: date

    def tellable(self, own: str) -> list[Released[Tellable]]:
        """The words of the member ``own`` that may be told, by id; each with the purposes that it may be told for."""
        v = views.tellable
        rows = self._rows(select(v).where(v.c.member == own).order_by(v.c.id))
        purposes: dict[str, set[Purpose]] = defaultdict(set)
        for row in rows:
            purposes[row.id].add(Purpose(row.purpose))
        sides = self._sides([side for row in rows for side in (row.left, row.right)])
        self._note("tellable", purposes)
        distinct = {row.id: row for row in rows}
        return [self._tellable(row, sides, own, purposes[row.id]) for row in distinct.values()]

    def _tellable(self, row: Row[Any], sides: dict[str, Side], own: str, purposes: set[Purpose]) -> Released[Tellable]:
        until = date.fromisoformat(row.keep_until)
        told = Tellable(row.id, sides[row.left], sides[row.right], Verdict(row.verdict), row.at, until, row.set_id)
        held = Handling(until, releases=frozenset(Grant(purpose, self.member) for purpose in purposes))
        return release_to(told, (held, own), self.member, self.today)

    def _sides(self, ids: list[str]) -> dict[str, Side]:
        v = views.told_record
        rows = [row for piece in pieces(ids) for row in self._rows(select(v).where(v.c.id.in_(piece)))]
        return {row.id: Side(row.id, row.number, row.owner, codec.decode(row.body, row.reference)) for row in rows}
