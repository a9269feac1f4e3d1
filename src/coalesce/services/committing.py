"""Keeping a plan: begun, imported in editions, entries kept by hand, events noted, activations declared.

Invariant: a row is accepted or rejected with its line, field and reason; none is lost in silence, and an edition is seen
whole or not at all. What a person confirms in a form goes the same way as what a file says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from coalesce.commitments.plan_mapping import FIELDS, PlanMapping, plan_columns
from coalesce.commitments.plan_rows import PlanRead, PlanRows, content_reference
from coalesce.dates import PartialDate
from coalesce.errors import BadField, BadInput, BadUsage, StoreFull, Where
from coalesce.handling import TLP, Actor, Grant, Handling, Purpose, retention_end
from coalesce.intake import Rejected, RowHandling, limits_of, write_rejected
from coalesce.intake.columns import Plan as Columns
from coalesce.intake.csv_rows import RawRow
from coalesce.intake.tables import Table, open_table
from coalesce.records import Commitment, CommitmentEvent, EventKind, Evidence, Form, Need, Plan
from coalesce.services.keeping import ensure_members
from coalesce.services.node import Node, Progress, silent
from coalesce.services.offering import offer_few
from coalesce.store.plan_staging import PlanStaging, StagedEntry
from coalesce.store.plans import Plans
from coalesce.store.staging import ADDED, CHANGED, UNCHANGED


@dataclass(frozen=True, slots=True)
class PlanOrder:
    """A plan to be begun. ``releases`` as (member, purpose)."""

    name: str
    owner: str | None = None
    tlp: TLP = TLP.AMBER
    releases: tuple[tuple[str, Purpose], ...] = ()
    keep_until: date | None = None


@dataclass(frozen=True, slots=True)
class PlanImport:
    """What to import into which plan. ``mapping`` may be absent where the headings are certain."""

    path: Path
    plan: str
    mapping: PlanMapping | None = None


@dataclass(frozen=True, slots=True)
class PlanReport:
    """What became of the rows: ``accepted`` entries, of which added, changed and unchanged; rows ``rejected`` are in a
    file beside the source (``rejected_file``) and here; ``unread`` are headings that nothing read. Entries ``kept`` are those
    whose row was rejected: they stand as they did."""

    edition: int
    added: int
    changed: int
    unchanged: int
    delisted: int
    rejected: tuple[Rejected, ...]
    rejected_file: str | None
    unread: tuple[str, ...] = ()
    kept: int = 0

    @property
    def accepted(self) -> int:
        """How many entries the edition has of this file."""
        return self.added + self.changed + self.unchanged


@dataclass(frozen=True, slots=True)
class ActivationOrder:
    """An activation to be declared: of which event, since which day, on whose word."""

    plan: str
    trigger: str
    day: date
    evidence: Evidence


SAYING = frozenset(("kind", "member", "quantity", "quote", "conditions", "trigger", "by"))
"""The fields of which an entry made by hand has at least one; what else is there says nothing alone."""


def add_plan(node: Node, actor: Actor, order: PlanOrder) -> Plan:
    """Begin a plan. Raises BadUsage, NotPermitted."""
    owner = order.owner or actor.member
    ensure_members(node, actor, [owner, *(member for member, _ in order.releases)])
    if not order.name.strip() or "/" in order.name:
        raise BadUsage("a plan's name has at least one letter and no '/'")
    store, writer = node.store, node.store.write(actor, Purpose.PLANNING)
    settings = store.settings
    kept = retention_end(order.keep_until, store.clock.today(), settings.retention_years, settings.max_retention_years)
    grants = frozenset(Grant(purpose, member) for member, purpose in order.releases)
    made = Plan(writer.new_id(), order.name, owner, Handling(kept, order.tlp, grants))
    Plans(writer).add(made)
    return made


def import_plan(node: Node, actor: Actor, order: PlanImport, progress: Progress = silent) -> PlanReport:
    """Import a file as the plan's next edition. Raises BadInput, NotPermitted, StoreError; then nothing is published."""
    writer = node.store.write(actor, Purpose.PLANNING)
    to = Plans(writer).find(order.plan)
    limits = limits_of(node.store.settings)
    table = open_table(order.path, order.mapping.table if order.mapping else None, limits)
    columns = plan_columns(table.header, order.mapping, order.path.name, limits)
    mapping = order.mapping or PlanMapping(table.mapping)
    rows = PlanRows(columns, mapping, limits, node.store.clock.today())
    with node.store.alone("import"):
        staging = PlanStaging(writer, to)
        try:
            run = _Run(node, to, rows, table)
            counts = staging.add(run.accepted())
            rejected = run.rejected
            written = write_rejected(order.path.absolute(), table.header, rejected) if rejected else None
            run.check(sum(counts.values()), order.path.name)
        except (BadInput, StoreFull):
            staging.discard()
            raise
        progress("publishing", 1.0)
        told = {name: counts[name] for name in (ADDED, CHANGED, UNCHANGED)}
        kept = staging.keep([row.reference for row in run.rejected if row.reference is not None])
        delisted = staging.publish(order.path.name, {**told, "kept": kept, "rejected": len(run.rejected)})
    offer_few(node)
    file = str(written) if written else None
    done = (counts[ADDED], counts[CHANGED], counts[UNCHANGED])
    return PlanReport(staging.number, *done, delisted, tuple(run.rejected), file, columns.unused, kept)


