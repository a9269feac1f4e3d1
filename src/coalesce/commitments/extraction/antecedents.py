"""Whom "it", "they", "we", "the country" or a missing subject stands for: a member marked before, in the same paragraph.

Invariant: only a marked span of an earlier sentence of the paragraph, or the label of a transcript that the paragraph
stands under, is taken; where there is none, or the last one named is an adversary, nobody is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from coalesce.commitments.extraction.actors import Actor, Part, subject_of
from coalesce.commitments.extraction.marks import Label, Mark, Span
from coalesce.commitments.extraction.parsed import Parsed
from coalesce.commitments.extraction.verb import Verb


@dataclass(slots=True)
class Named:
    """What a paragraph has named so far: the last subjects, and whether the last one was an adversary."""

    last: tuple[tuple[str | None, Span], ...] = ()
    adversary: bool = False
    speaker: tuple[tuple[str | None, Span], ...] = field(default=())

    def note(self, parsed: Parsed, verbs: Sequence[Verb]) -> None:
        """Remember whom a sentence is about: the subject of its verbs of commitment, else the first that it names."""
        subjects = [actor for verb in verbs for actor in verb.subject if actor.part in (Part.MEMBER, Part.GROUP)]
        first = next((actor for actor in parsed.actors if actor.behind is None and actor.part in _NAMING), None)
        pronouns = [actor.first for verb in verbs for actor in verb.subject if actor.part is Part.PRONOUN]
        if pronouns and not subjects and (first is None or first.first > min(pronouns)):
            return  # still about those for whom the pronoun stands
        if not subjects and first is not None and first.part is Part.MEMBER:
            subjects = [actor for actor in parsed.actors if actor.chain == first.chain]
        if not subjects and first is None and (told := parsed.of("reported") or parsed.of("obliges")):
            subjects = list(subject_of(parsed.actors, told[0].first))  # "the representative of Iraq said"
        members = [actor for actor in subjects if actor.part is Part.MEMBER]
        if members:
            self.last = tuple((actor.code, parsed.span(actor.first, actor.past)) for actor in members)
            self.adversary = False
        elif first is not None:  # "they" are those last named, or nobody whom we know
            self.last = ()
            self.adversary = first.part is Part.ADVERSARY

    def stands_for(self, first_person: bool) -> tuple[tuple[str | None, Span], ...]:
        """Codes and spans for a pronoun: of the speaker for "we", else of the last subject; empty where unknown."""
        if first_person and self.speaker:
            return self.speaker
        return () if self.adversary else self.last


_NAMING = (Part.MEMBER, Part.ADVERSARY, Part.GROUP)


def member_marks(parsed: Parsed, verb: Verb, named: Named) -> list[Mark]:
    """The marks of those who commit themselves with a verb."""
    found: list[Mark] = []
    for actor in verb.subject:
        found += _of_actor(parsed, actor, named)
    if not verb.subject and verb.elliptic:
        found += [_for(parsed, verb.first, verb.past, one, "its subject is left out") for one in named.stands_for(True)]
    return found


def _of_actor(parsed: Parsed, actor: Actor, named: Named) -> list[Mark]:
    first, past = actor.first, actor.past
    if actor.part is Part.MEMBER:
        rule = "the capital stands for its state" if actor.capital else "the name of a member"
        return [parsed.mark(Label.MEMBER, first, past, rule, value=actor.code)]
    if actor.part is Part.GROUP:
        return [
            parsed.mark(Label.UNNAMED, first, past, "members that are not named", qualifier=_how_many(parsed, actor))
        ]
    if actor.part not in (Part.PRONOUN, Part.STANDING):
        return []
    own = parsed.within("first_person", first)
    if group := _group_before(parsed, actor):
        return [
            parsed.mark(
                Label.UNNAMED, group.first, group.past, "members that are not named", qualifier=_how_many(parsed, group)
            )
        ]
    if actor.part is Part.STANDING and parsed.said(first, past).lower() not in parsed.wording.words["refers_back"]:
        return []
    before = () if own else _in_the_sentence(parsed, actor)
    reason = f"“{parsed.said(first, past)}”"
    return [_for(parsed, first, past, one, reason) for one in before or named.stands_for(own)]


def _group_before(parsed: Parsed, pronoun: Actor) -> Actor | None:
    """The group that "they" stands for in its own sentence: "27 nations said they will send more"."""
    before = [one for one in parsed.actors if one.part in (Part.MEMBER, Part.GROUP) and one.past <= pronoun.first]
    plain = [one for one in before if one.behind is None]
    last = plain[-1] if plain and parsed.within("several", pronoun.first) else None
    return last if last is not None and last.part is Part.GROUP else None


def _in_the_sentence(parsed: Parsed, pronoun: Actor) -> tuple[tuple[str | None, Span], ...]:
    """The subject before a pronoun in its own sentence: "France said that it would send"."""
    members = [
        one for one in parsed.actors if one.part is Part.MEMBER and one.behind is None and one.past <= pronoun.first
    ]
    groups = [one for one in parsed.actors if one.part is Part.GROUP and one.past <= pronoun.first]
    if groups and members and parsed.within("several", pronoun.first) and groups[-1].first > members[-1].first:
        return ()  # "they" are the partners, and not the one whose partners they are
    if parsed.within("relatives", pronoun.first):  # "from China, which sent": whoever stands right before
        near = [one for one in parsed.actors if one.part is Part.MEMBER and 0 <= pronoun.first - one.past <= 1]
        members = near or members
    before = [one for one in parsed.actors if members and one.chain == members[-1].chain and one.part is Part.MEMBER]
    return tuple((one.code, parsed.span(one.first, one.past)) for one in before)


def _for(parsed: Parsed, first: int, past: int, one: tuple[str | None, Span], reason: str) -> Mark:
    code, basis = one
    named = parsed.folded.given[basis.start : basis.end]
    rule = f"{reason}: stands for “{' '.join(named.split())}”, named before"
    return parsed.mark(Label.MEMBER, first, past, rule, value=code, basis=basis)


def _how_many(parsed: Parsed, actor: Actor) -> str | None:
    """The number or quantifier of a group, in its own words."""
    for at in range(actor.first, actor.past):
        low = parsed.low(at)
        if low.isdecimal() or low in parsed.wording.numbers or parsed.within("everybody", at):
            return low
    return None
