"""Plain data of what a plan says, as the command line, the JSON API and exports give it.

Invariant: what is not known is null, never zero; an amount stands beside its measure, always.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from coalesce.commitments.board import EVERYBODY, UNNAMED, BoardCell
from coalesce.commitments.deadlines import Due
from coalesce.commitments.gaps import Gap, gap_words
from coalesce.commitments.history import HistoryLine
from coalesce.commitments.owing import Ask, Question
from coalesce.commitments.timeline import Curve, Curves
from coalesce.commitments.totals import STALE, STALE_DECLARED, TotalRow
from coalesce.records import Commitment, EventKind, HeldCommitment, Need, Quantity, Readiness
from coalesce.records.commitment import STAGES
from coalesce.services.committing import PlanReport
from coalesce.services.planning import Alert, BoardShown, HistoryShown

_COLUMNS = (*STAGES[:4], STALE, STALE_DECLARED)
_PARTIES = {EVERYBODY: "all members", UNNAMED: "not named"}


def party_name(party: str) -> str:
    """A member's code, or what stands for all of them or for nobody named."""
    return _PARTIES.get(party, party)


def number(amount: Decimal | None) -> int | float | None:
    """A whole number where it is one."""
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def key(state: str) -> str:
    """A state as a key: ``in_place``."""
    return state.replace(" ", "_")


def report_row(report: PlanReport) -> dict[str, Any]:
    """What became of an import."""
    return {
        "accepted": report.accepted,
        "added": report.added,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "delisted": report.delisted,
        "kept": report.kept,
        "rejected": len(report.rejected),
        "edition": report.edition,
        "rejected_file": report.rejected_file,
        "unread_columns": list(report.unread),
    }


def board_row(shown: BoardShown) -> dict[str, Any]:
    """The board: ``lines``, ``cells`` that hold something, ``totals``, ``alerts``."""
    made = shown.board
    lines = [
        {
            "line": line,
            "leads": [party_name(party) for party in shown.leads.get(line, ())],
            **_cell(made.by_line[line]),
        }
        for line in made.lines
    ]
    cells = [
        {"line": line, "member": party_name(party), **_cell(made.cells[line, party])}
        for line in made.lines
        for party in made.parties
        if (line, party) in made.cells
    ]
    return {
        "plans": [f"{plan.owner}/{plan.name}" for plan in shown.plans],
        "lines": lines,
        "cells": cells,
        "totals": [total_row(row) for row in shown.totals],
        "alerts": [alert_row(alert) for alert in shown.alerts],
    }


def _cell(cell: BoardCell) -> dict[str, Any]:
    return {
        "state": cell.furthest,
        **{key(state): cell.states[state] for state in STAGES[:4]},
        "stale": cell.stale,
        "undated": cell.undated,
        "ended": cell.over[EventKind.ENDED],
        "leads_line": cell.leads,
    }


def total_row(row: TotalRow) -> dict[str, Any]:
    """One line, kind and measure: amounts by state, null where the measure is not one; how many commitments."""
    amounts = {key(state): number(row.amounts.get(state)) if row.measure else None for state in _COLUMNS}
    return {
        "line": row.line,
        "kind": row.kind,
        "measure": str(row.measure) if row.measure else None,
        "measure_kind": row.measure.kind if row.measure else "not stated" if row.unstated else "no quantity",
        **amounts,
        "firm": number(row.firm) if row.measure else None,
        "commitments": sum(row.counts.values()),
    }


def alert_row(alert: Alert) -> dict[str, Any]:
    """An activation and its clock."""
    waiting = [one.terms.reference for one in alert.waiting]
    return {
        "activation": alert.held.id,
        "plan": f"{alert.held.owner}/{alert.held.plan}",
        "trigger": alert.trigger,
        "since": alert.since.isoformat(),
        "day": alert.day,
        "waiting": waiting,
    }


def gap_row(gap: Gap) -> dict[str, Any]:
    """One need, or several alike, with what is lacking in numbers and in words."""
    states = {key(state): number(gap.of(state)) if gap.needed is not None else None for state in _COLUMNS}
    return {
        "line": gap.line,
        "kind": gap.kind,
        "place": gap.place or None,
        "measure": str(gap.measure) if gap.measure else None,
        "needs": gap.references,
        "needed": number(gap.needed),
        **states,
        "lacking": number(gap.lacking),
        "lacking_in_place": number(gap.lacking_in_place),
        "without_quantity": gap.unsaid,
        "in_another_measure": gap.otherwise,
        "words": gap_words(gap),
    }


def due_row(due: Due) -> dict[str, Any]:
    """One entry of the deadline view."""
    terms = due.held.terms
    return {
        "reference": terms.reference,
        "form": terms.form if isinstance(terms, Commitment) else "need",
        "members": str(terms.parties) if isinstance(terms, Commitment) else None,
        "line": terms.line,
        "kind": terms.kind,
        "status": due.held.status,
        "by": str(due.by) if due.by else None,
        "date": str(due.when) if due.when else None,
        "days_left": due.days_left,
        "lacks": list(due.lacks),
        "commitment": due.held.id,
    }


def question_row(question: Question) -> dict[str, Any]:
    """One thing to ask a member."""
    return {
        "member": question.member,
        "plan": question.plan,
        "reference": question.reference,
        "about": question.about or "a commitment",
        "asks": [_asked(one, question) for one in question.asks],
        "days_left": question.days_left,
    }


def _asked(ask: Ask, question: Question) -> str:
    if ask is Ask.CALLED_UP and question.called_up is not None:
        return f"called up on {question.called_up.isoformat()}: confirmed?"
    return str(ask)


