"""What a sentence does: the verbs of commitment that stand in it for good, each with its subject and its rule.

Invariant: a verb that is denied, only imagined, asked about, or whose subject is an adversary or a bystander gives
nothing. No verb is taken from another sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coalesce.commitments.actors import Actor, Part, named_behind, subject_of
from coalesce.commitments.marks import Act
from coalesce.commitments.parsed import Parsed
from coalesce.commitments.phrases import Hit

_CLAUSE = 14
"""Words that an if-clause has at most before its verb."""

_WINDOW = 6
"""Words before a verb in which a negation or a modal verb belongs to it."""


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb at tokens [first, past) and who does it. ``elliptic``: its subject is left out. ``sure``: it says by itself
    that something is committed. ``free``: it needs no subject. ``wordless``: a row without a verb; the tokens are its
    label's or its first. ``weak``: it says something only beside a kind or a line."""

    act: Act
    rule: str
    first: int
    past: int
    subject: tuple[Actor, ...]
    elliptic: bool = False
    sure: bool = False
    free: bool = False
    wordless: bool = False
    weak: bool = False


def verbs(parsed: Parsed) -> Iterator[Verb]:
    """The verbs that stand, in the order of the rules."""
    if (parsed.tokens and parsed.tokens[-1].text.rstrip("\"')") == "?") or _asked(parsed):
        return
    for verb in (*_declaring(parsed), *_giving(parsed), *_promising(parsed), *_leading(parsed), *_being_ready(parsed)):
        if not (_denied(parsed, verb.first) or _imagined(parsed, verb) or _by_others(verb) or _void(parsed, verb)):
            yield verb


def _asked(parsed: Parsed) -> bool:
    return any(token.text == "?" for token in parsed.tokens[-3:])


def _declaring(parsed: Parsed) -> Iterator[Verb]:
    for kind, act in (("declares", Act.DECLARED), ("decides", Act.DECIDED)):
        for hit in parsed.of(kind):
            base, _, form = hit.value.partition(":")
            modal = _modal(parsed, hit.first)
            if form == "gerund" and not _after_be(parsed, hit.first):
                continue
            if form == "base" and modal in _UNREAL:
                continue
            if _noun(parsed, hit, form):
                continue
            subject, passive = _subject(parsed, hit), _after_be(parsed, hit.first) and form != "gerund"
            if passive:
                subject = named_behind(parsed.actors, hit.past, frozenset(("by",)))
                if not subject:
                    continue
            rule = f"“{parsed.said(hit.first, hit.past)}” is a verb of {_NAMES[kind]}"
            yield Verb(
                act, rule, hit.first, hit.past, subject, _left_out(parsed, hit.first, subject), base in _sure(parsed)
            )


_NAMES = {"declares": "declaring", "decides": "deciding", "gives": "giving"}
_UNREAL = frozenset(("may", "might", "could", "would", "can", "should", "must"))


def _sure(parsed: Parsed) -> frozenset[str]:
    return parsed.wording.words["sure"]


def _noun(parsed: Parsed, hit: Hit, form: str) -> bool:
    """Whether the word is a noun here: "a pledge", "the offer", "two offers"."""
    before = parsed.low(hit.first - 1)
    articles = parsed.within("articles", hit.first - 1) or parsed.within("possessives", hit.first - 1)
    return form in ("base", "third") and (articles or before in parsed.wording.words["of"] or before.isdigit())


def _giving(parsed: Parsed) -> Iterator[Verb]:
    for hit in parsed.of("gives"):
        base, _, form = hit.value.partition(":")
        read = _given(parsed, hit, base, form)
        if read is None:
            continue
        act, why = read
        passive = form in ("past", "participle") and _after_be(parsed, hit.first)
        subject = named_behind(parsed.actors, hit.past, frozenset(("by",))) if passive else _subject(parsed, hit)
        if passive and not subject:
            continue
        rule = f"“{parsed.said(hit.first, hit.past)}” is a verb of giving, {why}"
        yield Verb(
            act, rule, hit.first, hit.past, subject, _left_out(parsed, hit.first, subject), base in _sure(parsed)
        )


