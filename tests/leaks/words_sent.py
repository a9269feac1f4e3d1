"""What members say to each other beside records: questions, answers, proposals, redress, words on pairs, entries of plans.

Each word of a letter is a canary too. It promises to find one at a third member, or kept for longer than the record that it is about; and
that a question about a hidden record is answered as one about nothing.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import orjson
from hypothesis import strategies as st
from hypothesis.stateful import rule

from coalesce.errors import NotFound, NotPermitted, Refusal
from coalesce.handling import Grant, Purpose
from coalesce.records import Asks, EnquiryKind, EnquiryOutcome, GrantSent, Outcome, RequestSent, Verdict
from coalesce.services import asking, proposing, redressing, told_judgements
from coalesce.services.asking import Question
from coalesce.services.comparing_offers import PERSON
from coalesce.services.node import Node
from coalesce.services.peering import own_signer, wire_secret
from coalesce.services.proposing import Decided, Proposed
from coalesce.services.redressing import AnswerOrder, RequestOrder
from coalesce.services.replying import Answered, reply
from coalesce.services.reviewing import Word, judge
from coalesce.services.taking_in import take_in
from coalesce.stix import encode, stix_id
from tests.builders import INVESTIGATION, ids, owner
from tests.exchange_nodes import hand
from tests.leaks.looking import Leak
from tests.leaks.oracle import Letter, Pledge
from tests.leaks.standing import PLANNING, TAIL, TWIN
from tests.leaks.switchboard import MEMBERS, PAIRS, PASSED, STRANGER
from tests.leaks.watched import Watched

TALK = st.sampled_from((*PAIRS, *PASSED))
HEARERS = st.frozensets(st.sampled_from((*MEMBERS, STRANGER)), max_size=3)
a_member, a_place = st.sampled_from(MEMBERS), st.integers(0, 5)
ASKED = ("question", "proposal", "redress")
ANSWERS = "coalesce-answer"
MOST = 2
"""So often is asked for what is hidden in one history: it is the same each time."""


class WordsSent(Watched):
    """The acts of members that are not about lists."""

    asked = 0

    # -- plans ---------------------------------------------------------------------------------

    @rule(member=a_member, to=HEARERS, onward=st.booleans(), days=st.integers(0, 40))
    def pledges(self, member: str, to: frozenset[str], onward: bool, days: int) -> None:
        until = self.clock.today() + timedelta(days=days) if days < 20 else TAIL
        words = (self.oracle.word(member, "Zqp"), self.oracle.word(member, "Zqr"))
        self.put(Pledge(member, self.oracle.word(member, "Zqs"), words, _planned(to), until, onward))

    @rule(member=a_member, place=a_place, to=HEARERS)
    def handles_a_pledge_anew(self, member: str, place: int, to: frozenset[str]) -> None:
        if (kept := self.pledge(member, place)) is not None:
            self.put(replace(kept, grants=_planned(to)))

    @rule(member=a_member, place=a_place)
    def says_a_pledge_otherwise(self, member: str, place: int) -> None:
        if (kept := self.pledge(member, place)) is not None:
            self.put(replace(kept, words=(self.oracle.word(member, "Zqp"), kept.words[1])))

    @rule(member=a_member, place=a_place)
    def takes_a_pledge_back(self, member: str, place: int) -> None:
        if (kept := self.pledge(member, place)) is not None:
            del self.oracle.plans[member][kept.reference]
            self.publish_plan(member)

    def pledge(self, member: str, place: int) -> Pledge | None:
        """One of the member's own entries, if there is any."""
        kept = list(self.oracle.plans[member].values())
        return kept[place % len(kept)] if kept else None

    # -- letters -------------------------------------------------------------------------------

    @rule(pair=TALK, place=a_place, what=st.sampled_from(ASKED))
    def asks(self, pair: tuple[str, str], place: int, what: str) -> None:
        """The second asks the first about one of its records, or proposes something of it."""
        of, member = pair
        node, known = self.nodes[member], self.theirs(pair)
        if not known:
            return
        reference, record = known[place % len(known)]
        word = self.oracle.word(member, "Zqw")
        self.oracle.letters.append(Letter(word, member, of, reference, of))
        try:
            self._put(node, record, word, what)
        except (Refusal, NotFound, NotPermitted) as error:
            self.check("a refusal", str(error).encode(), set())

    @rule(member=a_member, answers=st.booleans())
    def answers(self, member: str, answers: bool) -> None:
        """Whoever asked is answered, with words or without."""
        node = self.nodes[member]
        with node.store.read(owner(node.store), INVESTIGATION) as view:
            came = [one.of for one in asking.enquiries(node, view) if one.ours and one.of.reply is None]
        with node.store.read(owner(node.store), Purpose.REDRESS) as view:
            asked = [one.of for one in redressing.requests(node, view) if one.of.asked == member and not one.of.answer]
        by = {record: reference for reference, record in ids(node.store).items()}
        for one in came:
            word = self._answer(member, one.member, by.get(one.about, ""))
            if one.kind is EnquiryKind.PROPOSAL:
                proposing.end(node, owner(node.store), one.id, Decided(EnquiryOutcome.DECLINED))
            elif answers:
                reply(node, owner(node.store), one.id, Answered(EnquiryOutcome.ANSWERED, word))
            else:
                reply(node, owner(node.store), one.id, Answered(EnquiryOutcome.REFUSED))
        for one in asked:
            word = self._answer(member, one.member, by.get(one.record, ""))
            redressing.answer(node, owner(node.store), one.id, AnswerOrder(Outcome.REFUSED, word))

    def asks_and_is_answered(self, pair: tuple[str, str], place: int, what: str, ends: bool) -> None:
        """A chain that chance alone would seldom make: both hold something, one asks, the other answers, the record goes."""
        of, member = pair
        if not self.oracle.lists[member]:
            self.put(self.made(member, frozenset(), False, TAIL))
        self.put(self.made(of, frozenset({Grant(INVESTIGATION, member)}), False, TAIL))
        self.carries(pair)
        self.asks(pair, place, what)
        self.carries((member, of))
        self.answers(of, True)
        self.brings(pair)
        if ends:
            for reference, _ in self.theirs(pair):
                self.put(replace(self.oracle.lists[of][reference], grants=frozenset(), seen_by=frozenset()))
            self.brings(pair)

    @rule(member=a_member, places=st.tuples(a_place, a_place), to=a_member, different=st.booleans())
    def tells(self, member: str, places: tuple[int, int], to: str, different: bool) -> None:
        """A member judges two records and tells another of it."""
        verdict = Verdict.DIFFERENT if different else Verdict.SAME
        known = sorted(ids(self.nodes[member].store).items(), key=lambda one: one[1])
        if member == to or len(known) < 2:
            return
        left, right = (known[place % len(known)] for place in places)
        if left != right and self._told(self.nodes[member], (left[1], right[1]), to, verdict) and member == TWIN[0]:
            there = ids(self.twin.store)
            if {left[0], right[0]} <= there.keys():
                assert self._told(self.twin, (there[left[0]], there[right[0]]), to, verdict) or to != TWIN[1]

    def tells_and_narrows(self, pair: tuple[str, str], narrows: bool) -> None:
        """A chain: two records are released, a word on them is told, and one of them is released no longer."""
        member, to = pair
        for last in (False, True):
            self.put(self.made(member, frozenset({Grant(INVESTIGATION, to)}), False, TAIL), publishes=last)
        self.carries(pair)
        last = len(self.oracle.lists[member])
        names = list(self.oracle.lists[member])[last - 2 :]
        here = sorted(ids(self.nodes[member].store).items(), key=lambda one: one[1])
        places = [place for place, (reference, _) in enumerate(here) if reference in names]
        self.tells(member, (places[0], places[1]), to, narrows)
        self.brings(pair)
        if narrows:
            gone = here[places[1]][0]
            self.put(replace(self.oracle.lists[member][gone], grants=frozenset(), seen_by=frozenset()))
            self.asks_by_hand(pair, 100, False)
            self.brings(pair)

    def pledges_and_takes_back(self, pair: tuple[str, str], narrows: bool) -> None:
        """A chain: an entry of a plan is released, comes over, and is taken back."""
        member, to = pair
        self.pledges(member, frozenset({to}), True, 30)
        self.brings(pair)
        last = len(self.oracle.plans[member]) - 1
        if narrows:
            self.handles_a_pledge_anew(member, last, frozenset())
        else:
            self.takes_a_pledge_back(member, last)
        self.brings(pair)

    @rule(pair=st.sampled_from(PAIRS))
    def asks_for_what_is_hidden(self, pair: tuple[str, str]) -> None:
        """A question about a record that its asker may not have is answered as one about nothing."""
        of, member = pair
        self.asked += 1
        if self.asked > MOST:
            return
        hidden = [one.reference for one in self.oracle.lists[of].values() if not one.given(member, self.clock.today())]
        wires = dict(self.wire_names(of))
        named = [*[wires[one] for one in hidden if one in wires][:1], f"identity--{uuid.uuid4()}"]
        nodes = self.both(of) if pair == TWIN else [self.nodes[of]]
        told = {str(self._asked_by_hand(one, pair, name)) for one in nodes for name in named}
        if len(told) > 1:
            raise Leak(f"{of} answers {member} on what is hidden otherwise than on nothing: {told}")

    # -- private -------------------------------------------------------------------------------

    def carries(self, pair: tuple[str, str]) -> None:
        """Everything on its way from the first to the second."""
        raise NotImplementedError

    def asks_by_hand(self, pair: tuple[str, str], limit: int, spied: bool) -> None:
        """The second asks the first for everything, before anything is laid ready anew."""
        raise NotImplementedError

    def brings(self, pair: tuple[str, str]) -> None:
        """The same, and a look at what the second holds then."""
        raise NotImplementedError

    def wire_names(self, member: str) -> list[tuple[str, str]]:
        """Of a member's records: the reference, and what it is called on the wire."""
        secret, found = wire_secret(self.nodes[member]), ids(self.nodes[member].store)
        return [(reference, stix_id(secret, PERSON, record)) for reference, record in found.items()]

    def theirs(self, pair: tuple[str, str]) -> list[tuple[str, str]]:
        """Reference and id of the first one's records that the second's own readers see for investigation."""
        of, member = pair
        store = self.nodes[member].store
        with store.read(owner(store), INVESTIGATION) as view:
            facts = view.facts()
        return sorted((fact.reference, record) for record, fact in facts.items() if fact.owner == of)

    def _put(self, node: Node, record: str, word: str, what: str) -> None:
        actor = owner(node.store)
        if what == "question":
            self._joined(node, record)
            asking.ask(node, actor, Question(record, word))
        elif what == "proposal":
            proposing.propose(node, actor, Proposed(record, "remarks", word))
        else:
            redressing.ask(node, actor, RequestOrder(record, Asks.CORRECT, word, seen_for=INVESTIGATION))

    def _joined(self, node: Node, record: str) -> None:
        """Let a human of the member say that a record of its own is the same person."""
        member = node.store.settings.member
        with node.store.read(owner(node.store), INVESTIGATION) as view:
            own = sorted(one for one, fact in view.facts().items() if fact.owner == member)
        if own:
            sides = (min(own[0], record), max(own[0], record))
            word = Word(Verdict.SAME, self.oracle.word(member, "Zqw"))
            judge(node, owner(node.store), INVESTIGATION, sides, word)

    def _answer(self, member: str, to: str, reference: str) -> str:
        word = self.oracle.word(member, "Zqw")
        self.oracle.letters.append(Letter(word, member, to, reference, member))
        return word

    def _told(self, node: Node, pair: tuple[str, str], to: str, verdict: Verdict) -> bool:
        """Whether it was told: it is not where one of the records is hidden from who should hear of it."""
        member = node.store.settings.member
        left, right = sorted(pair)
        judge(node, owner(node.store), INVESTIGATION, (left, right), Word(verdict, self.oracle.word(member, "Zqw")))
        try:
            told_judgements.release(node, owner(node.store), (left, right), to, INVESTIGATION)
        except (NotPermitted, Refusal, NotFound) as error:
            self.check("a refusal", str(error).encode(), set())
            return False
        return True

    def _asked_by_hand(self, node: Node, pair: tuple[str, str], about: str) -> tuple[object, ...]:
        """What a member is answered on an id, whichever way it learnt that."""
        of, member = pair
        identity = stix_id(b"", "coalesce-request", str(uuid.uuid4()))
        until, now = self.clock.today() + timedelta(days=9), self.clock.now()
        letter = RequestSent(identity, about, INVESTIGATION, "Where?", until, now, member)
        hand(node, member.lower(), encode(letter, GrantSent(of, until), own_signer(self.nodes[member])))
        take_in(node, member.lower())
        self.spoke.add((member, of))
        with node.store.transaction() as connection:
            query = "SELECT body FROM wire WHERE box = 'out' AND type = ? AND peer = ?"
            rows = connection.exec_driver_sql(query, (ANSWERS, member.lower())).scalars().all()
        (mine,) = [row for row in rows if identity.encode() in row]
        return len(mine), sorted(orjson.loads(mine))


def _planned(to: frozenset[str]) -> frozenset[Grant]:
    return frozenset(Grant(PLANNING, member) for member in to)
