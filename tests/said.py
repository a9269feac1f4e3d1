"""What NL says to FR in tests of taking in: invented people, made as their originator would sign them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from coalesce.dates import PartialDate
from coalesce.handling import Purpose
from coalesce.records import (
    GrantSent,
    Origin,
    PersonSent,
    ReceiptSent,
    Sighting,
    SightingKind,
    SightingSent,
    TakenBack,
    WithdrawalSent,
)
from coalesce.records.exchange import Message
from coalesce.services.node import Node
from coalesce.services.peering import own_signer
from coalesce.services.taking_in import TakenIn, take_in
from coalesce.stix import decode, encode, stix_id
from tests.builders import INVESTIGATION, NOON, entry, owner
from tests.exchange_nodes import bodies, hand

SEEN = Sighting(SightingKind.ENTERED, "SY", PartialDate.of(2014, 3))
LEFT = Sighting(SightingKind.LEFT, "SY", PartialDate.of(2014, 6))
T0 = NOON.astimezone(UTC)
UNTIL = date(2019, 1, 1)
GRANT = GrantSent("FR", UNTIL, frozenset({INVESTIGATION}))
ORIGIN = Origin("NL", "border")
PERSON = stix_id(b"s", "identity", "person")
SIGHTING = stix_id(b"s", "sighting", "sighting")


def at(hours: int) -> datetime:
    return T0 + timedelta(hours=hours)


def person(hours: int = 0, name: str = "Zorbal Kemtari", origin: Origin = ORIGIN, **fields: object) -> PersonSent:
    return PersonSent(PERSON, T0, at(hours), origin, entry("A", name, **fields))


def sighting(hours: int = 0, seen: Sighting = SEEN, identity: str = SIGHTING) -> SightingSent:
    return SightingSent(identity, PERSON, T0, at(hours), ORIGIN, seen)


def back(hours: int, *of: str, identity: str = "w") -> WithdrawalSent:
    return WithdrawalSent(stix_id(b"s", "coalesce-withdrawal", identity), of, TakenBack.WITHDRAWN, at(hours), "NL")


def said(node: Node, message: Message, grant: GrantSent = GRANT) -> bytes:
    return encode(message, grant, own_signer(node))


def came(fr: Node, nl: Node, *messages: Message, grant: GrantSent = GRANT) -> TakenIn:
    """NL says this to FR, which takes it in."""
    hand(fr, "nl", *(said(nl, one, grant) for one in messages))
    return take_in(fr, "nl")


def held(node: Node, purpose: Purpose = INVESTIGATION) -> dict[str, tuple[str, ...]]:
    """Others' records that our own member sees: name and kinds of sightings, by reference."""
    with node.store.read(owner(node.store), purpose) as view:
        found = view.records(list(view.facts())).values()
    return {
        one.entry.reference: (one.name, *sorted(str(seen.sighting.kind) for seen in one.sightings))
        for one in found
        if one.owner != node.store.settings.member
    }


def receipts(fr: Node, peer: str = "nl") -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    found = [decode(one).message for one in bodies(fr, peer)]
    return [(one.erased, one.not_held) for one in found if isinstance(one, ReceiptSent)]
