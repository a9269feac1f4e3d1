"""What a sentence asks of all, by when, or states for all: obligations, requests, deadlines, activations, declarations.

Invariant: an obligation is one on all members (or "everyone"), never on one of them and never on somebody else; a
deadline names its date or event; what is denied or condemned states nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from coalesce.commitments.extraction.actors import Actor, Part, named_behind, subject_of
from coalesce.commitments.extraction.marks import Act, Label, Mark
from coalesce.commitments.extraction.parsed import Parsed
from coalesce.commitments.extraction.phrases import Hit
from coalesce.commitments.extraction.verb import Verb

_NEAR = 7
_LINES_OF_A_STRUCTURE = 3


def calls(parsed: Parsed, marks: list[Mark]) -> Iterator[Verb]:
    """Everything of this kind that a sentence holds."""
    if any(token.text == "?" for token in parsed.tokens[-3:]):
        return
    timed = any(mark.label is Label.WHEN and mark.qualifier in ("by", "within", "from") for mark in marks)
    for verb in (*_obliging(parsed, timed), *_requesting(parsed), *_activating(parsed), *_stating(parsed, marks)):
        negated = any(
            parsed.within("negations", place) or parsed.low(place).endswith("n't")
            for place in range(max(0, verb.first - 3), verb.first)
        )
        condemned = any(hit.first < verb.first for hit in parsed.of("condemnations"))
        if not negated and not condemned:
            yield verb


def _obliging(parsed: Parsed, timed: bool) -> Iterator[Verb]:
    for hit in parsed.of("obliges"):
        on_all = _all_near(parsed, hit)
        subject = subject_of(parsed.actors, hit.first)
        modal = parsed.within("musts", hit.past - 1)
        if on_all is not None:
            act = Act.REQUEST if parsed.within("asks", hit.first) else Act.OBLIGATION
            rule = (
                f"“{parsed.said(hit.first, hit.past)}” with “{parsed.said(on_all.first, on_all.past)}” asks it of all"
            )
            yield Verb(act, rule, hit.first, hit.past, tuple(a for a in parsed.actors if a.first >= on_all.first - 1 and
                       a.past <= on_all.past + 1), free=True)  # fmt: skip
        elif parsed.within("binding", hit.first) and any(
            actor.part is Part.GROUP and actor.past == hit.first and not _loose(parsed, actor) for actor in subject
        ):
            rule = f"“{parsed.said(hit.first, hit.past)}” binds members that are not named"
            yield Verb(Act.OBLIGATION, rule, hit.first, hit.past, subject, free=True)
        elif timed and modal and _is_ours(parsed, subject):
            rule = f"“{parsed.said(hit.first, hit.past)}” with a date or event that it is due by"
            yield Verb(Act.DEADLINE, rule, hit.first, hit.past, subject, not subject, free=True)


def _loose(parsed: Parsed, actor: Actor) -> bool:
    """Whether a group is any at all: "human beings and nations must respond"."""
    return actor.past - actor.first == 1 and parsed.within("loose_groups", actor.first)


def _is_ours(parsed: Parsed, subject: tuple[Actor, ...]) -> bool:
    """Whether "we" or all of them must, or nobody says who."""
    return not subject or any(
        actor.part is Part.GROUP or parsed.within("first_person", actor.first) for actor in subject
    )


def _all_near(parsed: Parsed, hit: Hit) -> Hit | None:
    """The words for all members right behind a verb of calling, or right before a passive one or "must"."""
    passive = parsed.within("musts", hit.past - 1) or parsed.within("be", hit.first)
    for one in parsed.of("all_members"):
        if passive and one.past <= hit.first <= one.past + _NEAR:
            return one
        if hit.past <= one.first <= hit.past + 1:
            return one
    return None


def _requesting(parsed: Parsed) -> Iterator[Verb]:
    for hit in parsed.of("requests"):
        rule = f"“{parsed.said(hit.first, hit.past)}” asks for commitments"
        yield Verb(Act.REQUEST, rule, hit.first, hit.past, (), free=True)


def _activating(parsed: Parsed) -> Iterator[Verb]:
    """An attack on one that all answer."""
    opened = [hit for hit in parsed.of("open") if hit.first < 3]
    for hit in parsed.of("attacks")[:1]:
        if parsed.of("whole") or opened:
            rule = f"“{parsed.said(hit.first, hit.past)}” with what follows from it"
            yield Verb(Act.ACTIVATION, rule, hit.first, hit.past, (), free=True)


def _stating(parsed: Parsed, marks: list[Mark]) -> Iterator[Verb]:
    lines = {mark.value for mark in marks if mark.label is Label.LINE}
    for hit in parsed.of("statement"):
        if hit.value == "lines of effort" and len(lines) < _LINES_OF_A_STRUCTURE:
            continue
        by = named_behind(parsed.actors, hit.past, frozenset(("by", "of")))
        subject = by or _groups_before(parsed, hit)
        act = Act.DELIVERED if hit.value.endswith(" by") else Act.STATEMENT
        if act is Act.DELIVERED:
            subject = subject or tuple(actor for actor in parsed.actors if actor.behind in ("of", "by"))
        if not any(actor.part in (Part.ADVERSARY, Part.OTHER) for actor in subject):
            rule = f"“{parsed.said(hit.first, hit.past)}” is said of the common effort"
            yield Verb(act, rule, hit.first, hit.past, subject, free=True)
    for hit in parsed.of("creations"):
        near = range(hit.past, min(len(parsed.tokens), hit.past + _NEAR))
        subject = subject_of(parsed.actors, hit.first)
        if any(parsed.within("bodies", at) or _body(parsed, at) for at in near) and not any(
            actor.part in (Part.ADVERSARY, Part.OTHER) for actor in subject
        ):
            rule = f"“{parsed.said(hit.first, hit.past)}” a body of the common effort"
            yield Verb(Act.DECLARED, rule, hit.first, hit.past, subject, not subject, sure=True, free=True)


def _body(parsed: Parsed, at: int) -> bool:
    return any(hit.first == at for hit in parsed.of("bodies"))


def _groups_before(parsed: Parsed, hit: Hit) -> tuple[Actor, ...]:
    after = parsed.within("compares", hit.first)  # "as declarative as some of our friends"
    near = [
        actor
        for actor in parsed.actors
        if actor.part is Part.GROUP and (0 < actor.first - hit.first <= _NEAR if after else actor.past <= hit.first)
    ]
    return tuple(near) or subject_of(parsed.actors, hit.first)
