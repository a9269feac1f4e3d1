"""Rows without a verb: "Kuwait: $200 million", "Belgium: Six F-16s", and the lines of a list behind "it consists of:".

Invariant: such a row needs a number with its noun, or a sum, behind a member's label; as the line of a list that a sentence leads in
it may name a kind alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coalesce.commitments.extraction.actors import Actor, Part
from coalesce.commitments.extraction.marks import Act, Label, Mark
from coalesce.commitments.extraction.parsed import Parsed
from coalesce.commitments.extraction.verb import Verb

_NEAR = 4
"""Words between a label and the kind that it gives."""


def fragment(parsed: Parsed, marks: Sequence[Mark], listed: bool) -> Iterator[Verb]:
    """The act of a row without a verb; none where it is no such row."""
    counted = [mark for mark in marks if mark.label is Label.MONEY or (mark.label is Label.QUANTITY and mark.value)]
    row = listed and parsed.sentence.bulleted
    doing = row and any(
        hit.first == 0 and hit.value.endswith(":base") for hit in parsed.of("gives")
    )  # "to: Train 500 ..."
    label = _label(parsed)
    named = (
        label and parsed.sentence.bulleted and any(0 < hit.first - label[-1].past <= _NEAR for hit in parsed.of("kind"))
    )  # "Turkey - rescue teams and a field hospital"
    if parsed.of("denials") or parsed.of("negations") or not (counted or doing or named or (row and parsed.of("kind"))):
        return
    if label and (counted or named):
        what = "a number or sum" if counted else "a kind of contribution"
        rule = f"a label (“{parsed.said(label[0].first, label[-1].past)}”) with {what} behind it"
        yield Verb(Act.DECLARED, rule, label[0].first, label[-1].past, label, sure=True, wordless=True)
    elif row:
        rule = "a line of a list that the sentence before it leads in"
        yield Verb(Act.DECLARED, rule, 0, 1, (), elliptic=True, sure=True, wordless=True)


def _label(parsed: Parsed) -> tuple[Actor, ...]:
    """The members at the beginning, where a colon or dash follows them."""
    if not parsed.actors or parsed.actors[0].part is not Part.MEMBER or parsed.actors[0].first > 1:
        return ()
    chain = tuple(actor for actor in parsed.actors if actor.chain == parsed.actors[0].chain)
    past = chain[-1].past
    dash = parsed.low(past) == "-" and not parsed.tokens[past].glued
    return chain if dash or parsed.within("after_label", past) else ()
