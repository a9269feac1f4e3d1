"""What a hub passes on: messages that one member signed for another, put unchanged into that one's out-box.

Invariant: nothing is passed on but what its originator granted to that recipient and, where it tells of a record, allowed to go onward; a
letter is its recipient's, by whatever way. Nothing is read into a list here. What is taken back, or may not go onward any more, goes from the
out-box too, and an older word of it is not passed on again, nor by a restored backup. What is
passed on lies ready no longer than its grant lasts; a withdrawal until the receipt for it comes by, a question until its answer does. Heads of logs are not passed on: who speaks
with a node witnesses its log, and tells its own peers what it noted.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from coalesce.errors import NotTrusted
from coalesce.handling import Onward
from coalesce.records import (
    AnswerSent,
    CommitmentSent,
    HeadSent,
    JudgementSent,
    PersonSent,
    ReceiptSent,
    SightingSent,
    WithdrawalSent,
)
from coalesce.services.node import Node
from coalesce.services.trusting import Carried
from coalesce.stix import stix_type, type_of
from coalesce.store import received_rows, wire_rows
from coalesce.store.erasures import CopyErased
from coalesce.store.ground import InTransaction, snapshot
from coalesce.store.peers import KnownPeer
from coalesce.store.received_rows import CARRIED, Received
from coalesce.store.wire_rows import Box, BoxKind, NewWire

_Told = PersonSent | SightingSent | CommitmentSent | JudgementSent
"""What tells of records and plans: it goes onward where its owner allows it, and can be taken back."""

NOT_ONWARD = "may not be passed on: its originator allows it to its recipient alone"

ANOTHERS = "bears the id of what another says to its recipient"


@dataclass(slots=True)
class Passed:
    """By their numbers in the box: what was passed on or came late, and why the rest is refused."""

    done: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    count: int = 0


def carry(node: Node, through: KnownPeer, rows: Sequence[Carried]) -> Passed:
    """Pass on what came through a peer for others."""
    passed = Passed()
    for row in rows:
        to = recipient(node, row.grant.to)
        if isinstance(row.message, HeadSent):
            passed.done.append(row.seq)
        elif to is None:
            passed.refused[row.seq] = f"is granted to {row.grant.to}, who is no peer of this node"
        elif isinstance(row.message, _Told) and row.grant.onward is not Onward.YES:
            _let_go(node, row)
            passed.refused[row.seq] = NOT_ONWARD
        else:
            _pass(node, through, to, row, passed)
    return passed


def recipient(node: Node, member: str) -> KnownPeer | None:
    """The peer whose out-box a member reads: the first of its entries by name, those that have a token for us before others."""
    found = [one for one in node.store.exchange.peers() if one.member == member and one.key and one.active]
    return min(found, key=lambda one: (not one.shows, one.name), default=None)


def no_longer(carried: Sequence[Received], there: Collection[str]) -> list[CopyErased]:
    """What was passed on from a peer that has it for its recipients no longer: ``there`` is what it has."""
    return [gone(one, one.version) for one in carried if one.stix_id not in there]


def gone(row: Received, version: str) -> CopyErased:
    """What is noted of something passed on that is taken back."""
    return CopyErased(
        row.originator, row.stix_id, row.peer, CARRIED, row.stix_id, "", row.sighting, version, row.keep_until
    )


def _pass(node: Node, through: KnownPeer, to: KnownPeer, row: Carried, passed: Passed) -> None:
    try:
        passed.count += _put(node, through, to, row)
        passed.done.append(row.seq)
    except NotTrusted as error:
        passed.refused[row.seq] = str(error)


def _put(node: Node, through: KnownPeer, to: KnownPeer, row: Carried) -> bool:
    """Whether it was passed on: what is older than what is known of it was not. Raises NotTrusted, and changes nothing, where
    its recipient would lose what another says to it under the same id."""
    if isinstance(row.message, WithdrawalSent):
        _take_out(node, through, row)
    answered = _answered(row)
    answers = recipient(node, row.member) if answered else None
    store, box = node.store, Box(BoxKind.OUT, to.name)
    pair, identity = _pair(row), row.message.id
    kept = isinstance(row.message, _Told)
    with store.transaction() as connection:
        if kept:
            known = received_rows.find(connection, pair, [identity]).get(identity)
            if known is not None and _is_late(connection, box, known, row):
                return False
            until = row.grant.keep_until.isoformat()
            one = Received(pair, identity, through.name, CARRIED, identity, to.name, row.version, b"", until)
            received_rows.keep(connection, [one])
            if known is not None:
                wire_rows.remove(connection, box, identity, [known.version])
            if wire_rows.versions_of(connection, box, identity):
                raise NotTrusted(ANOTHERS)
        if answers is not None:
            wire_rows.remove(connection, Box(BoxKind.OUT, answers.name), answered)
        ends = row.grant.keep_until.isoformat()
        made = NewWire(identity, stix_type(row.message), row.version, row.raw, keep_until=ends)
        wire_rows.put(connection, box, [made], store.clock.now())
    return True


def _answered(row: Carried) -> str:
    """The id of what this answers, which lies ready for who answers and is of no use any more; "" of nothing."""
    match row.message:
        case ReceiptSent(withdrawal=withdrawal):
            return withdrawal
        case AnswerSent(request=request):
            return request
    return ""


def _is_late(connection: InTransaction, box: Box, known: Received, row: Carried) -> bool:
    """Whether it lies ready already, or was told anew or taken back since. Where its recipient was away it does not."""
    lies = bool(known.record) and known.version == row.version
    gone = lies and not wire_rows.versions_of(connection, box, row.message.id)
    return known.version >= row.version and not gone


def _let_go(node: Node, row: Carried) -> None:
    """What its originator allowed to go onward before, and does no longer, is held no longer."""
    with snapshot(node.store) as connection:
        known = received_rows.find(connection, _pair(row), [row.message.id]).get(row.message.id)
    if known is not None and known.record and known.version < row.version:
        node.store.erase_copies([gone(known, row.version)])


def _take_out(node: Node, through: KnownPeer, row: Carried) -> None:
    """What a withdrawal names goes from the out-box before the withdrawal itself lies there."""
    assert isinstance(row.message, WithdrawalSent)
    pair, until = _pair(row), row.grant.keep_until.isoformat()
    with snapshot(node.store) as connection:
        known = received_rows.find(connection, pair, row.message.of)
    taken = []
    for identity in row.message.of:
        one = known.get(identity)
        if one is None:
            kind = type_of(identity) or ""
            one = Received(pair, identity, through.name, kind, None, "", "", b"", until)
        if one.version < row.version:
            taken.append(gone(one, row.version))
    node.store.erase_copies(taken)


def _pair(row: Carried) -> str:
    """Under whom it is noted: the same object may be granted to this node's own member too."""
    return f"{row.member}>{row.grant.to}"
