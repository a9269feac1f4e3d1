"""The nodes of a history, what is put into them, and the memory of what each may hold.

Invariant: what a member may have is asked of ``oracle`` alone. What is put into the first node of ``TWIN`` is put into its twin as far as
the second ever might have it, and as that one is told it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import ClassVar

from fastapi import FastAPI
from hypothesis.stateful import RuleBasedStateMachine

from coalesce.dates import FixedClock
from coalesce.handling import Grant, Purpose
from coalesce.records import Plan, RecordList
from coalesce.services.node import Node
from coalesce.services.offering import offer
from coalesce.store.plans import Plans
from coalesce.taxii import Server
from tests.builders import NOON, owner, publish, staged
from tests.commitments import plan_nodes
from tests.leaks.oracle import SHOWN, Kept, Oracle, Pledge
from tests.leaks.switchboard import HUB, MEMBERS, PASSED, STRANGER, Lazy, Template, served

TAIL = date(2016, 1, 1)
"""The last day of what is kept for long."""

TWIN = ("NL", "FR")
"""Of the first one's node a twin is kept, which holds only what the second ever might have."""

PLANNING = Purpose.PLANNING
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


class Standing(RuleBasedStateMachine):
    """Four nodes and a twin. ``template`` is set by the test that runs it."""

    template: ClassVar[Template]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="leaks", dir=MEMORY))
        self.clock = FixedClock(NOON)
        self.oracle = Oracle({member: {} for member in MEMBERS}, {member: {} for member in MEMBERS})
        self.nodes: dict[str, Node] = Lazy(self._begun)
        self.servers: list[Server] = []
        self.lists: dict[str, RecordList] = {}
        self.plans: dict[str, Plan] = {}
        self.desks: dict[Path, FastAPI] = {}
        self.held = {(here, there): set[str]() for here in MEMBERS for there in MEMBERS if here != there}
        """The words that the second may hold of the first."""
        self.carried = {pair: set[str]() for pair in PASSED}
        """Those of the first that the hub may hold for the second."""
        self.spoke: set[tuple[str, str]] = set()
        """The first ever sent something to the second."""
        self.cursors: list[str] = []
        self.editions = 0
        self.ever: set[str] = set()
        self.ever_shown: dict[tuple[str, str, Purpose | None], set[str]] = {}
        """The words that were ever released by a member, to a member, for a purpose that shows, or (None) for any."""

    def start(self) -> None:
        """Nobody has heard anything yet; each node is copied and opened when it is first asked for."""
        self.template.board.answering = Lazy(self._answers)
        self.template.board.heard.clear()

    def teardown(self) -> None:
        """Close and remove them."""
        for server in self.servers:
            server.close()
        for one in (*self.nodes.values(), *([self.twin] if TWIN[0] in self.nodes else [])):
            one.store.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def open(self, member: str, node: Node) -> None:
        """Let a node answer for its member from now on."""
        self.nodes[member] = node
        self.desks.pop(node.store.folder, None)
        self.template.board.answering.pop(member, None)

    def both(self, member: str) -> list[Node]:
        """The member's node, and its twin if it has one."""
        return [self.nodes[member], *([self.twin] if member == TWIN[0] else [])]

    # -- what is put into the nodes ------------------------------------------------------------

    def one(self, member: str, place: int) -> Kept | None:
        """One of the member's own records, if there is any."""
        kept = list(self.oracle.lists[member].values())
        return kept[place % len(kept)] if kept else None

    def made(self, member: str, grants: frozenset[Grant], narrower: bool, until: date) -> Kept:
        """A record of fresh words; ``narrower``: its sighting goes to one of its grants alone."""
        seen = frozenset(sorted(grants)[:1]) if narrower else grants
        return Kept(member, self.oracle.word(member, "Zqs"), self.oracle.fresh(member), grants, seen, until)

    def put(self, kept: Kept | Pledge, publishes: bool = True) -> None:
        """Let a record, or an entry of a plan, be as it is from now on."""
        self.oracle.put(kept)
        for other in MEMBERS:
            for purpose in (*SHOWN, PLANNING, None):
                words = kept.known(other, self.clock.today(), purpose)
                self.ever_shown.setdefault((kept.owner, other, purpose), set()).update(words)
        if publishes and isinstance(kept, Kept):
            self.publish(kept.owner)
        elif publishes:
            self.publish_plan(kept.owner)

    def publish(self, member: str) -> None:
        """A new edition of the member's list: the twin's says what its peer has ever been given."""
        self.editions += 1
        today, name = self.clock.today(), f"edition {self.editions}"
        kept = [one for one in self.oracle.lists[member].values() if one.until >= today]
        rows = [staged(one.entry(), one.handling()) for one in kept]
        publish(self.nodes[member].store, self._list_of(member), rows, name)
        if member == TWIN[0]:
            rows = [staged(one.entry(TWIN[1]), one.handling(TWIN[1])) for one in kept if self._is_mirrored(one)]
            publish(self.twin.store, self._list_of(member), rows, name)

    def publish_plan(self, member: str) -> None:
        """A new edition of the member's plan, the same way."""
        today = self.clock.today()
        kept = [one for one in self.oracle.plans[member].values() if one.until >= today]
        rows = [plan_nodes.staged(one.terms(), one.event(), held=one.handling()) for one in kept]
        plan_nodes.publish(self.nodes[member].store, self._plan_of(member), rows)
        if member == TWIN[0]:
            told = [one for one in kept if self._is_mirrored(one)]
            rows = [plan_nodes.staged(one.terms(), one.event(), held=one.handling(TWIN[1])) for one in told]
            plan_nodes.publish(self.twin.store, self._plan_of(member), rows)

    def _is_mirrored(self, one: Kept | Pledge) -> bool:
        """Whether the twin holds it: its peer might have it, now or ever."""
        if one.given(TWIN[1], self.clock.today()):
            self.ever.add(one.reference)
        return one.reference in self.ever

    def offer(self, member: str, to: str = "") -> None:
        """Lay ready what is released, to one other or to all."""
        for node in self.both(member):
            offer(node, [to.lower()] if to else ())
        self.oracle.offered(member, to)

    # -- what may be where ---------------------------------------------------------------------

    def told(self, sender: str, to: str, onward: bool = False) -> set[str]:
        """The words that the second may get from the first just now; with ``onward``, by way of the hub."""
        ever = self.ever_shown.get((sender, to, None), set())
        return self.oracle.told(to, self.clock.today(), sender, ever, onward)

    def own(self, member: str) -> set[str]:
        """The words of a member's own records, plans and letters."""
        return {word for word, of in self.oracle.words.items() if of == member}

    def may_hear(self, sender: str, to: str) -> set[str]:
        """The words that the first may say to the second just now: its own records, letters, and what it passes on."""
        passed = [words for (_, last), words in self.carried.items() if sender == HUB and last == to]
        ends = [(sender, to), *(pair for pair in PASSED if HUB in (sender, to) and {sender, to} & {*pair})]
        letters = [self.oracle.between(*pair) for pair in ends]
        return self.own(to).union(self.told(sender, to), *passed, *letters)

    def may_hold(self, member: str) -> set[str]:
        """The words that may stand in the files of a member's node."""
        held = [self.held[one, member] for one in MEMBERS if one != member]
        if member == HUB:
            held += [*self.carried.values(), *(self.oracle.between(*pair) for pair in PASSED)]
        return self.own(member).union(self.oracle.read_by(member), *held)

    def may_see(self, here: str, there: str, purpose: Purpose) -> set[str]:
        """What a reader of the second may see at the first one's node: its own; what it may have there today; and its own node's
        own readers what was released to it for that purpose when it came, and letters to it. Who is let in reads what the two wrote."""
        if here != there:
            wrote = self.oracle.between(here, there)
            return self.own(there) | self.oracle.known(there, self.clock.today(), here, purpose) | wrote
        others = [one for one in MEMBERS if one != here]
        theirs = [self.held[of, here] & self.ever_shown.get((of, here, purpose), set()) for of in others]
        return self.own(here).union({STRANGER}, self.oracle.read_by(here), *theirs)

    @staticmethod
    def reader(here: str, there: str) -> str:
        """The name of a reader of the second at the first one's node."""
        return "owner" if here == there else f"reader of {there}"

    # -- private -------------------------------------------------------------------------------

    def _begun(self, member: str) -> Node:
        if member == TWIN[0]:
            self.twin = self.template.copy(member, self.folder / "twin", self.clock)
            self.twin_server = served(self.twin)
        return self.template.copy(member, self.folder / member, self.clock)

    def _answers(self, member: str) -> Server:
        self.servers.append(served(self.nodes[member]))
        return self.servers[-1]

    def _list_of(self, member: str) -> RecordList:
        if member not in self.lists:
            store = self.nodes[member].store
            self.lists[member] = store.write(owner(store), PLANNING).find_list(f"{member}/list of {member}")
        return self.lists[member]

    def _plan_of(self, member: str) -> Plan:
        if member not in self.plans:
            store = self.nodes[member].store
            self.plans[member] = Plans(store.write(owner(store), PLANNING)).find(f"{member}/plan of {member}")
        return self.plans[member]
