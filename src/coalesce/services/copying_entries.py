"""Entries of plans of another member, taken into its plan here, each whole with its events.

Invariant: whatever the order in which words come, by whichever peer, and however often, an entry is held once, as its owner told it
last; nothing that was taken back comes again by an older word. It is held under what the grant gives and our own member allows
itself, never more. What cannot be an entry is refused, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from coalesce.commitments.plan_rows import MOST_DAYS
from coalesce.commitments.standing import check_told
from coalesce.errors import BadField, BadUsage
from coalesce.handling import Purpose
from coalesce.records import Commitment, CommitmentSent, Need, Plan, Readiness
from coalesce.services.copying import LONGEST, Taken, erased
from coalesce.services.drafting_copies import LEFT_OUT, Ceiling, last_words, newest
from coalesce.services.node import Node
from coalesce.services.peering import machine
from coalesce.services.trusting import Trusted
from coalesce.stix import stix_type
from coalesce.store import copies, plan_copies, received_rows
from coalesce.store.ground import snapshot
from coalesce.store.pace import Pace
from coalesce.store.peers import KnownPeer
from coalesce.store.plan_copies import EntryCopy
from coalesce.store.received_rows import Received

MOST_EVENTS = 500
"""Of one entry. What takes back what takes back another is followed so deep."""

_TOGETHER, _AT_MOST = 20, 200
"""Entries and events of the first transaction, and of any: a few milliseconds for each ten."""


class CopyingEntries:
    """Takes what one peer brought of plans into the plans of those who said it."""

    def __init__(self, node: Node, peer: KnownPeer) -> None:
        self._node, self._peer = node, peer
        self._writer = node.store.write(machine(node), Purpose.PLANNING)
        self._pace, self._today = Pace(_TOGETHER, _AT_MOST), node.store.clock.today()

    def take(self, rows: Sequence[Trusted]) -> Taken:
        """Take in commitments and needs. The node is held alone by the caller."""
        taken = Taken()
        rows, taken.done = last_words(rows)
        by: dict[tuple[str, str], list[Trusted]] = {}
        for row in rows:
            by.setdefault((row.member, _said(row).plan), []).append(row)
        for (member, name), mine in by.items():
            try:
                to = self._plan_of(member, name)
            except BadUsage as error:
                taken.refused |= dict.fromkeys((row.seq for row in mine), str(error))
                continue
            self._plan(to, mine, taken)
        return taken

    def _plan_of(self, member: str, name: str) -> Plan:
        if not name.strip() or "/" in name or len(name) > LONGEST:
            raise BadUsage("a plan's name has at least one letter and no '/'")
        own = self._node.store.settings.member
        return plan_copies.plan_for(self._writer, member, name, copies.everything(own, date.max))

    def _plan(self, to: Plan, rows: Sequence[Trusted], taken: Taken) -> None:
        settings = self._node.store.settings
        ceiling = Ceiling(settings.member, self._today, settings.max_retention_years, to.handling)
        with snapshot(self._node.store) as connection:
            known = received_rows.find(connection, to.owner, [row.message.id for row in rows])
        fresh, late = newest(rows, known)
        taken.done += late
        whole: list[tuple[Trusted, EntryCopy]] = []
        for row in fresh:
            handling = ceiling.allowed(row.grant)
            if handling is None:
                self._leave_out(row, known.get(row.message.id), taken)
                continue
            try:
                _check(_said(row), self._today)
            except BadField as error:
                taken.refused[row.seq] = str(error)
                continue
            whole.append((row, EntryCopy(_said(row).terms, _said(row).events, handling)))
        whole = self._one_for_each(to, whole, known, taken)
        for piece in self._pace.pieces(whole, lambda one: 1 + len(one[1].events)):
            self._write(to, piece, ceiling, taken)

    def _write(self, to: Plan, piece: Sequence[tuple[Trusted, EntryCopy]], ceiling: Ceiling, taken: Taken) -> None:
        """An entry and the note of what it stands for, in one transaction."""
        now = self._node.store.clock.now()
        with self._node.store.transaction() as connection:
            kept = []
            for row, copy in piece:
                here = plan_copies.write(connection, self._writer, to, copy, now)
                kept.append(self._received(row, here, ceiling.mark(row.grant)))
            received_rows.keep(connection, kept)
        taken.entries += len(piece)
        taken.done += [row.seq for row, _ in piece]

    def _one_for_each(
        self, to: Plan, whole: Sequence[tuple[Trusted, EntryCopy]], known: dict[str, Received], taken: Taken
    ) -> list[tuple[Trusted, EntryCopy]]:
        """An entry keeps its reference, and whoever else stood under it is erased: its owner has let that go."""
        with snapshot(self._node.store) as connection:
            here = plan_copies.by_reference(connection, to.id, [copy.terms.reference for _, copy in whole])
            stands = received_rows.of_records(connection, list(here.values()))
        kept, gone = {}, []
        for row, copy in whole:
            before, there = known.get(row.message.id), here.get(copy.terms.reference)
            if before is not None and before.record and before.record != there:
                taken.refused[row.seq] = "bears another reference than before"
                continue
            if copy.terms.reference in kept:
                taken.refused[row.seq] = "bears the reference of another entry"
                continue
            gone += [one for one in stands.get(there or "", ()) if one.stix_id != row.message.id]
            kept[copy.terms.reference] = (row, copy)
        self._node.store.erase_copies([erased(one, "", one.version) for one in gone])
        return list(kept.values())

    def _leave_out(self, row: Trusted, before: Received | None, taken: Taken) -> None:
        """Nothing of it may be held: what was held of it is erased."""
        taken.done.append(row.seq)
        taken.kept.append(self._received(row, None, LEFT_OUT))
        if before is not None and before.record:
            taken.erased.append(erased(before, "", row.version))

    def _received(self, row: Trusted, record: str | None, mark: bytes) -> Received:
        until = row.grant.keep_until.isoformat()
        kind = stix_type(row.message)
        return Received(
            row.member, row.message.id, self._peer.name, kind, record, "", row.version, mark or row.digest, until
        )


def _said(row: Trusted) -> CommitmentSent:
    assert isinstance(row.message, CommitmentSent)
    return row.message


def _check(said: CommitmentSent, today: date) -> None:
    """Raises BadField for what no node of ours would keep."""
    if not said.terms.reference.strip():
        raise BadField("an entry of a plan has a reference").at(field="plan_reference")
    if len(said.events) > MOST_EVENTS:
        raise BadField(f"an entry has at most {MOST_EVENTS} events").at(field="events")
    check_told(said.events, today + timedelta(days=1))  # where its owner is, the day may be another
    terms = said.terms
    days = [terms.day] if isinstance(terms, Need) else _days(terms)
    if any(one is not None and one > MOST_DAYS for one in days):
        raise BadField(f"not a number of days from 0 to {MOST_DAYS}").at(field="claimed")
    if isinstance(terms, Commitment) and terms.verified is not None and terms.parties.members == (terms.verified.by,):
        raise BadField("a member's own word is a claim, not a verification").at(field="verifier")


def _days(terms: Commitment) -> list[int | None]:
    seen = terms.verified.readiness if terms.verified else Readiness()
    return [days for one in (terms.claimed, seen) for days in (one.notice, one.transit, one.sustain)]
