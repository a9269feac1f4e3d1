"""Who owes an answer: for each member, what to ask it. A list to send.

Invariant: made of visible entries alone; a member that was asked together with all the others owes an answer while no
entry of its own stands on that line since. An activation asks everybody who promised something for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from coalesce.commitments.deadlines import Due, Lack
from coalesce.commitments.standing import is_stale, standing
from coalesce.records import Commitment, Form, HeldCommitment, LineOfEffort
from coalesce.records.commitment import FIRM, STAGES

_LIVE = STAGES[:4]


class Ask(StrEnum):
    """What a member is asked, in English."""

    COMMIT = "what will you commit?"
    QUANTITY = "how much?"
    DATE = "by when?"
    CONFIRMATION = "is it confirmed?"
    EVIDENCE = "where is it written?"
    STANDS = "does it still stand?"
    CALLED_UP = "called up: confirmed?"


_ASKED = {
    Lack.QUANTITY: Ask.QUANTITY,
    Lack.DATE: Ask.DATE,
    Lack.CONFIRMATION: Ask.CONFIRMATION,
    Lack.EVIDENCE: Ask.EVIDENCE,
}


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask a member about one entry (``reference``); ``about``: its kind, "" where none is said; ``days_left`` None: no
    date is known; ``line``: of the entry; ``called_up``: the day of the activation that it was called up by."""

    member: str
    plan: str
    reference: str
    about: str
    asks: tuple[Ask, ...]
    days_left: int | None
    line: LineOfEffort | None = None
    called_up: date | None = None


def owed(due: Sequence[Due], members: Iterable[str], today: date, stale_days: int) -> list[Question]:
    """The questions, by member, the most urgent first."""
    codes = list(dict.fromkeys(members))
    held = [one.held for one in due]
    on_line = _on_lines(held)
    questions: list[Question] = []
    for one in due:
        terms = one.held.terms
        if not isinstance(terms, Commitment):
            continue
        if terms.form is Form.REQUEST:
            asked = codes if terms.parties.everybody else terms.parties.members
            waiting = [code for code in asked if not _answered(code, terms.line, on_line)]
            questions += [_question(code, one, (Ask.COMMIT,)) for code in waiting]
        elif terms.form in (Form.CONTRIBUTION, Form.LEAD):
            asks = [_ASKED[lack] for lack in one.lacks if lack in _ASKED]
            renewed = None if one.held.renewed is None else date.fromisoformat(one.held.renewed)
            if one.held.status in FIRM and is_stale(renewed, today, stale_days):
                asks.append(Ask.STANDS)
            questions += [_question(code, one, tuple(asks)) for code in terms.parties.members if asks]
    return sorted(questions, key=lambda row: (row.member, row.days_left is None, row.days_left or 0, row.reference))


def called_up(held: Iterable[HeldCommitment], trigger: str, since: date) -> list[HeldCommitment]:
    """The live contributions that were promised for this event, and have not been confirmed since it happened."""
    return [
        one
        for one in held
        if isinstance(one.terms, Commitment)
        and one.terms.form is Form.CONTRIBUTION
        and one.status in _LIVE
        and trigger
        and one.terms.trigger.casefold() == trigger.casefold()
        and not _confirmed_since(one, since)
    ]


def _confirmed_since(one: HeldCommitment, since: date) -> bool:
    return any(
        event.kind in FIRM and event.day is not None and event.day.earliest >= since for event in standing(one.events)
    )


def _on_lines(held: Iterable[HeldCommitment]) -> dict[str, set[LineOfEffort | None]]:
    lines: dict[str, set[LineOfEffort | None]] = defaultdict(set)
    for one in held:
        if isinstance(one.terms, Commitment) and one.terms.form is Form.CONTRIBUTION and one.status in _LIVE:
            for code in one.terms.parties.members:
                lines[code].add(one.terms.line)
    return lines


def _answered(code: str, line: LineOfEffort | None, on_line: dict[str, set[LineOfEffort | None]]) -> bool:
    there = on_line.get(code, set())
    return bool(there) if line in (None, LineOfEffort.ALL) else bool(there & {line, LineOfEffort.ALL})


def _question(code: str, due: Due, asks: tuple[Ask, ...]) -> Question:
    terms = due.held.terms
    return Question(code, due.held.plan, terms.reference, terms.kind, asks, due.days_left, terms.line)


def activations(held: Iterable[HeldCommitment], today: date) -> list[tuple[HeldCommitment, int]]:
    """The activations that stand and have a date, the newest first, with the day N that today is.

    One whose day is still to come is planned and has not been declared: it alerts nobody.
    """
    found = []
    for one in held:
        terms = one.terms
        if isinstance(terms, Commitment) and terms.form is Form.ACTIVATION and terms.since and one.status in _LIVE:
            found.append((one, (today - terms.since.earliest).days))
    begun = [pair for pair in found if pair[1] >= 0]
    return sorted(begun, key=lambda pair: (pair[1], pair[0].terms.reference))
