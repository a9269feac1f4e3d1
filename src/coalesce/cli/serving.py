"""Commands that open the desk: serve and demo.

Invariant: the desk listens on loopback unless a setting says otherwise; a link is printed once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from coalesce.cli.printing import progress, say
from coalesce.cli.session import Session
from coalesce.services.building import VISITOR
from coalesce.store.accounts import CredentialKind

Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="Where the desk listens.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(serve)
    app.command()(demo)


def serve(context: typer.Context, port: Port = 8000) -> None:
    """Open the node's desk. 'coalesce actor token NAME' gives a link to sign in with."""
    session: Session = context.obj
    with session.node() as node:
        session.injected.serve(node, port, None)


def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Option("--dir", help="Where the sample node is made.")] = Path("demo"),
    port: Port = 8000,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Build it and stop.")] = False,
) -> None:
    """The sample task force: built, linked, counted and served. Every person in it is invented."""
    session: Session = context.obj
    with progress() as tell:
        node = session.injected.build_demo(folder, tell)
    try:
        say("the sample task force stands; every person in it is invented")
        if no_serve:
            sys.stdout.write(f"{folder}\n")
            return
        owner = node.store.actor("owner")
        session.injected.serve(node, port, node.store.issue(owner, VISITOR, CredentialKind.LINK))
    finally:
        node.store.close()
