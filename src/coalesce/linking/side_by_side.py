"""Two records' names laid word by word: the pair of names, one of each, that the weight of a link rests on.

Invariant: it shows and decides nothing; the same two records give the same words, and turning the pair round turns
them round. Where several pairs of names weigh the same, those that are most likely one name are shown. Pure.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from itertools import product

from coalesce.linking.agreement import Coder, matched_forms, nearly
from coalesce.linking.columns import names_of_forms, prepare, tokens_of
from coalesce.linking.model import Model
from coalesce.linking.near import Token, has_near
from coalesce.names import tokens
from coalesce.names.comparing import Aligned, NameComparison, compare_many
from coalesce.names.normal import normalise
from coalesce.names.own_letters import own_letters, spelling
from coalesce.records import Entry, Name

MOST_PAIRS = 64
"""Of those that weigh the same. Lists order the better-known names first; some give a person sixty."""

ALIKE = 0.5
"""Likeness from which two words laid beside each other are not called different."""

Words = tuple[Token, ...]
Matched = dict[tuple[Name, Name], tuple[Words, Words]]

OFTEN, SELDOM = 6.0, 10.0
"""Bits: a word borne by more than one in 64 is frequent, by fewer than one in a thousand rare."""


@dataclass(frozen=True, slots=True)
class NamesLaid:
    """The two names that linking matched, and their comparison with its words in the order of the left name."""

    left: Name
    right: Name
    compared: NameComparison


def side_by_side(pairs: Sequence[tuple[Entry, Entry]], model: Model) -> list[NamesLaid | None]:
    """For each pair of records its names laid side by side; None where one has no name that linking reads."""
    coder = Coder(model)
    choices = [_matched(left, right, coder, model) for left, right in pairs]
    # Beside each pair of names the forms that linking matched: what agreed there is told where the words look different.
    found = iter(compare_many((one.full, other.full) for names in choices for one, other in names))
    laid: list[NamesLaid | None] = []
    for names in choices:
        compared = [NamesLaid(*both, next(found)) for both in names]
        best = max(compared, key=lambda each: each.compared.score, default=None)  # the first of equals
        laid.append(
            best and _in_order(best, _counted(*names[best.left, best.right], best.compared.aligned, model.tokens.known))
        )
    return laid


def _matched(left: Entry, right: Entry, coder: Coder, model: Model) -> Matched:
    """The pairs of names that the name's part of the weight may rest on, each with the words that were compared."""
    ours, theirs = names_of_forms(left), names_of_forms(right)
    forms = coder.code(prepare(left)).forms, coder.code(prepare(right)).forms
    found: Matched = {}
    for one, other in matched_forms(*forms, model.name_rules)[:MOST_PAIRS]:
        found.setdefault((ours[one], theirs[other]), (forms[0][one].words, forms[1][other].words))
    return found


def _counted(left: Words, right: Words, aligned: Sequence[Aligned], known: Container[str]) -> tuple[str, ...]:
    """What the weight counts as agreeing although the words, laid side by side, look different."""
    alike = [(_plains(each.left), _plains(each.right)) for each in aligned if each.likeness >= ALIKE]
    same = {one.plain for one in left} & {other.plain for other in right}
    bones = {one.bone for one in left} & {other.bone for other in right}
    return tuple(
        f"the evidence counts {_shown(one)} and {_shown(other)} as agreeing: {way}"
        for one, other in product(left, right)
        if not {one.plain, other.plain} & same and (way := _way(one, other, bones, known))
        if not any(one.plain in mine and other.plain in yours for mine, yours in alike)
    )


def _plains(words: str) -> set[str]:
    """How these words may be spelt as tokens: by sound, and whole in their own letters."""
    letters = own_letters("".join(normalise(words).split()))
    return {*tokens(words), *(token.plain for token in tokens_of(words)), spelling(letters)}


def _shown(token: Token) -> str:
    return own_letters(token.source) or token.plain


def _way(one: Token, other: Token, shared: set[str], known: Container[str]) -> str:
    if one.bone == other.bone:
        return "the same consonants"
    alone = not {one.bone, other.bone} & shared and has_near(one) and has_near(other)
    return "nearly the same word" if alone and nearly(one, other, len(shared), known) else ""


def rareness(bits: float) -> str:
    """How often a word is borne, in a word: ``frequent``, ``less frequent``, ``rare``."""
    if bits < OFTEN:
        return "frequent"
    return "rare" if bits >= SELDOM else "less frequent"


def one_in(bits: float) -> int:
    """One person in how many bears it, to two digits: 12 bits give 4100."""
    return int(float(f"{2**bits:.1e}"))


def _in_order(laid: NamesLaid, counted: tuple[str, ...]) -> NamesLaid:
    """The words in the order in which the left name has them, and what was counted besides among the remarks."""

    def place(each: Aligned) -> int:
        return laid.left.full.find(each.left)

    one = laid.compared
    words = tuple(sorted(one.aligned, key=place))
    return replace(laid, compared=replace(one, aligned=words, remarks=(*one.remarks, *counted)))
