"""Commitments that stand in nouns and in passives: "Kuwait's pledge of $200 million", "the package includes 40 tents", "the tents will
be flown to Erbil", "welcomed Finland's decision to send trainers".

Invariant: a noun of commitment counts with a sum, a number or a verb of giving beside it, and with somebody whose it is; what is
denied, imagined, condemned or long past gives nothing. Whose it is stands beside the noun, or is left open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coalesce.commitments.extraction.actors import Actor, Part, subject_of
from coalesce.commitments.extraction.marks import Act, Label, Mark
from coalesce.commitments.extraction.parsed import Parsed
from coalesce.commitments.extraction.verb import Verb, after_be, has_before, modal_of

_NEAR = 4
"""Words that may stand between a noun of commitment and what belongs to it."""
_NOT = 8
"""Words between a commitment and a "not" that may mean it."""
_ACTS = {"decision": Act.DECIDED, "agreement": Act.DECIDED, "readiness": Act.READY, "willingness": Act.READY}


def pledging(parsed: Parsed, marks: Sequence[Mark]) -> Iterator[Verb]:
    """The commitments of a sentence that no verb of its own tells."""
    if _void(parsed):
        return
    counted = _counted(parsed, marks)
    doubts = [
        hit.first
        for kind in ("denials", "hypotheticals", "obliges", "requests", "long_past")
        for hit in parsed.of(kind)
    ]
    nots = [at for at, token in enumerate(parsed.tokens) if parsed.within("negations", at) or token.low.endswith("n't")]
    for rule in (_broken_down, _nouns, _decisions, _passives, _reduced, _moving, _having):
        for verb in rule(parsed, counted):
            denied = any(-_NOT <= at - verb.first <= _NOT for at in nots)
            if not denied and not any(at <= verb.past for at in doubts):
                yield verb


def _void(parsed: Parsed) -> bool:
    """Whether the sentence condemns, estimates, asks, or speaks of a condition."""
    kinds = ("condemnations", "statistics", "not_pledges")
    asked = any(token.text == "?" for token in parsed.tokens[-3:])
    opened = any(hit.first < 2 for hit in parsed.of("open"))
    return asked or opened or any(parsed.of(kind) for kind in kinds)


def _counted(parsed: Parsed, marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Where sums and numbers of things stand, as tokens."""
    begins = {parsed.span(at, at + 1).start: at for at in range(len(parsed.tokens))}
    ends = {parsed.span(at, at + 1).end: at + 1 for at in range(len(parsed.tokens))}
    wanted = [mark for mark in marks if mark.label in (Label.MONEY, Label.QUANTITY) and mark.number is not None]
    return [(begins[mark.span.start], ends[mark.span.end]) for mark in wanted if mark.span.start in begins and mark.span.end in ends]  # fmt: skip


def _broken_down(parsed: Parsed, counted: Sequence[tuple[int, int]]) -> Iterator[Verb]:
    """ "The package includes 40 tents", "The remaining $3 million is for food"."""
    for hit in parsed.of("holds"):
        noun = _package(parsed, hit.first)
        pronoun = [
            one for one in parsed.actors if one.part is Part.PRONOUN and hit.first - 2 <= one.past - 1 < hit.first
        ]
        summed = any(past <= hit.first and hit.first - past <= _NEAR for _, past in counted)
        modal = modal_of(parsed, hit.first)
        if modal is not None and parsed.within_word("unreal", modal) and not parsed.within_word("would", modal):
            continue
        this = hit.first == 1 and parsed.within("demonstratives", 0)
        told = any(first >= hit.past for first, _ in counted)
        of_kinds = (summed or modal or this) and any(one.first >= hit.past for one in parsed.of("kind"))
        if not (noun is not None or pronoun or summed or this) or not (told or of_kinds):
            continue
        yield _made(parsed, (hit.first, hit.past), "says what a contribution is made of", noun, pronoun)
    yield from _made_available(parsed, counted)
    for hit in parsed.of("goes"):
        noun = _package(parsed, hit.first)
        summed = any(past <= hit.first <= past + _NEAR for _, past in counted)
        of_it = noun == hit.first - 1 and any(one.first >= hit.past for one in parsed.of("kind"))
        if (summed or of_it) and not _adversary(parsed):
            yield _made(parsed, (hit.first, hit.past), "says what a sum is for", noun, [])


