"""The leak machine: nodes that do whatever nodes do, and after each step a look at every byte that a member received.

It promises to find a word of a record at a member that may not have it, in any answer and in any file of that member's node, and a
difference between what a member is answered and what it would be answered if nothing else existed (non-interference,
DESIGN.md section 4). Who may have what is told by ``oracle``, not by the code that is tested.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from coalesce.handling import Grant, Purpose
from coalesce.records import Verdict
from coalesce.services.linking import LinkOrder, link_records
from coalesce.services.offering import offer_few
from coalesce.services.pulling import pull
from coalesce.services.pushing import push
from coalesce.services.reviewing import Word, judge
from coalesce.services.taking_in import take_in
from coalesce.services.withdrawing import withdraw
from tests.builders import INVESTIGATION, ids, owner
from tests.leaks.looking import Leak
from tests.leaks.oracle import SHOWN
from tests.leaks.standing import PLANNING, TAIL, TWIN
from tests.leaks.switchboard import HUB, MEMBERS, PAIRS, PASSED, STRANGER, again
from tests.leaks.watched import DOCUMENTS
from tests.leaks.words_sent import ASKED, WordsSent

GRANTS = st.frozensets(
    st.builds(Grant, st.sampled_from((*SHOWN, Purpose.STATISTICS)), st.sampled_from((*MEMBERS, STRANGER))), max_size=4
)
BORDER, COUNTED = Purpose.BORDER, Purpose.STATISTICS
PURPOSES = ({BORDER}, {INVESTIGATION}, {COUNTED}, {*SHOWN}, {*SHOWN, COUNTED}, {BORDER, COUNTED})
HOW = ("narrowed", "delisted", "withdrawn", "expired")
OPENINGS = (*ASKED, "word", "plan", "hub", "given", "desk", *[""] * 8)
SELDOM = st.sampled_from((False, False, False, True))
a_member, a_pair, a_place = st.sampled_from(MEMBERS), st.sampled_from(PAIRS), st.integers(0, 5)
a_passed, any_pair = st.sampled_from(PASSED), st.sampled_from((*PAIRS, *PASSED))


class LeakMachine(WordsSent):
    """One history. ``template`` is set by the test that runs it."""

    @initialize(
        given=st.lists(st.tuples(a_member, GRANTS, st.booleans()), min_size=1, max_size=1),
        first=st.sampled_from(OPENINGS), pair=any_pair, place=a_place, said=st.booleans(),
    )  # fmt: skip
    def begin(
        self,
        given: Sequence[tuple[str, frozenset[Grant], bool]],
        first: str,
        pair: tuple[str, str],
        place: int,
        said: bool,
    ) -> None:
        self.start()
        for member, grants, narrower in given:
            self.put(self.made(member, grants, narrower, TAIL), publishes=False)
        for member in sorted({member for member, _, _ in given}):
            self.publish(member)
        self.opens(first, pair, place, said)

    def opens(self, first: str, pair: tuple[str, str], place: int, said: bool) -> None:
        """What a history begins with: each of these as often as another, which chance does not see to."""
        sender, to = pair
        if first in ASKED:
            self.asks_and_is_answered(pair, place, first, said)
        elif first == "word":
            self.tells_and_narrows(pair, said)
        elif first == "plan":
            self.pledges_and_takes_back(pair, said)
        elif first == "hub":
            self.gives_and_takes_back(PASSED[said], PURPOSES[place], said, HOW[place % 4])
        elif first == "given":
            self.gives_and_takes_back(pair, PURPOSES[place], said, HOW[place % 4])
        elif first == "desk":
            self.looks_at_pages(sender, to, BORDER, True)

    # -- what members do with their own --------------------------------------------------------

    @rule(member=a_member, grants=GRANTS, narrower=st.booleans(), days=st.integers(0, 40))
    def adds(self, member: str, grants: frozenset[Grant], narrower: bool, days: int) -> None:
        until = self.clock.today() + timedelta(days=days) if days < 20 else TAIL
        self.put(self.made(member, grants, narrower, until))

    @rule(member=a_member, place=a_place, grants=GRANTS, onward=st.booleans())
    def handles_anew(self, member: str, place: int, grants: frozenset[Grant], onward: bool = True) -> None:
        if kept := self.one(member, place):
            self.put(replace(kept, grants=grants, seen_by=kept.seen_by & grants, onward=onward))

    @rule(member=a_member, place=a_place)
    def says_otherwise(self, member: str, place: int) -> None:
        if kept := self.one(member, place):
            self.put(replace(kept, words=self.oracle.fresh(member)))

    @rule(member=a_member, place=a_place)
    def delists(self, member: str, place: int) -> None:
        if kept := self.one(member, place):
            del self.oracle.lists[member][kept.reference]
            self.publish(member)

    @rule(member=a_member, place=a_place)
    def withdraws(self, member: str, place: int) -> None:
        kept, node = self.one(member, place), self.nodes[member]
        found = ids(node.store)
        if kept is None or kept.reference not in found:
            return
        del self.oracle.lists[member][kept.reference]
        self.oracle.end_letters(member, member, {kept.reference})
        why = self.oracle.word(member, "Zqw")
        withdraw(node, owner(node.store), INVESTIGATION, found[kept.reference], why)
        self.oracle.offered(member)  # who withdraws lays ready what is new, at once
        if member == TWIN[0]:
            if kept.reference in (there := ids(self.twin.store)):
                withdraw(self.twin, owner(self.twin.store), INVESTIGATION, there[kept.reference], "why")
            offer_few(self.twin)  # when that happens is no secret, what is laid ready then is

    @rule(member=a_member)
    def links(self, member: str) -> None:
        for node in self.both(member):
            link_records(node, owner(node.store), LinkOrder())

    @rule(member=a_member, places=st.tuples(a_place, a_place), verdict=st.sampled_from(Verdict))
    def judges(self, member: str, places: tuple[int, int], verdict: Verdict) -> None:
        node = self.nodes[member]
        known = sorted(ids(node.store).values())
        left, right = (known[place % len(known)] for place in places) if known else ("", "")
        if left != right:
            word = Word(verdict, self.oracle.word(member, "Zqw"))
            judge(node, owner(node.store), INVESTIGATION, (min(left, right), max(left, right)), word)

    @rule(days=st.sampled_from((1, 5, 30)))
    def days_pass(self, days: int) -> None:
        self.clock.moment += timedelta(days=days)
        for node in [node for member in self.nodes for node in self.both(member)]:
            node.store.erase_expired()
        for member in MEMBERS:
            gone = self.oracle.expired(member, self.clock.today())
            words = {word for one in gone for word in (*one.words, one.reference)}
            for kept in (self.held, self.carried):
                for pair in kept:
                    kept[pair] -= words if pair[0] == member else set()
            for other in MEMBERS:
                self.oracle.end_letters(member, other, {one.reference for one in gone})
        for member in self.nodes:
            self.check_files(member)

    @rule(member=a_member)
    def starts_again(self, member: str) -> None:
        folder = self.nodes[member].store.folder
        self.nodes[member].store.close()
        self.open(member, again(folder, self.clock, member))

    # -- what members do with each other -------------------------------------------------------

    @rule(member=a_member)
    def offers(self, member: str) -> None:
        self.offer(member)

    @rule(pair=a_pair)
    def pulls(self, pair: tuple[str, str]) -> None:
        self.pull(pair)

    def pull(self, pair: tuple[str, str]) -> None:
        """The second of the pair asks the first."""
        sender, to = pair
        pull(self.nodes[to], sender.lower(), self.template.board.opened)
        self.check_received(sender, to)

    @rule(pair=a_pair)
    def pushes(self, pair: tuple[str, str]) -> None:
        sender, to = pair
        push(self.nodes[sender], to.lower(), self.template.board.opened)
        take_in(self.nodes[to], sender.lower())
        self.check_received(sender, to)

    @rule(pair=any_pair)
    def brings_up_to_date(self, pair: tuple[str, str]) -> None:
        self.brings(pair)

    def brings(self, pair: tuple[str, str]) -> None:
        """What the second may not have any more is gone when this is over, and what it may have is there."""
        sender, to = pair
        self.held[pair] = self.beyond_reach(pair)
        if pair in PASSED:
            self.carried[pair] = set()
        self.carries(pair)
        today = self.clock.today()
        kept = {one for purpose in SHOWN for one in self.oracle.given(to, today, sender, purpose)}
        self.oracle.end_letters(sender, to, {one.reference for one in self.oracle.letters} - kept)
        self.check_files(to)
        for purpose in (*SHOWN, PLANNING):
            self.compare_held(pair, purpose)
        if pair == TWIN:
            self.asks_twice(4)

    def carries(self, pair: tuple[str, str]) -> None:
        """Everything on its way from the first to the second."""
        self.offer(*pair)
        if pair in PASSED:
            self.fetches(pair)
        self.pull((HUB, pair[1]) if pair in PASSED else pair)

    def beyond_reach(self, pair: tuple[str, str]) -> set[str]:
        """What the second holds still, since the hub may not tell it of any change: it may have it, and it may go onward no longer."""
        kept = {one.reference for one in self.oracle.of_owner(pair[0]) if not one.onward}
        kept &= {one.reference for one in self.oracle.of_owner(pair[0]) if one.given(pair[1], self.clock.today())}
        return {word for word in self.held[pair] if self.oracle.said_of.get(word) in kept} if pair in PASSED else set()

    def compare_held(self, pair: tuple[str, str], purpose: Purpose) -> None:
        """The second's own readers see what is released to it, and no more; of what came by the hub that alone which may go onward."""
        sender, to = pair
        plans = purpose is PLANNING
        found = self.reads_plans(to, to, sender) if plans else self.reads_records(to, purpose, to, sender)
        may = self.oracle.given(to, self.clock.today(), sender, purpose)
        must = self.oracle.given(to, self.clock.today(), sender, purpose, onward=True) if pair in PASSED else may
        if not must <= found <= may:
            raise Leak(f"{to} has {found} of {sender} for {purpose}, not {may}, or at least {must}")

    @rule(pair=a_passed)
    def fetches(self, pair: tuple[str, str]) -> None:
        """The hub fetches what the first has for the second."""
        sender, to = pair
        pull(self.nodes[HUB], f"{sender.lower()}-for-{to.lower()}", self.template.board.opened)
        self.carried[pair] |= self.told(sender, to, onward=True)
        self.check_heard()
        self.check_files(HUB)

    def gives_and_takes_back(self, pair: tuple[str, str], purposes: set[Purpose], narrower: bool, how: str) -> None:
        """A chain that chance alone would seldom make: something comes over, is asked for when it is taken back, and is gone."""
        sender, to = pair
        self.adds(sender, frozenset(Grant(purpose, to) for purpose in purposes), narrower, 5)
        self.brings_up_to_date(pair)
        last = len(self.oracle.lists[sender]) - 1
        if how == "narrowed":
            self.handles_anew(sender, last, frozenset())
        elif how == "delisted":
            self.delists(sender, last)
        elif how == "withdrawn":
            self.withdraws(sender, last)
        else:
            self.days_pass(30)
        self.asks_by_hand(pair, 3, True)
        self.brings_up_to_date(pair)

    # -- what members ask ----------------------------------------------------------------------

    @rule(here=a_member, purpose=st.sampled_from(SHOWN), there=a_member)
    def reads(self, here: str, purpose: Purpose, there: str) -> None:
        """A reader of the second, or the first one's own, reads and searches all there is."""
        self.reads_records(here, purpose, there, here)
        self.reads_plans(here, there, here)

    @rule(pair=a_pair, purpose=st.sampled_from(SHOWN))
    def visits(self, pair: tuple[str, str], purpose: Purpose) -> None:
        """A reader of the second is let in at the node of the first, as at a hub."""
        here, there = pair
        found = self.reads_records(here, purpose, there, here)
        if found != (wanted := self.oracle.given(there, self.clock.today(), here, purpose)):
            raise Leak(f"the reader of {there} sees {found} at {here} for {purpose}, not {wanted}")
        if self.reads_plans(here, there, here) != self.oracle.given(there, self.clock.today(), here, PLANNING):
            raise Leak(f"the reader of {there} sees other plans at {here}")

    @rule(here=a_member, there=a_member, purpose=st.sampled_from(SHOWN), asks=SELDOM)
    def looks_at_pages(self, here: str, there: str, purpose: Purpose, asks: bool) -> None:
        """The desk is asked seldom: it costs as much as the rest of a history."""
        if not asks:
            return
        reader = self.reader(here, there)
        hidden = sorted(ids(self.nodes[here].store).values())[:3]
        answers = self.desk(self.nodes[here], reader, purpose, hidden)
        may = self.may_see(here, there, purpose) | self.may_see(here, there, PLANNING)
        self.check_answers(f"the desk of {here} for the {reader}", answers, may)
        assert {one.status_code for one in answers[: len(DOCUMENTS)]} == {200}
        if (here, there) == TWIN:
            self.compare_desks(reader, purpose)

    @rule(pair=any_pair, limit=st.integers(1, 3), spied=st.booleans())
    def asks_by_hand(self, pair: tuple[str, str], limit: int, spied: bool) -> None:
        sender, to = pair
        answers = self.ask_around(pair, limit, self.wire_ids(sender) if spied else [])
        self.check_answers(f"an answer of {sender} to {to}", answers, self.may_hear(sender, to))
        for one in answers:
            self.check_judged(sender, to, one.content)

    @rule(limit=st.integers(1, 4))
    def asks_twice(self, limit: int) -> None:
        self.compare_twins(limit)
