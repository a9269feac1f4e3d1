"""Nodes, the memory of who may have what of them, and the looks that are taken at them: what the leak machine stands on.

Invariant: a look changes nothing that a later answer depends on; what a member may have is asked of ``oracle`` alone.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar

import httpx
from fastapi import FastAPI
from hypothesis.stateful import RuleBasedStateMachine

from coalesce.dates import FixedClock
from coalesce.handling import Grant, Purpose
from coalesce.records import RecordList
from coalesce.services.node import Node
from coalesce.services.offering import offer
from coalesce.services.peering import own_signer
from coalesce.store.accounts import CredentialKind
from coalesce.taxii import Server
from coalesce.web import build_desk
from tests.builders import NOON, owner, publish, staged
from tests.leaks.looking import Leak, answer_of, bytes_of, files_of, sorted_out, walked, words_in
from tests.leaks.oracle import SHOWN, Kept, Oracle
from tests.leaks.switchboard import MEMBERS, STRANGER, Template
from tests.web.visits import Visitor

TAIL = date(2016, 1, 1)
"""The last day of what is kept for long."""

TWIN = ("NL", "FR")
"""Of the first one's node a twin is kept, which holds only what the second ever might have."""

MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
DOCUMENTS = (
    "/api/records",
    "/api/people",
    "/api/links",
    "/api/lists",
    "/api/flows",
    "/api/notices",
    "/flows.csv?least=0",
)
PAGES = ("/records?q=Kemtari", "/audit.jsonl", "/records/nosuch")


