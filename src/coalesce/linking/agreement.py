"""The pure reference of every comparison: what an engine must find, pair by pair.

Invariant: the level of each comparison depends on two records' columns and the
model alone, and not on which of the two is called left. Sums are whole numbers (eighths of a
bit), so that Python and every engine agree exactly.

A name form against another: tokens whose consonant skeletons agree count with the skeleton's
information, and with the rest of the token's own where the spelling agrees too; left-over tokens that
one letter sets apart (in Han, Hangul and kana one that is missing: see ``nearly``) count less; left-over
tokens that contradict each other on both sides cost; tokens that only the longer form has cost a little. Of all pairs
of forms the best counts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Container, Hashable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from coalesce.linking.columns import Columns
from coalesce.linking.comparisons import NOTHING, NOTHING_REASON, REASONS, Comparison, name_reason
from coalesce.linking.marks import (
    Marks,
    birth_marks,
    document_marks,
    level,
    nationality_marks,
    place_marks,
    residence_marks,
    sex_marks,
)
from coalesce.linking.model import MOST_EIGHTHS, Model, NameRules
from coalesce.linking.near import ENOUGH, Token, has_near, letter_lost, near, slipped, two_names
from coalesce.names.own_letters import own_letters
from coalesce.names.scripts import letter_script
from coalesce.records import MatchWeight, WeightPart

MOST_COUNT = 15
MOST_PENALISED = 3

HANGUL, HAN = 1 << 56, 1 << 57
"""A bit of the bones of Hangul words and one of those of Han words, above those of a hash."""


@dataclass(frozen=True, slots=True)
class CodedForm:
    """A name form in numbers, each ``hash << 8 | eighths`` (a bone of Hangul or Han letters with that bit); all but ``bones``, a set, run parallel to ``words``.

    ``skeletons`` are the bones word by word; ``nears`` is what a token tells when it is nearly another; 0 for one too short for that.
    ``known`` are the spellings of its words that the model has a share of.
    """

    tokens: tuple[int, ...]
    bones: tuple[int, ...]
    skeletons: tuple[int, ...]
    nears: tuple[int, ...]
    words: tuple[Token, ...]
    known: frozenset[str]


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


class Coder:
    """Puts records' columns into the model's numbers; what recurs (tokens, dates, nations) is worked out once."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._tokens: dict[Token, tuple[int, int, int]] = {}
        self._marks: dict[tuple[Comparison, Hashable], Marks] = {}

    def code(self, columns: Columns) -> Coded:
        """A record in numbers."""
        sources = map(columns.source_of, range(len(columns.forms)))
        return Coded(tuple(map(self._form, columns.forms, columns.skeletons, sources)), self._all_marks(columns))

    def token(self, word: Token) -> tuple[int, int, int]:
        """What a token, its bone and its near tell, each as a mark."""
        return self._tokens.get(word) or self._token(word)

    def _form(self, form: tuple[str, ...], skeletons: tuple[str, ...], sources: tuple[str, ...]) -> CodedForm:
        words = tuple(map(Token, form, skeletons, sources))
        tokens, bones, nears = zip(*map(self.token, words), strict=True)
        known = frozenset(form) & self._model.tokens.known.keys()
        return CodedForm(tokens, tuple(sorted(set(bones))), bones, nears, words, known)

    def _token(self, word: Token) -> tuple[int, int, int]:
        token, bone, source = word
        told = self._model.skeletons.eighths(bone)
        surplus = min(max(self._model.tokens.eighths(token) - told, 0), MOST_EIGHTHS)
        own, rules = script_bit(own_letters(source)), self._model.name_rules
        least = max(told - (rules.near_loss_han if own == HAN else rules.near_loss), 0)
        near = _hash(f"~{token}~{source}") | least if has_near(word) else 0
        self._tokens[word] = _hash(token) | surplus, own | _hash("=" + bone) | told, near
        return self._tokens[word]

    def _all_marks(self, columns: Columns) -> dict[Comparison, Marks]:
        shares = self._model.nationalities
        return {
            Comparison.BIRTH_DATE: birth_marks(columns.births),
            Comparison.DOCUMENT: document_marks(columns.documents),
            Comparison.NATIONALITY: self._once(
                Comparison.NATIONALITY, columns.nationalities, lambda: nationality_marks(columns.nationalities, shares)
            ),
            Comparison.SEX: self._once(Comparison.SEX, columns.sex, lambda: sex_marks(columns.sex)),
            Comparison.BIRTH_PLACE: place_marks(columns.places, columns.countries, self._model.places),
            Comparison.RESIDENCE: residence_marks(
                columns.residences, columns.residence_countries, self._model.residences
            ),
        }

    def _once(self, comparison: Comparison, value: Hashable, make: Callable[[], Marks]) -> Marks:
        found = self._marks.get((comparison, value))
        if found is None:
            found = self._marks[comparison, value] = make()
        return found


