"""Entries of a plan and their evidence to bytes and back, and to the columns that boards and curves are read from.

Invariant: decode(encode(terms)) == terms; equal terms give equal bytes, so that a digest tells whether anything changed.
The numbers of lines, forms and stages stand in stores: a word gets a new one and keeps it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import orjson

from coalesce.commitments.board import party_keys
from coalesce.commitments.standing import renewed_on, status_of
from coalesce.commitments.words import NEED
from coalesce.dates import PartialDate
from coalesce.handling import Handling
from coalesce.records import (
    Commitment,
    CommitmentEvent,
    Deadline,
    EventKind,
    Evidence,
    Form,
    LineOfEffort,
    Need,
    Parties,
    Quantity,
    Readiness,
    Verified,
)
from coalesce.records.quantity import THOUSANDTHS, measure_of

Terms = Commitment | Need

LINE_NUMBERS: dict[LineOfEffort | None, int] = {
    None: 0,
    LineOfEffort.MILITARY: 1,
    LineOfEffort.FIGHTERS: 2,
    LineOfEffort.FINANCING: 3,
    LineOfEffort.HUMANITARIAN: 4,
    LineOfEffort.IDEOLOGY: 5,
    LineOfEffort.ALL: 6,
    LineOfEffort.OUTSIDE: 7,
}
FORM_NUMBERS: dict[Form | str, int] = {
    Form.CONTRIBUTION: 0,
    Form.LEAD: 1,
    Form.OBLIGATION: 2,
    Form.REQUEST: 3,
    Form.STATEMENT: 4,
    Form.DEADLINE: 5,
    Form.ACTIVATION: 6,
    NEED: 15,
}
STAGE_NUMBERS: dict[EventKind | None, int | None] = {
    None: None,
    EventKind.DECLARED: 0,
    EventKind.CONFIRMED: 1,
    EventKind.ALLOCATED: 2,
    EventKind.IN_PLACE: 3,
    EventKind.ENDED: 4,
    EventKind.WITHDRAWN: 5,
    EventKind.SUPERSEDED: 6,
}
FORMS = 16
"""A slot is the number of the line times this, and that of the form."""


def encode(terms: Terms) -> bytes:
    """The terms as bytes, without their reference."""
    shared = [terms.line, terms.kind, _quantity(terms.amount), terms.place, _deadline(terms.by)]
    if isinstance(terms, Need):
        return orjson.dumps([NEED, *shared, terms.day])
    parties = [terms.parties.members, terms.parties.others, terms.parties.everybody]
    verified = terms.verified
    seen = [_readiness(verified.readiness), verified.by, _date(verified.on)] if verified else None
    rest = [
        terms.make,
        _date(terms.since),
        terms.conditions,
        terms.trigger,
        _readiness(terms.claimed),
        seen,
        terms.need,
    ]
    return orjson.dumps([terms.form, *shared, parties, *rest])


def decode(body: bytes, reference: str) -> Terms:
    """The terms that ``encode`` wrote."""
    form, line, kind, amount, place, by, *rest = orjson.loads(body)
    on = LineOfEffort(line) if line else None
    if form == NEED:
        return Need(reference, on, kind, _to_quantity(amount), place, _to_deadline(by), rest[0])
    (members, others, everybody), make, since, conditions, trigger, claimed, seen, need = rest
    return Commitment(
        reference=reference,
        form=Form(form),
        parties=Parties(tuple(members), tuple(others), everybody),
        line=on,
        kind=kind,
        make=make,
        amount=_to_quantity(amount),
        place=place,
        since=_to_date(since),
        by=_to_deadline(by),
        conditions=conditions,
        trigger=trigger,
        claimed=Readiness(*claimed),
        verified=Verified(Readiness(*seen[0]), seen[1], _to_date(seen[2])) if seen else None,
        need=need,
    )


def encode_evidence(evidence: Evidence) -> bytes:
    """A quote and where it stands, as bytes."""
    told = [evidence.quote, evidence.source, evidence.address, _date(evidence.published)]
    return orjson.dumps([*told, evidence.language, evidence.correction])


def decode_evidence(body: bytes) -> Evidence:
    """The evidence that ``encode_evidence`` wrote."""
    quote, source, address, published, language, correction = orjson.loads(body)
    return Evidence(quote, source, address, _to_date(published), language, correction)


def short_digest(body: bytes) -> bytes:
    """16 bytes by which the same is known again."""
    return hashlib.blake2b(body, digest_size=16).digest()


def terms_digest(terms: Terms, handling: Handling) -> bytes:
    """Whether two versions say the same under the same handling."""
    grants = sorted([str(grant.purpose), grant.member] for grant in handling.releases)
    held = [handling.tlp, handling.code, handling.onward, handling.keep_until.isoformat(), grants]
    return short_digest(encode(terms) + orjson.dumps([*held, sorted(handling.figures_to)]))


def event_digest(event: CommitmentEvent) -> bytes:
    """Whether two events say the same: over kind, day, quote and source, and what they take back, put right or point to."""
    evidence = encode_evidence(event.evidence).decode() if event.evidence else None
    told = [event.kind, _date(event.day), evidence, event.withdraws, event.successor]
    return short_digest(orjson.dumps([*told, event.corrects] if event.corrects else told))


def columns(terms: Terms) -> dict[str, Any]:
    """What a board, a total and a curve read of the terms."""
    amount = terms.amount
    told: dict[str, Any] = {
        "line": terms.line or "",
        "kind": terms.kind,
        "place": terms.place,
        "measure": None if amount is None else amount.measure.key if amount.measure else "",
        "amount": None if amount is None else int(amount.amount * THOUSANDTHS),
    }
    if isinstance(terms, Need):
        nothing = dict.fromkeys((*_DAYS, *_SEEN, "available"))
        return {**told, **nothing, "form": NEED, "parties": "", "need": "", "verified": False, "called_up": False}
    claimed, verified = terms.claimed, terms.verified.readiness if terms.verified else Readiness()
    return {
        **told,
        "form": terms.form,
        "parties": ";".join(party_keys(terms.parties)),
        "need": terms.need,
        "available": terms.since.latest.toordinal() if terms.since else None,
        **dict(zip(_DAYS, (claimed.notice, claimed.transit, claimed.sustain), strict=True)),
        "verified": terms.verified is not None,
        "called_up": bool(terms.trigger) and terms.form is Form.CONTRIBUTION,
        **dict(zip(_SEEN, (verified.notice, verified.transit, verified.sustain), strict=True)),
    }


_DAYS = ("notice", "transit", "sustain")
_SEEN = ("seen_notice", "seen_transit", "seen_sustain")


def counted(plan_id: str, told: dict[str, Any]) -> dict[str, int]:
    """The numbers that entries are counted by, of the columns of one: of two entries of a plan that have the same ``sort``
    all is the same that a total or a curve tells apart, of two with the same ``crew`` the parties."""
    line = LINE_NUMBERS[LineOfEffort(told["line"]) if told["line"] else None]
    alike = [plan_id, *(told[name] for name in ("form", "line", "kind", "place", "need", "measure"))]
    return {
        "slot": line * FORMS + FORM_NUMBERS[told["form"]],
        "sort": _number(alike),
        "crew": _number([told["parties"]]),
    }


def derived(events: Sequence[CommitmentEvent]) -> dict[str, str | int | None]:
    """What is derived of an entry's events."""
    renewed, status = renewed_on(events), status_of(events)
    day = renewed.isoformat() if renewed else None
    return {"status": status, "stage": STAGE_NUMBERS[status], "renewed": day}


