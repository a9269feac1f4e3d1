"""The pure reference of every comparison: what an engine must find, pair by pair.

Invariant: the level of each comparison depends on two records' columns and the
model alone, and not on which of the two is called left. Sums are whole numbers (eighths of a
bit), so that Python and every engine agree exactly.

A name form against another: tokens whose consonant skeletons agree count with the skeleton's
information, and with the rest of the token's own where the spelling agrees too; tokens that
differ by one letter (two, from eight letters on) count less; tokens that contradict each
other on both sides cost; tokens that only the longer form has cost a little. Of all pairs of forms the
best counts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from rapidfuzz.distance import DamerauLevenshtein

from coalesce.linking.columns import Columns
from coalesce.linking.comparisons import NOTHING, NOTHING_REASON, REASONS, Comparison, name_reason
from coalesce.linking.marks import Marks, all_marks, level
from coalesce.linking.model import MOST_EIGHTHS, Model, NameRules
from coalesce.records import MatchWeight, WeightPart

SHORTEST_NEAR = 4
LONG_TOKEN = 8
MOST_COUNT = 15
MOST_PENALISED = 3


@dataclass(frozen=True, slots=True)
class CodedForm:
    """A name form in numbers, ``hash << 8 | eighths``; ``skeletons`` runs parallel to ``words``."""

    tokens: tuple[int, ...]
    skeletons: tuple[int, ...]
    words: tuple[str, ...]


class NameMatch(NamedTuple):
    """The best pair of forms: evidence in eighths of a bit, and what agrees. Compared in this order."""

    value: int
    exact: int
    by_skeleton: int
    near: int
    left_tokens: int
    right_tokens: int


@dataclass(frozen=True, slots=True)
class Coded:
    """A record in numbers: what the engines load."""

    forms: tuple[CodedForm, ...]
    marks: Mapping[Comparison, Marks]


def code(columns: Columns, model: Model) -> Coded:
    """A record's columns in the model's numbers."""
    forms = tuple(
        _code_form(form, skeletons, model) for form, skeletons in zip(columns.forms, columns.skeletons, strict=True)
    )
    return Coded(forms, all_marks(columns, model))


def _code_form(form: tuple[str, ...], skeletons: tuple[str, ...], model: Model) -> CodedForm:
    tokens, bones = [], []
    for token, bone in zip(form, skeletons, strict=True):
        told = model.skeletons.eighths(bone)
        surplus = min(max(model.tokens.eighths(token) - told, 0), MOST_EIGHTHS)
        tokens.append(_hash(token) | surplus)
        bones.append(_hash("=" + bone) | told)
    return CodedForm(tuple(tokens), tuple(bones), form)


@lru_cache(maxsize=1_000_000)
def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=6).digest(), "big") << 8


def match_names(left: tuple[CodedForm, ...], right: tuple[CodedForm, ...], rules: NameRules) -> NameMatch | None:
    """The best match of two records' name forms; None where one has none."""
    return max((_match(one, other, rules) for one in left for other in right), default=None)


def _match(left: CodedForm, right: CodedForm, rules: NameRules) -> NameMatch:
    bones_left, bones_right = set(left.skeletons), set(right.skeletons)
    shared = bones_left & bones_right
    same_tokens = set(left.tokens) & set(right.tokens)
    told = sum(mark & MOST_EIGHTHS for mark in shared) + sum(mark & MOST_EIGHTHS for mark in same_tokens)
    near = near_told = 0
    if len(bones_left) > len(shared) < len(bones_right):
        one, other = _rest(left, shared), _rest(right, shared)
        close_left, told_left = _close(one, other, rules)
        close_right, told_right = _close(other, one, rules)
        near, near_told = min(close_left, close_right), min(told_left, told_right)
    over = len(bones_left) - len(shared), len(bones_right) - len(shared)
    against = max(min(over) - near, 0)
    more = abs(over[0] - over[1])
    value = told + near_told
    value -= rules.contradiction * min(against, MOST_PENALISED) + rules.extra * min(more, MOST_PENALISED)
    exact = min(len(same_tokens), MOST_COUNT)
    return NameMatch(
        value, exact, max(min(len(shared), MOST_COUNT) - exact, 0), near, len(left.words), len(right.words)
    )


def _rest(form: CodedForm, shared: set[int]) -> list[tuple[int, str]]:
    return [(bone, word) for bone, word in zip(form.skeletons, form.words, strict=True) if bone not in shared]


def _close(words: list[tuple[int, str]], others: list[tuple[int, str]], rules: NameRules) -> tuple[int, int]:
    found = [bone & MOST_EIGHTHS for bone, word in words if any(nearly(word, other) for _, other in others)]
    return len(found), sum(max(told - rules.near_loss, 0) for told in found)


@lru_cache(maxsize=1_000_000)
def nearly(one: str, other: str) -> bool:
    """Whether two tokens differ by one edit (two from eight letters on), a swap of neighbours being one."""
    shorter = min(len(one), len(other))
    if shorter < SHORTEST_NEAR:
        return False
    allowed = 2 if shorter >= LONG_TOKEN else 1
    return DamerauLevenshtein.distance(one, other, score_cutoff=allowed) <= allowed


def name_level(match: NameMatch | None, rules: NameRules) -> int:
    """The level of the name comparison."""
    return NOTHING if match is None else bisect_right(rules.thresholds, match.value)


def levels(left: Coded, right: Coded, model: Model) -> dict[Comparison, int]:
    """The level of every comparison of a pair."""
    found = {Comparison.NAME: name_level(match_names(left.forms, right.forms, model.name_rules), model.name_rules)}
    for comparison in REASONS:
        found[comparison] = level(left.marks[comparison], right.marks[comparison])
    return found


def explain(found: Mapping[Comparison, int], match: NameMatch | None, model: Model) -> MatchWeight:
    """The weight of a pair with its parts, each with its reason."""
    parts = []
    for comparison in Comparison:
        at = found[comparison]
        if at == NOTHING:
            reason = NOTHING_REASON
        elif comparison is Comparison.NAME:
            assert match is not None, "a name level without a match"
            reason = name_reason(match.exact, match.by_skeleton, match.near, (match.left_tokens, match.right_tokens))
        else:
            reason = REASONS[comparison][at]
        parts.append(WeightPart(str(comparison), model.weight(comparison, at), reason))
    return MatchWeight(model.prior, tuple(parts))


def weigh(left: Columns, right: Columns, model: Model) -> MatchWeight:
    """The weight of one pair, whether or not it would be a candidate."""
    one, other = code(left, model), code(right, model)
    return explain(levels(one, other, model), match_names(one.forms, other.forms, model.name_rules), model)
