"""Commands about plans: coalesce commitments plan, import, event, activate, board, gaps, deadlines, timeline, history, owed, candidates.

Invariant: purpose ``planning`` unless another is said; a rejected row is named with file, line and field.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from coalesce.cli.candidates import candidates
from coalesce.cli.lists import _day, _release
from coalesce.cli.printing import print_json, print_record, print_rows, progress, say
from coalesce.cli.session import Format, Session
from coalesce.commitments.plan_mapping import load_plan_mapping
from coalesce.commitments.then import Reading
from coalesce.dates import PartialDate
from coalesce.errors import BadInput, BadUsage, Where
from coalesce.handling import TLP, Purpose
from coalesce.records import CommitmentEvent, EventKind, Evidence
from coalesce.services import committing, planning
from coalesce.services import telling_plans as telling

commitments_app = typer.Typer(
    no_args_is_help=True, help="Plans: who committed what, what is missing, and what a press text says of it."
)
_SHOWN_FAULTS = 20

PlanName = Annotated[
    str, typer.Option("--plan", help="The plan's name, or OWNER/NAME; all that you may see without it.")
]
LineName = Annotated[str, typer.Option("--line", help="One line of effort.")]
ViewAs = Annotated[str, typer.Option("--view-as", help="Only what this member may see too.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="The plan of that day; of today without it.")]
Read = Annotated[
    Reading, typer.Option("--reading", help="With --as-of: as it was known here then, or as it had happened by then.")
]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (plan, event, activate, board, gaps, deadlines, timeline, history, owed):
        commitments_app.command()(command)
    commitments_app.command("import")(import_plan)
    commitments_app.command("candidates")(candidates)
    app.add_typer(commitments_app, name="commitments")


def plan(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A name that its owner has not used yet.")],
    owner: Annotated[str | None, typer.Option("--owner", help="The member whose plan it is; yours without it.")] = None,
    tlp: Annotated[TLP, typer.Option("--tlp", help="TLP 2.0 label.")] = TLP.AMBER,
    release: Annotated[list[str] | None, typer.Option("--release", help="MEMBER:PURPOSE; nobody else without it.")] = None,
    keep_until: Annotated[str | None, typer.Option("--keep-until", help="Last day of keeping; 5 years without it.")] = None,
) -> None:  # fmt: skip
    """Begin a plan."""
    session: Session = context.obj
    releases = tuple(_release(text) for text in release or ())
    order = committing.PlanOrder(name, owner, tlp, releases, _day(keep_until))
    with session.node() as node:
        made = committing.add_plan(node, session.actor(node), order)
    say(f"made the plan {made.owner}/{made.name}, kept until {made.handling.keep_until.isoformat()}")


def import_plan(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="CSV, XLSX, JSON lines or a JSON list.")],
    to: Annotated[str, typer.Option("--plan", help="The plan's name, or OWNER/NAME.")],
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="A TOML file that says what columns and words mean.")
    ] = None,
) -> None:
    """Import a file as the plan's next edition."""
    session: Session = context.obj
    order = committing.PlanImport(path, to, load_plan_mapping(mapping) if mapping else None)
    with session.node() as node, progress() as tell:
        report = committing.import_plan(node, session.actor(node), order, tell)
    print_record(telling.report_row(report), session.format)
    if report.unread:
        say(f"not read: the columns {', '.join(report.unread)}; declare in a mapping what they hold, if it is wanted")
    for row in report.rejected[:_SHOWN_FAULTS]:
        say(f"rejected: {Where(path.name, row.line, row.field)}: {row.reason}")
    if len(report.rejected) > _SHOWN_FAULTS:
        say(f"and {len(report.rejected) - _SHOWN_FAULTS} more rows: see {report.rejected_file}")