def _made_available(parsed: Parsed, counted: Sequence[tuple[int, int]]) -> Iterator[Verb]:
    """ "Our package will make a total of $1 million available"."""
    for hit in parsed.of("gives"):
        if not hit.value.startswith("make:"):
            continue
        end = next((at for at in range(hit.past, len(parsed.tokens)) if parsed.within("available", at)), None)
        noun = _package(parsed, hit.first)
        if end is not None and noun is not None and any(hit.past <= first and past <= end for first, past in counted):
            yield _made(parsed, (hit.first, hit.past), "says what a contribution is made of", noun, [])


def _package(parsed: Parsed, before: int) -> int | None:
    """The noun of a contribution that stands as the subject of a verb: the last one before it, with no other subject between."""
    places = [at for at in range(max(0, before - 3 * _NEAR), before) if parsed.within("packages", at)]
    nearer = subject_of(parsed.actors, before)
    if not places or any(actor.part in (Part.ADVERSARY, Part.OTHER) for actor in nearer):
        return None
    return places[0]


def _nouns(parsed: Parsed, counted: Sequence[tuple[int, int]]) -> Iterator[Verb]:
    """ "Kuwait's pledge of $200 million", "a $50 million donation from Qatar"; "welcomed the contributions announced by Italy"."""
    thanked = min((hit.first for hit in parsed.of("thanks")), default=None)
    for at in range(len(parsed.tokens)):
        if not parsed.within("offers", at):
            continue
        givers = _owner(parsed, at) or _from(parsed, at) or _thanked(parsed, at)
        summed = _beside(parsed, at, counted)
        named = any(actor.part is Part.MEMBER for actor in givers)
        coming = parsed.within("alone_from", at) and _right_from(at, givers)
        if (summed and givers) or coming or (named and thanked is not None and thanked < at):
            rule = f"“{parsed.said(at, at + 1)}” is a noun of committing"
            yield Verb(Act.DECLARED, rule, at, at + 1, givers, sure=True)


def _right_from(noun: int, givers: Sequence[Actor]) -> bool:
    """ "an offer from Sri Lanka": nothing but a preposition and articles between."""
    return any(
        actor.part in (Part.MEMBER, Part.GROUP) and actor.behind in ("from", "by") and 0 < actor.first - noun <= 3
        for actor in givers
    )


def _thanked(parsed: Parsed, noun: int) -> tuple[Actor, ...]:
    """ "thanked Kuwait and Qatar for their contributions"."""
    begin = next((at for at in range(noun - 1, max(-1, noun - _NEAR), -1) if parsed.within("theirs", at)), None)
    if begin is None or not parsed.within("for_what", begin - 1):
        return ()
    for hit in parsed.of("thanks"):
        chain = [one for one in parsed.actors if hit.past <= one.first <= hit.past + 1 and one.part is Part.MEMBER]
        if chain and hit.past < begin:
            return tuple(one for one in parsed.actors if one.chain == chain[0].chain)
    return ()


def _decisions(parsed: Parsed, _counted: Sequence[tuple[int, int]]) -> Iterator[Verb]:
    """ "Finland's decision to send trainers", "the readiness of Japan to help"."""
    acting = {hit.first for kind in ("gives", "declares") for hit in parsed.of(kind) if hit.value.endswith(":base")}
    for at in range(len(parsed.tokens)):
        if not parsed.within("decisions", at):
            continue
        givers = _owner(parsed, at)
        past = at + 1
        if not givers and parsed.within("of", past):
            givers = tuple(one for one in parsed.actors if past < one.first <= past + 2 and one.part is Part.MEMBER)
            past = givers[-1].past if givers else past
        if givers and parsed.within("marks_infinitive", past) and past + 1 in acting:
            rule = f"“{parsed.said(at, at + 1)}” is a noun of committing"
            act = _ACTS.get(parsed.low(at), Act.DECLARED)
            yield Verb(act, rule, at, at + 1, givers, sure=True)