def code(columns: Columns, model: Model) -> Coded:
    """One record's columns in the model's numbers."""
    return Coder(model).code(columns)


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=6).digest(), "big") << 8


def match_names(left: tuple[CodedForm, ...], right: tuple[CodedForm, ...], rules: NameRules) -> NameMatch | None:
    """The best match of two records' name forms; None where one has none."""
    return max((_match(one, other, rules) for one in left for other in right), default=None)


def matched_forms(left: tuple[CodedForm, ...], right: tuple[CodedForm, ...], rules: NameRules) -> list[tuple[int, int]]:
    """The places of the two forms that the best match is of; of several pairs where they match equally well."""
    found = {
        (place, beside): _match(one, other, rules)
        for place, one in enumerate(left)
        for beside, other in enumerate(right)
    }
    best = max(found.values(), default=None)
    return [places for places, match in found.items() if match == best]


def _match(left: CodedForm, right: CodedForm, rules: NameRules) -> NameMatch:
    shared = set(left.bones) & set(right.bones)
    same = set(left.tokens) & set(right.tokens)
    over = len(left.bones) - len(shared), len(right.bones) - len(shared)
    close = (_close(left, right, shared), _close(right, left, shared)) if min(over) else (set[int](), set[int]())
    near = min(len(close[0]), len(close[1]), *over)
    value = _told(shared) + _told(same) + (min(map(_told, close)) if near else 0)
    value -= rules.contradiction * min(min(over) - near, MOST_PENALISED)
    value -= _extra(min(max(left.bones), max(right.bones)), rules) * min(abs(over[0] - over[1]), MOST_PENALISED)
    exact = min(len(same), MOST_COUNT)
    by_skeleton = max(min(len(shared), MOST_COUNT) - exact, 0)
    return NameMatch(value, exact, by_skeleton, near, len(left.words), len(right.words))


def script_bit(letters: str) -> int:
    """The bit of a word of these own letters: that of Han where one letter is."""
    if not letters:
        return 0
    return HAN if any(letter_script(letter) == "Hani" for letter in letters) else HANGUL


def _extra(least: int, rules: NameRules) -> int:
    """What a word costs that only one form has, by the lesser of the forms' greatest bones."""
    return rules.extra_han if least >= HAN else rules.extra_hangul if least >= HANGUL else rules.extra


def _told(marks: Iterable[int]) -> int:
    return sum(mark & MOST_EIGHTHS for mark in marks)


def _close(form: CodedForm, other: CodedForm, shared: set[int]) -> set[int]:
    """The tokens of a form that are nearly one of the other's, with another skeleton."""
    theirs, known, agreed = [their for _, their in _alone(other, shared)], form.known | other.known, len(shared)
    return {mark for mark, word in _alone(form, shared) if any(nearly(word, their, agreed, known) for their in theirs)}


def nearly(one: Token, other: Token, shared: int, known: Container[str]) -> bool:
    """Whether two tokens, both long enough, are nearly one in forms that share so many skeletons; ``known`` are the names of the model."""
    if slipped(one, other, known) or (shared >= ENOUGH and letter_lost(one, other)):
        return True
    return near(one, other) and not two_names(one, other, known)


def _alone(form: CodedForm, shared: set[int]) -> list[tuple[int, Token]]:
    """The tokens that can be near others. A Han or Hangul word that both forms have agrees, and is nearly no other."""
    parallel = zip(form.nears, form.skeletons, form.words, strict=True)
    return [(mark, token) for mark, bone, token in parallel if mark and (bone < HANGUL or bone not in shared)]


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
    name = name_part(found[Comparison.NAME], match, model)
    return MatchWeight(model.prior, (name, *(mark_part(each, found[each], model) for each in REASONS)))


def name_part(at: int, match: NameMatch | None, model: Model) -> WeightPart:
    """The name's part of a weight."""
    if at == NOTHING or match is None:
        return WeightPart(str(Comparison.NAME), 0.0, NOTHING_REASON)
    reason = name_reason(match.exact, match.by_skeleton, match.near, (match.left_tokens, match.right_tokens))
    return WeightPart(str(Comparison.NAME), model.weight(Comparison.NAME, at), reason)


def mark_part(comparison: Comparison, at: int, model: Model) -> WeightPart:
    """The part of any other comparison."""
    reason = NOTHING_REASON if at == NOTHING else REASONS[comparison][at]
    return WeightPart(str(comparison), model.weight(comparison, at), reason)


def weigh(left: Columns, right: Columns, model: Model) -> MatchWeight:
    """The weight of one pair, whether or not it would be a candidate."""
    one, other = code(left, model), code(right, model)
    return explain(levels(one, other, model), match_names(one.forms, other.forms, model.name_rules), model)
