"""Small nodes with a plan in them: one line for a plan, an edition, an entry kept by hand."""

from __future__ import annotations

from collections.abc import Iterable

from coalesce.handling import Actor, Handling, Purpose
from coalesce.records import Commitment, CommitmentEvent, HeldCommitment, Need, Plan
from coalesce.store import Store
from coalesce.store.plan_staging import PlanStaging, StagedEntry
from coalesce.store.plans import Plans
from coalesce.store.read_view import PlanQuery
from tests.builders import handling, owner
from tests.commitments.made import event

PLANNING = Purpose.PLANNING


def add_plan(store: Store, name: str = "autumn", held: Handling | None = None, member: str = "NL") -> Plan:
    """A plan, empty."""
    writer = store.write(owner(store), PLANNING)
    made = Plan(writer.new_id(), name, member, held or handling())
    Plans(writer).add(made)
    return made


def staged(terms: Commitment | Need, *events: CommitmentEvent, held: Handling | None = None) -> StagedEntry:
    """An entry as an import would stage it; declared where no event is given."""
    return StagedEntry(terms, events or (event(),), held or handling())


def publish(store: Store, to: Plan, rows: Iterable[StagedEntry]) -> int:
    """Stage and publish one edition; gives how many were delisted."""
    staging = PlanStaging(store.write(owner(store), PLANNING), to)
    staging.add(rows)
    return staging.publish("made.csv", {})


def keep(
    store: Store, to: Plan, terms: Commitment | Need, *events: CommitmentEvent, held: Handling | None = None
) -> str:
    """Keep an entry by hand; gives its id."""
    writer = store.write(owner(store), PLANNING)
    return Plans(writer).keep(to, terms, events or (event(),), held or to.handling)


def seen(store: Store, actor: Actor | None = None) -> dict[str, HeldCommitment]:
    """What the actor sees of all plans, by reference."""
    with store.read(actor or owner(store), PLANNING) as view:
        return {one.terms.reference: one for one in view.commitments(PlanQuery())}
