"""What a marked sentence says, as the fields of a row of the plan: a proposal for a person to confirm, mend or discard. Pure.

Invariant: a field holds words or values of the sentence's own marks and nothing else; where the sentence says several things
for a field and nothing tells which, the field stays empty and they are offered. Fields are named as in a plan's table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from coalesce.commitments.extraction import Act, Candidate, Label, Mark, Span, marks_of
from coalesce.dates import PartialDate
from coalesce.errors import BadDate
from coalesce.records import EventKind, Form
from coalesce.records.quantity import told

NOT_STATED = "?"
"""The currency of a sum whose currency the sentence does not say; see ``words.read_quantity``."""

FORMS = {
    Act.LEAD: Form.LEAD,
    Act.DEADLINE: Form.DEADLINE,
    Act.OBLIGATION: Form.OBLIGATION,
    Act.REQUEST: Form.REQUEST,
    Act.STATEMENT: Form.STATEMENT,
}
"""The others are contributions; what would follow from an attack is a promise, and no activation has been declared by it."""

_DAYS = {"day": 1, "week": 7}
_JOINTS = frozenset({"in", ",", ", in", "near"})
"""What stands between two places that are one."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence of ``text`` with what is marked in it. ``act`` None: it was picked by hand, and nobody has said what it does."""

    text: str
    span: Span
    marks: tuple[Mark, ...]
    act: Act | None = None

    @property
    def quote(self) -> str:
        """The sentence on one line: its evidence."""
        return " ".join(self.text[self.span.start : self.span.end].split())


@dataclass(slots=True)
class Draft:
    """``cells``: what is filled in; ``because``: by which marks; ``also``: what else the sentence says for a field;
    ``bounds``: words that bound the amount ("up to"); ``rows``: how many amounts, hence rows, the sentence may have."""

    cells: dict[str, str] = field(default_factory=dict)
    because: dict[str, tuple[Mark, ...]] = field(default_factory=dict)
    also: dict[str, tuple[str, ...]] = field(default_factory=dict)
    bounds: str = ""
    rows: int = 1

    def fill(self, name: str, value: str, *marks: Mark) -> None:
        """Fill a field, where the sentence says anything for it."""
        if value:
            self.cells[name], self.because[name] = value, marks

    def offer(self, name: str, values: Iterable[str]) -> None:
        """What else may be meant in a field."""
        others = tuple(one for one in dict.fromkeys(values) if one and one != self.cells.get(name))
        if others:
            self.also[name] = others

    def choose(self, name: str, said: Sequence[tuple[str, Mark]]) -> None:
        """Fill a field where all that is said for it is one thing, and offer it where they are several."""
        values = dict.fromkeys(value for value, _ in said)
        if len(values) == 1:
            self.fill(name, said[0][0], *(mark for _, mark in said))
        self.offer(name, values)


def found(text: str, candidate: Candidate) -> Marked:
    """A candidate of a text."""
    return Marked(text, candidate.span, candidate.marks, candidate.act)


def picked(text: str, span: Span) -> Marked:
    """A sentence that a person picked: what the rules mark in it, without a word on what it does."""
    marks = (_shifted(mark, span.start) for mark in marks_of(text[span.start : span.end]))
    return Marked(text, span, tuple(marks))


def draft(sentence: Marked, row: int = 1) -> Draft:
    """The row of a sentence; ``row`` 2 and on are those that it is split into, each with its own amount."""
    made, marks, act = Draft(), sentence.marks, sentence.act
    amounts = _of(marks, Label.QUANTITY, Label.MONEY)
    verbs = tuple(mark for mark in _of(marks, Label.VERB) if mark.value == act)
    made.rows = max(1, len(amounts))
    made.fill("form", FORMS.get(act, Form.CONTRIBUTION) if act else "", *verbs)
    made.fill("status", EventKind.IN_PLACE if act is Act.DELIVERED else EventKind.DECLARED)
    _members(made, marks)
    amount = amounts[row - 1] if row <= len(amounts) else None
    _amount(made, amount)
    _kind(made, marks, amount, row if not amounts else 1)
    _line(made, marks, amount, row if len(amounts) < 2 else 1)
    made.choose("place", _places(sentence))
    _when(made, marks, act)
    _readiness(made, marks, act)
    conditions = _of(marks, Label.CONDITION)
    made.fill("conditions", "; ".join(_words(mark) for mark in conditions), *conditions)
    return made


def _members(made: Draft, marks: Sequence[Mark]) -> None:
    named = [mark for mark in _of(marks, Label.MEMBER) if mark.value]
    groups = _of(marks, Label.UNNAMED)
    said = [*(mark.value or "" for mark in named), *(_words(mark).replace(";", ",") for mark in groups)]
    made.fill("member", "; ".join(dict.fromkeys(said)), *named, *groups)
    made.offer("member", (mark.value or "" for mark in _of(marks, Label.MENTIONED) if mark.value not in said))


