"""Laying entries of plans ready for a peer, whole with their events, and taking back what its member may see no longer.

Invariant: as for records (``offering``): read through the guard as that member, signed, in short transactions, and nothing is taken
out without the withdrawal that tells its peer. Nothing is looked at where no plan here has changed since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coalesce.errors import BadField
from coalesce.services.comparing_entries import EntryOffer, EntryPlan, compare_entry
from coalesce.services.peering import machine, wire_secret
from coalesce.services.standing_beside import Beside
from coalesce.services.taking_back import Mail, take_back
from coalesce.stix import MOST_BYTES, encode
from coalesce.store import offered_rows, plan_rows, pull_rows, told_entries, wire_rows
from coalesce.store.ground import InTransaction, snapshot
from coalesce.store.wire_rows import Box, BoxKind, NewWire, Put

AT_ONCE = 100
"""Entries that are signed together and put into the out-box in one transaction."""


@dataclass(slots=True)
class EntriesTold:
    """How many entries were laid ready, anew or in place of others, how many ids taken back, how many cannot be said in STIX."""

    added: int = 0
    changed: int = 0
    withdrawn: int = 0
    unsaid: int = 0


class OfferingEntries:
    """One peer's out-box, as far as entries of plans lie in it."""

    def __init__(self, mail: Mail) -> None:
        self._mail, self._node, self._name = mail, mail.node, mail.peer.name
        self._box, self._secret = Box(BoxKind.OUT, mail.peer.name), wire_secret(mail.node)
        self._told, self._upto = EntriesTold(), 0

    def stale(self, whole: bool = False) -> list[str]:
        """The entries to be compared: none where no plan changed since they were last."""
        store = self._node.store
        with snapshot(store) as connection:
            self._upto = plan_rows.changes(connection)
            if not whole and pull_rows.read(connection, self._name).plans == self._upto:
                return []
        with store.send(machine(self._node), self._mail.peer.member) as view:
            current = view.current_entries()
        with snapshot(store) as connection:
            known = offered_rows.entries(connection, self._name)
        both = sorted(current.keys() | known.keys())
        return both if whole else [one for one in both if current.get(one) != known.get(one)]

    def run(self, whole: bool = False) -> EntriesTold:
        """Bring the out-box to what the member may see now."""
        entries = self.stale(whole)
        for start in range(0, len(entries), AT_ONCE):
            self._piece(entries[start : start + AT_ONCE])
        with snapshot(self._node.store) as connection:
            noted = pull_rows.read(connection, self._name).plans
        if noted != self._upto:
            with self._node.store.transaction() as connection:
                pull_rows.change(connection, self._name, plans=self._upto)
        return self._told

    def _piece(self, entries: Sequence[str]) -> None:
        store, name, member = self._node.store, self._name, self._mail.peer.member
        with store.send(machine(self._node), member) as view:
            found = view.entries(entries)
        with snapshot(store) as connection:
            was = offered_rows.of_records(connection, name, entries)
            moved = [(entry, was[entry][0].number) for entry in found if entry in was]
            steady = told_entries.unbroken(connection, member, moved)
            now = wire_rows.moment(connection, self._box, store.clock.now())
        plans: list[EntryPlan] = []
        wires: list[tuple[EntryOffer, bytes]] = []
        for entry in entries:
            made = compare_entry(found.get(entry), was.get(entry, []), entry in steady, self._secret)
            bodies = [self._signed(one, now) for one in made.given]
            if not all(bodies):
                self._told.unsaid += 1
                made, bodies = compare_entry(None, was.get(entry, []), False, self._secret), []
            plans.append(made)
            wires += zip(made.given, bodies, strict=True)
        with store.transaction() as connection:
            self._write(connection, plans, wires, now)

    def _signed(self, one: EntryOffer, now: datetime) -> bytes:
        """The bytes of it, or none where it cannot be said."""
        try:
            body = encode(one.message(now), one.grant, self._mail.signer)
        except BadField:
            return b""
        return body if len(body) <= MOST_BYTES else b""

    def _write(
        self,
        connection: InTransaction,
        plans: Sequence[EntryPlan],
        wires: Sequence[tuple[EntryOffer, bytes]],
        now: datetime,
    ) -> None:
        """What is given is there from now on, what is lost is told, what stands speaks of the present version."""
        here = plan_rows.existing(connection, [one.entry.id for one, _ in wires])
        wires = [(one, body) for one, body in wires if one.entry.id in here]
        lost = [one for made in plans for one in made.lost]
        ended = [one.stix_id for one in lost]
        wire_rows.remove_many(connection, self._box, [*(one.stix_id for one, _ in wires), *ended])
        rows = [
            NewWire(
                one.stix_id,
                one.kind,
                wire_rows.text_of(now),
                body,
                keep_until=one.grant.keep_until.isoformat(),
                entry=(one.entry.id, one.entry.number),
            )
            for one, body in wires
        ]
        placed = wire_rows.put(connection, self._box, rows, self._node.store.clock.now())
        there = [(one, put.seq) for (one, _), put in zip(wires, placed, strict=True) if put.put is Put.ADDED]
        offered_rows.put(connection, self._name, [(one.noted(now), seq) for one, seq in there])
        offered_rows.move_entries(connection, self._name, [one for made in plans for one in made.stays])
        offered_rows.take_out(connection, self._name, ended)
        if self._mail.peer.key:
            self._told.withdrawn += take_back(connection, self._mail, lost, now)
        else:  # it knows no withdrawal, and will never answer one
            Beside(self._box, self._secret).revoke(connection, lost, now)
            self._told.withdrawn += len(lost)
        fresh = sum(not one.made for one, _ in there)
        self._told.added += fresh
        self._told.changed += len(there) - fresh
