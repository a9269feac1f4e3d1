"""What a member holds of a pair, out of all the words said about it.

Invariant: only current words count (a word ends when a compared field changes); of one member the latest
counts; where members contradict each other the own member's word counts, and without one the pair is undecided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from coalesce.records import Judgement, Verdict

Pair = tuple[str, str]


def resolve(judgements: Iterable[Judgement], member: str) -> dict[Pair, Verdict]:
    """The verdict on each pair judged, for one member. ``UNSURE`` is undecided, and so is a conflict of others."""
    latest: dict[Pair, dict[str, Judgement]] = defaultdict(dict)
    for judgement in judgements:
        if not judgement.current:
            continue
        words = latest[(judgement.left, judgement.right)]
        before = words.get(judgement.member)
        if before is None or (before.at, before.id) < (judgement.at, judgement.id):
            words[judgement.member] = judgement
    return {pair: _settle(words, member) for pair, words in sorted(latest.items())}


def _settle(words: dict[str, Judgement], member: str) -> Verdict:
    said = {word.verdict for word in words.values()} - {Verdict.UNSURE}
    if member in words and (len(said) != 1 or words[member].verdict is not Verdict.UNSURE):
        return words[member].verdict
    return said.pop() if len(said) == 1 else Verdict.UNSURE
