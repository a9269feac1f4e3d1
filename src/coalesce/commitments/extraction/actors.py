"""Who stands in a sentence, and in which part: as its subject, behind a preposition, in a list.

Invariant: an actor's code comes from its own words; a pronoun, or a word like "the country", has none here. A bare
capital ("Madrid approved") stands for its state only where nothing says that it is a place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from coalesce.commitments.extraction.phrases import Hit, Token
from coalesce.commitments.extraction.wording import Wording


class Part(StrEnum):
    """What kind of subject."""

    MEMBER = "member"
    GROUP = "group"
    PRONOUN = "pronoun"
    STANDING = "standing"
    OTHER = "other"
    ADVERSARY = "adversary"


_PARTS = {
    "groups": Part.GROUP,
    "everyone": Part.GROUP,
    "pronouns": Part.PRONOUN,
    "standing_for": Part.STANDING,
    "bystanders": Part.OTHER,
    "adversaries": Part.ADVERSARY,
}
_NAME = 4
"""Words of a name behind a title at most."""
_BACK = 6
"""Words that may stand between a number or quantifier and the group that it counts ("seven of the smaller Gulf states")."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Tokens [first, past). ``behind`` is the preposition that governs it; ``chain`` numbers the list that it is in."""

    part: Part
    code: str | None
    first: int
    past: int
    behind: str | None
    chain: int
    capital: bool = False


def actors(sentence: Sequence[Token], hits: Mapping[str, Sequence[Hit]], wording: Wording) -> list[Actor]:
    """The actors of a sentence in order."""
    shouted = sum(token.text.isupper() and len(token.text) > 3 for token in sentence) * 2 > len(sentence)
    acting = {hit.first for kind in _ACTING for hit in hits.get(kind, ())}
    things = {hit.first for hit in hits.get("kind", ())}  # "members of the armed forces" are no members
    found: list[Actor] = []
    for hit in _hits(sentence, hits, wording):
        part, code = _read(sentence, hit, shouted)
        first = _begin(sentence, hit, part, wording, shouted)
        if first is None or (part is Part.GROUP and hit.first in things):
            continue
        if hit.value.startswith("capital") and not _acts(sentence, hit, acting, wording):
            continue
        named = code in wording.organisations and _tail(sentence, hit.past, acting, wording)
        behind = named or _compound(sentence, hit.past, wording) or _behind(sentence, first, wording)
        actor = Actor(part, code, first, hit.past, behind, len(found), hit.value.startswith("capital"))
        found.append(_in_list(sentence, actor, found[-1] if found else None, wording))
    return sorted(found, key=lambda actor: actor.first)


def _hits(sentence: Sequence[Token], hits: Mapping[str, Sequence[Hit]], wording: Wording) -> list[Hit]:
    """Everything that may be an actor, in order; a name behind a title is one with it."""
    titled = [*_titled(sentence, hits, wording)]
    inside = {at for hit in titled for at in range(hit.first, hit.past)}
    named = {at for hit in hits.get("kind", ()) if hit.past - hit.first > 1 for at in range(hit.first, hit.past)}
    found = [
        hit
        for hit in hits.get("actor", ())
        if not inside & set(range(hit.first, hit.past))
        and not (hit.value == "bystanders" and hit.first in named)  # "a rescue team", "a field hospital"
    ]
    return sorted((*found, *titled, *_all_of_them(sentence, hits, wording)), key=lambda hit: hit.first)


def _titled(sentence: Sequence[Token], hits: Mapping[str, Sequence[Hit]], wording: Wording) -> Iterator[Hit]:
    """ "President Xi Jinping", "King Abdullah": somebody who stands for a state, which the words do not name."""
    named = {hit.first for hit in hits.get("actor", ()) if hit.value.partition(":")[0] in ("member", "capital")}
    past = 0
    for at in range(len(sentence)):
        length = next((size for size in (2, 1) if at + size <= len(sentence) and " ".join(
            token.low for token in sentence[at : at + size]) in wording.words["titles"]), 0)  # fmt: skip
        end = at + length
        while end < len(sentence) and end - at - length < _NAME and _of_a_name(sentence[end]) and end not in named:
            end += 1
        if at >= past and length and end > at + length and sentence[at].text[:1].isupper():
            yield Hit("actor", "standing_for", at, end)
            past = end


def _of_a_name(token: Token) -> bool:
    return token.text[:1].isupper() and token.text.isalpha()


def _begin(sentence: Sequence[Token], hit: Hit, part: Part, wording: Wording, shouted: bool) -> int | None:
    """The first token of an actor; None where the words are not one."""
    if part is Part.MEMBER and not _named(sentence, hit, wording, shouted):
        return None
    if hit.past < len(sentence) and sentence[hit.past].glued and sentence[hit.past].low in wording.words["bare"]:
        return None  # US$5
    if part is Part.ADVERSARY and not _stands_for_them(sentence, hit, wording):
        return None
    return _group_start(sentence, hit, wording) if part is Part.GROUP else hit.first


