"""Commands about people: link, links, people, flows.

Invariant: what is printed is what the actor may see for the purpose, as if nothing else existed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from coalesce.cli.figures import FigureQuery, parse_leg, show_figure
from coalesce.cli.printing import print_json, print_rows, progress, say
from coalesce.cli.session import Format, Session
from coalesce.cli.windows import show_comparison
from coalesce.dates import PartialDate
from coalesce.errors import BadDate, BadUsage
from coalesce.flows import FlowQuery
from coalesce.handling import Purpose
from coalesce.services import telling
from coalesce.services.counting import flows_for
from coalesce.services.doctoring import outgrown
from coalesce.services.linking import LinkOrder, link_records
from coalesce.services.people import reading

BY = "leg,month"


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (link, links, people, flows):
        app.command()(command)


def link(
    context: typer.Context,
    engine: Annotated[str, typer.Option("--engine", help="compiled or duckdb.")] = "compiled",
) -> None:
    """Propose which records of the node are one person. You need not see them for that."""
    session: Session = context.obj
    with session.node() as node, progress() as tell:
        link_records(node, session.actor(node), LinkOrder(engine), tell)
        grown = outgrown(node)
    if grown:
        say(f"the node has outgrown its model: {grown}")
    say("linked; 'coalesce links' shows the proposals that you may see")


def links(
    context: typer.Context,
    least: Annotated[float, typer.Option("--least", min=0, max=1, help="Only from this probability on.")] = 0.0,
) -> None:
    """The proposals between records that you may see, with the evidence. Probabilities are calibrated on the sample world."""
    session: Session = context.obj
    with session.node() as node:
        actor = session.actor(node)
        with node.store.read(actor, session.purpose_or(Purpose.INVESTIGATION)) as view:
            facts = view.facts()
            found = sorted(view.links(), key=lambda one: (-one.probability, one.left, one.right))
        rows = [telling.link_row(one, facts) for one in found if one.probability >= least]
    columns = ("left_reference", "left_list", "right_reference", "right_list", "probability", "weight", "left", "right")
    print_rows(rows, session.format, columns)


def people(context: typer.Context) -> None:
    """The people that you see: records that are one person, as judged or else most probable."""
    session: Session = context.obj
    purpose = session.purpose_or(Purpose.INVESTIGATION)
    with session.node() as node, reading(node, session.actor(node), purpose) as view:
        found = view.people()
        records = view.records([record for person in found for record in person.records])
        rows = [telling.person_row(person, records) for person in found]
    if session.format is Format.JSON:
        print_json(rows)
        return
    told = ("person", "judged", "joined_by")
    flat = [{**{name: row[name] for name in told}, **record} for row in rows for record in row["records"]]
    columns = told if session.format is Format.CSV else ("person", "joined_by")
    print_rows(flat, session.format, (*columns, "record", "reference", "list", "member", "name"))


def flows(
    context: typer.Context,
    leg: Annotated[str | None, typer.Option("--leg", help="One leg, like 'SY>IQ'.")] = None,
    by: Annotated[str, typer.Option("--by", help="leg, month, origin or list; several with commas.")] = BY,
    since: Annotated[str | None, typer.Option("--since", help="From this month or day on.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Up to this month or day.")] = None,
    figure: Annotated[bool, typer.Option("--figure", help="The task force's figure instead of your view.")] = False,
    series: Annotated[str | None, typer.Option("--series", help="The figure's series.")] = None,
    compare: Annotated[str | None, typer.Option("--compare", help="Beside another window, like 2013-07/2013-12.")] = None,
) -> None:  # fmt: skip
    """Distinct people per leg and month that you see: low, count and high over draws of the undecided links.

    With --figure --series NAME the task force's figure, with noise, for members of its audience. With --compare each leg in two
    windows, and the change with its bounds.
    """
    session: Session = context.obj
    if compare and (figure or series):
        raise BadUsage("two windows are compared in your own view: leave --figure away")
    if figure or series:
        show_figure(session, series if figure else None, FigureQuery(leg, by, since, until))
        return
    query = FlowQuery(
        leg=parse_leg(leg) if leg else None,
        by=tuple(part.strip() for part in by.split(",") if part.strip()),
        since=first.earliest if (first := parse_date(since, "--since")) else None,
        until=last.latest if (last := parse_date(until, "--until")) else None,
    )
    if compare:
        show_comparison(session, replace(query, by=("leg",) if by == BY else query.by), compare)
        return
    with session.node() as node:
        table = flows_for(node, session.actor(node), session.purpose_or(Purpose.INVESTIGATION), query)
    if session.format is Format.JSON:
        print_json(telling.flow_document(table))
        return
    print_rows(telling.cell_rows(table.cells), session.format, ("leg", "period", "group", "low", "count", "high"))
    say(f"your view as {table.viewer} for {table.purpose}: {', '.join(table.lists) or 'no list'}")


def parse_date(text: str | None, option: str) -> PartialDate | None:
    """A month or day. Raises BadDate naming the option."""
    try:
        return PartialDate.parse(text) if text else None
    except BadDate as error:
        raise error.at(field=option) from None
