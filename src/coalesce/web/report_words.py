"""The words of the page for reports: what marks are about, why they are marked, the fields of a row.

Invariant: each label, act, form, line, stage and field has its words here, and each rule of the extraction its sentence (a test
compares them); the rest of a rule is the text's own words, which stay as they are.
"""

from __future__ import annotations

import re
from functools import cache

from coalesce.commitments.extraction import Act, Label
from coalesce.records import EventKind, Form, LineOfEffort
from coalesce.web.language import SLOT, marked, say

LABELS: dict[Label, str] = {
    Label.MEMBER: marked("who"),
    Label.UNNAMED: marked("who, unnamed"),
    Label.MENTIONED: marked("mentioned"),
    Label.VERB: marked("does"),
    Label.QUANTITY: marked("how much"),
    Label.MONEY: marked("money"),
    Label.PLACE: marked("where"),
    Label.WHEN: marked("when"),
    Label.DURATION: marked("how long"),
    Label.CONDITION: marked("condition"),
    Label.LINE: marked("line"),
    Label.KIND: marked("of what"),
}

ACTS: dict[Act, str] = {
    Act.DELIVERED: marked("Delivered"),
    Act.DECIDED: marked("Decided"),
    Act.DECLARED: marked("Declared"),
    Act.READY: marked("Ready"),
    Act.LEAD: marked("A lead role"),
    Act.ACTIVATION: marked("What follows from an attack"),
    Act.DEADLINE: marked("A deadline"),
    Act.OBLIGATION: marked("An obligation"),
    Act.REQUEST: marked("A request"),
    Act.STATEMENT: marked("A statement"),
}

FORMS: dict[Form, str] = {
    Form.CONTRIBUTION: marked("contribution"),
    Form.LEAD: marked("lead role"),
    Form.OBLIGATION: marked("obligation"),
    Form.REQUEST: marked("request"),
    Form.STATEMENT: marked("statement"),
    Form.DEADLINE: marked("deadline"),
}
"""An activation is declared by itself, and not out of a report."""

STAGES: dict[EventKind, str] = {
    EventKind.DECLARED: marked("declared"),
    EventKind.CONFIRMED: marked("confirmed"),
    EventKind.ALLOCATED: marked("allocated"),
    EventKind.IN_PLACE: marked("in place"),
    EventKind.ENDED: marked("ended"),
}

LINES: dict[LineOfEffort, str] = {
    LineOfEffort.MILITARY: marked("military"),
    LineOfEffort.FIGHTERS: marked("foreign fighters"),
    LineOfEffort.FINANCING: marked("financing"),
    LineOfEffort.HUMANITARIAN: marked("humanitarian"),
    LineOfEffort.IDEOLOGY: marked("ideology"),
    LineOfEffort.ALL: marked("all lines"),
    LineOfEffort.OUTSIDE: marked("outside the five lines"),
}

FIRST: dict[str, str] = {
    "form": marked("What it is"),
    "status": marked("How far it has come"),
    "member": marked("Who: codes, or words, with ;"),
    "line": marked("Line of effort"),
    "kind": marked("Of what"),
    "quantity": marked("How much"),
    "unit": marked("In which unit"),
    "currency": marked("Or in which currency (ISO code, or ?)"),
    "place": marked("Where"),
    "by": marked("By when: a date, or an event"),
    "conditions": marked("On which condition"),
}
MORE: dict[str, str] = {
    "since": marked("There from (date)"),
    "expected": marked("When the event is expected (date)"),
    "date": marked("When it happened (date)"),
    "make": marked("Make, where the unit is wider"),
    "notice_days": marked("Days of notice"),
    "transit_days": marked("Days in transit"),
    "sustain_days": marked("Days of sustainment"),
    "readiness": marked("Readiness in words"),
    "trigger": marked("Called up by which event"),
    "need": marked("For which need (its reference)"),
    "reference": marked("Reference; made for you where empty"),
    "correction": marked("What the sentence gets wrong, if anything"),
}
"""The fields of a row: those that stand open, and those behind "more"."""

RULES: tuple[str, ...] = (
    marked("“%(word)s” is a verb of declaring"),
    marked("“%(word)s” is a verb of deciding"),
    marked("“%(word)s” is a verb of giving, promised by “%(other)s”"),
    marked("“%(word)s” is a verb of giving, reported with “%(other)s”"),
    marked("“%(word)s” is a verb of giving, %(how)s"),
    marked("“%(word)s” is a word of leading"),
    marked("“%(word)s” is a word of readiness"),
    marked("“%(word)s” with “%(other)s” says how soon"),
    marked("“%(word)s” with “%(other)s” asks it of all"),
    marked("“%(word)s” binds members that are not named"),
    marked("“%(word)s” with a date or event that it is due by"),
    marked("“%(word)s” asks for commitments"),
    marked("“%(word)s” with what follows from it"),
    marked("“%(word)s” is said of the common effort"),
    marked("“%(word)s” a body of the common effort"),
    marked("“%(word)s” says what a contribution is made of"),
    marked("“%(word)s” says what a sum is for"),
    marked("“%(word)s” is a noun of committing"),
    marked("“%(word)s” is said of what is given"),
    marked("“%(word)s” with what is posted there"),
    marked("“%(word)s”, said of a member"),
    marked("“%(word)s” opens a condition"),
    marked("“%(word)s”: stands for “%(other)s”, named before"),
    marked("its subject is left out: stands for “%(other)s”, named before"),
    marked("a label (“%(word)s”) with a number or sum behind it"),
    marked("a label (“%(word)s”) with a kind of contribution behind it"),
    marked("a line of a list that the sentence before it leads in"),
    marked("a sum with its currency"),
    marked("a sum; the text does not say of which currency"),
    marked("a number beside a sum, without a unit of its own"),
    marked("a number of days, weeks, months or years"),
    marked("a number of %(kind)s"),
    marked("a number and the words behind it"),
    marked("a single one (%(kind)s) by its article"),
    marked("the capital stands for its state"),
    marked("the name of a member"),
    marked("members that are not named"),
    marked("a member, behind “%(word)s”"),
    marked("a member that is no subject here"),
    marked("a date"),
    marked("a day without its year"),
    marked("a month without its year"),
    marked("a month"),
    marked("a year"),
    marked("the end or beginning of a span"),
    marked("the end or beginning of a month"),
    marked("the end or beginning of a year"),
    marked("the end or beginning of an event"),
    marked("a time told from the day of the text"),
    marked("an event that stands for a date"),
    marked("a region or town of the gazetteer"),
    marked("a country behind a word of place"),
    marked("a name behind a word of place"),
    marked("words of the line %(line)s"),
    marked("%(kind)s is of the line %(line)s"),
    marked("names %(kind)s"),
)
"""Every rule as the extraction says it, with the text's own words left open; the first that fits is taken."""


def rule_words(rule: str) -> str:
    """A rule in the reader's language."""
    for template, pattern in _patterns():
        if found := pattern.fullmatch(rule):
            return say(template, **found.groupdict())
    return rule


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((one, _pattern(one)) for one in RULES)


def _pattern(template: str) -> re.Pattern[str]:
    pieces = SLOT.split(template)  # words and names of places, in turn
    told = (f"(?P<{piece}>.+?)" if place % 2 else re.escape(piece) for place, piece in enumerate(pieces))
    return re.compile("".join(told), re.DOTALL)
