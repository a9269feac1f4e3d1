"""What ``estimate`` prints of the own view: one answer, the same by month or leg, what changed, and simulated twins.

Invariant: what is printed is what the actor may see for the purpose, as if nothing else existed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coalesce.cli.printing import print_json, print_rows, progress, say
from coalesce.cli.session import Format, Session
from coalesce.errors import BadUsage
from coalesce.estimation import EstimateOptions
from coalesce.handling import Purpose
from coalesce.records import CaptureTable, Estimate
from coalesce.services.capturing import CaptureWords
from coalesce.services.comparing_estimates import changes, read_earlier
from coalesce.services.estimating import OwnEstimate, by_leg, by_month, own_estimate, twins
from coalesce.services.telling_estimates import estimate_row, middle_apart, own_document
from coalesce.settings import Settings

LEAST = 30
"""Smaller legs are not estimated one by one."""

COLUMNS = ("of", "lists", "seen", "estimate", "low95", "low80", "high80", "high95", "model", "refusal")


@dataclass(frozen=True, slots=True)
class OwnOptions:
    """What the command was asked beside the question itself."""

    by: str = ""
    compared_with: Path | None = None
    simulate: int = 0


def answer_own(session: Session, words: CaptureWords, options: OwnOptions) -> tuple[OwnEstimate, Settings]:
    """Work the answer out, and print it where plain rows or JSON say it; with the node's settings. Raises BadUsage."""
    if options.by not in ("", "month", "leg"):
        raise BadUsage(f"--by {options.by}: choose month or leg")
    earlier = read_earlier(options.compared_with) if options.compared_with else None
    with session.node() as node, progress() as tell:
        settings = node.store.settings
        actor, purpose = session.actor(node), session.purpose_or(Purpose.INVESTIGATION)
        with node.store.read(actor, purpose) as view:
            own = own_estimate(node, view, words, tell)
            parts: list[tuple[str, OwnEstimate]] = []
            if options.by == "month":
                parts = [(str(month), one) for month, one in by_month(node, view, words, tell)]
            elif options.by == "leg":
                parts = by_leg(node, view, words, LEAST, tell)
    document = own_document(own)
    if earlier is not None:
        document["changed"] = changes(earlier, document)
    if session.format is Format.JSON and not options.simulate:
        if options.by:
            document["parts"] = [{"of": name, **own_document(one)} for name, one in parts]
        print_json(document)
    elif options.by:
        rows = [estimate_row(own.estimate, "all"), *(estimate_row(one.estimate, name) for name, one in parts)]
        print_rows(rows, session.format, COLUMNS)
    _said(own, document)
    return own, settings


def _said(own: OwnEstimate, document: dict[str, Any]) -> None:
    lists = "; ".join(own.estimate.lists) or "no list"
    say(f"your view as {own.viewer} for {own.purpose}, captured by {own.captures.words.rule}: {lists}")
    if middle_apart(own):
        say(
            f"the estimate is the best model's total; the interval is that of an average over all models, whose middle is "
            f"{own.middle:,.0f}"
        )
    for line in document.get("changed", ()):
        say(f"since the earlier answer: {line}")


def print_twins(found: Estimate, table: CaptureTable | None, count: int, how: tuple[EstimateOptions, Format]) -> None:
    """Estimates from tables drawn from the estimate's best model, and how many intervals hold that model's total."""
    if table is None or found.model is None:
        raise BadUsage("--simulate draws from the best model, and these lists have none")
    options, form = how
    total, drawn = twins(table, found.model, count, options)
    rows = [{**estimate_row(one, f"twin {number}"), "truth": round(total)} for number, one in enumerate(drawn, start=1)]
    for row, one in zip(rows, drawn, strict=True):
        row["holds"] = bool(one.interval95 and one.interval95.low <= total <= one.interval95.high)
    if form is Format.JSON:
        print_json({"model": found.model, "truth": total, "twins": rows})
    else:
        print_rows(rows, form, ("of", "seen", "estimate", "low95", "high95", "truth", "holds"))
    held = sum(row["holds"] for row in rows)
    say(
        f"{count} tables drawn from {found.model}, in which {total:,.0f} people are true: {held} intervals of 95 % hold it"
    )