class _Run:
    """One pass over the rows of a table."""

    def __init__(self, node: Node, to: Plan, rows: PlanRows, table: Table) -> None:
        self._node, self._to, self._rows, self._table = node, to, rows, table
        self._members = {member.code for member in node.store.members()}
        self.rejected: list[Rejected] = []

    def check(self, accepted: int, file: str) -> None:
        """Raises BadInput where no row could be read: such an edition would take everything out of the plan."""
        if self.rejected and not accepted:
            row = self.rejected[0]
            where = Where(file, row.line, row.field)
            raise BadInput(f"no row can be accepted, so that nothing is changed; the first: {row.reason}", where)

    def accepted(self) -> Iterator[StagedEntry]:
        """Every entry that can be staged; the rest goes to ``rejected``."""
        for row in self._rows.read(self._table.rows()):
            if isinstance(row, Rejected):
                self.rejected.append(row)
                continue
            try:
                handling = handling_of(self._node, self._to, row.handling)
                _check_members(handling, self._members)
            except BadField as error:
                named = row.terms.reference
                self.rejected.append(Rejected(row.line, error.where.field, error.reason, row.cells, named))
                continue
            yield StagedEntry(row.terms, row.events, handling)


def handling_of(node: Node, plan: Plan, own: RowHandling | None) -> Handling:
    """The plan's handling with what the entry says of its own. Raises BadField for a keeping that cannot be."""
    default = plan.handling
    if own is None:
        return default
    if own.keep_until is not None:
        try:
            most = node.store.settings.max_retention_years
            retention_end(own.keep_until, node.store.clock.today(), most=most)
        except BadField as error:
            raise error.at(field="keep_until") from None
    return replace(
        default,
        tlp=default.tlp if own.tlp is None else own.tlp,
        releases=default.releases if own.releases is None else own.releases,
        keep_until=own.keep_until or default.keep_until,
    )


def _check_members(handling: Handling, members: set[str]) -> None:
    if unknown := sorted({grant.member for grant in handling.releases} - members):
        raise BadField(f"'{unknown[0]}' is no member of this node: add it first").at(field="release")


def keep_entry(node: Node, actor: Actor, plan: str, row: PlanRead) -> str:
    """Keep what a form says, as a new entry or a new version of the one with its reference. Gives its id.

    Raises BadField, BadUsage, NotPermitted.
    """
    plans = Plans(node.store.write(actor, Purpose.PLANNING))
    to = plans.find(plan)
    terms = row.terms if row.terms.reference else replace(row.terms, reference=content_reference(row.terms))
    handling = handling_of(node, to, row.handling)
    _check_members(handling, {member.code for member in node.store.members()})
    kept = plans.keep(to, terms, row.events, handling)
    offer_few(node)
    return kept


def keep_form(node: Node, actor: Actor, plan: str, told: Mapping[str, str]) -> list[str]:
    """Keep what a form says in the fields of ``FIELDS``, read by the same rules as a row of a file: one entry for each line
    of effort that it names. Gives their ids. Raises BadField with the field at fault, BadUsage, NotPermitted.
    """
    fields = {name: text for name, text in told.items() if name in FIELDS and text.strip()}
    if not fields.keys() & SAYING:
        raise BadField("is empty: an entry says at least of what it is, who, or in which words").at(field="kind")
    columns = Columns(tuple(fields), {name: (place,) for place, name in enumerate(fields)}, ())
    reader = PlanRows(columns, PlanMapping(), limits_of(node.store.settings), node.store.clock.today())
    rows = list(reader.read(iter([RawRow(1, tuple(fields.values()))])))
    for row in rows:
        if isinstance(row, Rejected):
            raise BadField(row.reason).at(field=row.field)
    return [keep_entry(node, actor, plan, row) for row in rows if isinstance(row, PlanRead)]


def note_event(node: Node, actor: Actor, commitment: str, event: CommitmentEvent) -> str:
    """Add an event to an entry; gives its id. Raises NotFound, NotPermitted, BadField, BadUsage."""
    _check_quoted(event.evidence)
    noted = Plans(node.store.write(actor, Purpose.PLANNING)).note(commitment, event)
    offer_few(node)
    return noted


def activate(node: Node, actor: Actor, order: ActivationOrder) -> str:
    """Declare an activation: released to every member for planning, so that it is an alert to each; the clock starts on
    its day. Gives the entry's id. Raises BadUsage, BadField, NotPermitted."""
    if not order.trigger.strip():
        raise BadUsage("an activation names the event that calls commitments up")
    if order.day > node.store.clock.today():
        raise BadField("lies in the future: an activation has been declared").at(field="day")
    _check_quoted(order.evidence)
    plans = Plans(node.store.write(actor, Purpose.PLANNING))
    to = plans.find(order.plan)
    everyone = [member.code for member in node.store.members() if member.code != to.owner]
    grants = frozenset(Grant(Purpose.PLANNING, code) for code in everyone)
    day = PartialDate(order.day, order.day)
    terms = Commitment(
        f"activation {order.day.isoformat()}: {order.trigger}",
        Form.ACTIVATION,
        kind=order.trigger,
        since=day,
        trigger=order.trigger,
    )
    event = CommitmentEvent(EventKind.DECLARED, day, order.evidence)
    kept = plans.keep(to, terms, [event], replace(to.handling, releases=to.handling.releases | grants))
    offer_few(node)
    return kept


def _check_quoted(evidence: Evidence | None) -> None:
    """Raises BadField for what is noted by hand without a sentence, or without where it stands."""
    for name in ("quote", "source"):
        if evidence is None or not getattr(evidence, name).strip():
            raise BadField("is empty: what is noted stands on a quoted sentence and its source").at(field=name)


def entry_of(terms: Commitment | Need, events: Sequence[CommitmentEvent], own: RowHandling | None = None) -> PlanRead:
    """What a form or a program says, in the shape that a row of a file has."""
    return PlanRead(terms, tuple(events), 0, own)
