"""Verbs of giving (send, provide, train ...): how far it has come is in their form and in the modal before them.

Invariant: "may", "could" and "should" give nothing, nor does a past form that may be a participle without "has".
"""

from __future__ import annotations

from collections.abc import Iterator

from coalesce.commitments.extraction.actors import Part, named_behind, subject_of
from coalesce.commitments.extraction.marks import Act
from coalesce.commitments.extraction.parsed import Parsed
from coalesce.commitments.extraction.phrases import Hit
from coalesce.commitments.extraction.verb import Verb, after_be, has_before, is_noun, left_out, modal_of, was_said

BY = frozenset(("by",))


def giving(parsed: Parsed) -> Iterator[Verb]:
    """The verbs of giving of a sentence, denied or not, in its order."""
    for hit in parsed.of("gives"):
        base, _, form = hit.value.partition(":")
        if _in_a_noun(parsed, hit, form):
            continue
        read = _given(parsed, hit, base, form)
        if read is None:
            continue
        act, why = read
        passive = form in ("past", "participle") and after_be(parsed, hit.first)
        subject = named_behind(parsed.actors, hit.past, BY) if passive else subject_of(parsed.actors, hit.first)
        if passive and not subject:
            continue
        rule = f"“{parsed.said(hit.first, hit.past)}” is a verb of giving, {why}"
        yield Verb(
            act,
            rule,
            hit.first,
            hit.past,
            subject,
            left_out(parsed, hit.first, subject),
            base in parsed.wording.words["sure"],
        )


def _in_a_noun(parsed: Parsed, hit: Hit, form: str) -> bool:
    """Whether the word is a part of a noun ("military supplies"), or begins the sentence as one ("Reports say")."""
    inside = any(one.first < hit.first < one.past for kind in ("kind", "line") for one in parsed.of(kind))
    inside = inside or any(one.first == hit.first for one in parsed.of("idle"))
    return (
        inside
        or (form == "third" and _of_several(parsed, hit.first))
        or (form == "third" and not any(parsed.low(at).isalpha() for at in range(hit.first)))
    )


def _of_several(parsed: Parsed, at: int) -> bool:
    """Whether the subject takes no verb in -s: "we have seen exchanges of fire"."""
    subject = subject_of(parsed.actors, at)
    own = [parsed.low(one.first) for one in subject if one.part is Part.PRONOUN]
    return bool(own) and all(
        parsed.within_word("first_person", word) or parsed.within_word("several", word) for word in own
    )


def _given(parsed: Parsed, hit: Hit, base: str, form: str) -> tuple[Act, str] | None:
    """How far a verb of giving has come, by its form and what stands before; None where it says nothing."""
    if form == "gerund":
        return _going_on(parsed, hit)
    if form == "third":
        return None if is_noun(parsed, hit, form) else (Act.DECLARED, "in the present")
    modal = modal_of(parsed, hit.first)
    if modal is not None:
        return _by_modal(parsed, hit, modal)
    if form in ("past", "participle"):
        alone = base in parsed.wording.words["done_alone"] or has_before(parsed, hit.first)
        said_of = _determined(parsed, hit) or (not has_before(parsed, hit.first) and _of_a_noun(parsed, hit.first))
        return (Act.DELIVERED, "in the past") if alone and not said_of else None
    one_form = parsed.within("one_form", hit.first)  # put, cut: their past is their base
    if one_form and base in parsed.wording.words["done_alone"]:
        told = not after_be(parsed, hit.first) and not _second(parsed, hit)
        return (Act.DELIVERED, "in the past") if told else None
    return _in_the_present(parsed, hit, form)


def _going_on(parsed: Parsed, hit: Hit) -> tuple[Act, str] | None:
    if not after_be(parsed, hit.first):
        return None
    return (Act.DELIVERED, "going on since") if has_before(parsed, hit.first) else (Act.DECLARED, "in the present")


def _by_modal(parsed: Parsed, hit: Hit, modal: str) -> tuple[Act, str] | None:
    if parsed.within_word("marks_infinitive", modal):
        return _infinitive(parsed, hit)
    if parsed.within_word("will", modal):
        return Act.DECLARED, f"promised by “{modal}”"
    if parsed.within_word("would", modal) and was_said(parsed, hit.first):
        return Act.DECLARED, f"reported with “{modal}”"
    return None


def _in_the_present(parsed: Parsed, hit: Hit, form: str) -> tuple[Act, str] | None:
    """ "We send", "France and Spain share"; not the second verb of "promised to train and equip"."""
    if _second(parsed, hit) or is_noun(parsed, hit, form) or not _plural_before(parsed, hit.first):
        return None
    return Act.DECLARED, "in the present"


def _second(parsed: Parsed, hit: Hit) -> bool:
    """Whether a verb goes on from another one: "will provide tents and set up a camp"."""
    return parsed.within("joins", hit.first - 1) and any(
        other.past <= hit.first for other in (*parsed.of("gives"), *parsed.of("declares"))
    )


def _plural_before(parsed: Parsed, at: int) -> bool:
    """Whether "we", "they" or a list of members stands right before: "we send", "France and Spain share"."""
    return any(
        actor.past == at and actor.behind is None and (actor.part is Part.PRONOUN or actor.chain != index)
        for index, actor in enumerate(parsed.actors)
    )


def promising(parsed: Parsed) -> Iterator[Verb]:
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
        if verb not in known and not inner and named and not parsed.within("no_promises", verb):
            rule = f"“{token.text} {parsed.said(verb, verb + 1)}”, said of a member"
            yield Verb(Act.DECLARED, rule, at, verb + 1, subject, weak=True)


def _infinitive(parsed: Parsed, hit: Hit) -> tuple[Act, str] | None:
    """ "is going to send", "plans to send"; "New Zealand to contribute" as headlines have it."""
    for plan in parsed.of("plans"):
        if plan.past == hit.first:
            act = Act.READY if parsed.within_word("ready_plans", plan.value) else Act.DECLARED
            return act, f"announced by “{parsed.said(plan.first, plan.past)}”"
    headline = any(
        actor.part is Part.MEMBER and actor.behind is None and actor.past == hit.first - 1 and actor.chain == 0
        for actor in parsed.actors
    )
    headline = headline and parsed.actors[0].first <= 1
    if headline and not parsed.of("obliges"):
        return Act.DECLARED, "in a headline"
    return None


def _of_a_noun(parsed: Parsed, at: int) -> bool:
    """Whether a past form says of a noun how it is: "with increased mobility", "British-based charities"."""
    joined = parsed.low(at - 1) == "-" and parsed.tokens[at].glued
    return joined or parsed.within("governs", at - 1) or parsed.within("prepositions", at - 1)


def _determined(parsed: Parsed, hit: Hit) -> bool:
    return parsed.within("articles", hit.first - 1) or parsed.within("possessives", hit.first - 1)