def curves_row(found: Curves) -> dict[str, Any]:
    """The day-N curves: each with the days on which it changes."""
    return {
        "activation": found.activation.isoformat(),
        "days": found.horizon,
        "curves": [_curve(one, found.activation, found.horizon) for one in found.curves],
        "without_quantity": found.without_quantity,
    }


def _curve(curve: Curve, activation: date, horizon: int) -> dict[str, Any]:
    steps = (curve.claimed, curve.verified, curve.endless, curve.needed)
    days = sorted({0, *(day for one in steps for day in one.days() if 0 <= day <= horizon)})
    points = [
        {
            "day": day,
            "date": (activation + timedelta(days=day)).isoformat(),
            "claimed": number(curve.claimed.at(day)),
            "verified": number(curve.verified.at(day)),
            "without_end": number(curve.endless.at(day)),
            "needed": number(curve.needed.at(day)),
        }
        for day in days
    ]
    lacking = [
        {
            "from_day": one.first,
            "to_day": one.last,
            "needed": number(one.needed),
            "lacking_claimed": number(one.claimed),
            "lacking_verified": number(one.verified),
        }
        for one in curve.lacking
    ]
    return {
        "kind": curve.kind,
        "measure": str(curve.measure),
        "place": curve.place or None,
        "commitments": curve.count,
        "not_ready": curve.not_ready,
        "points": points,
        "lacking": lacking,
    }


def left_off(found: Curves) -> list[str]:
    """What stands on no day of a curve, or on no curve at all, in words."""
    told = [
        f"{curve.kind}, {curve.measure}: on no day, their notice or transit is not said: {curve.not_ready}"
        for curve in found.curves
        if curve.not_ready
    ]
    unstated = found.without_quantity
    return told + ([f"on no curve, without a quantity in a stated unit: {unstated}"] if unstated else [])


def point_rows(found: Curves) -> list[dict[str, Any]]:
    """The same as rows of a table: one for each day on which a curve changes."""
    rows = []
    for curve in curves_row(found)["curves"]:
        rows += [
            {name: curve[name] for name in ("kind", "measure", "place")} | point
            | {"lacking": _lacking_on(curve["lacking"], point["day"])}
            for point in curve["points"]
        ]  # fmt: skip
    return rows


def _lacking_on(spans: Sequence[Mapping[str, Any]], day: int) -> Any:
    """What is lacking on a day by what is claimed; 0 where a need is filled or there is none."""
    return next((span["lacking_claimed"] for span in spans if span["from_day"] <= day <= span["to_day"]), 0)


def history_row(shown: HistoryShown) -> dict[str, Any]:
    """One entry: its terms, status, events with quotes, and, for its owner, its earlier versions."""
    return {
        **entry_row(shown.held),
        "events": [_event(line) for line in shown.lines],
        "versions": [{"version": version, **terms_row(terms)} for version, terms in shown.earlier],
    }


def entry_row(held: HeldCommitment) -> dict[str, Any]:
    """One entry without its events."""
    return {
        "commitment": held.id,
        "plan": f"{held.owner}/{held.plan}",
        "reference": held.terms.reference,
        **terms_row(held.terms),
        "status": held.status,
        "renewed": held.renewed,
        "tlp": held.handling.tlp,
        "keep_until": held.handling.keep_until.isoformat(),
    }


def terms_row(terms: Commitment | Need) -> dict[str, Any]:
    """What an entry says, its reference aside."""
    shared = {
        "line": terms.line,
        "kind": terms.kind,
        **_quantity(terms.amount),
        "place": terms.place or None,
        "by": str(terms.by) if terms.by else None,
    }
    if isinstance(terms, Need):
        return {"form": "need", **shared, "day": terms.day}
    verified = terms.verified
    return {
        "form": terms.form,
        "members": list(terms.parties.members),
        "others": list(terms.parties.others),
        "everybody": terms.parties.everybody,
        **shared,
        "make": terms.make or None,
        "since": str(terms.since) if terms.since else None,
        "conditions": terms.conditions or None,
        "trigger": terms.trigger or None,
        "claimed": _readiness(terms.claimed),
        "verified": {**_readiness(verified.readiness), "by": verified.by, "on": str(verified.on or "") or None}
        if verified
        else None,
        "need": terms.need or None,
    }


def _quantity(quantity: Quantity | None) -> dict[str, Any]:
    if quantity is None:
        return {"quantity": None, "measure": None}
    return {"quantity": number(quantity.amount), "measure": str(quantity.measure) if quantity.measure else None}


def _readiness(ready: Readiness) -> dict[str, Any]:
    return {
        "notice_days": ready.notice,
        "transit_days": ready.transit,
        "sustain_days": ready.sustain,
        "words": ready.words or None,
    }


def _event(line: HistoryLine) -> dict[str, Any]:
    event, evidence = line.event, line.event.evidence
    told = {
        "event": event.id,
        "kind": event.kind,
        "date": str(event.day) if event.day else None,
        "stands": line.stands,
        "put_right": line.put_right,
        "status": line.status,
        "noted": event.at,
        "by": event.by or None,
        "withdraws": event.withdraws,
        "corrects": event.corrects,
        "replaced_by": event.successor,
    }
    if evidence is None:
        return {**told, "quote": None}
    return {
        **told,
        "quote": evidence.quote,
        "source": evidence.source or None,
        "address": evidence.address or None,
        "published": str(evidence.published) if evidence.published else None,
        "language": evidence.language or None,
        "correction": evidence.correction or None,
    }