class Watched(RuleBasedStateMachine):
    """Three nodes and a twin. ``template`` is set by the test that runs it."""

    template: ClassVar[Template]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="leaks", dir=MEMORY))
        self.clock = FixedClock(NOON)
        self.oracle = Oracle({member: {} for member in MEMBERS})
        self.nodes: dict[str, Node] = {}
        self.servers: list[Server] = []
        self.lists: dict[str, RecordList] = {}
        self.desks: dict[Path, FastAPI] = {}
        self.held = {(here, there): set[str]() for here in MEMBERS for there in MEMBERS if here != there}
        """The words that the second may hold of the first."""
        self.spoke: set[tuple[str, str]] = set()
        """The first ever sent something to the second."""
        self.cursors: list[str] = []
        self.editions = 0
        self.ever: set[str] = set()
        self.ever_shown: dict[tuple[str, str, Purpose | None], set[str]] = {}
        """The words that were ever released by a member, to a member, for a purpose that shows, or (None) for any."""

    def start(self) -> None:
        """Copy the nodes and open them."""
        for member in MEMBERS:
            self.open(member, self.template.copy(member, self.folder / member, self.clock))
        self.twin = self.template.copy(TWIN[0], self.folder / "twin", self.clock)
        self.twin_server = self._served(self.twin)
        self.template.board.heard.clear()

    def teardown(self) -> None:
        """Close and remove them."""
        for server in self.servers:
            server.close()
        for one in (*self.nodes.values(), *([self.twin] if self.nodes else [])):
            one.store.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def open(self, member: str, node: Node) -> None:
        """Let a node answer for its member from now on."""
        self.nodes[member] = node
        self.desks.pop(node.store.folder, None)
        self.template.board.answering[member] = self._served(node)

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

    def put(self, kept: Kept, publishes: bool = True) -> None:
        """Let a record be as it is from now on."""
        self.oracle.put(kept)
        for other in MEMBERS:
            for purpose in (*SHOWN, None):
                words = kept.known(other, self.clock.today(), purpose)
                self.ever_shown.setdefault((kept.owner, other, purpose), set()).update(words)
        if publishes:
            self.publish(kept.owner)

    def publish(self, member: str) -> None:
        """A new edition of the member's list: the twin's says what its peer has ever been given."""
        self.editions += 1
        today, name = self.clock.today(), f"edition {self.editions}"
        kept = [one for one in self.oracle.lists[member].values() if one.until >= today]
        rows = [staged(one.entry(), one.handling()) for one in kept]
        publish(self.nodes[member].store, self._list_of(member), rows, name)
        if member == TWIN[0]:
            self.ever |= {one.reference for one in kept if one.given(TWIN[1], today)}
            shown = [one for one in kept if one.reference in self.ever]
            rows = [staged(one.entry(TWIN[1]), one.handling(TWIN[1])) for one in shown]
            publish(self.twin.store, self._list_of(member), rows, name)

    def offer(self, member: str) -> None:
        """Lay ready what is released."""
        for node in self.both(member):
            offer(node)
        self.oracle.offered(member)

    # -- what is asked -------------------------------------------------------------------------

    def references(self, node: Node, actor: str, purpose: Purpose, of: str) -> set[str]:
        """The references of one owner's records that an actor sees."""
        with node.store.read(node.store.actor(actor), purpose) as view:
            return {fact.reference for fact in view.facts().values() if fact.owner == of}

    def wire_ids(self, sender: str) -> list[str]:
        """Ids of objects that lie ready for anybody: as if the member had learnt them elsewhere."""
        with self.nodes[sender].store.transaction() as connection:
            rows = connection.exec_driver_sql("SELECT stix_id FROM wire WHERE box = 'out' ORDER BY stix_id LIMIT 4")
            return [row[0] for row in rows]

    def ask_around(self, pair: tuple[str, str], limit: int, spied: Sequence[str]) -> list[httpx.Response]:
        """Answers of the first to the second: of its own collections, of another's, of ids that it should not know."""
        sender, to = pair
        server = self.template.board.answering[sender]
        other = next(one for one in MEMBERS if one not in pair)
        answers = [self.template.asked(server, pair, "/taxii2/api/collections/")]
        theirs = self.template.asked(server, (sender, other), "/taxii2/api/collections/")
        for collection in (*answers[0].json()["collections"], *theirs.json()["collections"]):
            at = f"/taxii2/api/collections/{collection['id']}/"
            asks = [("objects/", f"limit={limit}"), ("manifest/", f"limit={limit}&match[version]=all"), ("", "")]
            asks += [("objects/", f"limit={limit}&next={one}") for one in self.cursors[-3:]]
            found = [self.template.asked(server, pair, f"{at}{path}", query) for path, query in asks]
            self.cursors += [one.json()["next"] for one in found if "next" in one.json()]
            found += [one for identity in spied for one in self._spied(pair, at, identity)]
            if collection in theirs.json()["collections"] and {one.status_code for one in found} != {404}:
                raise Leak(f"a collection of {other} answers {to}")
            answers += found
        return answers

    def _spied(self, pair: tuple[str, str], at: str, identity: str) -> list[httpx.Response]:
        """Answers on an id; where nothing is there for who asks, they are those on an id that nobody has."""
        server, nobodys = self.template.board.answering[pair[0]], f"{identity.partition('--')[0]}--{uuid.uuid4()}"
        answers = []
        for path in ("", "versions/"):
            answer = self.template.asked(server, pair, f"{at}objects/{identity}/{path}")
            if answer.status_code != 200:
                other = self.template.asked(server, pair, f"{at}objects/{nobodys}/{path}")
                if answer_of(answer, identity) != answer_of(other, nobodys):
                    raise Leak(f"{pair[0]} tells {pair[1]} that a hidden object is there")
            answers.append(answer)
        return answers

    def desk(self, node: Node, actor: str, purpose: Purpose, records: Sequence[str]) -> list[httpx.Response]:
        """What the desk shows an actor: documents, pages, an export, the log, records by their ids."""
        folder = node.store.folder
        visitor = Visitor(self.desks.setdefault(folder, self.desks.get(folder) or build_desk(node)))
        visitor.sign_in(node.store.issue(owner(node.store), actor, CredentialKind.LINK))
        paths = [*DOCUMENTS, *PAGES, *(f"/api/records/{one}" for one in records)]
        return [visitor.get(f"{path}{'&' if '?' in path else '?'}purpose={purpose}") for path in paths]

    # -- the looks -----------------------------------------------------------------------------

    def check(self, where: str, raw: bytes, may: set[str]) -> None:
        """No word in bytes that may not be there."""
        if found := words_in(raw) - may:
            whose = sorted({self.oracle.words.get(one, "?") for one in found})
            raise Leak(f"{where} holds {sorted(found)}, of {whose}")

    def check_answers(self, where: str, answers: Sequence[httpx.Response], may: set[str]) -> None:
        """The same of answers, none of which is a fault of the program."""
        self.check(where, bytes_of(answers), may)
        assert not [one for one in answers if one.status_code >= 500]

    def check_received(self, sender: str, to: str) -> None:
        """Everything that was said since the last look, and every file of the member that received."""
        self.spoke.add((sender, to))
        self.held[sender, to] |= self.told(sender, to)
        for one in self.template.board.heard:
            if one.to:
                may = self.own(one.to) | self.told(one.sender, one.to)
                self.check(f"what {one.sender} says to {one.to}", one.whole, may)
        self.template.board.heard.clear()
        self.check_files(to)

    def check_files(self, member: str) -> None:
        """Every file of a member's node, and its log, which holds no word at all."""
        store = self.nodes[member].store
        store.erase_expired()
        store.forget_erased()
        may = self.own(member).union({STRANGER}, *(self.held[one, member] for one in MEMBERS if one != member))
        self.check(f"the files of {member}", files_of(store.folder), may)
        with store.transaction() as connection:
            log = b"\n".join(row[0] for row in connection.exec_driver_sql("SELECT leaf FROM audit"))
        self.check(f"the log of {member}", log, {STRANGER})

    def compare_twins(self, limit: int) -> None:
        """The node and its twin are asked the same as a peer, and must answer alike."""
        real, twin = (
            walked(lambda path, query, asked=server: self.template.asked(asked, TWIN, path, query), limit)
            for server in (self.template.board.answering[TWIN[0]], self.twin_server)
        )
        if real != twin:
            raise Leak(f"{TWIN[1]} is answered otherwise than if nothing else existed:\n{real}\n{twin}")
        published = any(to == TWIN[0] for _, to in self.spoke)  # it pulled, and heads of its log lie ready since
        if not published and len(times := {self._last_date(node) for node in self.both(TWIN[0])}) > 1:
            raise Leak(f"objects of {TWIN[1]} are dated otherwise than if nothing else existed: {times}")

    def compare_desks(self, name: str, purpose: Purpose) -> None:
        """The same of a reader at the desk, as long as nothing of its own came there, which the twin does not get."""
        if (TWIN[1], TWIN[0]) in self.spoke:
            return
        real, twin = (
            list(map(sorted_out, self.desk(node, name, purpose, ())[: len(DOCUMENTS)])) for node in self.both(TWIN[0])
        )
        if real != twin:
            raise Leak(f"the {name} is shown other things than if nothing else existed:\n{real}\n{twin}")

    def told(self, sender: str, to: str) -> set[str]:
        """The words that the second may get from the first just now."""
        return self.oracle.told(to, self.clock.today(), sender, self.ever_shown.get((sender, to, None), set()))

    def own(self, member: str) -> set[str]:
        """The words of a member's own records."""
        return {word for word, of in self.oracle.words.items() if of == member}

    def may_see(self, here: str, there: str, purpose: Purpose) -> set[str]:
        """What a reader of the second may see at the first one's node: its own; what it may have there today; and its own node's
        own readers what was released to it for that purpose when it came."""
        if here != there:
            return self.own(there) | self.oracle.known(there, self.clock.today(), here, purpose)
        others = [one for one in MEMBERS if one != here]
        theirs = [self.held[of, here] & self.ever_shown.get((of, here, purpose), set()) for of in others]
        return self.own(here).union({STRANGER}, *theirs)

    @staticmethod
    def reader(here: str, there: str) -> str:
        """The name of a reader of the second at the first one's node."""
        return "owner" if here == there else f"reader of {there}"

    # -- private -------------------------------------------------------------------------------

    def _served(self, node: Node) -> Server:
        self.servers.append(Server(node, own_signer(node).key.hex))
        return self.servers[-1]

    def _last_date(self, node: Node) -> int:
        """The ``date_added`` that was given last in the peer's out-box; whose it was is the random ids' doing."""
        with node.store.transaction() as connection:
            found = connection.exec_driver_sql("SELECT last_out FROM peer WHERE member = ?", (TWIN[1],))
            return int(found.scalar_one())

    def _list_of(self, member: str) -> RecordList:
        if member not in self.lists:
            store = self.nodes[member].store
            self.lists[member] = store.write(owner(store), Purpose.PLANNING).find_list(f"{member}/list of {member}")
        return self.lists[member]
