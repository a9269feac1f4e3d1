"""How far a member's reviewers agree, and where words contradict each other.

Invariant: a reviewer reads the agreement of oneself with colleagues, an auditor that of all of the same member; conflicts are made from
what the reader sees and of settled words alone. Nothing is resolved here: a human's next word does that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coalesce.handling import Actor, Purpose, Role
from coalesce.linking.chains import contradictions
from coalesce.linking.judging import Pair, contested, heard
from coalesce.linking.reviewers import Agreement, Share, agreements, by_reason
from coalesce.records import Judgement, Record, Verdict
from coalesce.services.node import Node
from coalesce.services.reasons import USUAL
from coalesce.store.member_words import words_of_member
from coalesce.store.read_view import ReadView


@dataclass(frozen=True, slots=True)
class Agreed:
    """Between every two reviewers that may be told, and by the reason given."""

    between: list[Agreement]
    by_reason: Mapping[str, Share]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A pair with what is held of it and the words that say so; another member's are without name and reason."""

    left: Record
    right: Record
    verdict: Verdict
    words: tuple[Judgement, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """``apart`` was called different, and ``chain`` leads from the one to the other by "same"."""

    apart: Spoken
    chain: tuple[Spoken, ...]


@dataclass(frozen=True, slots=True)
class Against:
    """A pair of which other members hold the contrary of what this one does; this one's word counts here."""

    own: Spoken
    others: Mapping[str, Verdict]


@dataclass(frozen=True, slots=True)
class Conflicts:
    """All that the reader sees."""

    chains: list[Conflict]
    against: list[Against]

    @property
    def records(self) -> list[Record]:
        """Every record among them, each once."""
        spoken = [one for conflict in self.chains for one in (conflict.apart, *conflict.chain)]
        spoken += [one.own for one in self.against]
        return list({record.id: record for one in spoken for record in (one.left, one.right)}.values())


def agreed(node: Node, actor: Actor) -> Agreed:
    """One's own agreement with colleagues; for an auditor that between all. Raises NotPermitted."""
    words = words_of_member(node.store.write(actor, Purpose.INVESTIGATION))
    among = None if Role.AUDITOR in actor.roles else actor.name
    return Agreed(agreements(words, among), by_reason(words, USUAL, among))


def conflicts(node: Node, view: ReadView) -> Conflicts:
    """Every contradiction among the words that the reader's member goes by, and other members' words against its own."""
    queue = node.queues.of(view, node.store.clock.today())
    member = view.actor.member
    with queue.lock:
        chains = contradictions(queue.waiting.verdicts)
        against = contested([word for words in queue.words.values() for word in words], member, queue.second)
        pairs = {pair for one in chains for pair in (one.apart, *one.chain)} | set(against)
        verdicts = {pair: queue.waiting.verdicts.get(pair, Verdict.UNSURE) for pair in pairs}
        said = {pair: heard(queue.words[pair], view.actor.name, member, queue.second) for pair in pairs}
    records = view.records(sorted({side for pair in pairs for side in pair}))

    def spoken(pair: Pair) -> Spoken:
        words = tuple(word for word in said[pair] if word.current and word.verdict is verdicts[pair])
        return Spoken(records[pair[0]], records[pair[1]], verdicts[pair], words)

    return Conflicts(
        [Conflict(spoken(one.apart), tuple(map(spoken, one.chain))) for one in chains],
        [Against(spoken(pair), others) for pair, others in against.items()],
    )
