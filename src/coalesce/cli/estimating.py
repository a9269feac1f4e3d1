"""The command ``estimate``: how many people there are in all, from the own view, a file of counts or a figure.

Invariant: a refusal is an answer like any other; it is printed with its reasons and alternatives, and the exit code is 1.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from coalesce.cli.figure_estimates import show_figure_estimates
from coalesce.cli.figures import parse_leg
from coalesce.cli.own_estimates import OwnOptions, answer_own, print_twins
from coalesce.cli.people import parse_date
from coalesce.cli.printing import print_json, print_record, print_rows, progress, say
from coalesce.cli.session import Format, Session
from coalesce.errors import EXIT_REFUSED, BadUsage
from coalesce.estimation import estimate as estimate_table
from coalesce.estimation import options_of
from coalesce.estimation.telling import told
from coalesce.intake import read_counts
from coalesce.records import Estimate, Interval
from coalesce.services.capturing import CaptureWords, parse_one_source
from coalesce.settings import read_settings

TABLE = typer.Option("--table", help="Counts: one column of 0 and 1 for each list, then `count`.")
LEG = typer.Option("--leg", help="One leg, like 'SY>IQ'.")
INTO = typer.Option("--into", help="Legs that end in this country.")
OUT_OF = typer.Option("--out-of", help="Legs that begin in this country.")
SINCE = typer.Option("--since", help="From this month on.")
UNTIL = typer.Option("--until", help="Up to this month.")
ORIGIN = typer.Option("--origin", help="Only people of this origin, or 'unknown'.")
SEX = typer.Option("--sex", help="Only people of this sex: F, M or X.")
CAPTURED = typer.Option("--captured", help="What puts a person on a list: leg or record.")
LISTS = typer.Option("--lists", help="Only these lists, with commas.")
ONE_SOURCE = typer.Option("--one-source", help="Lists that count as one, as A,B; may be given again.")
BY = typer.Option("--by", help="The same by month or by leg too.")
COMPARED = typer.Option("--compared-with", help="An earlier answer's JSON: say what changed.")
SIMULATE = typer.Option("--simulate", min=0, max=1000, help="Estimate so many tables drawn from the best model.")
SEED = typer.Option("--seed", min=0, help="For --table: the same seed gives the same intervals.")
FIGURE = typer.Option("--figure", help="Of a figure of the task force, with --series.")
SERIES = typer.Option("--series", help="The series of the figure.")

_OF_FIGURES = {"figure", "series", "leg"}
"""What is asked of a figure."""

_OF_TABLES = {"table", "one_source", "simulate", "seed"}
"""What is asked of a file of counts."""

_SHOWN = 5
"""Alternatives of a printed table; JSON has them all."""


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(estimate)


def estimate(
    context: typer.Context,
    table: Annotated[Path | None, TABLE] = None,
    leg: Annotated[str | None, LEG] = None,
    into: Annotated[str | None, INTO] = None,
    out_of: Annotated[str | None, OUT_OF] = None,
    since: Annotated[str | None, SINCE] = None,
    until: Annotated[str | None, UNTIL] = None,
    origin: Annotated[list[str] | None, ORIGIN] = None,
    sex: Annotated[list[str] | None, SEX] = None,
    captured: Annotated[str, CAPTURED] = "leg",
    lists: Annotated[str, LISTS] = "",
    one_source: Annotated[list[str] | None, ONE_SOURCE] = None,
    by: Annotated[str, BY] = "",
    compared_with: Annotated[Path | None, COMPARED] = None,
    simulate: Annotated[int, SIMULATE] = 0,
    figure: Annotated[bool, FIGURE] = False,
    series: Annotated[str | None, SERIES] = None,
    seed: Annotated[int, SEED] = 1,
) -> None:
    """How many people there are in all, those too whom no list saw; or why that cannot be said."""
    session: Session = context.obj
    if figure or series:
        _of_figure(context, series, leg)
    elif table is not None:
        _ended(_of_table(context, table, parse_one_source(one_source or ()), (seed, simulate)))
    else:
        words = CaptureWords(
            rule=captured,
            leg=parse_leg(leg) if leg else None,
            into=into.upper() if into else None,
            out_of=out_of.upper() if out_of else None,
            since=first.earliest if (first := parse_date(since, "--since")) else None,
            until=last.latest if (last := parse_date(until, "--until")) else None,
            origins=tuple(None if one == "unknown" else one.upper() for one in origin or ()),
            sexes=tuple(one.upper() for one in sex or ()),
            lists=tuple(name.strip() for name in lists.split(",") if name.strip()),
            one_source=parse_one_source(one_source or ()),
        )
        _ended(_of_view(session, words, OwnOptions(by, compared_with, simulate)))


def _given(context: typer.Context) -> set[str]:
    """The options that stand on the command line."""
    sources = {name: context.get_parameter_source(name) for name in context.params}
    return {name for name, source in sources.items() if source is not None and source.name == "COMMANDLINE"}


def _ended(found: Estimate) -> None:
    if found.refusals:
        raise typer.Exit(EXIT_REFUSED)


def _of_figure(context: typer.Context, series: str | None, leg: str | None) -> None:
    """From noised patterns; raises BadUsage for options that would ask for more than the series says."""
    if _given(context) - _OF_FIGURES:
        raise BadUsage("an estimate of a figure takes --series and --leg: its definition says all else")
    if not show_figure_estimates(context.obj, series, leg):
        raise typer.Exit(EXIT_REFUSED)


def _of_table(
    context: typer.Context, table: Path, sources: tuple[tuple[str, ...], ...], numbers: tuple[int, int]
) -> Estimate:
    """From a file of counts; ``numbers`` are the seed and how many tables to simulate. Raises BadUsage for other options."""
    if _given(context) - _OF_TABLES:
        raise BadUsage("an estimate of a table takes --one-source, --simulate and --seed: the file says all else")
    session: Session = context.obj
    seed, twins = numbers
    settings = read_settings(session.folder or Path(os.devnull))  # without a node the environment alone speaks
    options = replace(options_of(settings, seed=seed), sources=sources)
    with progress() as tell:
        tell("estimating", 0.0)
        counts = read_counts(table)
        found = estimate_table(counts, options)
    if twins:
        print_twins(found, counts.merged(sources), twins, (replace(options, sources=()), session.format))
    else:
        print_estimate(found, session.format)
    return found


def _of_view(session: Session, words: CaptureWords, options: OwnOptions) -> Estimate:
    if session.folder is None:
        raise BadUsage("say which node's lists, --node DIR, or which counts, --table FILE.csv")
    own, settings = answer_own(session, words, options)
    found = own.estimate
    if options.simulate:
        print_twins(found, own.table, options.simulate, (options_of(settings), session.format))
    elif session.format is not Format.JSON and not options.by:
        print_estimate(found, session.format)
    return found


def print_estimate(found: Estimate, form: Format) -> None:
    """Print an estimate, or its refusals with what would lift them."""
    row = told(found)
    if form is Format.JSON:
        print_json(row)
        return
    if form is Format.CSV:
        plain = {name: value for name, value in row.items() if not isinstance(value, list | dict)}
        for name in ("interval80", "interval95", "range"):
            plain[f"{name}_low"], plain[f"{name}_high"] = row[name] or (None, None)
            plain.pop(name, None)
        print_rows([plain | {"refusal": "; ".join(one.code for one in found.refusals)}], form)
        return
    print_record(_summary(found), form)
    if found.alternatives:
        say(f"\nmodels that explain the lists about as well ({len(found.alternatives)}):")
        shown = row["alternatives"][:_SHOWN]
        print_rows([one | {"estimate": f"{one['estimate']:,.0f}"} for one in shown], form)
    for refusal in found.refusals:
        say(f"\nrefused: {refusal.reason}\nwhat would lift it: {refusal.lifts}")
    for warning in found.warnings:
        say(f"\nnote: {warning}")


def _summary(found: Estimate) -> dict[str, str | int | None]:
    return {
        "seen": f"{found.n_observed:,}",
        "estimate": _people(found.total),
        "80 % interval": _between(_ends(found.interval80)),
        "95 % interval": _between(_ends(found.interval95)),
        "range of models": _between(found.span),
        "method": found.method,
        "model": found.model,
        "models": f"{found.models_usable:,} usable of {found.models_considered:,}",
    }


def _people(total: float | None) -> str | None:
    return None if total is None else f"{total:,.0f}"


def _ends(interval: Interval | None) -> tuple[float, float] | None:
    return None if interval is None else (interval.low, interval.high)


def _between(ends: tuple[float, float] | None) -> str | None:
    return None if ends is None else f"{ends[0]:,.0f} to {ends[1]:,.0f}"
