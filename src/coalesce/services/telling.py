"""Plain data of an answer, as the command line, the JSON API and exports give it.

Invariant: the keys of DESIGN.md, section 6, stay; more may follow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coalesce.handling import Purpose
from coalesce.linking.controls import Rates
from coalesce.linking.judging import Stage
from coalesce.records import Cell, FlowTable, Link, MatchWeight, Person, Record, Verdict
from coalesce.records.series import Figure, FigureCell, Kind, Series, Signature
from coalesce.services import controlling
from coalesce.services.agreeing import Agreed, Conflicts, Spoken
from coalesce.services.controlling import Mixed, Said
from coalesce.services.finding import Hit
from coalesce.services.ranking import Row
from coalesce.services.screening import Screened
from coalesce.store.ledger import Known
from coalesce.store.read_view import Fact, ReadView


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


def waiting_rows(view: ReadView, mix: Mixed, rows: Sequence[Row], stage: Stage | None = None) -> list[dict[str, Any]]:
    """Undecided pairs; ``stage`` is the one that was asked for: that a colleague has spoken is told to nobody else."""
    records, links = controlling.records(view, mix, rows), controlling.links(view, mix, rows)
    return [
        {
            "left": row.left,
            "right": row.right,
            "left_name": records[row.left].name,
            "right_name": records[row.right].name,
            "probability": row.probability,
            "reasons": _reasons(links.get((row.left, row.right))),
            "together": row.together,
            "information": row.information,
            "stage": row.stage if row.stage in (stage, Stage.THIRD) else Stage.OPEN,
            "place": row.text,
        }
        for row in rows
    ]


def conflicts_document(found: Conflicts) -> dict[str, Any]:
    """``chains`` (``different`` and the ``chain`` of "same") and ``against`` (other members' words), each pair with its words."""
    return {
        "chains": [
            {"different": _spoken(one.apart), "chain": [_spoken(step) for step in one.chain]} for one in found.chains
        ],
        "against": [
            {**_spoken(one.own), "others": {member: str(verdict) for member, verdict in one.others.items()}}
            for one in found.against
        ],
    }


def agreement_rows(found: Agreed) -> dict[str, Any]:
    """``between`` two reviewers each, and ``by_reason``."""
    return {
        "between": [
            {
                "reviewers": list(one.reviewers),
                "agreed": one.observed.agreed,
                "of": one.observed.of,
                "observed": one.observed.share,
                "observed_low": one.observed.low,
                "observed_high": one.observed.high,
                "kappa": one.kappa,
                "low": one.low,
                "high": one.high,
            }
            for one in found.between
        ],
        "by_reason": [
            {"reason": reason, "agreed": one.agreed, "of": one.of, "share": one.share, "low": one.low, "high": one.high}
            for reason, one in found.by_reason.items()
        ],
    }


def _spoken(one: Spoken) -> dict[str, Any]:
    return {
        "left": one.left.id,
        "right": one.right.id,
        "left_name": one.left.name,
        "right_name": one.right.name,
        "verdict": str(one.verdict),
        "words": [
            {"member": word.member, "reviewer": word.reviewer, "at": word.at.isoformat(), "reason": word.reason}
            for word in one.words
        ],
    }


def _reasons(link: Link | None) -> list[str]:
    return [f"{part.comparison}: {part.reason}" for part in link.weight.parts if part.weight] if link else []


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


def figure_document(figure: Figure, cells: Sequence[FigureCell]) -> dict[str, Any]:
    """A figure with its series, its noise and what it is made of; ``cells`` as of a flow table."""
    series = figure.series
    share = series.share(figure.kind)
    return {
        "kind": "figure",
        "viewer": figure.viewer,
        "purpose": str(Purpose.STATISTICS),
        "lists": list(series.lists),
        "series": series.name,
        "digest": series.digest,
        "audience": list(series.audience),
        "contributors": list(series.contributors),
        "by": str(figure.kind),
        "moved_by": figure.moved_by,
        "noise": share.deviation,
        "rho": series.rho,
        "linking_error": series.linking_error,
        "shown_from": series.shown_from,
        "rounded_to": series.rounded_to,
        "waiting": figure.waiting,
        "cells": figure_rows(cells),
    }


def figure_rows(cells: Sequence[FigureCell]) -> list[dict[str, Any]]:
    """Every cell of a figure, with the keys of a flow table's."""
    return [
        {
            "leg": cell.leg,
            "period": cell.period,
            "group": cell.group,
            "low": cell.low,
            "count": cell.count,
            "high": cell.high,
            "suppressed": cell.suppressed,
        }
        for cell in cells
    ]


def figure_words(figure: Figure) -> str:
    """What a figure is, in one sentence."""
    series = figure.series
    waiting = f"; {figure.waiting} cells are not closed yet" if figure.waiting else ""
    return (
        f"task force figure '{series.name}' of {len(series.lists)} lists of {', '.join(series.contributors)}: each number was "
        f"moved by noise by at most {figure.moved_by}, 19 times in 20; shown from {series.shown_from}, rounded to "
        f"{series.rounded_to}{waiting}"
    )


def series_row(series: Series, signatures: Sequence[Signature]) -> dict[str, Any]:
    """A definition with who has signed it."""
    shares = {str(kind): series.share(kind) for kind in Kind}
    signed = {one.member for one in signatures}
    return {
        "series": series.name,
        "digest": series.digest,
        "legs": [str(leg) for leg in series.legs],
        "since": str(series.since),
        "until": str(series.until),
        "audience": list(series.audience),
        "contributors": list(series.contributors),
        "lists": list(series.lists),
        "origins": list(series.origins),
        "sources": {source.name: list(source.lists) for source in series.sources},
        "rho": series.rho,
        "shares": {name: share.rho for name, share in shares.items()},
        "noise": {name: round(share.deviation, 2) for name, share in shares.items() if share.rho},
        "settling": series.settling,
        "signed": [f"{one.member} ({'sent, entered by ' if one.sent else ''}{one.by})" for one in signatures],
        "unsigned": [member for member in series.contributors if member not in signed],
        "cells": len(series.grid()),
    }


def known_row(known: Known, closed: Mapping[Kind, int]) -> dict[str, Any]:
    """A series with how many of its cells are closed, and what of the budget a person may have spent by that."""
    spent = sum(known.series.share(kind).rho for kind, number in closed.items() if number)
    return {**series_row(known.series, known.signatures), "closed": sum(closed.values()), "spent": spent}


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
