"""The rows of a plan's table to needs and commitments, each with the event and the evidence that the row tells.

Invariant: every row gives one rejection, or one entry for each line of effort that it names; nothing that a cell does
not say is filled in. "(same sentence)" as a quote stands for the quote of the row before: one sentence, several entries.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar
from urllib.parse import urlsplit

from coalesce.commitments.plan_mapping import PlanMapping
from coalesce.commitments.standing import check_event
from coalesce.commitments.words import NEED, read_form, read_line, read_quantity, read_status
from coalesce.dates import PartialDate
from coalesce.errors import BadDate, BadField
from coalesce.handling import check_code
from coalesce.intake import Limits, Rejected, RowHandling
from coalesce.intake.columns import Plan
from coalesce.intake.csv_persons import SeenReferences
from coalesce.intake.csv_rows import RawRow
from coalesce.intake.fields import read_releases, read_tlp, split_values, tidy
from coalesce.records import (
    Commitment,
    CommitmentEvent,
    Deadline,
    EventKind,
    Evidence,
    Form,
    Need,
    Parties,
    Quantity,
    Readiness,
    Verified,
)
from coalesce.records.quantity import read_amount

T = TypeVar("T")
MOST_DAYS = 36_500
SAME = frozenset({"(same sentence)", "same sentence", "(same)", "idem", "ditto"})
_ALL = frozenset({"all", "all members", "all member states", "everybody"})


@dataclass(frozen=True, slots=True)
class PlanRead:
    """An entry that was read, the events that its row tells, and the row's own handling where it has one."""

    terms: Commitment | Need
    events: tuple[CommitmentEvent, ...]
    line: int
    handling: RowHandling | None = None
    cells: tuple[str, ...] = ()


