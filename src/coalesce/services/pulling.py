"""Asking a peer what it has for us, and answering it: withdrawals with receipts, in the same turn.

Invariant: what was read and where to read on are kept in one transaction, so that a pull that is killed goes on where it stopped,
nothing is lost and nothing comes twice. A peer that does not answer is left alone for longer and longer, and that is told.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from coalesce.errors import AskedToWait, BadUsage, Tampered, Unreachable
from coalesce.handling import Purpose
from coalesce.services.carrying import no_longer
from coalesce.services.copying import erased
from coalesce.services.heads import publish
from coalesce.services.node import Node, Progress, silent
from coalesce.services.peering import machine, reach_of
from coalesce.services.pushing import push_messages
from coalesce.services.taking_in import TakenIn, take_in
from coalesce.services.wire import Collection, Open, Page, Peer, Place
from coalesce.stix import is_ours, type_of
from coalesce.store import in_boxes, pull_rows, received_rows, wire_rows
from coalesce.store.ground import snapshot
from coalesce.store.peers import KnownPeer
from coalesce.store.pull_rows import PullState
from coalesce.store.wire_rows import Box, BoxKind, NewWire, Put

AT_ONCE = 500
"""Objects that one transaction keeps, however large a page is."""

PAGES = 20
"""After so many pages what came is taken in, so that a long pull does not hold all of it twice."""

RELEASED = "released"
MOST_DOUBLED = 8
"""How often the wait for a peer that does not answer doubles."""


@dataclass(slots=True)
class Pulled:
    """What a pull brought: pages, objects, what became of them, copies that the peer no longer has and that were erased."""

    peer: str
    pages: int = 0
    came: int = 0
    unreadable: int = 0
    compared: int = 0
    posted: int = 0
    taken: TakenIn = field(default_factory=TakenIn)


def pull(node: Node, name: str, opened: Open, progress: Progress = silent, again: bool = False) -> Pulled:
    """Read on from a peer, take in what came, and answer it. ``again``: from the beginning, and compare all that is held.

    Raises NotFound, BadUsage, Unreachable (the peer is asked later), StoreBusy.
    """
    peer = node.store.exchange.peer(name)
    if not peer.active:
        raise BadUsage(f"'{name}' is suspended")
    with suppress(Tampered):  # who serves or verifies is told; what others take back is read in any case
        publish(node)
    job = _Pulling(node, peer, progress)
    client = opened(reach_of(node, peer))
    try:
        job.run(client, again)
    except Unreachable as fault:
        job.failed(fault)
        raise Unreachable(f"{name}: {fault}") from None
    finally:
        client.close()
    return job.told


def due(node: Node, peer: KnownPeer) -> bool:
    """Whether a peer is to be asked now: it has an address, and did not fail just before."""
    with snapshot(node.store) as connection:
        state = pull_rows.read(connection, peer.name)
    later = state.retry_at is not None and state.retry_at > node.store.clock.now()
    return bool(peer.active and peer.url) and not later


class _Pulling:
    """One turn with one peer."""

    def __init__(self, node: Node, peer: KnownPeer, progress: Progress) -> None:
        self._node, self._peer, self._progress = node, peer, progress
        self._store, self._box = node.store, Box(BoxKind.PULLED, peer.name)
        self.told = Pulled(peer.name)

    def run(self, client: Peer, again: bool) -> None:
        state = self._begun(again)
        shown = client.collections()
        collection = chosen(self._peer, shown, state.collection)
        for page in client.pages(collection, Place(state.added_after, state.cursor)):
            self._keep(page)
            self.told.pages += 1
            self._progress(f"pulling from {self._peer.name}", 1.0 if page.whole else 0.5)
            if self.told.pages % PAGES == 0:
                self._take_in()
        self._take_in()
        if self._peer.key and self._compares(state, again):
            self._compare(client, collection)
        self.told.posted = push_messages(self._node, self._peer, client, shown)
        now = self._store.clock.now()
        with self._store.transaction() as connection:
            pull_rows.change(connection, self._peer.name, at=now, failures=0, retry_at=None, error="")
            if self.told.came or self.told.compared or self.told.posted:
                counts = {"came": self.told.came, "erased": self.told.compared, "posted": self.told.posted}
                detail = {"peer": self._peer.name, **counts, "about": self._peer.member}
                self._store.log(connection, machine(self._node), Purpose.PLANNING, "pull", detail)

    def failed(self, fault: Unreachable) -> None:
        """Note that it did not answer, and when it is asked again."""
        with self._store.transaction() as connection:
            state = pull_rows.read(connection, self._peer.name)
            dice = random.Random(f"{self._peer.name} {state.failures}")
            doubled = 2 ** min(state.failures, MOST_DOUBLED)
            wait = self._store.settings.peer_poll_seconds * doubled * (0.5 + dice.random() / 2)
            asked = fault.seconds if isinstance(fault, AskedToWait) else 0.0
            later = self._store.clock.now() + timedelta(seconds=max(wait, min(asked, 86_400.0)))
            failed = replace(state, failures=state.failures + 1, retry_at=later, error=str(fault))
            pull_rows.write(connection, failed)
            detail = {"peer": self._peer.name, "outcome": type(fault).__name__, "about": self._peer.member}
            self._store.log(connection, machine(self._node), Purpose.PLANNING, "pull", detail)

    # -- private --------------------------------------------------------------------------------

    def _begun(self, again: bool) -> PullState:
        with self._store.transaction() as connection:
            state = pull_rows.read(connection, self._peer.name)
            if again:
                in_boxes.forget_refused(connection, self._peer.name)
                state = replace(state, cursor="", added_after="")
                pull_rows.write(connection, state)
        return state

    def _keep(self, page: Page) -> None:
        """Keep a page and where the next begins; of a large one the last piece alone moves on."""
        found = [looked_at(body) for body in page.bodies]
        self.told.unreadable += found.count(None)
        signs = bool(self._peer.key) and not self._peer.plain_list  # what lies beside its words says nothing to us
        rows = [row for row, ours in filter(None, found) if ours or not signs]
        cut = list(range(0, len(rows), AT_ONCE)) or [0]
        for start in cut:
            with self._store.transaction() as connection:
                placed = wire_rows.put(connection, self._box, rows[start : start + AT_ONCE], self._store.clock.now())
                self.told.came += sum(one.put is Put.ADDED for one in placed)
                if start == cut[-1]:
                    at = {"cursor": page.at.next, "added_after": page.at.added_after}
                    pull_rows.change(connection, self._peer.name, **at)

    def _take_in(self) -> None:
        self.told.taken.add(take_in(self._node, self._peer.name, self._progress))

    def _compares(self, state: PullState, again: bool) -> bool:
        """Whether all that is held is to be compared: now and then, and after a restored backup."""
        now = self._store.clock.now()
        if not again and not state.added_after and state.compared is None:  # a first pull: nothing was held before
            with self._store.transaction() as connection:
                pull_rows.change(connection, self._peer.name, compared=now)
            return False
        every = timedelta(hours=self._store.settings.peer_compare_hours)
        return again or state.compared is None or now - state.compared >= every

    def _compare(self, client: Peer, collection: str) -> None:
        """Erase what the peer no longer has for us, by whatever way its withdrawal was lost."""
        self._progress(f"comparing with {self._peer.name}", 0.9)
        with snapshot(
            self._store
        ) as connection:  # before its manifest: what comes meanwhile by another way stands in none
            held = received_rows.held_of(connection, self._peer.name)
            carried = received_rows.carried_of(connection, self._peer.name)
        there = {line.stix_id for page in client.manifest(collection) for line in page}
        gone = [erased(one, "", one.version) for one in held if one.stix_id not in there]
        gone += no_longer(carried, there)
        with self._store.alone("compare"):
            self._store.erase_copies(gone)
        self.told.compared = len({one.record for one in gone})
        with self._store.transaction() as connection:
            pull_rows.change(connection, self._peer.name, compared=self._store.clock.now())
        self._store.forget_erased()


def chosen(peer: KnownPeer, shown: Sequence[Collection], named: str) -> str:
    """The collection to read: the one that was named, a node's own, or the only one. Raises Unreachable."""
    readable = [one for one in shown if one.can_read]
    if named:
        found = [one for one in readable if named in (one.id, one.alias, one.title)]
    elif peer.key:
        found = [one for one in readable if one.alias == RELEASED]
    else:
        found = readable
    if len(found) != 1:
        told = "has no such collection for us" if not found else "has several collections: say which with --collection"
        raise Unreachable(f"it {told}")
    return found[0].id


def read_row(body: bytes) -> NewWire | None:
    """What is kept of an object before anybody looks into it; None for what is none of STIX."""
    found = looked_at(body)
    return found[0] if found else None


def looked_at(body: bytes) -> tuple[NewWire, bool] | None:
    """What is kept of an object before anybody looks into it, and whether it means to be one of ours; None for what is none of
    STIX."""
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(found, dict):
        return None
    identity, kind = found.get("id"), found.get("type")
    if not isinstance(identity, str) or type_of(identity) != kind:
        return None
    spec = found.get("spec_version", "2.1")
    version = _moment(found.get("modified")) or _moment(found.get("created"))
    row = NewWire(identity, str(kind), version, body, spec if isinstance(spec, str) and len(spec) < 10 else "2.1")
    return row, is_ours(found)


def _moment(text: Any) -> str:
    """With six decimals; "" for what is none."""
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
        return wire_rows.text_of(moment) if 1970 <= moment.year < 9_999 else ""
    except (ValueError, TypeError, OverflowError):
        return ""
