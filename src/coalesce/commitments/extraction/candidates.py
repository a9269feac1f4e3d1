"""The sentences of a press text that may be rows of the plan, marked for a human to confirm.

Invariant: no field is invented. Each is a span of the sentence, or (a member behind "it" or "we") of an earlier one
that the mark names; what the sentence leaves open is left open. Pure; takes any text; time is linear in its length.
Two texts with a blank line between give the candidates of both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from coalesce.commitments.extraction.actors import Actor, Part
from coalesce.commitments.extraction.acts import verbs
from coalesce.commitments.extraction.amounts import amounts
from coalesce.commitments.extraction.antecedents import Named, member_marks
from coalesce.commitments.extraction.calls import calls
from coalesce.commitments.extraction.folding import Folded, fold
from coalesce.commitments.extraction.fragments import fragment
from coalesce.commitments.extraction.marks import Act, Candidate, Label, Mark, Span
from coalesce.commitments.extraction.occasions import occasions_at
from coalesce.commitments.extraction.parsed import Parsed, parse
from coalesce.commitments.extraction.places import places
from coalesce.commitments.extraction.pledging import pledging
from coalesce.commitments.extraction.sentences import Paragraph, Sentence, paragraphs
from coalesce.commitments.extraction.verb import Verb
from coalesce.commitments.extraction.wording import Wording, wording

LONGEST_SENTENCE = 4_000
"""Letters; what is longer is no sentence of a press text (a table that lost its lines) and is not read."""

_ORDER = tuple(Act)


def find_candidates(text: str, language: str = "en", longest: int = LONGEST_SENTENCE) -> Iterator[Candidate]:
    """The candidates of a text, in its order."""
    words = wording(language)
    folded = fold(text)
    for number, paragraph in enumerate(paragraphs(folded, words)):
        yield from _of_paragraph(folded, paragraph, number, words, longest)


def marks_of(sentence: str, language: str = "en") -> tuple[Mark, ...]:
    """What stands in a sentence that a person picked: members are mentioned, since no rule says that they commit themselves."""
    folded = fold(sentence)
    parsed = parse(folded, Sentence(0, len(folded.text)), wording(language))
    marks = _marks(parsed)
    placed = {mark.span.end for mark in marks if mark.label is Label.PLACE}
    marks += [mark for mark in _mentioned(parsed) if mark.span.end not in placed]
    return tuple(sorted(marks, key=lambda mark: (mark.span, mark.label)))


def _of_paragraph(
    folded: Folded, paragraph: Paragraph, number: int, words: Wording, longest: int
) -> Iterator[Candidate]:
    speaker = folded.original(*paragraph.speaker) if paragraph.speaker else None
    named = Named(speaker=_members_of_label(folded, paragraph, words))
    listed = False
    for sentence in paragraph.sentences:
        if sentence.end - sentence.start > longest:
            continue
        parsed = parse(folded, sentence, words)
        marks = _marks(parsed)
        found = [*verbs(parsed), *calls(parsed, marks)]
        standing = [verb for verb in found if _has_subject(verb, named) and _has_substance(parsed, verb, marks)]
        if not standing:
            standing = [verb for verb in pledging(parsed, marks) if _has_subject(verb, named)]
        if not standing:
            standing = list(fragment(parsed, marks, listed))
        if standing:
            yield _candidate(parsed, standing, marks, named, (number, speaker))
        if (
            not sentence.bulleted
        ):  # the lines of a list stand beside each other: none is about whom the one before names
            named.note(parsed, standing)
        asked = standing and all(verb.act in (Act.OBLIGATION, Act.REQUEST) for verb in standing)
        listed = (sentence.leads_in and not asked) or (listed and sentence.bulleted)


def _members_of_label(folded: Folded, paragraph: Paragraph, words: Wording) -> tuple[tuple[str | None, Span], ...]:
    if paragraph.speaker is None:
        return ()
    label = parse(folded, Sentence(*paragraph.speaker), words)
    members = (actor for actor in label.actors if actor.part is Part.MEMBER)
    return tuple((actor.code, label.span(actor.first, actor.past)) for actor in members)


def _marks(parsed: Parsed) -> list[Mark]:
    """Everything but members and verbs."""
    timed = occasions_at(parsed)
    taken = frozenset(at for place, _ in timed for at in place)
    found = [mark for _, mark in timed]
    found += amounts(parsed, taken)
    found += places(parsed, taken)
    found += _kinds_and_lines(parsed)
    found += _conditions(parsed)
    return found


def _kinds_and_lines(parsed: Parsed) -> Iterator[Mark]:
    lines: set[str] = set()
    for hit in parsed.of("line"):
        lines.add(hit.value)
        yield parsed.mark(Label.LINE, hit.first, hit.past, f"words of the line {hit.value}", value=hit.value)
    for hit in parsed.of("kind"):
        yield parsed.mark(Label.KIND, hit.first, hit.past, f"names {hit.value}", value=hit.value)
        line = parsed.wording.line_of_kind.get(hit.value)
        if line and line not in lines:
            lines.add(line)
            yield parsed.mark(Label.LINE, hit.first, hit.past, f"{hit.value} is of the line {line}", value=line)


def _conditions(parsed: Parsed) -> Iterator[Mark]:
    """From the word that opens a condition to the comma or end behind it."""
    past = 0
    for hit in parsed.of("open"):
        if hit.first < past or not _opens(parsed, hit.first, hit.value):
            continue
        past = hit.past
        while past < len(parsed.tokens) and parsed.low(past) not in (",", ";", ".", '"', "–", "—"):
            past += 1
        yield parsed.mark(Label.CONDITION, hit.first, past, f"“{parsed.said(hit.first, hit.past)}” opens a condition")


def _opens(parsed: Parsed, at: int, value: str) -> bool:
    """ "should" opens a condition only where a clause begins with it; "provided" only before "that"."""
    if value in parsed.wording.words["inverted"]:
        return at == 0 or (at == 1 and parsed.low(0) in ('"', "'", "and")) or parsed.low(at - 1) == ","
    return value not in parsed.wording.words["verbs_too"]


def _has_subject(verb: Verb, named: Named) -> bool:
    """Whether somebody does it who may commit himself: no adversary behind a pronoun, no verb without anybody."""
    pronouns = [actor for actor in verb.subject if actor.part is Part.PRONOUN]
    if pronouns and len(pronouns) == len(verb.subject) and named.adversary:
        return False
    if not verb.subject and verb.elliptic and named.adversary:
        return False
    return bool(verb.subject) or verb.elliptic or verb.free


_SUBSTANCE = (Label.QUANTITY, Label.MONEY, Label.LINE, Label.KIND)


def _has_substance(parsed: Parsed, verb: Verb, marks: Iterable[Mark]) -> bool:
    """Whether the sentence says of what: a number, a sum, a kind, a line, or a word of the common effort."""
    if verb.act in (Act.LEAD, Act.ACTIVATION, Act.DEADLINE, Act.OBLIGATION, Act.REQUEST, Act.STATEMENT):
        return True
    if verb.wordless or (verb.sure and verb.free):
        return True
    if verb.sure and any(actor.part in (Part.MEMBER, Part.GROUP) for actor in verb.subject):
        return True
    if verb.weak:
        return any(mark.label in (Label.LINE, Label.KIND, Label.CONDITION) for mark in marks)
    if verb.act is Act.READY and any(mark.label in (Label.CONDITION, Label.WHEN) for mark in marks):
        return True
    if any(mark.label in _SUBSTANCE for mark in marks):
        return True
    return any(parsed.within("carries", place) for place in range(len(parsed.tokens)))


def _candidate(
    parsed: Parsed, standing: list[Verb], marks: list[Mark], named: Named, place: tuple[int, Span | None]
) -> Candidate:
    strongest = min(standing, key=lambda verb: (not verb.sure, _ORDER.index(verb.act), verb.first))
    found = list(marks)
    committed: set[Span] = set()
    for verb in standing:
        if not verb.wordless:
            found.append(parsed.mark(Label.VERB, verb.first, verb.past, verb.rule, value=verb.act))
        for mark in member_marks(parsed, verb, named):
            found = [
                one for one in found if one.label is not Label.PLACE or one.span != mark.span
            ]  # a giver is no place
            if (mark.span, mark.value) not in {(one.span, one.value) for one in found}:
                found.append(mark)
                committed.add(mark.span)
    placed = {mark.span.end for mark in found if mark.label is Label.PLACE}
    found += [mark for mark in _mentioned(parsed) if mark.span not in committed and mark.span.end not in placed]
    found.sort(key=lambda mark: (mark.span, mark.label))
    span = parsed.folded.original(parsed.sentence.start, parsed.sentence.end)
    number, speaker = place
    return Candidate(
        span, parsed.folded.given[span.start : span.end], strongest.act, strongest.rule, tuple(found), number, speaker
    )


def _mentioned(parsed: Parsed) -> Iterator[Mark]:
    for actor in parsed.actors:
        if actor.part is Part.MEMBER and not actor.capital:
            yield parsed.mark(Label.MENTIONED, actor.first, actor.past, _why(actor), value=actor.code)


def _why(actor: Actor) -> str:
    return f"a member, behind “{actor.behind}”" if actor.behind else "a member that is no subject here"
