"""A plan's next edition on its way in: staged in short transactions, published in one update.

Invariant: until ``publish`` no reader sees any of it; what an import that was broken off had staged is taken away before
the next begins. What an edition lacks is closed and stays as history, but for what was kept by hand; events are added only,
one that the file tells otherwise than before as a correction of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import Connection, Select, delete, insert, or_, select, update

from coalesce.commitments.standing import standing
from coalesce.handling import Handling
from coalesce.records import CommitmentEvent, Plan
from coalesce.store import plan_codec as codec
from coalesce.store.pace import Pace
from coalesce.store.plan_rows import EventRow, EventRows, changed, events_of, fresh, noted, put_right, said, version_row
from coalesce.store.plan_tables import commitment, commitment_event, commitment_text, commitment_version, plan_edition
from coalesce.store.plan_tables import plan as plan_table
from coalesce.store.plans import Plans
from coalesce.store.sets import ReleaseSets
from coalesce.store.staging import ADDED, CHANGED, DELISTED, UNCHANGED

if TYPE_CHECKING:
    from coalesce.store.writer import Writer


_LINE = re.compile(r"\.[1-9]\d*$")


@dataclass(frozen=True, slots=True)
class StagedEntry:
    """An entry ready to be written, with the events that its row tells."""

    terms: codec.Terms
    events: tuple[CommitmentEvent, ...]
    handling: Handling


@dataclass(frozen=True, slots=True)
class _Known:
    id: str
    number: int
    digest: bytes
    closed: int | None


class PlanStaging:
    """One unpublished edition of one plan."""

    def __init__(self, writer: Writer, plan: Plan) -> None:
        """Begin. Raises NotPermitted, BadUsage where the actor may not write the plan."""
        self._writer = writer
        self._plan = Plans(writer).find(f"{plan.owner}/{plan.name}")
        self.number = self._plan.edition + 1
        self._seen: set[str] = set()
        self._moments = self._published()
        self._kept: set[str] = set()
        self.discard()

    def add(self, rows: Iterable[StagedEntry]) -> Counter[str]:
        """Stage entries; gives how many were added, changed or unchanged."""
        counts: Counter[str] = Counter()
        pace = Pace(self._writer.settings.write_batch_rows)
        for piece in pace.pieces(rows, lambda row: 1 + len(row.events)):
            with self._writer.transaction() as connection:
                counts += self._add(connection, piece)
        return counts

    def keep(self, references: Iterable[str]) -> int:
        """Leave the entries of these as the edition before left them, as far as this one lacks them: gives how many.

        To be said once all entries are staged: rows named them and could not be read. A row of several lines of effort
        stands as several entries (R.1, R.2).
        """
        named = set(references)
        with self._writer.snapshot() as connection:
            rows = connection.execute(self._open().add_columns(commitment.c.reference)).all() if named else ()
        of_row = [(row.commitment_id, {row.reference, _LINE.sub("", row.reference)}) for row in rows]
        self._kept |= {one for one, known in of_row if one not in self._seen and not named.isdisjoint(known)}
        return len(self._kept)

    def publish(self, source: str, report: dict[str, Any]) -> int:
        """Close what the edition no longer has, then let it be seen. Gives how many were delisted."""
        delisted = self._close_unseen()
        told = {**report, DELISTED: delisted}
        with self._writer.transaction() as connection:
            row = {"plan_id": self._plan.id, "number": self.number, "source": source, "at": self._writer.now()}
            connection.execute(insert(plan_edition).values(**row, report=orjson.dumps(told).decode()))
            this = plan_table.c.id == self._plan.id
            connection.execute(update(plan_table).where(this).values(edition=self.number))
            changed(connection)
            detail = {"plan": self._plan.id, "edition": self.number, "report": told}
            self._writer.log(connection, "commitments import", detail, about=self._plan.owner)
        return delisted

    def discard(self) -> None:
        """Take away what is staged, as if it had never been begun."""
        v, c = commitment_version, commitment
        mine = v.c.plan_id == self._plan.id
        self._each(select(v.c.commitment_id).where(mine, v.c.closed >= self.number), self._open_again)
        staged = select(v.c.commitment_id).where(mine, v.c.opened >= self.number)
        self._each(staged, self._unstage)
        bare = select(c.c.id).where(
            c.c.plan_id == self._plan.id, ~select(v.c.number).where(v.c.commitment_id == c.c.id).exists()
        )
        self._each(bare, lambda connection, ids: connection.execute(delete(c).where(c.c.id.in_(ids))))

    def _published(self) -> dict[int, str]:
        """When each edition was published."""
        e = plan_edition
        with self._writer.snapshot() as connection:
            rows = connection.execute(select(e.c.number, e.c.at).where(e.c.plan_id == self._plan.id)).all()
        return {row.number: row.at for row in rows}

    def _again(self, new: CommitmentEvent, told: Sequence[EventRow]) -> CommitmentEvent:
        """The event as a correction where the file goes back to what it said before it was changed: of what a later edition,
        and no hand, put in its place."""
        if not told:
            return new
        kept = {event.id for event in standing(row.event for row in told)}
        alike = [row for row in told if said(row.event) == said(new)]
        if not alike or any(row.event.id in kept for row in alike):
            return new
        instead = {row.event.corrects: row for row in told if row.event.corrects is not None}
        last = instead.get(max(alike, key=lambda row: (row.event.at, row.event.id)).event.id)
        while last is not None and last.event.id not in kept:
            last = instead.get(last.event.id)
        by_file = last is not None and last.event.at <= self._moments.get(last.edition, "")
        return replace(new, corrects=last.event.id) if last is not None and by_file else new

    def _add(self, connection: Connection, piece: Sequence[StagedEntry]) -> Counter[str]:
        counts: Counter[str] = Counter()
        known = self._known(connection, [row.terms.reference for row in piece])
        events = events_of(connection, [one.id for one in known.values()])
        sets, rows = ReleaseSets(connection), EventRows(connection, self._plan.id)
        new: dict[str, list[dict[str, Any]]] = {"commitment": [], "version": [], "text": []}
        closed: list[tuple[str, int]] = []
        for row in piece:
            before = known.get(row.terms.reference)
            told = events.get(before.id, []) if before else []
            added = [put_right(one, told) for one in fresh([self._again(one, told) for one in row.events], told)]
            digest = codec.terms_digest(row.terms, row.handling)
            gone = before is not None and before.closed is not None
            if before is not None:
                self._seen.add(before.id)
                if before.digest == digest and not added and not gone:
                    counts[UNCHANGED] += 1
                    continue
                if not gone:
                    closed.append((before.id, before.number))
            counts[CHANGED if before is not None and not gone else ADDED] += 1
            self._stage((new, rows), row, before, (told, added), sets)
        self._write(connection, new, closed)
        rows.write()
        return counts

    def _stage(
        self,
        into: tuple[dict[str, list[dict[str, Any]]], EventRows],
        row: StagedEntry,
        before: _Known | None,
        events: tuple[list[EventRow], list[CommitmentEvent]],
        sets: ReleaseSets,
    ) -> None:
        new, rows = into
        told, added = events
        identity, number = (before.id, before.number + 1) if before else (self._writer.new_id(), 1)
        if before is None:
            named = {"plan_id": self._plan.id, "reference": row.terms.reference}
            new["commitment"].append({"id": identity, **named, "by_hand": False})
            self._seen.add(identity)
        written = [noted(one, self._writer.new_id(), self._writer.now(), self._writer.actor.name) for one in added]
        for one in written:
            rows.add(identity, one, self.number)
        key = {"commitment_id": identity, "number": number}
        derived = codec.derived([*(one.event for one in told), *written])
        version = version_row(self._plan, row.terms, row.handling, sets)
        new["version"].append({**key, **version, **derived, "opened": self.number})
        body = codec.encode(row.terms)
        new["text"].append({**key, "digest": codec.terms_digest(row.terms, row.handling), "body": body})

    def _write(
        self, connection: Connection, new: dict[str, list[dict[str, Any]]], closed: list[tuple[str, int]]
    ) -> None:
        tables = (("commitment", commitment), ("version", commitment_version), ("text", commitment_text))
        for name, table in tables:
            if new[name]:
                connection.execute(insert(table), new[name])
        v = commitment_version
        for identity, number in closed:
            this = (v.c.commitment_id == identity) & (v.c.number == number)
            connection.execute(update(v).where(this).values(closed=self.number))

    def _known(self, connection: Connection, references: list[str]) -> dict[str, _Known]:
        c, v, t = commitment, commitment_version, commitment_text
        same = (t.c.commitment_id == v.c.commitment_id) & (t.c.number == v.c.number)
        query = (
            select(c.c.reference, c.c.id, v.c.number, t.c.digest, v.c.closed)
            .join(v, v.c.commitment_id == c.c.id)
            .join(t, same)
            .where(c.c.plan_id == self._plan.id, c.c.reference.in_(references))
            .order_by(v.c.number)
        )
        return {row.reference: _Known(row.id, row.number, row.digest, row.closed) for row in connection.execute(query)}

    def _close_unseen(self) -> int:
        there = self._seen | self._kept
        with self._writer.snapshot() as connection:
            unseen = [one for one in connection.execute(self._open()).scalars() if one not in there]
        self._pieces(unseen, self._close)
        return len(unseen)

    def _open(self) -> Select[Any]:
        """The entries that stand open and were not kept by hand."""
        v, c = commitment_version, commitment
        open_now = or_(v.c.closed.is_(None), v.c.closed > self.number)
        return (
            select(v.c.commitment_id)
            .join(c, c.c.id == v.c.commitment_id)
            .where(v.c.plan_id == self._plan.id, v.c.opened < self.number, open_now, c.c.by_hand.is_(False))
        )

    def _each(self, query: Any, act: Callable[[Connection, Sequence[str]], object]) -> None:
        with self._writer.snapshot() as connection:
            ids = list(connection.execute(query).scalars())
        self._pieces(ids, act)

    def _pieces(self, ids: Sequence[str], act: Callable[[Connection, Sequence[str]], object]) -> None:
        for piece in Pace(self._writer.settings.write_batch_rows).slices(ids):
            with self._writer.transaction() as connection:
                act(connection, piece)

    def _close(self, connection: Connection, ids: Sequence[str]) -> None:
        v = commitment_version
        mine = v.c.commitment_id.in_(ids) & v.c.closed.is_(None)
        connection.execute(update(v).where(mine).values(closed=self.number))

    def _open_again(self, connection: Connection, ids: Sequence[str]) -> None:
        v = commitment_version
        mine = v.c.commitment_id.in_(ids) & (v.c.closed >= self.number)
        connection.execute(update(v).where(mine).values(closed=None))

    def _unstage(self, connection: Connection, ids: Sequence[str]) -> None:
        v, e = commitment_version, commitment_event
        connection.execute(delete(e).where(e.c.commitment_id.in_(ids), e.c.edition >= self.number))
        connection.execute(delete(v).where(v.c.commitment_id.in_(ids), v.c.opened >= self.number))