def _passives(parsed: Parsed, counted: Sequence[tuple[int, int]]) -> Iterator[Verb]:
    """ "The tents will be flown to Erbil": things that are given, where nobody is said to give them."""
    for kind in ("gives", "declares"):
        for hit in parsed.of(kind):
            form = hit.value.partition(":")[2]
            if (
                form not in ("past", "participle")
                or not after_be(parsed, hit.first)
                or parsed.within("by_whom", hit.past)
            ):
                continue
            act = _passive_act(parsed, hit.first, kind)
            thing = _thing(
                parsed,
                hit.first,
                counted,
                strict=act is Act.DELIVERED or (kind == "declares" and not modal_of(parsed, hit.first)),
            )
            if act is not None and thing is not None:
                pronoun = [one for one in parsed.actors if one.part is Part.PRONOUN and one.first == thing]
                yield _made(parsed, (hit.first, hit.past), "is said of what is given", thing, pronoun, act)


def _reduced(parsed: Parsed, counted: Sequence[tuple[int, int]]) -> Iterator[Verb]:
    """ "helicopters loaned to the United States by Canada": things, how they were given, and by whom."""
    things = {hit.past for hit in parsed.of("kind")} | {past for _, past in counted}
    for kind in ("gives", "declares"):
        for hit in parsed.of(kind):
            formed = hit.value.partition(":")[2] in ("past", "participle")
            if not formed or hit.first not in things or after_be(parsed, hit.first) or has_before(parsed, hit.first):
                continue
            givers = _from(parsed, hit.first)
            if any(actor.part is Part.MEMBER and actor.behind == "by" for actor in givers):
                rule = f"“{parsed.said(hit.first, hit.past)}” is said of what is given"
                act = Act.DELIVERED if kind == "gives" else Act.DECLARED
                yield Verb(act, rule, hit.first, hit.past, givers, sure=True)


def _moving(parsed: Parsed, counted: Sequence[tuple[int, int]]) -> Iterator[Verb]:
    """ "Ten rescue teams have arrived", "the tents are on their way": things that are given, by where they are."""
    for hit in parsed.of("moves"):
        thing = _thing(parsed, hit.first, counted, strict=False)
        if thing is None or not any(one.past <= hit.first and one.first >= thing for one in parsed.of("kind")):
            continue
        act = Act.DECLARED if parsed.within("going", hit.first) else Act.DELIVERED
        yield _made(parsed, (hit.first, hit.past), "is said of what is given", thing, [], act)


def _having(parsed: Parsed, counted: Sequence[tuple[int, int]]) -> Iterator[Verb]:
    """ "New Zealand has up to 50 personnel stationed in the Sinai", "Australia has 1,550 troops in Afghanistan"."""
    kinds = [hit for hit in parsed.of("kind") if parsed.wording.line_of_kind.get(hit.value) == "military"]
    for first, past in counted:
        there = any(parsed.within("posted", at) for at in range(first, past + 2))
        there = there or (parsed.within("in_place", past) and any(first < hit.past <= past for hit in kinds))
        at = next((at for at in range(first - 1, max(-1, first - _NEAR), -1) if parsed.within("has", at)), None)
        if not there or at is None:
            continue
        subject = subject_of(parsed.actors, at)
        if subject and not any(actor.part in (Part.ADVERSARY, Part.OTHER) for actor in subject):
            rule = f"“{parsed.said(at, at + 1)}” with what is posted there"
            yield Verb(Act.DELIVERED, rule, at, at + 1, subject, sure=True)


def _passive_act(parsed: Parsed, at: int, kind: str) -> Act | None:
    modal = modal_of(parsed, at)
    if modal is not None:
        return Act.DECLARED if parsed.within_word("will", modal) else None
    if has_before(parsed, at):
        return Act.DECLARED if kind == "declares" else Act.DELIVERED
    going_on = any(parsed.low(place) == "being" for place in range(max(0, at - 3), at))
    return Act.DECLARED if going_on or kind == "declares" else None


