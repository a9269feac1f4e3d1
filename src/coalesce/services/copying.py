"""Records and sightings of another member, taken into its list here as one small edition.

Invariant: whatever the order in which words come, and however often, the same is held at the end; nothing that was taken back comes
again by an older word. A copy whose last day, or last purpose, has passed is erased. Doing the same again after an interruption
changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from coalesce.errors import BadUsage
from coalesce.handling import Purpose
from coalesce.linking.coding import Encoder
from coalesce.records import ListKind, Origin, PersonSent, RecordList, SightingSent
from coalesce.services.arriving import match_arrivals
from coalesce.services.drafting_copies import (
    LEFT_OUT,
    Ceiling,
    Draft,
    begun,
    last_words,
    newest,
    with_person,
    with_sighting,
)
from coalesce.services.node import Node
from coalesce.services.noticing import noticed
from coalesce.services.peering import machine
from coalesce.services.preparing import ListRoom, prepared
from coalesce.services.trusting import Trusted
from coalesce.store import codec, copies, received_rows
from coalesce.store.copies import said_key
from coalesce.store.erasures import CopyErased
from coalesce.store.ground import snapshot
from coalesce.store.peers import KnownPeer
from coalesce.store.received_rows import Received
from coalesce.store.staging import Staged, Staging

PERSON, SIGHTING = "identity", "sighting"

LONGEST = 200
"""Letters of a list's name."""


@dataclass(slots=True)
class Taken:
    """What became of messages, by their numbers in the box: done, waiting for their person (its id), refused (why).

    ``kept``: what is to be noted as received; ``erased``: what is to be erased; ``records``: those that were written.
    """

    done: list[int] = field(default_factory=list)
    waiting: dict[int, str] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)
    kept: list[Received] = field(default_factory=list)
    erased: list[CopyErased] = field(default_factory=list)
    records: list[str] = field(default_factory=list)
    persons: int = 0
    sightings: int = 0
    entries: int = 0
    matched: bool = True


