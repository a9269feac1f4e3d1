"""The deadline view: how many days are left, and what each commitment still lacks.

Invariant: an event whose date is not known has no number of days left; it is never taken for today. A deadline that names
an event takes the date that the plan's own entry for that event expects.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from coalesce.commitments.standing import standing
from coalesce.dates import PartialDate
from coalesce.records import Commitment, Deadline, EventKind, Form, HeldCommitment, Need
from coalesce.records.commitment import FIRM, STAGES


class Lack(StrEnum):
    """What a commitment lacks before it can be counted on."""

    MEMBER = "member"
    QUANTITY = "quantity"
    DATE = "date"
    CONFIRMATION = "confirmation"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Due:
    """One live entry, by when it is due (``when`` None: not known), and what it lacks."""

    held: HeldCommitment
    by: Deadline | None
    when: PartialDate | None
    days_left: int | None
    lacks: tuple[Lack, ...]


def expected_dates(held: Iterable[HeldCommitment]) -> dict[str, PartialDate]:
    """The expected date of each event that a plan has a deadline for, by the event's name in small letters."""
    dates: dict[str, PartialDate] = {}
    for one in held:
        terms = one.terms
        if isinstance(terms, Commitment) and terms.form is Form.DEADLINE and terms.by and terms.by.when and _live(one):
            for name in (terms.by.event or "", terms.kind):
                if name:
                    dates.setdefault(name.casefold(), terms.by.when)
    return dates


def deadline_view(held: Sequence[HeldCommitment], today: date) -> list[Due]:
    """Every live contribution, lead, request and need: the soonest first, those without a date last."""
    dates = expected_dates(held)
    rows = [_due(one, dates, today) for one in held if _live(one) and _is_awaited(one)]
    return sorted(
        rows, key=lambda due: (due.when is None, due.when.latest if due.when else today, due.held.terms.reference)
    )


def lacks(one: HeldCommitment) -> tuple[Lack, ...]:
    """What it lacks. A need lacks a quantity or a date; a request no quantity, a lead role neither."""
    terms, found = one.terms, []
    if isinstance(terms, Commitment):
        if not terms.parties.members and not terms.parties.everybody:
            found.append(Lack.MEMBER)
        if terms.form is Form.CONTRIBUTION and (terms.amount is None or terms.amount.measure is None):
            found.append(Lack.QUANTITY)
        undated = terms.by is None and terms.since is None and one.status is not EventKind.IN_PLACE
        if undated and terms.form is not Form.LEAD:
            found.append(Lack.DATE)
        if terms.form in (Form.CONTRIBUTION, Form.LEAD) and one.status not in FIRM:
            found.append(Lack.CONFIRMATION)
    else:
        found += [Lack.QUANTITY] if terms.amount is None else []
        found += [Lack.DATE] if terms.by is None and terms.day is None else []
    events = [event for event in standing(one.events) if event.kind in STAGES]
    if not any(event.evidence for event in events):
        found.append(Lack.EVIDENCE)
    return tuple(found)


def _due(one: HeldCommitment, dates: Mapping[str, PartialDate], today: date) -> Due:
    by = one.terms.by
    when = None if by is None else by.when or (dates.get(by.event.casefold()) if by.event else None)
    return Due(one, by, when, None if when is None else (when.latest - today).days, lacks(one))


def _live(one: HeldCommitment) -> bool:
    return one.status is None or one.status in STAGES[:4]


def _is_awaited(one: HeldCommitment) -> bool:
    awaited = (Form.CONTRIBUTION, Form.LEAD, Form.REQUEST, Form.DEADLINE)
    return isinstance(one.terms, Need) or one.terms.form in awaited