def _given(parsed: Parsed, hit: Hit, base: str, form: str) -> tuple[Act, str] | None:
    """How far a verb of giving has come, by its form and what stands before; None where it says nothing."""
    if form == "gerund":
        if not _after_be(parsed, hit.first):
            return None
        been = any(parsed.within("has", place) for place in range(max(0, hit.first - 4), hit.first))
        return (Act.DELIVERED, "going on since") if been else (Act.DECLARED, "in the present")
    if form == "third":
        return None if _noun(parsed, hit, form) else (Act.DECLARED, "in the present")
    modal = _modal(parsed, hit.first)
    if modal == "to":
        return _infinitive(parsed, hit)
    if modal in ("will", "shall", "'ll", "wo"):
        return Act.DECLARED, f"promised by “{modal}”"
    if modal == "would":
        return (Act.DECLARED, "reported with “would”") if _was_said(parsed, hit.first) else None
    if modal is not None:
        return None
    if form in ("past", "participle"):
        if _noun_behind_article(parsed, hit) or (
            base not in parsed.wording.words["done_alone"] and not _has(parsed, hit.first)
        ):
            return None
        return Act.DELIVERED, "in the past"
    has = base in parsed.wording.words["done_alone"] and _has(parsed, hit.first)  # put, cut: one form for all
    if has or (base in ("put", "cut", "let") and parsed.wording.words["done_alone"] & {base}):
        return Act.DELIVERED, "in the past"
    coordinated = parsed.within("joins", hit.first - 1) and any(
        other.past <= hit.first for other in (*parsed.of("gives"), *parsed.of("declares"))
    )
    if coordinated or _noun(parsed, hit, form) or not _plural_before(parsed, hit.first):
        return None
    return Act.DECLARED, "in the present"


def _plural_before(parsed: Parsed, at: int) -> bool:
    """Whether "we", "they" or a list of members stands right before: "we send", "France and Spain share"."""
    return any(
        actor.past == at and actor.behind is None and (actor.part is Part.PRONOUN or actor.chain != index)
        for index, actor in enumerate(parsed.actors)
    )


def _promising(parsed: Parsed) -> Iterator[Verb]:
    """ "will" with a verb that no list knows ("will designate a coordinator"): by its subject, and only with a kind or line."""
    known = {hit.first for kind in ("declares", "decides", "gives", "leads") for hit in parsed.of(kind)}
    for at, token in enumerate(parsed.tokens):
        if not parsed.within("will", at):
            continue
        verb = at + 1
        while parsed.within("adverbs", verb):
            verb += 1
        inner = not parsed.low(verb).isalpha() or parsed.within("be", verb) or parsed.within("auxiliaries", verb)
        subject = subject_of(parsed.actors, at)
        named = any(
            actor.part in (Part.MEMBER, Part.GROUP) or parsed.within("first_person", actor.first) for actor in subject
        )
        if verb not in known and not inner and named:
            rule = f"“{token.text} {parsed.said(verb, verb + 1)}”, said of a member"
            yield Verb(Act.DECLARED, rule, at, verb + 1, subject, weak=True)


def _infinitive(parsed: Parsed, hit: Hit) -> tuple[Act, str] | None:
    """ "is going to send", "plans to send"; "New Zealand to contribute" as headlines have it."""
    for plan in parsed.of("plans"):
        if plan.past == hit.first:
            return Act.DECLARED, f"announced by “{parsed.said(plan.first, plan.past)}”"
    headline = any(a.part is Part.MEMBER and a.behind is None and a.past == hit.first - 1 for a in parsed.actors)
    if headline and not parsed.of("obliges"):
        return Act.DECLARED, "in a headline"
    return None


def _noun_behind_article(parsed: Parsed, hit: Hit) -> bool:
    return parsed.within("articles", hit.first - 1) or parsed.within("possessives", hit.first - 1)


def _modal(parsed: Parsed, at: int) -> str | None:
    """The nearest modal verb (or "to") in front, over adverbs; None where another verb or a comma stands between."""
    for place in range(at - 1, max(-1, at - 1 - _WINDOW), -1):
        if parsed.within("modals", place):
            return parsed.low(place)
        if parsed.low(place) == "," or (
            parsed.within("auxiliaries", place) and parsed.low(place) not in ("be", "have", "not")
        ):
            return None
        if any(actor.first <= place < actor.past for actor in parsed.actors):
            return None
    return None


def _after_be(parsed: Parsed, at: int) -> bool:
    step = at - 1
    while step >= 0 and at - step <= 3 and parsed.within("adverbs", step):
        step -= 1
    return parsed.within("be", step)


def _has(parsed: Parsed, at: int) -> bool:
    return any(parsed.within("has", place) for place in range(max(0, at - 4), at))


