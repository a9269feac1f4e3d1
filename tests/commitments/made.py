"""Small plans for tests: one line for a commitment, an event, a held entry, a table read from text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from coalesce.commitments.plan_mapping import PlanMapping, load_plan_mapping, plan_columns
from coalesce.commitments.plan_rows import PlanRead, PlanRows
from coalesce.commitments.standing import renewed_on, status_of
from coalesce.dates import PartialDate
from coalesce.handling import Handling
from coalesce.intake import Limits, Rejected
from coalesce.intake.tables import open_table
from coalesce.records import (
    Commitment,
    CommitmentEvent,
    EventKind,
    Evidence,
    HeldCommitment,
    Measure,
    MeasureKind,
    Need,
    Parties,
    Quantity,
)

TODAY = date(2014, 11, 1)
UNTIL = date(2019, 1, 1)
THIRTEEN = Path(__file__).with_name("thirteen.toml")
"""What the words of the table of summit statements mean."""


def quantity(amount: int | str, name: str = "aircraft", kind: MeasureKind = MeasureKind.UNIT) -> Quantity:
    return Quantity(Decimal(amount), Measure(kind, name))


def event(kind: EventKind = EventKind.DECLARED, day: str = "2014-09-27", **fields: Any) -> CommitmentEvent:
    """An event with a quote, on a day (none where it is empty)."""
    fields.setdefault("evidence", Evidence("They will send what they promised.", "a paper"))
    return CommitmentEvent(kind, PartialDate.parse(day) if day else None, **fields)


def commitment(reference: str = "C1", *members: str, **fields: Any) -> Commitment:
    return Commitment(reference, parties=Parties(members or ("FR",)), **fields)


def held(terms: Commitment | Need, *events: CommitmentEvent, plan: str = "plan") -> HeldCommitment:
    """As a reader gets it: with the status that its events come to."""
    told = events or (event(),)
    renewed = renewed_on(told)
    return HeldCommitment(
        f"id-{terms.reference}",
        1,
        plan,
        "NL",
        Handling(UNTIL),
        terms,
        told,
        status_of(told),
        renewed.isoformat() if renewed else None,
    )


def read(
    path: Path, mapping: Path | PlanMapping | None = None, today: date = date(2015, 3, 1)
) -> list[PlanRead | Rejected]:
    """Every row of a table of a plan."""
    chosen = load_plan_mapping(mapping) if isinstance(mapping, Path) else mapping
    limits = Limits()
    table = open_table(path, chosen.table if chosen else None, limits)
    columns = plan_columns(table.header, chosen, path.name, limits)
    return list(PlanRows(columns, chosen or PlanMapping(table.mapping), limits, today).read(table.rows()))


def written(folder: Path, text: str) -> Path:
    """A CSV file."""
    path = folder / "plan.csv"
    path.write_text(text, encoding="utf-8")
    return path