_ACTING = ("declares", "decides", "gives", "reported", "obliges", "ready", "denials", "hypotheticals")


def _acts(sentence: Sequence[Token], hit: Hit, acting: set[int], wording: Wording) -> bool:
    """Whether a capital stands where a subject does: "Madrid approved", and not "the Oslo conference"."""
    if hit.first and sentence[hit.first - 1].low in wording.words["articles"]:
        return False
    behind = sentence[hit.past].low if hit.past < len(sentence) else ""
    named = ("auxiliaries", "adverbs", "modals", "joins", "after_label")
    return hit.past in acting or behind in (",", "'s") or any(behind in wording.words[name] for name in named)


def _tail(sentence: Sequence[Token], past: int, acting: set[int], wording: Wording) -> str | None:
    """What a body's name is only a part of: "the UN summit", "the UN refugee chief"."""
    for at in (past, past + 1)[: 1 if past in acting else 2]:
        low = sentence[at].low if at < len(sentence) else ""
        if low in wording.words["tails"]:
            return low
        if not low.isalpha() or any(low in wording.words[name] for name in ("auxiliaries", "modals", "joins", "stops")):
            return None
    return None


def _compound(sentence: Sequence[Token], past: int, wording: Wording) -> str | None:
    """What makes a name part of another word: "Cyprus-based", "U.S.-led", "US dollars" say nothing of who does it."""
    if past < len(sentence) and sentence[past].low in wording.words["bare_words"]:
        return sentence[past].low
    joined = past + 1 < len(sentence) and sentence[past].glued and sentence[past + 1].glued
    return "-" if joined and sentence[past].low == "-" else None


def _all_of_them(sentence: Sequence[Token], hits: Mapping[str, Sequence[Hit]], wording: Wording) -> Iterator[Hit]:
    """ "All 28 agreed": a number behind "all", and a verb behind it."""
    acting = {hit.first for kind in ("declares", "decides", "gives") for hit in hits.get(kind, ())}
    for at in range(len(sentence) - 2):
        counted = sentence[at + 1].low.isdecimal() or sentence[at + 1].low in wording.numbers
        if (
            counted
            and sentence[at].low in wording.words["all"]
            and (at + 2 in acting or sentence[at + 2].low in wording.words["auxiliaries"])
        ):
            yield Hit("actor", "everyone", at, at + 2)


def _read(sentence: Sequence[Token], hit: Hit, shouted: bool) -> tuple[Part, str | None]:
    kind, _, code = hit.value.partition(":")
    if kind == "either" and (shouted or not sentence[hit.first].text.isupper()):
        return Part.PRONOUN, None
    return _PARTS.get(kind, Part.MEMBER), code or None


def _named(sentence: Sequence[Token], hit: Hit, wording: Wording, shouted: bool) -> bool:
    """Whether the words are written as a name: Turkey, and not turkey; US, and not us."""
    words = [sentence[at] for at in range(hit.first, hit.past)]
    if len(words) == 1 and words[0].low in wording.upper_only:
        return words[0].text.isupper() and not shouted
    begins = next((word for word in words if word.low not in wording.words["articles"]), words[0])
    return any(word.text[:1] != word.low[:1] for word in (begins, words[-1]))


def _stands_for_them(sentence: Sequence[Token], hit: Hit, wording: Wording) -> bool:
    """Whether the words mean the adversary: IS, and not is; the fighters, and not what flies."""
    word = sentence[hit.first]
    if hit.past - hit.first == 1 and word.low in wording.words["written_large"]:
        return word.text.isupper()
    before = sentence[hit.first - 1].low if hit.first else ""
    behind = sentence[hit.past].low if hit.past < len(sentence) else ""
    flying = before.isdigit() or bool({before, behind} & wording.words["flying"])
    return not (word.low in wording.words["may_fly"] and flying)


def _group_start(sentence: Sequence[Token], hit: Hit, wording: Wording) -> int | None:
    """Where "at least seven Gulf states" begins; None where nothing says which or how many and the word alone does not."""
    if hit.value == "everyone":
        return hit.first
    at = hit.first
    strange = 0
    begins: int | None = None
    while at > 0 and hit.first - at < _BACK:
        word = sentence[at - 1].low
        if word in wording.words["quantifiers"] or word in wording.numbers or word in wording.scales or word.isdigit():
            begins = at - 1
        elif begins is not None and word not in wording.words["adjectives"]:
            break
        elif word not in wording.words["adjectives"]:
            strange += 1
            if strange > 1 or not word.isalpha() or word in wording.words["stops"]:
                break
        at -= 1
    words = " ".join(sentence[place].low for place in range(hit.first, hit.past))
    if words in wording.words["alone"]:
        return hit.first if begins is None else begins
    if (
        begins is not None
        and hit.past - hit.first == 1
        and sentence[begins].low in wording.words["articles"]
        and words not in wording.words["plural_groups"]
    ):
        return None
    return begins


