"""What a hub passes on: messages that one member signed for another, put unchanged into that one's out-box.

Invariant: nothing is passed on but what its originator granted to that recipient and, where it tells of a record, allowed to go onward; a
letter is its recipient's, by whatever way. Nothing is read into a list here. What is taken back, or may not go onward any more, goes from the
out-box too, and an older word of it is not passed on again, nor by a restored backup. What is
passed on lies ready no longer than its grant lasts; a withdrawal until the receipt for it comes by, a question until its answer does. Heads of logs are not passed on: who speaks
with a node witnesses its log, and tells its own peers what it noted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
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
from coalesce.store.pace import Pace
from coalesce.store.peers import KnownPeer
from coalesce.store.received_rows import CARRIED, Received
from coalesce.store.wire_rows import Box, BoxKind, NewWire

_Told = PersonSent | SightingSent | CommitmentSent | JudgementSent
"""What tells of records and plans: it goes onward where its owner allows it, and can be taken back."""

NOT_ONWARD = "may not be passed on: its originator allows it to its recipient alone"

ANOTHERS = "bears the id of what another says to its recipient"


_TOGETHER, _AT_MOST = 20, 200
"""Objects of the first transaction, and of any."""


@dataclass(frozen=True, slots=True)
class _Passing:
    """What is to be passed on, to whom, and whose out-box holds what it may answer."""

    row: Carried
    to: KnownPeer
    back: KnownPeer | None


@dataclass(slots=True)
class Passed:
    """By their numbers in the box: what was passed on or came late, and why the rest is refused."""

    done: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    count: int = 0


def carry(node: Node, through: KnownPeer, rows: Sequence[Carried]) -> Passed:
    """Pass on what came through a peer for others, in short transactions of several."""
    passed, held_back = Passed(), list[Carried]()
    peers = {member: recipient(node, member) for member in {of for row in rows for of in (row.grant.to, row.member)}}
    ready: list[_Passing] = []
    for row in rows:
        to = peers[row.grant.to]
        if isinstance(row.message, HeadSent):
            passed.done.append(row.seq)
        elif to is None:
            passed.refused[row.seq] = f"is granted to {row.grant.to}, who is no peer of this node"
        elif isinstance(row.message, _Told) and row.grant.onward is not Onward.YES:
            held_back.append(row)
            passed.refused[row.seq] = NOT_ONWARD
        else:
            ready.append(_Passing(row, to, peers[row.member]))
    for together in _in_order(ready):
        if isinstance(together[0].row.message, WithdrawalSent):
            _take_out(node, through, together[0].row)
        for piece in Pace(_TOGETHER, _AT_MOST).pieces(together):
            with node.store.transaction() as connection:
                for one in piece:
                    _pass(connection, node, through, one, passed)
    _let_go(node, held_back)
    return passed


def _in_order(ready: Sequence[_Passing]) -> Iterator[list[_Passing]]:
    """What may share a transaction: a withdrawal stands alone, since what it takes back goes first."""
    together: list[_Passing] = []
    for one in ready:
        alone = isinstance(one.row.message, WithdrawalSent)
        if together and (alone or isinstance(together[-1].row.message, WithdrawalSent)):
            yield together
            together = []
        together.append(one)
    if together:
        yield together


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


def _pass(connection: InTransaction, node: Node, through: KnownPeer, one: _Passing, passed: Passed) -> None:
    try:
        passed.count += _put(connection, node, through, one)
        passed.done.append(one.row.seq)
    except NotTrusted as error:
        passed.refused[one.row.seq] = str(error)


def _put(connection: InTransaction, node: Node, through: KnownPeer, one: _Passing) -> bool:
    """Whether it was passed on: what is older than what is known of it was not. Raises NotTrusted, and changes nothing, where
    its recipient would lose what another says to it under the same id."""
    row, box, identity = one.row, Box(BoxKind.OUT, one.to.name), one.row.message.id
    ends = row.grant.keep_until.isoformat()
    if isinstance(row.message, _Told):
        known = received_rows.find(connection, _pair(row), [identity]).get(identity)
        lie = wire_rows.versions_of(connection, box, identity)
        if known is not None and _is_late(known, row, bool(lie)):
            return False
        if lie.keys() - {known.version if known is not None else ""}:
            raise NotTrusted(ANOTHERS)
        kept = Received(_pair(row), identity, through.name, CARRIED, identity, one.to.name, row.version, b"", ends)
        received_rows.keep(connection, [kept])
        if known is not None:
            wire_rows.remove(connection, box, identity, [known.version])
    answered = _answered(row)
    if answered and one.back is not None:
        wire_rows.remove(connection, Box(BoxKind.OUT, one.back.name), answered)
    made = NewWire(identity, stix_type(row.message), row.version, row.raw, keep_until=ends)
    wire_rows.put(connection, box, [made], node.store.clock.now())
    return True


def _answered(row: Carried) -> str:
    """The id of what this answers, which lies ready for who answers and is of no use any more; "" of nothing."""
    match row.message:
        case ReceiptSent(withdrawal=withdrawal):
            return withdrawal
        case AnswerSent(request=request):
            return request
    return ""


def _is_late(known: Received, row: Carried, lies: bool) -> bool:
    """Whether it lies ready already, or was told anew or taken back since. Where its recipient was away it does not lie there."""
    again = bool(known.record) and known.version == row.version and not lies
    return known.version >= row.version and not again


def _let_go(node: Node, rows: Sequence[Carried]) -> None:
    """What its originator allowed to go onward before, and does no longer, is held no longer."""
    taken = []
    with snapshot(node.store) as connection:
        for row in rows:
            known = received_rows.find(connection, _pair(row), [row.message.id]).get(row.message.id)
            if known is not None and known.record and known.version < row.version:
                taken.append(gone(known, row.version))
    if taken:
        node.store.erase_copies(taken)


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