class Copying:
    """Takes what one peer brought into the lists of those who said it."""

    def __init__(self, node: Node, peer: KnownPeer) -> None:
        self._node, self._peer = node, peer
        self._writer = node.store.write(machine(node), Purpose.PLANNING)
        self._encoder, self._today = Encoder(node.model), node.store.clock.today()

    def take(self, rows: Sequence[Trusted]) -> Taken:
        """Take in persons and sightings. The node is held alone by the caller."""
        taken = Taken()
        rows, taken.done = last_words(rows)
        by: dict[tuple[str, str], list[Trusted]] = {}
        for row in rows:
            origin = _origin(row)
            by.setdefault((origin.member, origin.list_name), []).append(row)
        for mine in by.values():
            self._list(mine, taken)
        return taken

    def _list(self, rows: Sequence[Trusted], taken: Taken) -> None:
        origin = _origin(max(rows, key=lambda row: (isinstance(row.message, PersonSent), row.version)))
        try:
            to = self._list_of(origin)
        except BadUsage as error:
            taken.refused |= dict.fromkeys((row.seq for row in rows), str(error))
            return
        settings = self._node.store.settings
        ceiling = Ceiling(settings.member, self._today, settings.max_retention_years, to.handling)
        drafts = _Drafting(self._node, self._peer, to, ceiling, taken).drafts(rows)
        staged = list(self._staged(to, drafts, taken))
        edition = self._publish(to, drafts, staged) if staged else 0
        if self._note(to, drafts, ceiling, taken) and edition:
            noticed(self._node, to.id, edition)

    def _list_of(self, origin: Origin) -> RecordList:
        if origin.list_kind is ListKind.CUSTOMERS:
            raise BadUsage("customers are never exchanged")
        if not origin.list_name.strip() or "/" in origin.list_name or len(origin.list_name) > LONGEST:
            raise BadUsage("a list's name has at least one letter and no '/'")
        return copies.list_of(self._writer, origin, copies.everything(self._node.store.settings.member, date.max))

    def _staged(self, to: RecordList, drafts: Sequence[Draft], taken: Taken) -> Iterator[Staged]:
        most = self._node.store.settings.max_sightings_per_record
        room = ListRoom(self._writer, to.id, self._node.store.settings.max_records_per_key)
        room.look_up([draft.entry for draft in drafts if _says_else(draft)], self._encoder.model)
        for draft in drafts:
            for identity in [one for one, seen in draft.seen.items() if seen.said][: max(0, len(draft.seen) - most)]:
                surplus = draft.seen.pop(identity).said
                assert surplus is not None
                taken.refused[surplus.seq] = f"its person has more than {most} sightings"
            entry, handling = draft.whole(self._today)
            if draft.held is not None and not _says_else(draft):
                was = draft.held.staged
                yield Staged(entry, handling, was.prepared, was.compared, was.search_keys)
            else:
                made = prepared(entry, self._encoder, room.kept)
                yield Staged(entry, handling, made.packed, made.compared, made.search_keys)

    def _publish(self, to: RecordList, drafts: Sequence[Draft], staged: Sequence[Staged]) -> int:
        said = hashlib.sha256(b"".join(sorted(one.digest for draft in drafts for one in _said(draft)))).hexdigest()
        staging = Staging(self._writer, to, f"from {self._peer.name}", said)
        counts = staging.add(staged)
        staging.publish({name: counts[name] for name in sorted(counts)}, whole=False, action="take in")
        return staging.number

    def _note(self, to: RecordList, drafts: Sequence[Draft], ceiling: Ceiling, taken: Taken) -> bool:
        """What stands for what from now on; and the links of who is new or another: whether they are proposed."""
        with snapshot(self._node.store) as connection:
            here = copies.by_reference(connection, to.id, [draft.entry.reference for draft in drafts])
        met = []
        for draft in drafts:
            record = here.get(draft.entry.reference)
            if record is None:
                continue  # its owner withdrew it here by hand: it is not taken in again
            taken.records.append(record)
            if draft.said is not None:
                met.append(record)
                taken.persons += 1
                taken.kept.append(received_of(self._peer, draft.said, record, "", ceiling.mark(draft.said.grant)))
            for seen in draft.seen.values():
                if seen.said is not None:
                    taken.sightings += 1
                    key = said_key(codec.said_of(seen.sighting))
                    taken.kept.append(received_of(self._peer, seen.said, record, key, ceiling.mark(seen.said.grant)))
        taken.done += [one.seq for draft in drafts for one in _said(draft)]
        matched = not met or match_arrivals(self._node, met)
        taken.matched &= matched
        return matched


def received_of(peer: KnownPeer, said: Trusted, record: str | None, key: str, digest: bytes = b"") -> Received:
    """What is noted of a message that was taken in."""
    kind = PERSON if isinstance(said.message, PersonSent) else SIGHTING
    until = said.grant.keep_until.isoformat()
    return Received(
        said.member, said.message.id, peer.name, kind, record, key, said.version, digest or said.digest, until
    )


