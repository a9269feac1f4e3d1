"""Commands that exchange with peers: offer, pull, push.

Invariant: each peer's outcome is a row of its own; one that does not answer ends with exit code 1 and does not keep the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

import typer

from coalesce.cli.printing import print_rows, progress, say
from coalesce.cli.session import Format, Session
from coalesce.errors import Unreachable
from coalesce.services.node import Node, Progress
from coalesce.services.offering import offer as offer_released
from coalesce.services.pulling import Pulled
from coalesce.services.pulling import pull as pull_from
from coalesce.services.pushing import push as push_to

Names = Annotated[list[str] | None, typer.Argument(help="Peers by name; all without it.")]
Row = Mapping[str, object]


def register(app: typer.Typer) -> None:
    """Add these commands to ``coalesce peer``."""
    for command in (offer, pull, push):
        app.command(command.__name__)(command)


def offer(
    context: typer.Context,
    names: Names = None,
    whole: Annotated[bool, typer.Option("--whole", help="Compare everything, not only what changed.")] = False,
) -> None:
    """Lay out for each peer what is released to its member, and withdrawals of what no longer is."""
    session: Session = context.obj
    with session.node() as node, progress(stages=True) as tell:
        told = offer_released(node, names or (), whole, tell)
    rows = [
        {
            "peer": one.peer,
            "added": one.added,
            "changed": one.changed,
            "withdrawn": one.withdrawn,
            "unsaid": one.unsaid,
        }
        for one in told
    ]
    print_rows(rows, session.format, ("peer", "added", "changed", "withdrawn", "unsaid"))


def pull(
    context: typer.Context,
    names: Names = None,
    again: Annotated[
        bool, typer.Option("--again", help="From the beginning, comparing all that is held with all that it has.")
    ] = False,
) -> None:
    """Ask peers for what they have for us, take it in, and answer withdrawals with receipts."""
    session: Session = context.obj

    def one(node: Node, name: str, tell: Progress) -> Row:
        return pulled(pull_from(node, name, session.injected.speaks(node), tell, again))

    _each(
        session,
        names,
        one,
        ("peer", "came", "persons", "sightings", "entries", "erased", "receipts", "waiting", "refused", "posted"),
    )


def push(context: typer.Context, names: Names = None) -> None:
    """Give peers what lies ready for them, where they do not ask for it themselves."""
    session: Session = context.obj

    def one(node: Node, name: str, tell: Progress) -> Row:
        told = push_to(node, name, session.injected.speaks(node), tell)
        return {"peer": told.peer, "posted": told.posted, "refused": told.refused}

    _each(session, names, one, ("peer", "posted", "refused"))


def pulled(told: Pulled) -> Row:
    """A pull as it is printed."""
    counts = told.taken.counts()
    return {
        "peer": told.peer,
        "came": told.came,
        "unreadable": told.unreadable,
        **counts,
        "reasons": told.taken.refused,
        "compared": told.compared,
        "posted": told.posted,
    }


def say_refused(row: Row) -> None:
    """Why what came from a peer was refused, and how often, as a message."""
    reasons = row.get("reasons")
    for why, count in reasons.items() if isinstance(reasons, Mapping) else ():
        say(f"{row['peer']}: refused {count}: {why}")


def _each(
    session: Session,
    names: Sequence[str] | None,
    work: Callable[[Node, str, Progress], Row],
    columns: Sequence[str],
) -> None:
    rows: list[Row] = []
    failed = False
    with session.node() as node, progress(stages=True) as tell:
        known = node.store.exchange.peers()
        chosen = names or [peer.name for peer in known if peer.active and peer.url]
        for name in chosen:
            try:
                rows.append(work(node, name, tell))
            except Unreachable as fault:
                failed = True
                say(f"coalesce: {fault}")
    if rows or not failed or session.format is not Format.TABLE:
        print_rows(rows, session.format, columns)
    for row in rows:
        say_refused(row)
    if any(row.get("matched") is False for row in rows):
        say("links of what arrived are not proposed yet: run 'coalesce link'")
    if failed:
        raise typer.Exit(1)
