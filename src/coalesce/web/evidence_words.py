"""What the machine says of a pair, in the reader's language: the sentences of linking and name comparison, and usual reasons.

Invariant: a sentence that is not known here is told as it is, in English; numbers and words of names pass through.
"""

from __future__ import annotations

import re

from coalesce.linking.comparisons import REASONS
from coalesce.web.language import decimal, marked, say

SENTENCES = frozenset({
    # what the fields say
    marked("one side says nothing"), marked("birth years are more than five apart"),
    marked("birth years are two to five apart"), marked("birth years are next to each other, both dates whole"),
    marked("birth years are next to each other, as far as told"), marked("same birth year, other day and month"),
    marked("one part of the birth date differs"), marked("birth year agrees as far as told"),
    marked("birth month agrees as far as told"), marked("day and month of birth are swapped"),
    marked("same birth date"), marked("document numbers differ"), marked("one character of a document number differs"),
    marked("same document number"), marked("same document number and country"), marked("nationalities differ"),
    marked("same nationality, a frequent one"), marked("same nationality"), marked("same nationality, a rare one"),
    marked("sexes differ"), marked("same sex"), marked("birth places differ"), marked("same birth country"),
    marked("same birth place, a frequent one"), marked("same birth place"), marked("same birth place, a rare one"),
    marked("residences differ"), marked("same country of residence"), marked("same place of residence, a frequent one"),
    marked("same place of residence"), marked("same place of residence, a rare one"),
    marked("same residence in several words"), marked("no name token agrees"),
    # what stands in the picture of the evidence
    marked("evidence in all, log2"), marked("before looking"), marked("how rare a match is among all pairs"),
    marked("in all"), "name", "birth date", "document", "nationality", "sex", "birth place", "residence",
    # which field, and what would be if it agreed
    marked("the name"), marked("the birth date"), marked("the document"), marked("the nationality"), marked("the sex"),
    marked("the birth place"), marked("the residence"), marked("if the birth dates agreed in full"),
    marked("if both bore the same document"), marked("if they shared a nationality"), marked("if the sexes agreed"),
    marked("if the birth places agreed"), marked("if the residences agreed"),
    # how two words stand to each other
    marked("the same word"), marked("may be its initial"), marked("not its initial"), marked("differs"),
    marked("romanised alike"), marked("one name by custom"), marked("likely the same in another script"),
    marked("the same consonants"), marked("spelt alike"), marked("nearly the same word"),
    marked("a name without a letter or digit agrees with nothing"),
    marked("a letter that only looks like one of its word's script is read as that one"),
    marked("a script that the encoder does not know: romanised by rule, so nothing is sure"),
    # the usual reasons
    marked("names and birth date agree"), marked("same identity document"), marked("known to us as one person"),
    marked("birth dates rule it out"), marked("different identity documents"), marked("namesakes, known apart"),
    marked("too little to decide on"), marked("the source file must be looked up"), marked("taken back"),
    marked("a reason of one's own"),
})  # fmt: skip
"""Sentences without a part that varies."""

_SHAPES = (
    (r"(?P<n>\d+) of (?P<m>\d+) name tokens agree", marked("%(n)s of %(m)s name tokens agree")),
    (r"(?P<n>\d+) by skeleton", marked("%(n)s by skeleton")),
    (r"(?P<n>\d+) nearly", marked("%(n)s nearly")),
    (r"one name has (?P<n>\d+) more", marked("one name has %(n)s more")),
    (
        r"(?P<field>[a-z ]+) takes (?P<bits>[\d.]+) bits away \((?P<reason>.+)\); without that",
        marked("%(field)s takes %(bits)s bits away (%(reason)s); without that"),
    ),
    (
        r"(?P<field>[a-z ]+) adds (?P<bits>[\d.]+) bits \((?P<reason>.+)\); without that",
        marked("%(field)s adds %(bits)s bits (%(reason)s); without that"),
    ),
    (r"(?P<fields>the [a-z, ]+) cannot be compared: one side says nothing", marked("%(fields)s cannot be compared: one side says nothing")),
    (r"(?P<what>if [a-z ]+) \((?P<reason>.+)\)", marked("%(what)s (%(reason)s)")),
    (r"only the first (?P<n>\d+) letters of a name are compared", marked("only the first %(n)s letters of a name are compared")),
    (r"only the (?P<n>\d+) rarest words of a name are compared", marked("only the %(n)s rarest words of a name are compared")),
    (
        r"the evidence counts (?P<one>\S+) and (?P<other>\S+) as agreeing: (?P<way>.+)",
        marked("the evidence counts %(one)s and %(other)s as agreeing: %(way)s"),
    ),
    (r"(?P<way>[a-z ]+) \((?P<bits>\d\.\d\d)\)", marked("%(way)s (%(bits)s)")),
)  # fmt: skip
SHAPES = tuple((re.compile(shape), text) for shape, text in _SHAPES)
"""Sentences with parts: what they look like, and how they are told."""

JOINTS = (("; ", marked("; ")), (" and ", marked(" and ")), (", ", ", "))
"""Between the pieces of what is told in one breath."""

_KNOWN = SENTENCES | {reason for levels in REASONS.values() for reason in levels}


def evidence(text: str) -> str:
    """A sentence of the machine, or a usual reason, in the reader's language."""
    if text in _KNOWN:
        return say(text)
    for shape, told in SHAPES:
        if found := shape.fullmatch(text):
            return say(told, **{name: _part(name, part) for name, part in found.groupdict().items()})
    for joint, told in JOINTS:
        before, between, behind = text.partition(joint)
        if between and (_tells(before) or _tells(behind)):
            return evidence(before) + say(told) + evidence(behind)
    return text


def _part(name: str, part: str) -> str:
    """A number as the language writes it; a sentence within the sentence told too."""
    if name == "bits":
        return decimal(float(part), len(part.partition(".")[2]))
    return part if name in ("one", "other", "n", "m") else evidence(part)


def _tells(text: str) -> bool:
    """Whether a piece, or its own first piece, is one that is known here: other texts are left whole."""
    if text in _KNOWN or any(shape.fullmatch(text) for shape, _ in SHAPES):
        return True
    return any(between and _tells(before) for before, between, _ in (text.partition(joint) for joint, _ in JOINTS))
