"""The words of plans, as sources write them: lines of effort, statuses, forms, units and currencies.

Invariant: a word that is not here is refused, never guessed; a mapping may declare it. A currency is one only by its
ISO 4217 code, and an amount whose unit is marked with a question mark has none.
"""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import is_currency

from coalesce.errors import BadField
from coalesce.records import EventKind, Form, LineOfEffort, Measure, MeasureKind, Quantity

_LINES = {
    "military support": LineOfEffort.MILITARY,
    "fighters": LineOfEffort.FIGHTERS,
    "foreign terrorist fighters": LineOfEffort.FIGHTERS,
    "stopping the flow of foreign fighters": LineOfEffort.FIGHTERS,
    "finance": LineOfEffort.FINANCING,
    "countering financing": LineOfEffort.FINANCING,
    "humanitarian relief": LineOfEffort.HUMANITARIAN,
    "relief": LineOfEffort.HUMANITARIAN,
    "exposing the ideology": LineOfEffort.IDEOLOGY,
    "messaging": LineOfEffort.IDEOLOGY,
    "all lines": LineOfEffort.ALL,
    "outside the five lines": LineOfEffort.OUTSIDE,
}
_UNSAID = frozenset({"", "unknown", "not said", "n/a", "-", "?"})

_STATUSES = {
    EventKind.DECLARED: "pledged announced promised offered declaration intends will",
    EventKind.CONFIRMED: "committed agreed approved parliament_approved authorised authorized signed",
    EventKind.ALLOCATED: "on_standby standby assigned earmarked en_route deploying ready",
    EventKind.IN_PLACE: "delivered deployed paid ongoing provided disbursed arrived in_place",
    EventKind.ENDED: "completed over returned_home",
    EventKind.WITHDRAWN: "cancelled canceled taken_back",
    EventKind.SUPERSEDED: "replaced corrected",
}
_STATUS = {word.replace("_", " "): kind for kind, words in _STATUSES.items() for word in words.split()}


def read_line(text: str) -> LineOfEffort | None:
    """The line; None where the source says none. Raises BadField."""
    plain = " ".join(text.split()).casefold()
    if plain in _UNSAID:
        return None
    if plain in _LINES:
        return _LINES[plain]
    try:
        return LineOfEffort(plain)
    except ValueError:
        raise BadField(f"not a line of effort: {', '.join(LineOfEffort)}; or declare it in [values.line]") from None


def read_status(text: str) -> EventKind | None:
    """What a status as quoted comes to; None where nothing is said. Raises BadField."""
    plain = " ".join(text.split()).casefold()
    if plain in _UNSAID:
        return None
    if plain in _STATUS:
        return _STATUS[plain]
    try:
        return EventKind(plain)
    except ValueError:
        known = ", ".join((*EventKind, *sorted(_STATUS)))
        raise BadField(f"not a known status: {known}; or declare it in [values.status]") from None


NO_CURRENCY = "X" * 3
"""The code of ISO 4217 for what is in no currency."""

NEED = "need"
"""The word of a row that is no commitment but a need."""


def read_form(text: str, kind: str) -> Form | None:
    """The form; None for a need. Where none is said, a kind that ends in "lead" is a lead role, all else a contribution."""
    plain = " ".join(text.split()).casefold()
    if not plain:
        return Form.LEAD if kind.casefold().split()[-1:] == ["lead"] else Form.CONTRIBUTION
    if plain == NEED:
        return None
    try:
        return Form(plain)
    except ValueError:
        raise BadField(f"not a form: {NEED}, {', '.join(Form)}; or declare it in [values.form]") from None


def read_quantity(amount: Decimal | None, unit: str, currency: str) -> Quantity | None:
    """An amount of a unit, or of a currency; of nothing stated where neither is given, or where it is marked with "?"."""
    if amount is None:
        return None
    named = currency.upper() or unit
    if not named or named.endswith("?") or named == NO_CURRENCY:
        return Quantity(amount, None)
    if is_currency(named):
        return Quantity(amount, Measure(MeasureKind.CURRENCY, named))
    if currency:
        raise BadField('not a currency: write its ISO 4217 code, like USD, or "?" where it is not stated').at(
            field="currency"
        )
    if is_currency(unit.upper()):
        raise BadField(f"write {unit.upper()} for money in this currency; what is no money needs another name").at(
            field="unit"
        )
    return Quantity(amount, Measure(MeasureKind.UNIT, unit))