class _Drafting:
    """What the copies of one list are to be."""

    def __init__(self, node: Node, peer: KnownPeer, to: RecordList, ceiling: Ceiling, taken: Taken) -> None:
        self._node, self._peer, self._to = node, peer, to
        self._ceiling, self._taken = ceiling, taken

    def drafts(self, rows: Sequence[Trusted]) -> list[Draft]:
        """Those that are to be written, in no order; what is not written is noted in what was taken."""
        originator = rows[0].member
        ids = [row.message.id for row in rows]
        persons = [row.message.person for row in rows if isinstance(row.message, SightingSent)]
        with snapshot(self._node.store) as connection:
            known = received_rows.find(connection, originator, [*ids, *persons])
            records = sorted({one.record for one in known.values() if one.record})
            held = copies.read(connection, self._to, records)
            elsewhere = copies.elsewhere(connection, self._to, records)
            of_records = received_rows.of_records(connection, records)
        fresh, late = newest(rows, known)
        self._taken.done += late
        self._move([of_records[record] for record in elsewhere], {row.message.id for row in fresh})
        drafts = {
            one.stix_id: begun(one.stix_id, held[one.record], of_records[one.record])
            for one in known.values()
            if one.kind == PERSON and one.record in held
        }
        changed: set[str] = set()
        for row in fresh:
            if isinstance(row.message, PersonSent):
                changed |= self._person(row, drafts, known)
        for row in fresh:
            if isinstance(row.message, SightingSent):
                changed |= self._sighting(row, drafts, known)
        made = self._one_for_each([drafts[person] for person in sorted(changed) if person in drafts])
        self._make_room(made)
        return made

    def _move(self, stands: Sequence[Sequence[Received]], told: Collection[str]) -> None:
        """Who is told in another list than before is taken in there anew: the copy in the former list is erased."""
        moved = [rows for rows in stands if any(row.kind == PERSON and row.stix_id in told for row in rows)]
        self._node.store.erase_copies([erased(row, "", row.version) for rows in moved for row in rows])

    def _one_for_each(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Of several persons under one reference that whose originator spoke of it last; what was said of the others is refused."""
        best: dict[str, Draft] = {}
        for draft in sorted(drafts, key=lambda one: (one.said.version if one.said else "", one.person)):
            best[draft.entry.reference] = draft
        kept = [draft for draft in drafts if best[draft.entry.reference] is draft]
        others = [draft for draft in drafts if best[draft.entry.reference] is not draft]
        self._taken.refused |= {
            one.seq: "bears the reference of another record" for each in others for one in _said(each)
        }
        return kept

    def _person(self, row: Trusted, drafts: dict[str, Draft], known: dict[str, Received]) -> set[str]:
        identity = row.message.id
        before = drafts.get(identity)
        assert isinstance(row.message, PersonSent)
        if before is not None and before.entry.reference != row.message.entry.reference:
            self._taken.refused[row.seq] = "bears another reference than before"
            return set()
        handling = self._ceiling.allowed(row.grant)
        if handling is None:
            self._leave_out(row, known.get(identity))
            drafts.pop(identity, None)
            return set()
        drafts[identity] = with_person(before, row, handling)
        return {identity}

    def _sighting(self, row: Trusted, drafts: dict[str, Draft], known: dict[str, Received]) -> set[str]:
        assert isinstance(row.message, SightingSent)
        person = row.message.person
        if person not in drafts:
            of = known.get(person)
            if of is None or (of.record is None and of.digest != LEFT_OUT and of.version < row.version):
                self._taken.waiting[row.seq] = person
            else:  # taken back since, ended here, or left out
                self._taken.done.append(row.seq)
            return set()
        handling = self._ceiling.allowed(row.grant)
        if handling is None:
            self._leave_out(row, known.get(row.message.id))
            drafts[person].seen.pop(row.message.id, None)
            return set()
        with_sighting(drafts[person], row, handling)
        return {person}

    def _leave_out(self, row: Trusted, before: Received | None) -> None:
        """Nothing of it may be held: what was held of it is erased."""
        self._taken.done.append(row.seq)
        self._taken.kept.append(received_of(self._peer, row, None, "", LEFT_OUT))
        if before is not None and before.record:
            self._taken.erased.append(erased(before, self._to.id, row.version))

    def _make_room(self, drafts: Sequence[Draft]) -> None:
        """Whoever else stood under the references that these records bear is erased: its owner has let it go."""
        persons = {draft.entry.reference: draft.person for draft in drafts}
        with snapshot(self._node.store) as connection:
            here = copies.by_reference(connection, self._to.id, list(persons))
            stands = received_rows.of_records(connection, list(here.values()))
        gone = [
            erased(row, self._to.id, row.version)
            for reference, record in here.items()
            if any(one.kind == PERSON and one.stix_id != persons[reference] for one in stands[record])
            for row in stands[record]
        ]
        self._node.store.erase_copies(gone)


def erased(row: Received, list_id: str, version: str) -> CopyErased:
    """What is noted of something held that is erased, by a word of that moment."""
    record = row.record or ""
    return CopyErased(
        row.originator, row.stix_id, row.peer, row.kind, record, list_id, row.sighting, version, row.keep_until
    )


def _origin(row: Trusted) -> Origin:
    assert isinstance(row.message, PersonSent | SightingSent)
    return row.message.origin


def _said(draft: Draft) -> list[Trusted]:
    """The messages that a draft comes from."""
    return [one for one in (draft.said, *(seen.said for seen in draft.seen.values())) if one is not None]


def _says_else(draft: Draft) -> bool:
    """Whether anything but sightings and handling is another than what is held."""
    return draft.held is None or (
        draft.said is not None and codec.encode(draft.entry) != codec.encode(draft.held.staged.entry)
    )