def _was_said(parsed: Parsed, at: int) -> bool:
    return any(hit.past <= at for hit in (*parsed.of("reported"), *parsed.of("declares"), *parsed.of("decides")))


def _subject(parsed: Parsed, hit: Hit) -> tuple[Actor, ...]:
    return subject_of(parsed.actors, hit.first)


def _left_out(parsed: Parsed, at: int, subject: tuple[Actor, ...]) -> bool:
    """Whether the sentence begins with its verb, over auxiliaries, adverbs and quotation marks: "Has sent about 60"."""
    words = (place for place in range(at) if parsed.low(place)[:1].isalpha())
    return not subject and all(
        parsed.within("auxiliaries", place) or parsed.within("adverbs", place) or parsed.within("modals", place)
        for place in words
    )  # fmt: skip


def _leading(parsed: Parsed) -> Iterator[Verb]:
    for hit in parsed.of("leads"):
        by = hit.value.endswith(" by")
        subject = named_behind(parsed.actors, hit.past, frozenset(("by",))) if by else _subject(parsed, hit)
        company = named_behind(parsed.actors, hit.past, parsed.wording.words["with_members"])
        company = company or named_behind(parsed.actors, hit.past + 2, parsed.wording.words["with_members"])
        left_out = not by and _left_out(parsed, hit.first, subject)
        body = any(parsed.within("carries", place) for place in range(len(parsed.tokens)))
        if (by and subject) or (not by and (body or company) and not parsed.within("articles", hit.first - 1)):
            rule = f"“{parsed.said(hit.first, hit.past)}” is a word of leading"
            yield Verb(Act.LEAD, rule, hit.first, hit.past, (*subject, *company), left_out, by or bool(company), by)


def _being_ready(parsed: Parsed) -> Iterator[Verb]:
    for hit in parsed.of("ready"):
        subject = _subject(parsed, hit)
        rule = f"“{parsed.said(hit.first, hit.past)}” is a word of readiness"
        yield Verb(Act.READY, rule, hit.first, hit.past, subject, _left_out(parsed, hit.first, subject))
    yield from _within_days(parsed)


def _within_days(parsed: Parsed) -> Iterator[Verb]:
    """ "can have 40 engineers there within five days": readiness by its number of days."""
    for hit in parsed.of("time"):
        at = hit.first - 1
        numbered = parsed.low(at).isdecimal() or parsed.low(at) in parsed.wording.numbers
        if not (numbered and parsed.wording.relations.get((parsed.low(at - 1),)) == "within"):
            continue
        modal = next((place for place in range(at - 1) if parsed.within("can", place)), None)
        if modal is not None and not any(one.value == "were to" for one in parsed.of("open")):
            rule = f"“{parsed.said(modal, modal + 1)}” with “{parsed.said(at - 1, hit.past)}” says how soon"
            subject = subject_of(parsed.actors, modal)
            yield Verb(Act.READY, rule, modal, modal + 1, subject, not subject)


def _denied(parsed: Parsed, at: int) -> bool:
    """Whether a negation stands just before, a denial anywhere before in the clause, or "is false" behind."""
    for place in range(at - 1, max(-1, at - 1 - _WINDOW), -1):
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
    near = range(max(0, verb.first - _WINDOW), verb.first + 1)
    if verb.act is not Act.READY and any(
        hit.first in near and hit.past <= verb.first for hit in parsed.of("hypotheticals")
    ):
        return True
    for hit in parsed.of("open"):
        if not verb.first - 2 * _CLAUSE <= hit.first < verb.first:
            continue
        between = [parsed.low(place) for place in range(hit.past, verb.first)]
        if "," not in between and not set(between) & {"then", "–", "—"} and len(between) < _CLAUSE:
            return (not parsed.within("after_main", hit.first - 1) and hit.first < 2) or verb.act is not Act.READY
    return False


def _by_others(verb: Verb) -> bool:
    return any(actor.part in (Part.ADVERSARY, Part.OTHER) for actor in verb.subject)


def _void(parsed: Parsed, verb: Verb) -> bool:
    """Whether the sentence is one of condemning, of allegiance, or about what is long past."""
    if any(hit.first < verb.first for hit in parsed.of("condemnations")) or parsed.of("not_pledges"):
        return True
    return verb.act is Act.DELIVERED and bool(parsed.of("long_past"))