@dataclass(slots=True)
class PlanRows:
    """How one table of a plan is read. ``today`` bounds events: none lies in the future."""

    plan: Plan
    mapping: PlanMapping
    limits: Limits
    today: date
    _quote: str = ""

    def read(self, rows: Iterator[RawRow]) -> Iterator[PlanRead | Rejected]:
        """Each row behind the header, in order."""
        seen = SeenReferences()
        for row in rows:
            if fault := row.fault or self._wrong_width(row):
                self._quote = ""
                yield Rejected(row.line, None, fault, row.cells, self._reference(row))
                continue
            try:
                found = self._entries(row)
            except BadField as error:
                yield Rejected(row.line, error.where.field, error.reason, row.cells, self._reference(row))
                continue
            for one in found:
                first = seen.first_line(one.terms.reference, row.line)
                if first is None:
                    yield one
                else:
                    yield Rejected(row.line, "reference", f"this entry already stands in line {first}", row.cells)

    def _reference(self, row: RawRow) -> str | None:
        """The plan's own key; None where it has none, or the row does not surely tell it."""
        return (self._text(row.placed, "reference") if self.plan.sure_text(row, "reference") else "") or None

    def _wrong_width(self, row: RawRow) -> str | None:
        have, want = len(row.cells), len(self.plan.header)
        if have == want or (have > want and not any(row.cells[want:])):
            return None
        return f"has {have} columns where the header has {want}: a field with the delimiter in it must be quoted"

    def _entries(self, row: RawRow) -> list[PlanRead]:
        cells, quote = row.cells, self._quoted(row.cells)
        form = self._of(cells, "form", lambda cell: read_form(cell, self._text(cells, "kind")))
        lines = self._of(cells, "line", lambda cell: [read_line(one) for one in self._values(cell)] or [None])
        handling, events = self._handling(cells), self._events(cells, quote)
        base = self._need(cells) if form is None else self._commitment(cells, form)
        many = len(lines) > 1
        entries = []
        for number, line in enumerate(dict.fromkeys(lines), 1):
            terms = replace(base, line=line)
            reference = terms.reference or content_reference(terms)
            terms = replace(terms, reference=f"{reference}.{number}" if many and terms.reference else reference)
            if any(event.successor == terms.reference for event in events):
                raise BadField("an entry does not supersede itself").at(field="replaced_by")
            entries.append(PlanRead(terms, events, row.line, handling, cells))
        return entries

    def _commitment(self, cells: tuple[str, ...], form: Form) -> Commitment:
        verified = self._readiness(cells, "verified_")
        by = self._text(cells, "verified_by")
        on = self._of(cells, "verified_on", self._date)
        parties = self._of(cells, "member", self._parties)
        if verified != Readiness() and not by:
            raise BadField("is empty: say who verified the readiness").at(field="verified_by")
        if by and by in parties.members and len(parties.members) == 1:
            raise BadField("a member's own word is a claim, not a verification").at(field="verified_by")
        return Commitment(
            reference=self._text(cells, "reference"),
            form=form,
            parties=parties,
            kind=self._text(cells, "kind"),
            make=self._make(cells),
            amount=self._quantity(cells),
            place=self._text(cells, "place"),
            since=self._of(cells, "since", self._date),
            by=self._deadline(cells),
            conditions=self._text(cells, "conditions"),
            trigger=self._text(cells, "trigger"),
            claimed=replace(self._readiness(cells, ""), words=self._text(cells, "readiness")),
            verified=Verified(verified, by, on) if by else None,
            need=self._text(cells, "need"),
        )

    def _need(self, cells: tuple[str, ...]) -> Need:
        return Need(
            reference=self._text(cells, "reference"),
            kind=self._text(cells, "kind"),
            amount=self._quantity(cells),
            place=self._text(cells, "place"),
            by=self._deadline(cells),
            day=self._of(cells, "day", _days),
        )

    def _quantity(self, cells: tuple[str, ...]) -> Quantity | None:
        amount = self._of(cells, "quantity", lambda cell: read_amount(cell) if cell else None)
        unit = self._text(cells, "unit")
        return read_quantity(amount, self.mapping.units.get(unit, unit), self._text(cells, "currency"))

    def _make(self, cells: tuple[str, ...]) -> str:
        """What is counted in a wider unit keeps its make."""
        unit = self._text(cells, "unit")
        return self._text(cells, "make") or (unit if unit in self.mapping.units else "")

    def _deadline(self, cells: tuple[str, ...]) -> Deadline | None:
        """A date where the cell is one, else an event; with the date that it is expected on."""
        text, expected = self._text(cells, "by"), self._of(cells, "expected", self._date)
        if not text:
            return Deadline(expected) if expected else None
        try:
            when = PartialDate.parse(text, day_first=self.mapping.table.day_first)
        except BadDate:
            if any(map(str.isalpha, text)):
                return Deadline(expected, text)
            raise BadField("neither a date (2014-09-24) nor the words of an event").at(field="by") from None
        return Deadline(when)

    def _readiness(self, cells: tuple[str, ...], before: str) -> Readiness:
        notice, transit, sustain = (
            self._of(cells, f"{before}{name}_days", _days) for name in ("notice", "transit", "sustain")
        )
        return Readiness(notice, transit, sustain)

    def _events(self, cells: tuple[str, ...], quote: str) -> tuple[CommitmentEvent, ...]:
        """The event that the row tells. What is announced happens on that day where it is a word; a deed has its own."""
        kind = self._of(cells, "status", read_status) or EventKind.DECLARED
        announced = self._of(cells, "announced", self._date)
        day = self._of(cells, "date", self._date)
        if day is None and kind in (EventKind.DECLARED, EventKind.CONFIRMED):
            day = announced
        successor = self._text(cells, "replaced_by") or None
        event = CommitmentEvent(kind, day, self._evidence(cells, quote, announced), successor=successor)
        try:
            check_event(event, (), self.today)
        except BadField as error:
            told = announced is not None and error.where.field == "date" and not self._text(cells, "date")
            raise BadField(error.reason).at(field="announced" if told else error.where.field) from None
        return (event,)

    def _quoted(self, cells: tuple[str, ...]) -> str:
        """The row's quote. Read before all else, so that it is known to the next row though this one is rejected."""
        quote = self._text(cells, "quote")
        if quote.casefold() in SAME:
            quote = self._quote
            if not quote:
                raise BadField("there is no quote in the row before this one").at(field="quote")
        self._quote = quote
        return quote

    def _evidence(self, cells: tuple[str, ...], quote: str, published: PartialDate | None) -> Evidence | None:
        address = self._text(cells, "address")
        source = self._text(cells, "source") or urlsplit(address).hostname or ""
        if not (quote or source):
            return None
        return Evidence(
            quote, source, address, published, self._text(cells, "language"), self._text(cells, "correction")
        )

    def _handling(self, cells: tuple[str, ...]) -> RowHandling | None:
        told = {name: self._text(cells, name) for name in ("tlp", "release", "keep_until")}
        if not any(told.values()):
            return None
        return RowHandling(
            tlp=self._of(cells, "tlp", read_tlp) if told["tlp"] else None,
            releases=self._of(cells, "release", lambda cell: read_releases(self._values(cell)))
            if told["release"]
            else None,
            keep_until=self._of(cells, "keep_until", self._whole_day) if told["keep_until"] else None,
        )

    def _parties(self, cell: str) -> Parties:
        """Codes are members; other words stay the source's own; "all" is everybody; "unnamed" and nothing name nobody."""
        members, others, everybody = [], [], False
        for value in self._values(cell):
            if value.casefold() in _ALL:
                everybody = True
            elif _is_code(value):
                members.append(value)
            else:
                others.append(value)
        return Parties(tuple(dict.fromkeys(members)), tuple(dict.fromkeys(others)), everybody)

    def _date(self, cell: str) -> PartialDate | None:
        return PartialDate.parse(cell, day_first=self.mapping.table.day_first) if cell else None

    def _whole_day(self, cell: str) -> date:
        when = PartialDate.parse(cell, day_first=self.mapping.table.day_first)
        if when.precision != "day":
            raise BadField("needs a whole date, like 2016-12-31")
        return when.latest

    def _values(self, cell: str) -> list[str]:
        return split_values(cell, self.mapping.table.separator, self.limits.max_values)

    def _text(self, cells: tuple[str, ...], name: str) -> str:
        """What the cell means: tidied, and as the mapping declares its words."""
        return tidy(self.mapping.meant(name, tidy(self.plan.text(cells, name))))

    def _of(self, cells: tuple[str, ...], name: str, read: Callable[[str], T]) -> T:
        """What ``read`` makes of the field; its error carries the field's name where it has none yet."""
        try:
            return read(self._text(cells, name))
        except BadField as error:
            raise error.at(field=name) from None


def content_reference(terms: Commitment | Need) -> str:
    """A reference for an entry that brings none: of who, line, kind, measure and place, so that a changed amount is a change.

    ``c-`` and 24 lower-case letters and digits.
    """
    parties = str(terms.parties) if isinstance(terms, Commitment) else "need"
    form = terms.form if isinstance(terms, Commitment) else NEED
    measure = terms.amount.measure.key if terms.amount and terms.amount.measure else ""
    told = [form, parties, terms.line or "", terms.kind.casefold(), measure, terms.place.casefold()]
    if not (terms.kind or measure):
        told.append(str(terms.by))
    return "c-" + b32encode(hashlib.sha256("\x1e".join(told).encode()).digest()[:15]).decode().lower()


def _days(cell: str) -> int | None:
    if not cell:
        return None
    if not cell.isascii() or not cell.isdigit() or len(cell) > 9 or int(cell) > MOST_DAYS:
        raise BadField(f"not a number of days from 0 to {MOST_DAYS}; leave it empty where it is not known")
    return int(cell)


def _is_code(value: str) -> bool:
    try:
        check_code(value)
    except BadField:
        return False
    return True
