"""Another member takes back what it gave us: the copies are erased with all that was derived of them, and a receipt says so.

Invariant: a withdrawal takes back what its own member said, up to the moment of its saying, and nothing else. What of it is another
member's is answered as what is not here: else one could ask whether we hold it, and hinder a withdrawal by saying something under the
same id. What it names can not come again by an older word of its member, whether it was here or not.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from coalesce.records import WithdrawalSent
from coalesce.services import told_judgements
from coalesce.services.copying import PERSON, erased
from coalesce.services.node import Node
from coalesce.services.taking_back import last_day
from coalesce.services.trusting import Trusted
from coalesce.stix import type_of
from coalesce.store import received_rows
from coalesce.store.erased_copies import HELD
from coalesce.store.erasures import CopyErased
from coalesce.store.ground import snapshot
from coalesce.store.peers import KnownPeer
from coalesce.store.received_rows import Received


@dataclass(slots=True)
class TakenBack:
    """What a receipt says, and how many records and sightings went."""

    erased: list[str] = field(default_factory=list)
    not_held: list[str] = field(default_factory=list)
    gone: int = 0


def withdraw_copies(node: Node, peer: KnownPeer, said: Trusted) -> TakenBack:
    """Erase what a withdrawal names and its member said."""
    assert isinstance(said.message, WithdrawalSent)
    told, taken = TakenBack(), []
    with snapshot(node.store) as connection:
        known = received_rows.find(connection, said.member, said.message.of)
        records = [one.record for one in known.values() if one.record and one.kind == PERSON]
        beside = received_rows.of_records(connection, records)
    until, words = last_day(node), told_judgements.held(node, said.member, said.message.of)
    for identity in said.message.of:
        row = known.get(identity)
        if row is None and identity in words:
            told.erased.append(identity)
            taken.append(replace(_buried(peer, said, identity, row, until), record=words[identity]))
        elif row is not None and _goes(row, said):
            told.erased.append(identity)
            taken.append(erased(row, "", said.version))
            if row.kind == PERSON and row.record:
                taken += [
                    erased(one, "", max(one.version, said.version)) for one in beside[row.record] if one is not row
                ]
        elif row is not None and row.record is None and row.version == said.version and row.digest == HELD:
            told.erased.append(identity)  # by this very withdrawal, before an interruption
        else:
            told.not_held.append(identity)
            if row is None or (row.record is None and row.version < said.version):
                taken.append(_buried(peer, said, identity, row, until))
    distinct = list({(one.originator, one.stix_id): one for one in taken}.values())
    node.store.erase_copies(distinct)
    told.gone = sum(bool(one.record) for one in distinct)
    return told


def _goes(row: Received, said: Trusted) -> bool:
    return row.record is not None and row.version < said.version


def _buried(peer: KnownPeer, said: Trusted, identity: str, row: Received | None, until: date) -> CopyErased:
    """What was not held is remembered too, for as long as it could be granted."""
    kind = type_of(identity) or ""
    ends = row.keep_until if row is not None and row.keep_until else until.isoformat()
    return CopyErased(said.member, identity, peer.name, kind, "", "", "", said.version, ends)
