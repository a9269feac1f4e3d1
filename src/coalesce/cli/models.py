"""Commands about the linking model: model fit, model list, model use.

Invariant: a fit changes nothing that is linked; only ``use`` does, and says what must follow.
"""

from __future__ import annotations

from typing import Annotated

import typer

from coalesce.cli.printing import print_record, print_rows, progress, say
from coalesce.cli.session import Session
from coalesce.services import fitting

model_app = typer.Typer(no_args_is_help=True, help="The linking model: fit one to your own lists, publish it.")


def register(app: typer.Typer) -> None:
    """Add these commands."""
    model_app.command("fit")(fit)
    model_app.command("list")(list_models)
    model_app.command("use")(use)
    app.add_typer(model_app, name="model")


def fit(
    context: typer.Context,
    lists: Annotated[
        list[str] | None, typer.Option("--list", help="A list of the node's own member; may be repeated. Else all.")
    ] = None,
) -> None:
    """Fit a new version to your own member's lists and judgements. Nothing changes until you publish it."""
    session: Session = context.obj
    with session.node() as node, progress(stages=True) as tell:
        told = fitting.fit_own(node, session.actor(node), lists or [], tell)
    print_record(told, session.format)
    say(f"fitted; to publish it: coalesce model use {told['version']}")


def list_models(context: typer.Context) -> None:
    """The models of the node: the shipped one, version 1, and those fitted here."""
    session: Session = context.obj
    with session.node() as node:
        session.actor(node)
        rows = fitting.versions(node)
    print_rows(rows, session.format, ("version", "name", "published", "day", "pairs", "judged", "tokens"))


def use(
    context: typer.Context,
    version: Annotated[int, typer.Argument(min=1, help="As 'coalesce model list' numbers it; 1 is the shipped one.")],
) -> None:
    """Publish a version: columns and keys of every record are made anew. Then run the linker."""
    session: Session = context.obj
    with session.node() as node, progress(stages=True) as tell:
        model = fitting.use(node, session.actor(node), version, tell)
    say(f"{model.name} is published; run 'coalesce link' to propose links by it")