def _number(told: Sequence[str | None]) -> int:
    """A number of 63 bits that stands for these texts."""
    return int.from_bytes(hashlib.blake2b(orjson.dumps(told), digest_size=8).digest()) >> 1


def _quantity(quantity: Quantity | None) -> list[str | None] | None:
    if quantity is None:
        return None
    return [str(quantity.amount), quantity.measure.key if quantity.measure else None]


def _to_quantity(row: list[Any] | None) -> Quantity | None:
    return None if row is None else Quantity(Decimal(row[0]), measure_of(row[1]) if row[1] else None)


def _deadline(by: Deadline | None) -> list[Any] | None:
    return None if by is None else [_date(by.when), by.event]


def _to_deadline(row: list[Any] | None) -> Deadline | None:
    return None if row is None else Deadline(_to_date(row[0]), row[1])


def _readiness(ready: Readiness) -> list[Any]:
    return [ready.notice, ready.transit, ready.sustain, ready.words]


def _date(when: PartialDate | None) -> list[Any] | None:
    return None if when is None else [when.earliest.isoformat(), when.latest.isoformat(), when.circa]


def _to_date(row: list[Any] | None) -> PartialDate | None:
    return None if row is None else PartialDate(date.fromisoformat(row[0]), date.fromisoformat(row[1]), row[2])
