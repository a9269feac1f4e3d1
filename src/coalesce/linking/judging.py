"""What a member holds of a pair, out of all the words said about it.

Invariant: only current words count (a word ends when a compared field changes); of one person the latest
counts; where members contradict each other the own member's word counts, and without one the pair is undecided.

Where a node asks for two reviewers, "same" and "different" are settled once two persons of the member say so, each
before hearing the other. Who contradicts calls a third: from then on a verdict is settled when at least two persons hold
it, more than hold the other, and a third has spoken. Nobody is one's own second reviewer. Until then the pair is undecided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from coalesce.records import Judgement, Verdict

Pair = tuple[str, str]


class Stage(StrEnum):
    """How far the words of one member on a pair have come."""

    OPEN = "open"
    """Nobody has decided."""
    SECOND = "second"
    """One person has, and a second must."""
    THIRD = "third"
    """Two persons contradict each other, and a third must decide."""
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Held:
    """What one member holds of a pair: ``UNSURE`` until it is settled. ``speakers`` have said same or different of it."""

    verdict: Verdict
    stage: Stage
    speakers: frozenset[str]


def resolve(judgements: Iterable[Judgement], member: str, second: bool = False) -> dict[Pair, Verdict]:
    """The verdict on each pair judged, for one member. ``UNSURE`` is undecided, and so is a conflict of others.

    ``second``: whether a second reviewer must agree. Words without a reviewer's name are another member's and settled there.
    """
    said: dict[Pair, dict[str, list[Judgement]]] = defaultdict(lambda: defaultdict(list))
    for word in judgements:
        if word.current:
            said[word.left, word.right][word.member].append(word)
    return {
        pair: _settle({of: held(words, second).verdict for of, words in by.items()}, member)
        for pair, by in sorted(said.items())
    }


def stages(judgements: Iterable[Judgement], member: str, second: bool = False) -> dict[Pair, Held]:
    """What the member's own words have come to, of each pair that has a current one."""
    said: dict[Pair, list[Judgement]] = defaultdict(list)
    for word in judgements:
        if word.current and word.member == member:
            said[word.left, word.right].append(word)
    return {pair: held(words, second) for pair, words in said.items()}


def held(words: Sequence[Judgement], second: bool) -> Held:
    """What the current words of one member on one pair come to."""
    ordered = sorted(words, key=lambda word: (word.at, word.id))
    speakers = frozenset(word.reviewer for word in ordered if word.verdict is not Verdict.UNSURE)
    last = ordered[-1]
    if not second or not last.reviewer:
        decided = last.verdict is not Verdict.UNSURE
        return Held(last.verdict, Stage.SETTLED if decided else Stage.OPEN, speakers)
    return _by_two(ordered, speakers)


def heard(judgements: Iterable[Judgement], reader: str, member: str, second: bool = False) -> list[Judgement]:
    """The words that a reader may hear: a colleague's not before the member's words on the pair have met.

    On a pair that has current words of which none was answered by a second person, one hears one's own alone.
    """
    known = list(judgements)
    if not second:
        return known
    blind = {
        pair for pair, one in stages(known, member, second).items() if one.stage in (Stage.OPEN, Stage.SECOND)
    }  # fmt: skip
    return [
        word
        for word in known
        if word.member != member or word.reviewer == reader or (word.left, word.right) not in blind
    ]


def contested(judgements: Iterable[Judgement], member: str, second: bool = False) -> dict[Pair, dict[str, Verdict]]:
    """Pairs of which another member holds the contrary of what this one does: what each such member holds."""
    words = [word for word in judgements if word.current]
    by_member = {
        of: {pair: one.verdict for pair, one in stages(words, of, second).items() if one.verdict is not Verdict.UNSURE}
        for of in {word.member for word in words}
    }
    own = by_member.pop(member, {})
    found: dict[Pair, dict[str, Verdict]] = defaultdict(dict)
    for of in sorted(by_member):
        for pair, verdict in sorted(by_member[of].items()):
            if pair in own and own[pair] is not verdict:
                found[pair][of] = verdict
    return dict(sorted(found.items()))


def _by_two(ordered: Sequence[Judgement], speakers: frozenset[str]) -> Held:
    """By the latest word of each person; once two have contradicted each other, a third must have spoken too."""
    latest: dict[str, Verdict] = {}
    contradicted = False
    for word in ordered:
        latest[word.reviewer] = word.verdict
        contradicted = contradicted or {Verdict.SAME, Verdict.DIFFERENT} <= set(latest.values())
    counts = {verdict: list(latest.values()).count(verdict) for verdict in (Verdict.SAME, Verdict.DIFFERENT)}
    leading = max(counts, key=lambda verdict: counts[verdict])
    agreed = counts[leading] >= 2 and len(set(counts.values())) > 1
    if agreed and (not contradicted or len(speakers) > 2):
        return Held(leading, Stage.SETTLED, speakers)
    if contradicted and any(counts.values()):
        return Held(Verdict.UNSURE, Stage.THIRD, speakers)
    return Held(Verdict.UNSURE, Stage.SECOND if any(counts.values()) else Stage.OPEN, speakers)


def _settle(said: dict[str, Verdict], member: str) -> Verdict:
    """What counts for a member of what each member holds."""
    decided = set(said.values()) - {Verdict.UNSURE}
    if member in said and (len(decided) != 1 or said[member] is not Verdict.UNSURE):
        return said[member]
    return decided.pop() if len(decided) == 1 else Verdict.UNSURE
