"""Commands about series: define, sign, list, show.

Invariant: a definition is written once; what ``show`` prints is, byte for byte, what the digest is of.
"""

from __future__ import annotations

import sys
from typing import Annotated, TypeVar

import typer

from coalesce.cli.figures import parse_leg
from coalesce.cli.printing import print_json, print_record, print_rows, say
from coalesce.cli.session import Format, Session
from coalesce.dates import PartialDate, Period
from coalesce.errors import BadDate, BadUsage
from coalesce.handling import check_code
from coalesce.records.series import Kind
from coalesce.services import publishing, telling

K = TypeVar("K")
V = TypeVar("V")

series_app = typer.Typer(no_args_is_help=True, help="Series of figures: what the task force publishes of all lists.")


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (define, sign, show):
        series_app.command()(command)
    series_app.command("list")(list_series)
    app.add_typer(series_app, name="series")


def define(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A name that is not taken.")],
    leg: Annotated[list[str], typer.Option("--leg", help="A leg, like 'TR>SY'; once for each.")],
    since: Annotated[str, typer.Option("--since", help="The first month, like 2014-01.")],
    until: Annotated[str, typer.Option("--until", help="The last month.")],
    audience: Annotated[str, typer.Option("--audience", help="Members that receive the figures: FR,BE.")],
    contributors: Annotated[str, typer.Option("--contributors", help="Members whose lists are counted: NL,FR.")],
    lists: Annotated[list[str] | None, typer.Option("--list", help="OWNER/NAME; all that may be without it.")] = None,
    origin: Annotated[str, typer.Option("--origin", help="Origins to publish by quarter: FR,TN.")] = "",
    source: Annotated[
        list[str] | None, typer.Option("--source", help="NAME=OWNER/LIST,OWNER/LIST: lists that count as one.")
    ] = None,
    rho: Annotated[
        list[str] | None, typer.Option("--rho", help="KIND=SHARE of the budget, like leg-months=0.1; 0: none of it.")
    ] = None,
    settle: Annotated[int | None, typer.Option("--settle", min=0, help="Days after its end that a period closes.")] = None,
) -> None:  # fmt: skip
    """Define what is counted, for whom, and with which budget for life. Its contributors sign it before the first count."""
    session: Session = context.obj
    order = publishing.SeriesOrder(
        name=name,
        legs=[parse_leg(one) for one in leg],
        since=_month(since, "--since"),
        until=_month(until, "--until"),
        audience=_members(audience),
        contributors=_members(contributors),
        lists=lists or (),
        origins=_members(origin),
        sources=_once("--source", [_source(one) for one in source or ()]),
        rho=_once("--rho", [_share(one) for one in rho or ()]),
        settling=settle,
    )
    with session.node() as node:
        made = publishing.define(node, session.actor(node), order)
    print_record(telling.series_row(made, ()), session.format)
    if not made.patterns.rho:
        say("no capture patterns: name at most five sources with --source to have them")
    say(f"to be signed by {', '.join(made.contributors)}: coalesce series sign {name}")


def sign(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The series.")],
    member: Annotated[str | None, typer.Option("--for", help="A member without an officer here.")] = None,
    digest: Annotated[str | None, typer.Option("--digest", help="The digest of what you, or that member, have read.")] = None,
) -> None:  # fmt: skip
    """Sign a series for your member, so that its lists may be counted in it."""
    session: Session = context.obj
    with session.node() as node:
        actor = session.actor(node)
        made = publishing.sign(node, actor, name, check_code(member) if member else None, digest)
        known = next(one for one in publishing.known(node, actor) if one.series.name == name)
    row = {
        "series": name,
        "member": made.member,
        "by": made.by,
        "digest": made.digest,
        "unsigned": list(known.unsigned),
    }
    print_record(row, session.format)


def list_series(context: typer.Context) -> None:
    """The series that your member receives or contributes to, with who has signed and what of the budget is spent."""
    session: Session = context.obj
    with session.node() as node:
        actor = session.actor(node)
        rows = [telling.known_row(one, publishing.closed(node, actor, one)) for one in publishing.known(node, actor)]
    if session.format is Format.JSON:
        print_json(rows)
        return
    columns = (
        "series",
        "since",
        "until",
        "legs",
        "audience",
        "contributors",
        "unsigned",
        "closed",
        "cells",
        "rho",
        "spent",
    )
    print_rows(rows, session.format, columns)


def show(context: typer.Context, name: Annotated[str, typer.Argument(help="The series.")]) -> None:
    """The definition as it is signed: SHA-256 of this output is its digest. Give it to a member without an officer here."""
    session: Session = context.obj
    with session.node() as node:
        body = publishing.definition(node, session.actor(node), name).body()
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()


def _members(text: str) -> list[str]:
    return [check_code(part.strip().upper()) for part in text.split(",") if part.strip()]


def _once(option: str, pairs: list[tuple[K, V]]) -> dict[K, V]:
    """The pairs by name; a definition is for life, so that none is passed over."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadUsage(f"{option} names one thing twice: give it once, with all that belongs to it")
    return found


def _source(text: str) -> tuple[str, tuple[str, ...]]:
    name, equals, lists = text.partition("=")
    found = tuple(part.strip() for part in lists.split(",") if part.strip())
    if not (equals and name.strip() and found):
        raise BadUsage(f"--source {text}: write NAME=OWNER/LIST,OWNER/LIST")
    return name.strip(), found


def _share(text: str) -> tuple[Kind, float]:
    name, _, share = text.partition("=")
    try:
        kind, rho = Kind(name.strip()), float(share)
    except ValueError:
        kinds = ", ".join(Kind)
        raise BadUsage(f"--rho {text}: write KIND=SHARE, like leg-months=0.12; kinds are {kinds}") from None
    if not 0 <= rho <= 1:
        raise BadUsage(f"--rho {text}: a share of the budget is from 0 to 1")
    return kind, rho


def _month(text: str, option: str) -> Period:
    try:
        return Period.of(PartialDate.parse(text))
    except BadDate as error:
        raise error.at(field=option) from None