def _thing(parsed: Parsed, verb: int, counted: Sequence[tuple[int, int]], strict: bool) -> int | None:
    """The first token of what is given: a kind, a number of things, a sum or a contribution, before the verb and in its clause."""
    begin = max(
        (at + 1 for at in range(verb) if parsed.low(at) in (";", ":") or parsed.within("breaks", at)), default=0
    )
    if any(actor.part in (Part.ADVERSARY, Part.OTHER) and begin <= actor.first < verb for actor in parsed.actors):
        return None
    numbers = [first for first, past in counted if begin <= first and past <= verb]
    if strict:
        return min(numbers, default=None)
    kinds = [hit.first for hit in parsed.of("kind") if begin <= hit.first and hit.past <= verb]
    packages = [at for at in range(begin, verb) if parsed.within("packages", at)]
    pronouns = [one.first for one in parsed.actors if one.part is Part.PRONOUN and one.first == begin and not parsed.within("first_person", one.first)]  # fmt: skip
    return min([*numbers, *kinds, *packages, *pronouns], default=None)


def _made(
    parsed: Parsed, verb: tuple[int, int], why: str, noun: int | None, pronoun: Sequence[Actor], act: Act = Act.DECLARED
) -> Verb:
    """A commitment told of a thing; whose it is stands before the noun, or in a pronoun, or is not said."""
    owner = () if noun is None else _owner(parsed, noun)
    ours = any(parsed.within("first_person", at) for at in range(2))
    rule = f"“{parsed.said(*verb)}” {why}"
    return Verb(act, rule, *verb, owner or tuple(pronoun), elliptic=ours and not owner, sure=True, free=True)


def _owner(parsed: Parsed, noun: int) -> tuple[Actor, ...]:
    """The members whose a noun is: "Kuwait's pledge", "the Australian contribution", "Italy and Spain's offer"."""
    for actor in reversed(parsed.actors):
        between = range(actor.past, noun)
        if actor.past > noun or actor.part not in (Part.MEMBER, Part.GROUP, Part.STANDING):
            continue
        if len(between) > _NEAR or any(_parts(parsed, at) for at in between):
            return ()
        return tuple(one for one in parsed.actors if one.chain == actor.chain)
    return ()


def _parts(parsed: Parsed, at: int) -> bool:
    """Whether a word parts an owner from its noun."""
    low = parsed.low(at)
    return low in (",", ";", ":", "(", ")") or any(
        parsed.within(name, at) for name in ("prepositions", "governs", "auxiliaries", "modals", "joins", "of")
    )


def _from(parsed: Parsed, noun: int) -> tuple[Actor, ...]:
    """The members behind "from" or "by": "a donation of $5 million from Norway", "the pledges made by Italy"."""
    for actor in parsed.actors:
        if actor.first <= noun or actor.behind not in ("from", "by") or actor.part not in (Part.MEMBER, Part.GROUP):
            continue
        between = [parsed.low(at) for at in range(noun + 1, actor.first)]
        if len(between) <= 3 * _NEAR and not set(between) & {",", ";", ".", "and", "but"}:
            return tuple(one for one in parsed.actors if one.chain == actor.chain)
        return ()
    return ()


def _beside(parsed: Parsed, noun: int, counted: Sequence[tuple[int, int]]) -> bool:
    """Whether a sum or number is that of the noun: "a pledge of $5 million", "the $5 million pledge"."""
    for first, past in counted:
        behind = noun < first <= noun + _NEAR + 1 and parsed.within("of_sums", noun + 1)
        behind = behind or (noun < first <= noun + 3 * _NEAR and parsed.within("of", first - 1))
        before = past <= noun <= past + 3 and not any(_parts(parsed, at) for at in range(past, noun))
        if behind or before:
            return True
    return False


def _adversary(parsed: Parsed) -> bool:
    return any(actor.part is Part.ADVERSARY for actor in parsed.actors)
