"""An edition on its way in: staged in short transactions, published in one update.

Invariant: until ``publish`` no reader sees any of it, and after ``kill -9`` the
same import goes on where it stopped; nothing that a list said before is
overwritten: a changed record gets a new version, a delisted one is closed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import Connection, Select, and_, delete, func, insert, or_, select, update

from coalesce.handling import Handling
from coalesce.records import Entry, RecordList, Sighting
from coalesce.store import codec, schema, sieving
from coalesce.store.keying import HELD, Keying, next_place
from coalesce.store.pace import Pace
from coalesce.store.reading import pieces
from coalesce.store.sets import ReleaseSets

if TYPE_CHECKING:
    from coalesce.store.writer import Writer

ADDED, CHANGED, UNCHANGED, DELISTED, WITHDRAWN = "added", "changed", "unchanged", "delisted", "withdrawn"
Beside = Callable[[Connection], None]
"""What is written in the step that publishes an edition."""

_TABLES = (schema.record, schema.version, schema.prepared, schema.kept_key, schema.sighting)


@dataclass(frozen=True, slots=True)
class Staged:
    """One entry ready to be written: its handling, its linking columns as bytes, what it is searched by.

    ``compared`` is a digest of the fields that linking compares: links and judgements hold while it stays the same.
    """

    entry: Entry
    handling: Handling
    prepared: bytes
    compared: bytes
    search_keys: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    id: str
    number: int
    digest: bytes
    opened: int
    closed: int | None
    place: int
    replaces: bool


class Staging:
    """One unpublished edition of one list. Made by ``Writer.stage``."""

    def __init__(self, writer: Writer, to: RecordList, source: str, digest: str) -> None:
        self._writer, self._list, self._source = writer, to, source
        self.number = self._published() + 1
        self._pace = Pace(writer.settings.write_batch_rows)
        self._keying = Keying(writer.transaction, writer.settings.write_batch_rows)
        self._kept: set[str] = set()
        self._resume_or_begin(source, digest)

    def add(self, rows: Iterable[Staged]) -> Counter[str]:
        """Stage entries; gives how many were added, changed, unchanged, or withdrawn earlier."""
        counts: Counter[str] = Counter()
        for piece in self._pace.pieces(rows, _weight):
            with self._writer.transaction() as connection:
                counts += self._add(connection, piece)
            self._keying.flush(HELD)
        self._keying.flush()
        return counts

    def keep(self, references: Iterable[str]) -> int:
        """Leave the records of these as the edition before left them, as far as this one lacks them: gives how many.

        To be said once all entries are staged: rows named them and could not be read.
        """
        r = schema.record
        with self._writer.snapshot() as connection:
            for piece in pieces(list(references)):
                self._kept.update(connection.execute(self._unseen().where(r.c.reference.in_(piece))).scalars())
        return len(self._kept)

    def publish(
        self, report: dict[str, Any], whole: bool = True, action: str = "import", beside: Beside | None = None
    ) -> int:
        """Close what the edition no longer has, then let it be seen. Gives how many were delisted.

        Not ``whole``: it holds some records alone, and the others stand as they did. ``beside``: what is written in the same step,
        so that neither stands without the other.
        """
        delisted = self._close_unseen() if whole else 0
        with self._writer.transaction() as connection:
            if beside is not None:
                beside(connection)
            connection.execute(
                update(schema.edition)
                .where(schema.edition.c.list_id == self._list.id, schema.edition.c.number == self.number)
                .values(report=orjson.dumps({**report, DELISTED: delisted}).decode())
            )
            to = schema.record_list
            connection.execute(update(to).where(to.c.id == self._list.id).values(edition=self.number))
            self._writer.bump(connection)
            detail = {"list": self._list.id, "edition": self.number, "report": {**report, DELISTED: delisted}}
            self._writer.log(connection, action, detail, about=self._list.owner)
        sieving.fill(self._writer.transaction)
        return delisted

    def touched(self) -> tuple[list[str], list[str]]:
        """The records that this edition brought or changed, and those that it delisted; sorted. Ask when published."""
        with self._writer.snapshot() as connection:
            return touched_since(connection, self._list.id, self.number - 1, self.number)

    def would_empty(self) -> bool:
        """Whether nothing is staged that stays in the list, and the list has records now: all of them would be delisted."""
        v, r = schema.version, schema.record
        here = select(v.c.record_id).where(v.c.list_id == self._list.id, v.c.opened < self.number, v.c.closed.is_(None))
        stays = select(r.c.id).where(r.c.list_id == self._list.id, r.c.seen == self.number)
        with self._writer.snapshot() as connection:
            held, kept = (connection.execute(one.limit(1)).first() is not None for one in (here, stays))
        return held and not kept

    def discard(self) -> None:
        """Take the staged edition away again, as if it had never been begun."""
        v, r, e = schema.version, schema.record, schema.edition
        mine = v.c.list_id == self._list.id
        self._each(select(v.c.record_id).where(mine, v.c.opened == self.number), self._discard_versions)
        self._each(select(v.c.record_id).where(mine, v.c.closed == self.number), self._open_again)
        self._each(select(r.c.id).where(r.c.list_id == self._list.id, r.c.seen == self.number), self._unsee)
        with self._writer.transaction() as connection:
            connection.execute(delete(e).where(e.c.list_id == self._list.id, e.c.number == self.number))

    def _published(self) -> int:
        """The newest edition as it is now: the list may have got one since the caller looked it up."""
        to = schema.record_list
        with self._writer.snapshot() as connection:
            return int(connection.execute(select(to.c.edition).where(to.c.id == self._list.id)).scalar_one())

    def _resume_or_begin(self, source: str, digest: str) -> None:
        e = schema.edition
        with self._writer.snapshot() as connection:
            staged = connection.execute(
                select(e.c.digest).where(e.c.list_id == self._list.id, e.c.number == self.number)
            ).scalar()
        if staged is not None and staged != digest:
            self.discard()
            staged = None
        if staged is None:
            row = {"list_id": self._list.id, "number": self.number, "source": source, "digest": digest}
            with self._writer.transaction() as connection:
                connection.execute(insert(e).values(**row, at=self._writer.now(), report="{}"))

    def _add(self, connection: Connection, piece: Sequence[Staged]) -> Counter[str]:
        counts: Counter[str] = Counter()
        known = self._known(connection, [row.entry.reference for row in piece])
        gone = self._withdrawn(connection, piece)
        sets = ReleaseSets(connection)
        new: dict[str, list[dict[str, Any]]] = {table.name: [] for table in _TABLES}
        closed: list[tuple[str, int]] = []
        seen: list[str] = []
        place = next_place(connection)
        for row in piece:
            if self._writer.reference_digest(self._list.id, row.entry.reference) in gone:
                counts[WITHDRAWN] += 1
                continue
            before = known.get(row.entry.reference)
            digest = codec.digest(row.entry, row.handling)
            outcome = self._outcome(before, digest)
            counts[outcome.counted] += 1
            if before is not None:
                seen.append(before.id)
            if outcome.closes and before is not None:
                closed.append((before.id, before.number))
            if outcome.writes:
                self._rows(new, row, _Made(before, digest, place), sets)
                new["kept_key"] += [{"place": place, "value": value} for value in dict.fromkeys(row.search_keys)]
                self._keying.add(place, row.search_keys)
                place += 1
            elif before is not None and before.opened == self.number:
                self._keying.add(before.place, row.search_keys)  # an interruption may have kept them back
        self._write(connection, new, closed, seen)
        return counts

    def _outcome(self, before: _Known | None, digest: bytes) -> _Outcome:
        if before is None:
            return _Outcome(ADDED, writes=True)
        same = before.digest == digest
        if before.opened == self.number:  # staged already: the import goes on after an interruption
            return _Outcome(CHANGED if before.replaces else ADDED)
        if before.closed is not None and before.closed < self.number:
            return _Outcome(ADDED, writes=True)  # listed again after a delisting
        return _Outcome(UNCHANGED) if same else _Outcome(CHANGED, writes=True, closes=True)

    def _known(self, connection: Connection, references: list[str]) -> dict[str, _Known]:
        r, v = schema.record, schema.version
        rows = connection.execute(
            select(r.c.reference, r.c.id, v.c.number, v.c.digest, v.c.opened, v.c.closed, v.c.place)
            .join(v, v.c.record_id == r.c.id)
            .where(r.c.list_id == self._list.id, r.c.reference.in_(references))
            .order_by(v.c.number)
        ).all()
        known: dict[str, _Known] = {}
        for row in rows:  # the last version of each stays; it replaces one that this edition closes
            before = known.get(row.reference)
            replaces = before is not None and before.closed == self.number
            known[row.reference] = _Known(row.id, row.number, row.digest, row.opened, row.closed, row.place, replaces)
        return known

    def _withdrawn(self, connection: Connection, piece: Sequence[Staged]) -> set[bytes]:
        w = schema.withdrawal
        digests = [self._writer.reference_digest(self._list.id, row.entry.reference) for row in piece]
        found = connection.execute(
            select(w.c.reference_digest).where(w.c.list_id == self._list.id, w.c.reference_digest.in_(digests))
        )
        return set(found.scalars())

    def _rows(
        self,
        new: dict[str, list[dict[str, Any]]],
        row: Staged,
        made: _Made,
        sets: ReleaseSets,
    ) -> None:
        before = made.before
        if before is None:
            identity, number = self._writer.new_id(), 1
            new["record"].append(
                {"id": identity, "list_id": self._list.id, "reference": row.entry.reference, "seen": self.number}
            )
        else:
            identity, number = before.id, before.number + 1
        key = {"record_id": identity, "version": number}
        own = {"record_id": identity, "number": number, "digest": made.digest, "place": made.place}
        new["version"].append({**self._version(row, sets), **own})
        new["prepared"].append({"place": made.place, "body": row.prepared})
        new["sighting"] += [{**key, **self._sighting(seen, row.handling, sets)} for seen in row.entry.sightings]

    def _version(self, row: Staged, sets: ReleaseSets) -> dict[str, Any]:
        return {
            "list_id": self._list.id,
            "owner": self._list.owner,
            "opened": self.number,
            "closed": None,
            "set_id": sets.id_of(self._list.owner, row.handling),
            **_marks(row.handling),
            "compared": row.compared,
            "reference": row.entry.reference,
            "nationalities": ";".join(row.entry.nationalities),
            "body": codec.encode(row.entry),
        }

    def _sighting(self, sighting: Sighting, default: Handling, sets: ReleaseSets) -> dict[str, Any]:
        handling = sighting.handling or default
        when = sighting.date
        return {
            "id": self._writer.new_id(),
            "set_id": sets.id_of(self._list.owner, handling),
            **_marks(handling),
            "kind": sighting.kind,
            "country": sighting.country,
            "first": when.earliest.isoformat() if when else None,
            "last": when.latest.isoformat() if when else None,
            "circa": bool(when and when.circa),
            "place": sighting.place,
            "from_country": sighting.from_country,
            "grade": sighting.grade,
        }

    def _write(
        self,
        connection: Connection,
        new: dict[str, list[dict[str, Any]]],
        closed: list[tuple[str, int]],
        seen: list[str],
    ) -> None:
        for table in _TABLES:
            if new[table.name]:
                connection.execute(insert(table), new[table.name])
        v, r = schema.version, schema.record
        for identity, number in closed:
            one = and_(v.c.record_id == identity, v.c.number == number)
            connection.execute(update(v).where(one).values(closed=self.number))
        if seen:
            connection.execute(update(r).where(r.c.id.in_(seen)).values(seen=self.number))

    def _close_unseen(self) -> int:
        v = schema.version
        self._each(self._unseen(), self._close)
        with self._writer.snapshot() as connection:
            here = and_(v.c.list_id == self._list.id, v.c.closed == self.number)
            newer = select(v.c.record_id).where(v.c.list_id == self._list.id, v.c.opened == self.number)
            gone = select(func.count()).select_from(v).where(here, v.c.record_id.not_in(newer))
            return int(connection.execute(gone).scalar_one())

    def _unseen(self) -> Select[Any]:
        """The records that stand open and are in no staged row."""
        v, r = schema.version, schema.record
        open_now = or_(v.c.closed.is_(None), v.c.closed > self.number)
        return (
            select(v.c.record_id)
            .join(r, r.c.id == v.c.record_id)
            .where(v.c.list_id == self._list.id, v.c.opened < self.number, open_now, r.c.seen < self.number)
        )

    def _each(self, query: Any, act: Callable[[Connection, list[str]], None]) -> None:
        """Run ``act`` over the ids that ``query`` finds in one snapshot, in short transactions."""
        with self._writer.snapshot() as connection:
            ids = list(connection.execute(query).scalars())
        for piece in Pace(self._writer.settings.write_batch_rows).pieces(ids):
            with self._writer.transaction() as connection:
                act(connection, piece)

    def _close(self, connection: Connection, ids: list[str]) -> None:
        v = schema.version
        gone = [one for one in ids if one not in self._kept]
        mine = and_(v.c.record_id.in_(gone), v.c.opened < self.number, v.c.closed.is_(None))
        connection.execute(update(v).where(mine).values(closed=self.number))

    def _open_again(self, connection: Connection, ids: list[str]) -> None:
        v = schema.version
        connection.execute(update(v).where(v.c.record_id.in_(ids), v.c.closed == self.number).values(closed=None))

    def _unsee(self, connection: Connection, ids: list[str]) -> None:
        """Last seen in the edition before its last version was closed, else in the one before this."""
        v, r = schema.version, schema.record
        last = select(func.max(func.coalesce(v.c.closed, self.number)) - 1).where(v.c.record_id == r.c.id)
        connection.execute(update(r).where(r.c.id.in_(ids)).values(seen=last.scalar_subquery()))

    def _discard_versions(self, connection: Connection, ids: list[str]) -> None:
        v, r = schema.version, schema.record
        connection.execute(delete(v).where(v.c.record_id.in_(ids), v.c.opened == self.number))
        left = select(v.c.record_id).where(v.c.record_id.in_(ids))
        connection.execute(delete(r).where(r.c.id.in_(ids), r.c.id.not_in(left)))


@dataclass(frozen=True, slots=True)
class _Made:
    """What a new version is made with: the one before it, if any; its digest; its place in the index."""

    before: _Known | None
    digest: bytes
    place: int


@dataclass(frozen=True, slots=True)
class _Outcome:
    counted: str
    writes: bool = False
    closes: bool = False


def _weight(row: Staged) -> int:
    """How many rows it writes, near enough."""
    return 1 + len(row.entry.sightings)


def _marks(handling: Handling) -> dict[str, str]:
    return {
        "tlp": handling.tlp,
        "code": handling.code,
        "onward": handling.onward,
        "keep_until": handling.keep_until.isoformat(),
    }


def touched_since(
    connection: Connection, list_id: str, since: int, upto: int, most: int | None = None
) -> tuple[list[str], list[str]]:
    """The records that editions behind ``since``, up to ``upto``, brought or changed, and those that they delisted; sorted.

    ``most``: no more than so many of each are looked up.
    """
    v = schema.version
    mine = v.c.list_id == list_id
    stands = v.c.closed.is_(None) | (v.c.closed > upto)  # one that is being staged has published nothing
    opened = select(v.c.record_id).where(mine, v.c.opened > since, v.c.opened <= upto, stands)
    closed = select(v.c.record_id).where(mine, v.c.closed > since, v.c.closed <= upto)
    came, left = (set(connection.execute(each.limit(most)).scalars()) for each in (opened, closed))
    return sorted(came), sorted(left - came)
