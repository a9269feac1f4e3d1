"""Whether our audit log is the one that peers have noted, and whether theirs were rewritten, as far as is known here.

Promises that the whole log is recomputed once, and compared at every size that anybody noted. Invariant: a note counts where its peer's
signature over it is right; what is found is told with who said it, since a peer may say what is not so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from coalesce.errors import BadField, BadUsage, NotTrusted, StoreBusy, Unreachable
from coalesce.handling import Actor
from coalesce.services.node import Node
from coalesce.services.pulling import pull
from coalesce.services.wire import Open
from coalesce.stix import check, decode
from coalesce.store import head_rows
from coalesce.store.audit_check import PLAIN, AuditCheck, Checking, NotedHead
from coalesce.store.ground import snapshot
from coalesce.store.head_rows import PeerHead, Stands
from coalesce.store.peers import KnownPeer
from coalesce.store.permits import Act, require

OURSELVES = ""
"""By whom a head is noted that this node itself has published."""


@dataclass(frozen=True, slots=True)
class Witness:
    """One peer: whether it was asked just now and why not, how many heads of our log it noted, the newest of them, and whether they
    are those of our log; the newest head of its own log that is known here, and how that stands."""

    peer: str
    member: str
    asked: str
    noted: int
    newest: int
    unlike: tuple[int, ...]
    own: PeerHead | None


@dataclass(frozen=True, slots=True)
class Verified:
    """Our log as recomputed, its witnesses, the sizes at which it is not what this node itself published, and every head in
    conflict, of whatever log; ``unshown``: heads that the log's own node told, with nothing to show that it grew from those before."""

    check: AuditCheck
    witnesses: tuple[Witness, ...]
    unpublished: tuple[int, ...]
    conflicts: tuple[PeerHead, ...]
    unshown: tuple[PeerHead, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether nobody noted anything else than what is here, and nothing is in conflict."""
        return not (self.check.unlike or self.conflicts)


def ask_peers(node: Node, opened: Open) -> dict[str, str]:
    """Ask every peer that can be asked for its newest notes; "" or why not, by peer."""
    told = {}
    for peer in node.store.exchange.peers():
        if not peer.active or not peer.key:
            continue
        try:
            pull(node, peer.name, opened)
            told[peer.name] = ""
        except BadUsage:
            told[peer.name] = "has no address"
        except (Unreachable, StoreBusy) as fault:
            told[peer.name] = str(fault)
    return told


def verify(node: Node, actor: Actor, checking: Checking = PLAIN, asked: dict[str, str] | None = None) -> Verified:
    """Recompute the log, and compare it with all that is noted of it. ``asked``: what ``ask_peers`` gave.

    Raises NotPermitted; Tampered where the log does not fit in itself.
    """
    require(actor, Act.VERIFY)
    own = node.store.settings.member
    peers = [peer for peer in node.store.exchange.peers() if peer.key]
    with snapshot(node.store) as connection:
        said = head_rows.of_log(connection, own)
        published = head_rows.published(connection)
        conflicts = [one for one in head_rows.conflicts(connection) if one.log != own]
        told = [one for peer in peers for one in head_rows.of_log(connection, peer.member) if one.peer == peer.name]
        newest = {peer.name: head_rows.newest(connection, peer.name, peer.member) for peer in peers}
    signed = [one for one in said if _is_signed(node, one, peers)]
    noted = [NotedHead(one.size, one.root, one.peer) for one in signed]
    noted += [NotedHead(size, root, OURSELVES) for size, root in published]
    check_ = node.store.verify_audit(actor, Checking(checking.told, checking.noted, noted))
    witnesses = tuple(_witness(peer, signed, check_, newest[peer.name], (asked or {}).get(peer.name)) for peer in peers)
    ours = tuple(one.size for one in check_.unlike if one.by == OURSELVES)
    unshown = tuple(one for one in told if one.stands is Stands.UNPROVEN)
    return Verified(check_, witnesses, ours, tuple(one for one in conflicts if _is_signed(node, one, peers)), unshown)


def _witness(
    peer: KnownPeer, signed: Sequence[PeerHead], found: AuditCheck, own: PeerHead | None, asked: str | None
) -> Witness:
    sizes = [one.size for one in signed if one.peer == peer.name]
    unlike = tuple(one.size for one in found.unlike if one.by == peer.name)
    told = "not asked" if asked is None else asked
    return Witness(peer.name, peer.member, told, len(sizes), max(sizes, default=0), unlike, own)


def _is_signed(node: Node, one: PeerHead, peers: Sequence[KnownPeer]) -> bool:
    """Whether it stands here as its peer signed it for us: who writes to our database cannot put words into another's mouth."""
    key = next((peer.key for peer in peers if peer.name == one.peer), b"")
    try:
        signed = decode(one.body)
        check(signed, key, node.store.settings.member)
    except (BadField, NotTrusted):
        return False
    said: Any = signed.message
    return (getattr(said, "size", None), getattr(said, "root", None)) == (one.size, one.root.hex())


def rows(found: Verified) -> dict[str, Any]:
    """What was found as plain data."""
    check_ = found.check
    return {
        "rows": check_.rows,
        "chain": check_.chain,
        "tree_head": check_.tree_head,
        "agrees": found.agrees,
        "peers": [_witness_row(one) for one in found.witnesses],
        "unlike": [{"by": one.by or None, "rows": one.size, "tree_head": one.head.hex()} for one in check_.unlike],
        "conflicts": [
            {"log": one.log, "by": one.peer, "rows": one.size, "tree_head": one.root.hex(), "at": _text(one.at)}
            for one in found.conflicts
        ],
    }


def faults(found: Verified) -> list[str]:
    """What is wrong, a sentence each: of our own log first."""
    told = [
        f"{_by(one)} noted another head of our log at row {one.size}: it was rewritten or cut off since, or"
        " is another's"
        for one in found.check.unlike
    ]
    logs = sorted({(one.log, one.size) for one in found.conflicts})
    return told + [
        f"the log of {log} was told otherwise at row {size}: it was rewritten, or is forked" for log, size in logs
    ]


def doubts(found: Verified) -> list[str]:
    """What may have an innocent cause, as a long absence, and is what a log looks like that was written anew; a sentence each."""
    return [
        f"'{one.peer}' did not show that the log of {one.log} at row {one.size} grew from what was noted of it before:"
        " it was away for long, or was written anew; ask its operator"
        for one in found.unshown
    ]


def _by(one: NotedHead) -> str:
    return f"'{one.by}'" if one.by else "this node itself"


def _witness_row(one: Witness) -> dict[str, Any]:
    own = one.own
    return {
        "peer": one.peer,
        "member": one.member,
        "asked": one.asked or "yes",
        "noted": one.noted,
        "newest": one.newest or None,
        "agrees": not one.unlike,
        "their_rows": own.size if own else None,
        "their_head": own.root.hex() if own else None,
        "their_head_at": _text(own.at) if own else None,
        "shown": str(own.stands) if own else None,
    }


def _text(at: datetime) -> str:
    return at.isoformat()
