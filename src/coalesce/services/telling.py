"""Plain data of an answer, as the command line, the JSON API and exports give it.

Invariant: the keys of DESIGN.md, section 6, stay; more may follow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coalesce.linking.controls import Rates
from coalesce.records import Cell, FlowTable, Link, MatchWeight, Person, Record, Verdict
from coalesce.services import controlling
from coalesce.services.controlling import Said
from coalesce.services.finding import Hit
from coalesce.services.screening import Screened
from coalesce.store.read_view import Fact


def link_row(link: Link, facts: Mapping[str, Fact]) -> dict[str, Any]:
    """A proposal with its evidence."""
    return {
        "left": link.left,
        "right": link.right,
        "left_reference": facts[link.left].reference,
        "right_reference": facts[link.right].reference,
        "left_list": facts[link.left].list_name,
        "right_list": facts[link.right].list_name,
        "probability": link.probability,
        "weight": link.weight.total,
        "parts": weight_parts(link.weight),
        "model": link.model,
    }


def waiting_row(link: Link, left: Record, right: Record) -> dict[str, Any]:
    """An undecided pair."""
    return {
        "left": link.left,
        "right": link.right,
        "left_name": left.name,
        "right_name": right.name,
        "probability": link.probability,
        "reasons": [f"{part.comparison}: {part.reason}" for part in link.weight.parts if part.weight],
    }


def said(word: Said, verdict: Verdict) -> dict[str, Any]:
    """What a word became: ``judgement`` and ``verdict``; for a control no judgement, and what it was."""
    row: dict[str, Any] = {"judgement": word.judgement, "verdict": str(verdict)}
    if word.control is not None:
        truth = Verdict.SAME if word.control.same else Verdict.DIFFERENT
        row["control"] = {"truth": str(truth), "right": word.control.right, "text": controlling.truth(word.control)}
    return row


def rates_row(found: Rates) -> dict[str, Any]:
    """A reviewer's error rate: ``wrong``, ``of``, ``rate``, ``low``, ``high`` in all, for false "same" and missed "same"."""
    kinds = (("all", found.all), ("false_same", found.false_same), ("missed_same", found.missed_same))
    told = {
        name: {"wrong": one.wrong, "of": one.of, "rate": one.share, "low": one.low, "high": one.high}
        for name, one in kinds
    }
    return {**told, "unsure": found.unsure}


def weight_parts(weight: MatchWeight) -> dict[str, Any]:
    """The parts of a weight by comparison, the prior first."""
    parts = {part.comparison: {"weight": part.weight, "reason": part.reason} for part in weight.parts}
    return {"prior": weight.prior, **parts}


def person_row(person: Person, records: Mapping[str, Record]) -> dict[str, Any]:
    """A person with the records that make it."""
    return {
        "person": person.id,
        "judged": person.judged,
        "joined_by": str(person.joined_by),
        "records": [
            {
                "record": record.id,
                "reference": record.entry.reference,
                "list": record.list_name,
                "member": record.owner,
                "name": record.name,
            }
            for record in (records[one] for one in person.records if one in records)
        ],
    }


def flow_document(table: FlowTable) -> dict[str, Any]:
    """A flow table with whose view it is."""
    return {
        "kind": table.kind,
        "viewer": table.viewer,
        "purpose": table.purpose,
        "lists": list(table.lists),
        "draws": table.draws,
        "cells": [cell_row(cell) for cell in table.cells],
    }


def cell_row(cell: Cell) -> dict[str, Any]:
    """One cell: distinct people, low, count and high."""
    return {
        "leg": str(cell.leg) if cell.leg else None,
        "period": str(cell.period) if cell.period else None,
        "group": cell.group,
        "low": cell.low,
        "count": cell.count,
        "high": cell.high,
        "suppressed": cell.suppressed,
    }


def cell_rows(cells: Sequence[Cell]) -> list[dict[str, Any]]:
    """Every cell."""
    return [cell_row(cell) for cell in cells]


def screened_row(one: Screened) -> dict[str, Any]:
    """A screened name with its hits; the line of its file, and why it was not looked for, or null."""
    return {"query": one.query, "line": one.line, "hits": [hit_row(hit) for hit in one.hits], "note": one.note}


def hit_row(hit: Hit) -> dict[str, Any]:
    """A record that resembles the name."""
    return {
        "record": hit.record,
        "reference": hit.reference,
        "list": hit.list_name,
        "member": hit.owner,
        "name": hit.name,
        "score": hit.score,
        "reasons": list(hit.reasons),
    }