def event(
    context: typer.Context,
    commitment: Annotated[str, typer.Argument(help="The entry's id, or its reference.")],
    kind: Annotated[EventKind, typer.Argument(help="What happened.")],
    quote: Annotated[str, typer.Option("--quote", help="The sentence that says so.")],
    source: Annotated[str, typer.Option("--source", help="Where it stands.")],
    on: Annotated[str | None, typer.Option("--on", help="When; not known without it.")] = None,
    address: Annotated[str, typer.Option("--address", help="Its address.")] = "",
    language: Annotated[str, typer.Option("--language", help="Its language, like en.")] = "",
    withdraws: Annotated[str | None, typer.Option("--withdraws", help="The event that is taken back.")] = None,
    corrects: Annotated[str | None, typer.Option("--corrects", help="The event in whose place this one stands.")] = None,
    announced: Annotated[str | None, typer.Option("--announced", help="When the source was published.")] = None,
    replaced_by: Annotated[str | None, typer.Option("--replaced-by", help="The reference of what supersedes it.")] = None,
) -> None:  # fmt: skip
    """Note an event of a commitment; nothing is overwritten."""
    session: Session = context.obj
    evidence = Evidence(quote, source, address, _when(announced, "--announced"), language)
    new = CommitmentEvent(
        kind, _when(on, "--on"), evidence, withdraws=withdraws, successor=replaced_by, corrects=corrects
    )
    with session.node() as node:
        actor, purpose = session.actor(node), session.purpose_or(Purpose.PLANNING)
        shown = planning.history_for(node, actor, purpose, commitment)
        noted = committing.note_event(node, actor, shown.held.id, new)
    print_record({"event": noted, "commitment": shown.held.id}, session.format)


def activate(
    context: typer.Context,
    trigger: Annotated[str, typer.Argument(help="The event that calls commitments up.")],
    to: Annotated[str, typer.Option("--plan", help="The plan's name, or OWNER/NAME.")],
    on: Annotated[str, typer.Option("--on", help="Since which day the clock runs.")],
    quote: Annotated[str, typer.Option("--quote", help="The sentence that declares it.")],
    source: Annotated[str, typer.Option("--source", help="Where it stands.")],
) -> None:
    """Declare an activation: an alert to every member, and the clock starts."""
    session: Session = context.obj
    day = _day(on, "--on")
    assert day is not None
    order = committing.ActivationOrder(to, trigger, day, Evidence(quote, source))
    with session.node() as node:
        made = committing.activate(node, session.actor(node), order)
    print_record({"activation": made, "trigger": trigger, "since": day.isoformat()}, session.format)


def board(
    context: typer.Context,
    plan: PlanName = "",
    line: LineName = "",
    view_as: ViewAs = "",
    as_of: AsOf = None,
    reading: Read = Reading.KNOWN,
    totals: Annotated[bool, typer.Option("--totals", help="Totals by line and kind in place of the board.")] = False,
) -> None:
    """Lines of effort and members: how far each has got; with --totals the sums, one for each unit or currency."""
    session: Session = context.obj
    with session.node() as node:
        ask = _ask(plan, line, view_as=view_as, then=(as_of, reading))
        shown = planning.board_for(node, session.actor(node), session.purpose_or(Purpose.PLANNING), ask)
    told = telling.board_row(shown)
    for alert in told["alerts"]:
        say(f"ACTIVATED: {alert['trigger']}, since {alert['since']}, day {alert['day']}")
    if session.format is Format.JSON:
        print_json(told)
    else:
        print_rows(told["totals" if totals else "cells"], session.format)


def gaps(
    context: typer.Context,
    plan: PlanName = "",
    line: LineName = "",
    kind: Annotated[str, typer.Option("--kind", help="One kind, like 'combat aircraft'.")] = "",
    view_as: ViewAs = "",
    as_of: AsOf = None,
    reading: Read = Reading.KNOWN,
) -> None:
    """Needs against what is in place and promised, and what is lacking, in words."""
    session: Session = context.obj
    with session.node() as node:
        ask = _ask(plan, line, kind, view_as=view_as, then=(as_of, reading))
        found = planning.gaps_for(node, session.actor(node), session.purpose_or(Purpose.PLANNING), ask)
    shown = ("line", "kind", "place", "measure", "needed", "in_place", "lacking", "words")
    print_rows([telling.gap_row(gap) for gap in found], session.format, shown)


def deadlines(
    context: typer.Context,
    plan: PlanName = "",
    line: LineName = "",
    view_as: ViewAs = "",
    as_of: AsOf = None,
    reading: Read = Reading.KNOWN,
) -> None:
    """Days left, and what lacks a member, a quantity, a date, a confirmation or evidence."""
    session: Session = context.obj
    with session.node() as node:
        ask = _ask(plan, line, view_as=view_as, then=(as_of, reading))
        found = planning.due_for(node, session.actor(node), session.purpose_or(Purpose.PLANNING), ask)
    shown = ("days_left", "by", "reference", "form", "members", "line", "kind", "status", "lacks")
    print_rows([telling.due_row(due) for due in found], session.format, shown)


