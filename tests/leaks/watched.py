"""What is asked of the nodes, and the looks that are taken at every byte of what came: what the leak machine stands on.

Invariant: a look changes nothing that a later answer depends on; what a member may have is asked of ``oracle`` alone.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import httpx

from coalesce.handling import Purpose
from coalesce.services import asking
from coalesce.services.comparing_offers import PERSON
from coalesce.services.node import Node
from coalesce.services.peering import wire_secret
from coalesce.services.searching import Search, search
from coalesce.stix import stix_id
from coalesce.store.accounts import CredentialKind
from coalesce.store.read_view import PlanQuery
from coalesce.web import build_desk
from tests.builders import ids, owner
from tests.leaks.looking import Leak, answer_of, bytes_of, files_of, judged_in, sorted_out, walked, words_in
from tests.leaks.standing import PLANNING, TWIN, Standing
from tests.leaks.switchboard import HUB, MEMBERS, STRANGER
from tests.web.visits import Visitor

DOCUMENTS = (
    "/api/records",
    "/api/people",
    "/api/links",
    "/api/lists",
    "/api/flows",
    "/api/notices",
    "/flows.csv?least=0",
    "/api/commitments",
    "/api/commitments/deadlines",
)
PAGES = ("/records?q=Kemtari", "/audit.jsonl", "/records/nosuch", "/requests", "/api/redress")


class Watched(Standing):
    """The nodes, asked and looked at."""

    # -- what is asked -------------------------------------------------------------------------

    def reads_records(self, here: str, purpose: Purpose, there: str, of: str) -> set[str]:
        """A reader of the second reads and searches all there is at the first one's node; the references of one owner's that it sees."""
        node, reader = self.nodes[here], self.reader(here, there)
        with node.store.read(node.store.actor(reader), purpose) as view:
            facts = view.facts()
            shown = (facts, view.records(list(facts)), search(view, Search("Kemtari")), view.lists(), view.links())
            said = (asking.enquiries(node, view), view.judgements(list(facts)))
        where = f"the {reader} at {here} for {purpose}"
        self.check(where, repr((shown, said)).encode(), self.may_see(here, there, purpose))
        return {fact.reference for fact in facts.values() if fact.owner == of}

    def reads_plans(self, here: str, there: str, of: str) -> set[str]:
        """The same of plans."""
        node, reader = self.nodes[here], self.reader(here, there)
        with node.store.read(node.store.actor(reader), PLANNING) as view:
            found = view.commitments(PlanQuery())
        self.check(f"the plans of the {reader} at {here}", repr(found).encode(), self.may_see(here, there, PLANNING))
        return {one.terms.reference for one in found if one.owner == of}

    def wire_ids(self, sender: str) -> list[str]:
        """Ids of objects that lie ready for anybody: as if the member had learnt them elsewhere."""
        with self.nodes[sender].store.transaction() as connection:
            rows = connection.exec_driver_sql("SELECT stix_id FROM wire WHERE box = 'out' ORDER BY stix_id LIMIT 4")
            return [row[0] for row in rows]

    def ask_around(self, pair: tuple[str, str], limit: int, spied: Sequence[str]) -> list[httpx.Response]:
        """Answers of the first to the second: of its own collections, of another's, of ids that it should not know."""
        sender, to = pair
        server = self.template.board.answering[sender]
        other = next(one for one in MEMBERS if one not in pair and (sender, one) in self.template.tokens)
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
        """No word in bytes that may not be there. What merely looks like one, as a signature may, was never used."""
        used = self.oracle.words.keys() | {STRANGER}
        if found := (words_in(raw) & used) - may:
            raise Leak(
                f"{where} holds {sorted(found)}, of {sorted({self.oracle.words.get(one, '?') for one in found})}"
            )

    def check_answers(self, where: str, answers: Sequence[httpx.Response], may: set[str]) -> None:
        """The same of answers, none of which is a fault of the program."""
        self.check(where, bytes_of(answers), may)
        assert not [one for one in answers if one.status_code >= 500]

    def check_received(self, sender: str, to: str) -> None:
        """Everything that was said since the last look, and every file of the member that received."""
        self.spoke.add((sender, to))
        self.held[sender, to] |= self.told(sender, to)
        for (first, last), words in self.carried.items():
            if (sender, to) == (HUB, last):
                self.held[first, last] |= words
        self.check_heard()
        self.check_files(to)

    def check_heard(self) -> None:
        """Everything that was said since the last look."""
        for one in self.template.board.heard:
            if one.to:
                self.check(f"what {one.sender} says to {one.to}", one.whole, self.may_hear(one.sender, one.to))
                self.check_judged(one.sender, one.to, one.body)
        self.template.board.heard.clear()

    def check_judged(self, sender: str, to: str, body: bytes) -> None:
        """A word on a pair names no record that its recipient may not have."""
        named = judged_in(body)
        if not named:
            return
        for owner_of, node in self.nodes.items():
            secret, today = wire_secret(node), self.clock.today()
            may = {one.reference for one in self.oracle.lists[owner_of].values() if one.given(to, today)}
            for reference, record in ids(node.store).items():
                if owner_of != to and reference not in may and stix_id(secret, PERSON, record) in named:
                    raise Leak(f"{sender} tells {to} of a judgement on a record of {owner_of} that it may not have")

    def check_files(self, member: str) -> None:
        """Every file of a member's node, and its log, which holds no word at all."""
        store = self.nodes[member].store
        store.erase_expired()
        store.forget_erased()
        self.check(f"the files of {member}", files_of(store.folder), self.may_hold(member) | {STRANGER})
        with store.transaction() as connection:
            log = b"\n".join(row[0] for row in connection.exec_driver_sql("SELECT leaf FROM audit"))
        self.check(f"the log of {member}", log, {STRANGER})

    def compare_twins(self, limit: int) -> None:
        """The node and its twin are asked the same as a peer, and must answer alike."""
        answered = (TWIN[1], TWIN[0]) in self.spoke
        real, twin = (
            walked(lambda path, query, asked=server: self.template.asked(asked, TWIN, path, query), limit, answered)
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

    def _last_date(self, node: Node) -> int:
        """The ``date_added`` that was given last in the peer's out-box; whose it was is the random ids' doing."""
        with node.store.transaction() as connection:
            found = connection.exec_driver_sql("SELECT last_out FROM peer WHERE member = ?", (TWIN[1],))
            return int(found.scalar_one())
