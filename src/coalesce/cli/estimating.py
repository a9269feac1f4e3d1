"""The command ``estimate --table``: how many people there are in all, from a file of counts.

Invariant: a refusal is an answer like any other; it is printed with its reasons and alternatives, and the exit code is 1.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from coalesce.cli.printing import print_json, print_record, print_rows, progress, say
from coalesce.cli.session import Format, Session
from coalesce.errors import EXIT_REFUSED, BadUsage
from coalesce.estimation import EstimateOptions, options_of
from coalesce.estimation import estimate as estimate_table
from coalesce.estimation.telling import told
from coalesce.intake import read_counts
from coalesce.records import Estimate, Interval
from coalesce.settings import read_settings

_SHOWN = 5
"""Alternatives of a printed table; JSON has them all."""


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(estimate)


def estimate(
    context: typer.Context,
    table: Annotated[
        Path | None, typer.Option("--table", help="Counts: one column of 0 and 1 for each list, then `count`.")
    ] = None,
    one_source: Annotated[
        list[str] | None, typer.Option("--one-source", help="Lists that count as one, as A,B; may be given again.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed gives the same intervals.")] = 1,
) -> None:
    """How many people there are in all, those too whom no list saw; or why that cannot be said."""
    session: Session = context.obj
    if table is None:
        raise BadUsage("say which counts: --table FILE.csv, one column of 0 and 1 for each list, then `count`")
    counts = read_counts(table)
    settings = read_settings(session.folder or Path(os.devnull))  # without a node the environment alone speaks
    sources = tuple(tuple(name.strip() for name in group.split(",")) for group in one_source or ())
    options: EstimateOptions = replace(options_of(settings, seed=seed), sources=sources)
    with progress() as tell:
        tell("estimating", 0.0)
        found = estimate_table(counts, options)
    print_estimate(found, session.format)
    if found.refusals:
        raise typer.Exit(EXIT_REFUSED)


def print_estimate(found: Estimate, form: Format) -> None:
    """Print an estimate, or its refusals with what would lift them."""
    row = told(found)
    if form is Format.JSON:
        print_json(row)
        return
    if form is Format.CSV:
        plain = {name: value for name, value in row.items() if not isinstance(value, list | dict)}
        for name in ("interval80", "interval95"):
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
