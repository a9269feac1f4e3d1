"""The commands about plans.

Invariant: what only reads a text needs no node; what reads or changes a plan takes a view of one.
"""

from __future__ import annotations

import typer

from coalesce.cli.candidates import candidates

plan_app = typer.Typer(no_args_is_help=True, help="Plans: who committed what, and what a press text says of it.")


def register(app: typer.Typer) -> None:
    """Add these commands."""
    plan_app.command("candidates")(candidates)
    app.add_typer(plan_app, name="commitments")


@plan_app.callback()
def plans() -> None:
    """Plans: who committed what, and what a press text says of it."""
