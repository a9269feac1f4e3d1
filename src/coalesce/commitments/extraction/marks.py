"""What is marked in a press text: spans, what they say, and the rule that found each.

Invariant: a mark's ``text`` is the text at its span, to the letter. ``value``, ``number`` and ``currency`` say no more
than that span does (and, where ``basis`` is set, the span it rests on); what the text leaves open is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Label(StrEnum):
    """What a mark is about. MENTIONED: a member that is named, and not as one that commits itself."""

    MEMBER = "member"
    UNNAMED = "unnamed"
    MENTIONED = "mentioned"
    VERB = "verb"
    QUANTITY = "quantity"
    MONEY = "money"
    PLACE = "place"
    WHEN = "when"
    DURATION = "duration"
    CONDITION = "condition"
    LINE = "line"
    KIND = "kind"


class Act(StrEnum):
    """What a sentence does. The first four are contributions, by how far they have come."""

    DELIVERED = "delivered"
    DECIDED = "decided"
    DECLARED = "declared"
    READY = "ready"
    LEAD = "lead"
    ACTIVATION = "activation"
    DEADLINE = "deadline"
    OBLIGATION = "obligation"
    REQUEST = "request"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Letters [start, end) of the text as it was given."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked span.

    ``value``: a member's code, a line of effort, a kind of contribution, an act, an EDTF date where the span says one
    (``XXXX-11-15`` where it says no year), a place's country where the span is a country's name. ``number`` with
    ``unit`` (of a quantity or duration, in the text's own words) or ``currency`` (ISO 4217; None where the text does
    not say which). ``qualifier``: the words that bound it ("up to"), or what a date is (``by``, ``from``, ``until``,
    ``within``, ``for``, ``on``, ``after``), an ``event`` too. ``basis``: the span that a pronoun or a missing subject
    stands for.
    """

    label: Label
    span: Span
    text: str
    rule: str
    value: str | None = None
    number: Decimal | None = None
    unit: str | None = None
    currency: str | None = None
    qualifier: str | None = None
    event: bool = False
    basis: Span | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be a row of the plan, for a human to confirm. ``text`` is its evidence, to the letter.

    ``paragraph`` counts from 0 within the text. ``speaker``: the label of a transcript that it stands under.
    """

    span: Span
    text: str
    act: Act
    rule: str
    marks: tuple[Mark, ...]
    paragraph: int
    speaker: Span | None = None

    def of(self, label: Label) -> tuple[Mark, ...]:
        """Its marks of one kind, in the order of the text."""
        return tuple(mark for mark in self.marks if mark.label is label)

    @property
    def members(self) -> tuple[str, ...]:
        """The codes of those that commit themselves, each once; empty where none is named."""
        return tuple(dict.fromkeys(mark.value for mark in self.of(Label.MEMBER) if mark.value))

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of effort that its words speak of, each once."""
        return tuple(dict.fromkeys(mark.value for mark in self.of(Label.LINE) if mark.value))
