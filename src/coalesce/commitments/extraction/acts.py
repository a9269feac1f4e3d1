"""What a sentence does: the verbs of commitment that stand in it for good, each with its subject and its rule.

Invariant: a verb that is denied, only imagined, asked about, or whose subject is an adversary or a bystander gives
nothing. No verb is taken from another sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coalesce.commitments.extraction.actors import Part, named_behind, subject_of
from coalesce.commitments.extraction.giving import BY, giving, promising
from coalesce.commitments.extraction.marks import Act
from coalesce.commitments.extraction.parsed import Parsed
from coalesce.commitments.extraction.phrases import Hit
from coalesce.commitments.extraction.verb import WINDOW, Verb, after_be, is_noun, left_out, modal_of, was_said

_CLAUSE = 14
"""Words that an if-clause has at most before its verb."""


def verbs(parsed: Parsed) -> Iterator[Verb]:
    """The verbs that stand, in the order of the rules."""
    if (parsed.tokens and parsed.tokens[-1].text.rstrip("\"')") == "?") or _asked(parsed):
        return
    found = (*_declaring(parsed), *giving(parsed), *promising(parsed), *_leading(parsed), *_being_ready(parsed))
    for verb in found:
        if _only_tells(parsed, verb, found):
            continue
        if not (_denied(parsed, verb.first) or _imagined(parsed, verb) or _by_others(verb) or _void(parsed, verb)):
            yield verb


def _only_tells(parsed: Parsed, verb: Verb, found: Sequence[Verb]) -> bool:
    """Whether somebody only tells of what others commit: "Obama announced that 50 countries had pledged", "..., he announced"."""
    if not parsed.within("reported", verb.first):
        return False
    others = [one for one in found if one.first > verb.past and any(
        actor.part in (Part.MEMBER, Part.GROUP) and actor.first >= verb.past for actor in one.subject)]  # fmt: skip
    ends = not any(parsed.low(at).isalnum() for at in range(verb.past, len(parsed.tokens)))
    before = [one for one in found if one.past < min((actor.first for actor in verb.subject), default=0)]
    return bool(others) or (ends and bool(before))


def _asked(parsed: Parsed) -> bool:
    return any(token.text == "?" for token in parsed.tokens[-3:])


def _declaring(parsed: Parsed) -> Iterator[Verb]:
    for kind, act in (("declares", Act.DECLARED), ("decides", Act.DECIDED)):
        for hit in parsed.of(kind):
            base, _, form = hit.value.partition(":")
            modal = modal_of(parsed, hit.first)
            leading = parsed.low(hit.first - 1) == "," or parsed.within("by_whom", hit.first - 1)
            if (
                form == "gerund"
                and not after_be(parsed, hit.first)
                and not (base in parsed.wording.words["sure"] and leading)
            ):  # "Italy joined them, pledging six planes", "opened the conference by pledging"
                continue
            reported = modal is not None and parsed.within_word("would", modal) and was_said(parsed, hit.first)
            if form == "base" and modal is not None and parsed.within_word("unreal", modal) and not reported:
                continue
            if is_noun(parsed, hit, form) or _is_adjective(parsed, hit, form):
                continue
            subject, passive = subject_of(parsed.actors, hit.first), after_be(parsed, hit.first) and form != "gerund"
            passive = passive and not (base == "commit" and parsed.within("marks_infinitive", hit.past))
            if passive:
                subject = named_behind(parsed.actors, hit.past, BY)
                if not subject:
                    continue
            rule = f"“{parsed.said(hit.first, hit.past)}” is a verb of {_NAMES[kind]}"
            yield Verb(
                act,
                rule,
                hit.first,
                hit.past,
                subject,
                left_out(parsed, hit.first, subject),
                base in parsed.wording.words["sure"],
            )


def _is_adjective(parsed: Parsed, hit: Hit, form: str) -> bool:
    """Whether a past form says of a noun how it was: "for agreed tasks", "as decided"."""
    before = hit.first - 1
    return form in ("past", "participle") and (
        parsed.within("prepositions", before) or parsed.within("governs", before)
    )


_NAMES = {"declares": "declaring", "decides": "deciding"}


def _leading(parsed: Parsed) -> Iterator[Verb]:
    for hit in parsed.of("leads"):
        by = hit.value.endswith(" by")
        subject = named_behind(parsed.actors, hit.past, BY) if by else subject_of(parsed.actors, hit.first)
        company = named_behind(parsed.actors, hit.past, parsed.wording.words["with_members"])
        company = company or named_behind(parsed.actors, hit.past + 2, parsed.wording.words["with_members"])
        elliptic = not by and left_out(parsed, hit.first, subject)
        body = any(parsed.within("carries", place) for place in range(len(parsed.tokens)))
        if (by and subject) or (not by and (body or company) and not parsed.within("articles", hit.first - 1)):
            rule = f"“{parsed.said(hit.first, hit.past)}” is a word of leading"
            yield Verb(Act.LEAD, rule, hit.first, hit.past, (*subject, *company), elliptic, by or bool(company), by)


def _being_ready(parsed: Parsed) -> Iterator[Verb]:
    for hit in parsed.of("ready"):
        subject = subject_of(parsed.actors, hit.first)
        rule = f"“{parsed.said(hit.first, hit.past)}” is a word of readiness"
        yield Verb(Act.READY, rule, hit.first, hit.past, subject, left_out(parsed, hit.first, subject))
    yield from _within_days(parsed)


def _within_days(parsed: Parsed) -> Iterator[Verb]:
    """ "can have 40 engineers there within five days": readiness by its number of days."""
    for hit in parsed.of("time"):
        at = hit.first - 1
        numbered = parsed.low(at).isdecimal() or parsed.low(at) in parsed.wording.numbers
        if not (numbered and parsed.wording.relations.get((parsed.low(at - 1),)) == "within"):
            continue
        modal = next((place for place in range(at - 1) if parsed.within("can", place)), None)
        if modal is not None and not any(parsed.wording.words["imagined"] & {one.value} for one in parsed.of("open")):
            rule = f"“{parsed.said(modal, modal + 1)}” with “{parsed.said(at - 1, hit.past)}” says how soon"
            subject = subject_of(parsed.actors, modal)
            yield Verb(Act.READY, rule, modal, modal + 1, subject, not subject)


def _denied(parsed: Parsed, at: int) -> bool:
    """Whether a negation stands just before, a denial anywhere before in the clause, or "is false" behind."""
    for place in range(at - 1, max(-1, at - 1 - WINDOW), -1):
        low = parsed.low(place)
        if low in (",", ";", ":", "-", "–", "—") or parsed.within("breaks", place):
            break
        if low.endswith("n't") or (parsed.within("negations", place) and not parsed.within("only", place + 1)):
            return True
    broken = max((p for p in range(at) if parsed.low(p) == ";" or parsed.within("breaks", p)), default=-1)
    before = any(broken < hit.first and hit.past <= at for hit in parsed.of("denials"))
    return before or any(hit.first > at and parsed.within("void", hit.first) for hit in parsed.of("denials"))


def _imagined(parsed: Parsed, verb: Verb) -> bool:
    """Whether the verb stands in an if-clause, or behind may, might, could."""
    near = range(max(0, verb.first - WINDOW), verb.first + 1)
    if verb.act is not Act.READY and any(
        hit.first in near and hit.past <= verb.first for hit in parsed.of("hypotheticals")
    ):
        return True
    for hit in parsed.of("open"):
        if not verb.first - 2 * _CLAUSE <= hit.first < verb.first:
            continue
        between = [parsed.low(place) for place in range(hit.past, verb.first)]
        if "," not in between and not set(between) & parsed.wording.words["then"] and len(between) < _CLAUSE:
            return (not parsed.within("after_main", hit.first - 1) and hit.first < 2) or verb.act is not Act.READY
    return False


def _by_others(verb: Verb) -> bool:
    return any(actor.part in (Part.ADVERSARY, Part.OTHER) for actor in verb.subject)


def _apart(parsed: Parsed, hit: Hit, verb: Verb) -> bool:
    """Whether words that are no pledge stand in another part of the sentence: "offered condolences and promised tents"."""
    between = range(hit.past, verb.first) if hit.first < verb.first else range(verb.past, hit.first)
    return any(parsed.within("joins", at) or parsed.low(at) == "," for at in between)


def _void(parsed: Parsed, verb: Verb) -> bool:
    """Whether the sentence is one of condemning, of an estimate, of allegiance, or about what is long past."""
    before = (*parsed.of("condemnations"), *parsed.of("statistics"))
    if any(hit.first < verb.first for hit in before) or any(
        not _apart(parsed, hit, verb) for hit in parsed.of("not_pledges")
    ):
        return True
    return verb.act in (Act.DELIVERED, Act.DECIDED) and bool(parsed.of("long_past"))