def timeline(
    context: typer.Context,
    activation: Annotated[str | None, typer.Option("--activation", help="The day of activation; that of the newest alert without it.")] = None,
    days: Annotated[int | None, typer.Option("--days", help="How many days after it.")] = None,
    plan: PlanName = "",
    line: Annotated[str, typer.Option("--line", help="One line of effort.")] = "",
    kind: Annotated[str, typer.Option("--kind", help="One kind, like 'combat aircraft'.")] = "",
    place: Annotated[str, typer.Option("--place", help="One place.")] = "",
    by_place: Annotated[bool, typer.Option("--by-place", help="Places apart.")] = False,
    view_as: Annotated[str, typer.Option("--view-as", help="Only what this member may see too.")] = "",
    as_of: AsOf = None,
    reading: Read = Reading.KNOWN,
) -> None:  # fmt: skip
    """The day-N curve: what would be in place how many days after an activation."""
    session: Session = context.obj
    with session.node() as node:
        actor, purpose = session.actor(node), session.purpose_or(Purpose.PLANNING)
        ask = _ask(plan, line, kind, place, view_as, (as_of, reading))
        start = _day(activation, "--activation") or _newest(planning.alerts_for(node, actor, purpose, ask))
        horizon = node.store.settings.commitment_days if days is None else days
        found = planning.timeline_for(node, actor, purpose, ask, (start, horizon), by_place)
    if session.format is Format.JSON:
        print_json(telling.curves_row(found))
    else:
        print_rows(telling.point_rows(found), session.format)
    if session.format is Format.TABLE:
        for told in telling.left_off(found):
            say(told)


def history(
    context: typer.Context,
    commitment: Annotated[str, typer.Argument(help="The entry's id, or its reference.")],
    view_as: ViewAs = "",
) -> None:
    """Every event of one commitment with its quote, and the status that each left behind."""
    session: Session = context.obj
    with session.node() as node:
        actor, purpose = session.actor(node), session.purpose_or(Purpose.PLANNING)
        shown = planning.history_for(node, actor, purpose, commitment, view_as)
    told = telling.history_row(shown)
    if session.format is Format.JSON:
        print_json(told)
    else:
        print_rows(
            told["events"], session.format, ("date", "kind", "stands", "status", "quote", "source", "correction")
        )


def owed(
    context: typer.Context,
    plan: PlanName = "",
    line: LineName = "",
    view_as: ViewAs = "",
    as_of: AsOf = None,
    reading: Read = Reading.KNOWN,
) -> None:
    """Who owes an answer, and to what: a list to send."""
    session: Session = context.obj
    with session.node() as node:
        ask = _ask(plan, line, view_as=view_as, then=(as_of, reading))
        found = planning.owed_for(node, session.actor(node), session.purpose_or(Purpose.PLANNING), ask)
    shown = ("member", "days_left", "reference", "about", "asks")
    print_rows([telling.question_row(question) for question in found], session.format, shown)


def _ask(
    plan: str,
    line: str,
    kind: str = "",
    place: str = "",
    view_as: str = "",
    then: tuple[str | None, Reading] = (None, Reading.KNOWN),
) -> planning.PlanAsk:
    """What is asked for; where it is the plan of another day, that is said beside the answer."""
    day = _day(then[0], "--as-of")
    if day is None and then[1] is not Reading.KNOWN:
        raise BadUsage("--reading says how the plan of another day is meant: say which day, --as-of 2014-10-01")
    if day is not None:
        say(f"the plan of {day.isoformat()}: {_READINGS[then[1]]}")
    return planning.PlanAsk(plan, line, kind, place, view_as, day, then[1])


_READINGS = {
    Reading.KNOWN: "as it was known here then",
    Reading.HAPPENED: "as it had happened by then, for all that is known now",
}


def _newest(alerts: list[planning.Alert]) -> date:
    if not alerts:
        raise BadUsage("no activation is known: say its day, --activation 2014-09-05")
    return alerts[0].since


def _when(text: str | None, option: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text) if text else None
    except BadInput as error:
        raise error.at(field=option) from None
