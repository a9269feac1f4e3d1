"""An entry of a plan on the wire: a commitment or a need, with the events that its recipient may see.

Invariant: what the source does not say is not written: an unknown quantity, member or date is absent, never zero and never
today. Amounts are decimal texts, since numbers of JSON are not exact everywhere.
"""

from __future__ import annotations

import re
from decimal import Decimal

from coalesce.records import (
    Commitment,
    CommitmentEvent,
    CommitmentSent,
    Deadline,
    EventKind,
    Evidence,
    Form,
    LineOfEffort,
    Measure,
    MeasureKind,
    Need,
    Parties,
    Quantity,
    Readiness,
    Verified,
)
from coalesce.stix.fields import Fields, Written, listed, told, write_partial

_AMOUNT = re.compile(r"(?:0|[1-9][0-9]{0,12})(?:\.[0-9]{1,3})?")
"""Thousandths, as the store has them (``records.quantity``)."""


def write_entry_of_plan(message: CommitmentSent) -> Written:
    """A commitment or a need; ``plan_name`` is its plan's, as its owner has it."""
    terms = message.terms
    own = _write_need(terms) if isinstance(terms, Need) else _write_commitment(terms)
    return told(plan_name=message.plan, events=listed(message.events, _write_event), **own)


def read_commitment(top: Fields) -> CommitmentSent:
    """The way back, of an object of type ``coalesce-commitment``. Raises BadObject."""
    terms = Commitment(
        top.text("plan_reference"),
        top.one_of("form", Form),
        _read_parties(top),
        top.maybe_of("line", LineOfEffort),
        top.text("kind", ""),
        top.text("make", ""),
        _read_amount(top),
        top.text("place", ""),
        top.partial("since"),
        _read_deadline(top),
        top.text("conditions", ""),
        top.text("trigger", ""),
        _read_readiness(top, "claimed"),
        _read_verified(top),
        top.text("need", ""),
    )
    return _sent(top, terms, tuple(_read_event(inner) for inner in top.each("events")))


def read_need(top: Fields) -> CommitmentSent:
    """The way back, of an object of type ``coalesce-need``. Raises BadObject."""
    terms = Need(
        top.text("plan_reference"),
        top.maybe_of("line", LineOfEffort),
        top.text("kind", ""),
        _read_amount(top),
        top.text("place", ""),
        _read_deadline(top),
        top.maybe_whole("day"),
    )
    return _sent(top, terms, tuple(_read_event(inner) for inner in top.each("events")))


def _sent(top: Fields, terms: Commitment | Need, events: tuple[CommitmentEvent, ...]) -> CommitmentSent:
    times = top.moment("created"), top.moment("modified")
    return CommitmentSent(top.reference("id"), *times, top.text("plan_name"), top.member("member"), terms, events)


def _write_need(need: Need) -> Written:
    return told(
        plan_reference=need.reference,
        line=need.line.value if need.line else None,
        kind=need.kind or None,
        amount=_write_amount(need.amount),
        place=need.place or None,
        deadline=_write_deadline(need.by),
        day=need.day,
    )


def _write_commitment(terms: Commitment) -> Written:
    return told(
        plan_reference=terms.reference,
        form=terms.form.value,
        members=list(terms.parties.members),
        others=list(terms.parties.others),
        everybody=terms.parties.everybody,
        line=terms.line.value if terms.line else None,
        kind=terms.kind or None,
        make=terms.make or None,
        amount=_write_amount(terms.amount),
        place=terms.place or None,
        since=write_partial(terms.since) if terms.since else None,
        deadline=_write_deadline(terms.by),
        conditions=terms.conditions or None,
        trigger=terms.trigger or None,
        claimed=_write_readiness(terms.claimed),
        verified=_write_verified(terms.verified),
        need=terms.need or None,
    )


def _read_parties(fields: Fields) -> Parties:
    return Parties(fields.members("members"), fields.texts("others"), fields.flag("everybody"))


def _write_amount(quantity: Quantity | None) -> Written | None:
    if quantity is None:
        return None
    measure = quantity.measure
    return told(
        number=f"{quantity.amount.normalize():f}",
        counted_in=measure.kind.value if measure else None,
        unit=measure.name if measure else None,
    )


def _read_amount(fields: Fields) -> Quantity | None:
    inner = fields.maybe_inner("amount")
    if inner is None:
        return None
    number = inner.text("number")
    if not _AMOUNT.fullmatch(number):
        raise inner.fault("number", "must be a decimal number with at most three decimals")
    kind = inner.maybe_of("counted_in", MeasureKind)
    return Quantity(Decimal(number), Measure(kind, inner.text("unit")) if kind else None)


def _write_deadline(deadline: Deadline | None) -> Written | None:
    if deadline is None:
        return None
    said = told(when=write_partial(deadline.when) if deadline.when else None, event=deadline.event)
    return said or {"unknown": True}


def _read_deadline(fields: Fields) -> Deadline | None:
    inner = fields.maybe_inner("deadline")
    return Deadline(inner.partial("when"), inner.maybe("event")) if inner else None


def _write_readiness(readiness: Readiness) -> Written:
    return told(
        notice=readiness.notice,
        transit=readiness.transit,
        sustain=readiness.sustain,
        words=readiness.words or None,
    )


def _read_readiness(fields: Fields, name: str) -> Readiness:
    inner = fields.maybe_inner(name)
    if inner is None:
        return Readiness()
    notice, transit, sustain = (inner.maybe_whole(part) for part in ("notice", "transit", "sustain"))
    return Readiness(notice, transit, sustain, inner.text("words", ""))


def _write_verified(verified: Verified | None) -> Written | None:
    if verified is None:
        return None
    return told(
        verifier=verified.by,
        when=write_partial(verified.on) if verified.on else None,
        readiness=_write_readiness(verified.readiness),
    )


def _read_verified(fields: Fields) -> Verified | None:
    inner = fields.maybe_inner("verified")
    if inner is None:
        return None
    return Verified(_read_readiness(inner, "readiness"), inner.text("verifier"), inner.partial("when"))


def _write_event(event: CommitmentEvent) -> Written:
    return told(
        kind=event.kind.value,
        day=write_partial(event.day) if event.day else None,
        evidence=_write_evidence(event.evidence) if event.evidence else None,
        event_id=event.id or None,
        withdraws=event.withdraws,
        successor=event.successor,
        corrects=event.corrects,
    )


def _read_event(fields: Fields) -> CommitmentEvent:
    evidence = fields.maybe_inner("evidence")
    return CommitmentEvent(
        fields.one_of("kind", EventKind),
        fields.partial("day"),
        _read_evidence(evidence) if evidence else None,
        fields.text("event_id", ""),
        fields.maybe("withdraws"),
        fields.maybe("successor"),
        fields.maybe("corrects"),
    )


def _write_evidence(evidence: Evidence) -> Written:
    return told(
        quote=evidence.quote,
        source=evidence.source or None,
        address=evidence.address or None,
        published=write_partial(evidence.published) if evidence.published else None,
        language=evidence.language or None,
        correction=evidence.correction or None,
    )


def _read_evidence(fields: Fields) -> Evidence:
    return Evidence(
        fields.text("quote"),
        fields.text("source", ""),
        fields.text("address", ""),
        fields.partial("published"),
        fields.text("language", ""),
        fields.text("correction", ""),
    )