def _amount(made: Draft, amount: Mark | None) -> None:
    if amount is None or amount.number is None:
        return
    made.fill("quantity", told(amount.number), amount)
    if amount.label is Label.MONEY:
        made.fill("currency", amount.currency or NOT_STATED, amount)
    else:
        made.fill("unit", amount.unit or "", amount)
    made.bounds = amount.qualifier or ""


def _kind(made: Draft, marks: Sequence[Mark], amount: Mark | None, row: int) -> None:
    kinds = [(mark.value or "", mark) for mark in _of(marks, Label.KIND)]
    if amount is not None and amount.value:
        made.fill("kind", amount.value, amount)
        made.offer("kind", (value for value, _ in kinds))
    elif amount is None or amount.label is Label.MONEY:
        _nth(made, "kind", kinds, row)
    else:
        made.offer("kind", (value for value, _ in kinds))


def _line(made: Draft, marks: Sequence[Mark], amount: Mark | None, row: int) -> None:
    """The line of the amount's own words; else the only one; else, where a sentence is split, the next one."""
    lines = [(mark.value or "", mark) for mark in _of(marks, Label.LINE)]
    own = [one for one in lines if amount is not None and _touch(one[1], amount)]
    if len({value for value, _ in own}) == 1:
        made.fill("line", own[0][0], *(mark for _, mark in own))
        made.offer("line", (value for value, _ in lines))
    else:
        _nth(made, "line", lines, row)


def _nth(made: Draft, name: str, said: list[tuple[str, Mark]], row: int) -> None:
    """Row 1 takes what is said where it is one thing; of several, the rows of a split sentence take one each from row 2 on."""
    values = list(dict.fromkeys(value for value, _ in said))
    if len(values) > 1 and 1 < row <= len(values):
        made.fill(name, values[row - 1], *(mark for value, mark in said if value == values[row - 1]))
        made.offer(name, values)
    else:
        made.choose(name, said)


def _places(sentence: Marked) -> list[tuple[str, Mark]]:
    """Each place; those with only "in" or a comma between are one, as the sentence writes them: "Amerli in northern Iraq"."""
    said: list[tuple[str, Mark]] = []
    start = past = -1
    for mark in _of(sentence.marks, Label.PLACE):
        joint = sentence.text[past : mark.span.start] if said else ""
        if said and joint.strip() in _JOINTS:
            said[-1] = (" ".join(sentence.text[start : mark.span.end].split()), said[-1][1])
        else:
            start = mark.span.start
            said.append((_words(mark), mark))
        past = mark.span.end
    return said


def _when(made: Draft, marks: Sequence[Mark], act: Act | None) -> None:
    """A date or event by which it is due, from which it is there, or on which it was done."""
    by, since, on = [], [], []
    for mark in _of(marks, Label.WHEN):
        date = _date(mark)
        if mark.qualifier in ("from", "after") and not mark.event:
            since += [(date, mark)] if date else []
        elif mark.qualifier != "until" and act is not Act.DELIVERED:
            by.append((date or _words(mark), mark))
        elif date and mark.qualifier == "on":
            on.append((date, mark))
    made.choose("by", by)
    made.choose("since", since)
    made.choose("date", on)


def _readiness(made: Draft, marks: Sequence[Mark], act: Act | None) -> None:
    """Days of notice and of sustainment where they are told in days or weeks; else the sentence's own words."""
    words = [mark for mark in _of(marks, Label.VERB) if mark.value == Act.READY]
    for mark in _of(marks, Label.DURATION):
        days = (mark.number or Decimal(0)) * _DAYS.get(mark.unit or "", 0)
        name = {"within": "notice_days" if act is Act.READY else "", "for": "sustain_days"}.get(
            mark.qualifier or "", ""
        )
        if name and days and days == int(days) and name not in made.cells:
            made.fill(name, str(int(days)), mark)
        else:
            words.append(mark)
    made.fill("readiness", "; ".join(dict.fromkeys(_words(mark) for mark in words)), *words)


def _date(mark: Mark) -> str:
    """A mark's date where it is one that a plan holds: a day without its year is none."""
    try:
        return str(PartialDate.parse(mark.value or ""))
    except BadDate:
        return ""


def _shifted(mark: Mark, by: int) -> Mark:
    return replace(mark, span=Span(mark.span.start + by, mark.span.end + by))


def _of(marks: Sequence[Mark], *labels: Label) -> list[Mark]:
    return [mark for mark in marks if mark.label in labels]


def _words(mark: Mark) -> str:
    return " ".join(mark.text.split()).replace("\u00ad", "")


def _touch(one: Mark, other: Mark) -> bool:
    return one.span.start < other.span.end and other.span.start < one.span.end
