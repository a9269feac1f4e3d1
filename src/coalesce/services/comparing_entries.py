"""What a peer is to be given of one entry of a plan, beside what it was given: pure.

Invariant: only what is Released is put into words for a peer. An entry is given whole, with its events, and again only where
something that the peer is told became another, or was another for a while.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b

import orjson

from coalesce.handling import Handling, Purpose, Released, granted
from coalesce.records import CommitmentEvent, CommitmentSent, GrantSent, Need
from coalesce.stix import stix_id
from coalesce.store import plan_codec as codec
from coalesce.store.offered_rows import ENTRIES, Offered
from coalesce.store.sendable_entries import SendableEntry

COMMITMENT, NEED = ENTRIES
EVENT = "coalesce-event"


@dataclass(frozen=True, slots=True)
class EntryOffer:
    """One entry to be given. ``made``: when it was first given, or ""."""

    stix_id: str
    kind: str
    grant: GrantSent
    entry: SendableEntry
    events: tuple[CommitmentEvent, ...]
    digest: bytes
    made: str = ""

    def message(self, now: datetime) -> CommitmentSent:
        """The words of it, as of now."""
        created = datetime.fromisoformat(self.made).astimezone(UTC) if self.made else now
        entry = self.entry
        return CommitmentSent(self.stix_id, created, now, entry.plan, entry.owner, entry.terms, self.events)

    def noted(self, now: datetime) -> Offered:
        """What is remembered of it."""
        entry, ends = self.entry, self.grant.keep_until.isoformat()
        made = self.made or now.isoformat()
        return Offered(
            self.stix_id, entry.id, self.kind, entry.number, self.digest, made, ends, entry.count, entry.owner
        )


@dataclass(frozen=True, slots=True)
class EntryPlan:
    """For one entry: what is given anew, what stays and speaks of the present version now, what is lost to the peer."""

    given: tuple[EntryOffer, ...] = ()
    stays: tuple[Offered, ...] = ()
    lost: tuple[Offered, ...] = ()


def compare_entry(
    found: Released[SendableEntry] | None, was: Sequence[Offered], steady: bool, secret: bytes
) -> EntryPlan:
    """``steady``: whether what was told of its handling held from the version that the peer was given to the present one."""
    known = {one.stix_id: one for one in was}
    if found is None:
        return EntryPlan(lost=tuple(was))
    offer = entry_offer(found, secret)
    old = known.pop(offer.stix_id, None)
    lost = tuple(known.values())
    if old is None:
        return EntryPlan((offer,), (), lost)
    entry = found.value
    if old.digest != offer.digest or (old.number != entry.number and not steady):
        return EntryPlan((replace(offer, made=old.made),), (), lost)
    if (old.number, old.events) == (entry.number, entry.count):
        return EntryPlan(lost=lost)
    return EntryPlan((), (replace(old, number=entry.number, events=entry.count),), lost)


def entry_offer(released: Released[SendableEntry], secret: bytes) -> EntryOffer:
    """An entry that may go, in the words of the wire: ids of events too are the wire's."""
    entry = released.value
    kind = NEED if isinstance(entry.terms, Need) else COMMITMENT

    def named(identity: str | None) -> str | None:
        return None if identity is None else stix_id(secret, EVENT, identity)

    events = tuple(
        replace(one, id=named(one.id) or "", withdraws=named(one.withdraws), corrects=named(one.corrects))
        for one in entry.events
    )
    identity = stix_id(secret, kind, entry.id)
    grant = _grant(released.recipient, entry.handling)
    return EntryOffer(identity, kind, grant, entry, events, _digest(entry, events))


def _grant(member: str, handling: Handling) -> GrantSent:
    purposes = granted(handling, member) - {Purpose.STATISTICS}
    return GrantSent(member, handling.keep_until, purposes, handling.tlp, handling.code, handling.onward)


def _digest(entry: SendableEntry, events: Sequence[CommitmentEvent]) -> bytes:
    said = codec.terms_digest(entry.terms, entry.handling) + b"".join(codec.event_digest(one) for one in events)
    named = [entry.plan, entry.terms.reference, [one.id for one in events]]
    return blake2b(said + orjson.dumps(named), digest_size=16).digest()