def _behind(sentence: Sequence[Token], first: int, wording: Wording) -> str | None:
    """The preposition in front, over articles, adjectives, numbers and a possessive; None for a subject."""
    at = first - 1 - _bounding(sentence, first, wording)
    while at >= 0 and first - at <= _BACK:
        word = sentence[at].low
        bound = sentence[at + 1].low in wording.words["bounds"]  # "at least", "at most"
        if (word in wording.words["prepositions"] or word in wording.words["governs"]) and not bound:
            return word
        skipped = (
            word in wording.words["articles"] or word in wording.words["adjectives"] or word in wording.words["between"]
        )
        if not (skipped or bound or word.isdigit() or word in wording.numbers or word in wording.words["quantifiers"]):
            return None
        at -= 1
    return None


def _bounding(sentence: Sequence[Token], first: int, wording: Wording) -> int:
    """How many words before a number bound it: "more than 50 countries", "over 20 states"."""
    if not (sentence[first].low.isdecimal() or sentence[first].low in wording.numbers):
        return 0
    for length in (2, 1):
        said = " ".join(token.low for token in sentence[max(0, first - length) : first])
        if first >= length and said in wording.words["about"]:
            return length
    return 0


def _in_list(sentence: Sequence[Token], actor: Actor, before: Actor | None, wording: Wording) -> Actor:
    """A member behind a comma or "and" is in the part of the one before it."""
    parts = (Part.MEMBER, Part.GROUP)
    if before is None or before.part not in parts or actor.part is Part.PRONOUN or actor.behind is not None:
        return actor
    between = {sentence[at].low for at in range(before.past, actor.first)} - wording.words["articles"]
    if not between or len(between) > 2 or not between <= wording.words["joins"] | {","}:
        return actor
    if "," in between and len(between) == 2 and before.chain == actor.chain - 1 and actor.part is Part.GROUP:
        return actor  # "helped Kyiv, and 20 nations pledged": two things have no comma between them
    return replace(actor, behind=before.behind, chain=before.chain)


def subject_of(found: Sequence[Actor], at: int) -> tuple[Actor, ...]:
    """The subject of a verb at token ``at``: the nearest actor before it that no preposition governs, with its list.

    Where that one is a body ("the Government of Iraq"), or there is none, members behind "of" or "by" are meant.
    """
    before = [actor for actor in found if actor.past <= at]
    for place in range(len(before) - 1, -1, -1):
        nearest = before[place]
        if nearest.behind is None:
            body = nearest.part in (Part.STANDING, Part.GROUP, Part.OTHER)
            if _governed(before, place):
                continue
            of = before[place + 1] if body and place + 1 < len(before) else None
            owner = before[place - 1] if body and place else None
            if of and of.behind == "of" and of.part is Part.MEMBER and of.first - nearest.past <= 2:
                nearest = of
            elif (
                owner
                and owner.part is Part.MEMBER
                and nearest.first - owner.past <= (nearest.part is Part.STANDING)
                and nearest.part is not Part.OTHER
            ):
                nearest = owner  # the German government, Britain's parliament, NATO ministers
            return tuple(actor for actor in before if actor.chain == nearest.chain)
    bodies = (Part.MEMBER, Part.GROUP, Part.STANDING)
    of_or_by = [actor for actor in before if actor.behind in ("of", "by") and actor.part in bodies]
    return tuple(actor for actor in of_or_by if actor.chain == of_or_by[-1].chain) if of_or_by else ()


def _governed(before: Sequence[Actor], place: int) -> bool:
    """Whether a body belongs to a state that a preposition governs: "to the Ukrainian government"."""
    body, owner = before[place], before[place - 1] if place else None
    owned = owner is not None and owner.part is Part.MEMBER and body.first - owner.past <= 1
    return body.part is Part.STANDING and owned and owner is not None and owner.behind not in (None, "of", "by")


def named_behind(found: Sequence[Actor], past: int, prepositions: frozenset[str]) -> tuple[Actor, ...]:
    """The first list of members behind a verb that one of these prepositions governs: "led by Italy and Saudi Arabia"."""
    for actor in found:
        if (
            past - 1 <= actor.first <= past + 3
            and actor.behind in prepositions
            and actor.part in (Part.MEMBER, Part.GROUP)
        ):
            return tuple(other for other in found if other.chain == actor.chain)
    return ()
