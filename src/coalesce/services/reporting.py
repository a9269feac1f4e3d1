"""Rows of a plan out of a report: what a person confirmed of one sentence is kept, with the sentence as evidence.

Invariant: nothing of a report is stored but what is confirmed, and of its text the quoted sentence alone. A row that says of
whom, what and where the same as one that is there is kept only once it was said whether both are one commitment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from coalesce.commitments.plan_mapping import FIELDS, PlanMapping
from coalesce.commitments.plan_rows import PlanRead, PlanRows
from coalesce.errors import BadField, BadUsage, NotFound
from coalesce.handling import Actor, Purpose
from coalesce.intake import Rejected, limits_of
from coalesce.intake import columns as intake_columns
from coalesce.intake.csv_rows import RawRow
from coalesce.intake.rows import RowHandling
from coalesce.records import Commitment, HeldCommitment, Plan
from coalesce.services.committing import keep_entry
from coalesce.services.node import Node
from coalesce.store.plans import Plans
from coalesce.store.read_view import ReadView


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A row as it was confirmed: ``cells`` by the fields of a plan's table, the quote among them.

    ``same_as``: the id of the entry that it is about; ``another``: it is about none of those that are alike.
    """

    plan: str
    cells: Mapping[str, str]
    same_as: str = ""
    another: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """The ids of the entries that say it now, one for each line of effort that the row names."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """Nothing was kept: entries that say the same of whom, what and where are there. A person says which it is."""

    there: tuple[HeldCommitment, ...]


def writable_plans(node: Node, actor: Actor) -> list[Plan]:
    """The plans that an actor may keep rows in, by owner and name. Raises NotPermitted without the role."""
    plans = Plans(node.store.write(actor, Purpose.PLANNING))
    with node.store.read(actor, Purpose.PLANNING) as view:
        known = view.plans()
    found = []
    for one in known:
        try:
            found.append(plans.find(f"{one.owner}/{one.name}"))
        except BadUsage:  # another member's: seen, and not to be written
            continue
    return found


def confirm(node: Node, actor: Actor, row: Confirmed) -> Kept | Alike:
    """Keep a confirmed row; one that was kept before is not kept twice.

    Raises BadField with the field at fault, BadUsage, NotFound, NotPermitted.
    """
    read = _read(node, row.cells)
    to = Plans(node.store.write(actor, Purpose.PLANNING)).find(row.plan)
    kept: list[str] = []
    new: list[PlanRead] = []
    alike: list[HeldCommitment] = []
    with node.store.read(actor, Purpose.PLANNING) as view:
        for one in read:
            there = _there(view, to, one.terms.reference)
            if same := next((held for held in there if _says(held, one)), None):
                kept.append(same.id)
            elif row.same_as:
                new.append(_about(view.commitment(row.same_as), one, to))
            elif there and row.another:
                beside = f"{one.terms.reference}.{len(there) + 1}"
                new.append(replace(one, terms=replace(one.terms, reference=beside)))
            else:
                new.append(one)
                alike += there
    if alike:
        return Alike(tuple(alike))
    return Kept((*kept, *(keep_entry(node, actor, f"{to.owner}/{to.name}", one) for one in new)))


def _read(node: Node, cells: Mapping[str, str]) -> list[PlanRead]:
    """The row as a plan's table would be read. Raises BadField."""
    columns = intake_columns.Plan(FIELDS, {name: (place,) for place, name in enumerate(FIELDS)}, ())
    rows = PlanRows(columns, PlanMapping(), limits_of(node.store.settings), node.store.clock.today())
    found = list(rows.read(iter([RawRow(1, tuple(cells.get(name, "") for name in FIELDS))])))
    for one in found:
        if isinstance(one, Rejected):
            raise BadField(one.reason).at(field=one.field)
    return [one for one in found if isinstance(one, PlanRead)]


def _there(view: ReadView, plan: Plan, reference: str) -> list[HeldCommitment]:
    """The entry of a reference in the plan, and those that were kept beside it as others, in their order."""
    found: list[HeldCommitment] = []
    number = 1
    while True:
        ids = view.commitment_named(reference if number == 1 else f"{reference}.{number}")
        here = [held for held in map(view.commitment, ids) if (held.owner, held.plan) == (plan.owner, plan.name)]
        if not here:
            return found
        found += here
        number += 1


def _says(held: HeldCommitment, row: PlanRead) -> bool:
    """Whether an entry says this and has this evidence already: the row was confirmed before."""
    said = {event.evidence for event in held.events}
    same = replace(held.terms, reference=row.terms.reference) == row.terms
    return same and all(event.evidence in said for event in row.events)


def _about(held: HeldCommitment, row: PlanRead, to: Plan) -> PlanRead:
    """The row as a further word on an entry of the plan: what it leaves open stays as it was said before, and who sees it.

    Raises BadField; NotFound for an entry of another plan, whose words may not be for who sees this one.
    """
    if (held.owner, held.plan) != (to.owner, to.name):
        raise NotFound("commitment")
    before, new = held.terms, row.terms
    if not (isinstance(before, Commitment) and isinstance(new, Commitment)):
        raise BadField("is a need, and a sentence is no need").at(field="reference")
    unsaid = Commitment("")
    left = {
        one.name: getattr(before, one.name)
        for one in fields(Commitment)
        if getattr(new, one.name) == getattr(unsaid, one.name)
    }
    own = row.handling or RowHandling(held.handling.tlp, held.handling.releases, keep_until=held.handling.keep_until)
    return replace(row, terms=replace(new, **{**left, "reference": before.reference}), handling=own)
