"""Commands that keep a node safe: audit, backup, restore.

Invariant: verifying reads the log alone; a restored node replays its withdrawals before it opens.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from coalesce.cli.printing import print_record, print_rows, say
from coalesce.cli.session import Format, Session
from coalesce.errors import BadUsage
from coalesce.services import moving

audit_app = typer.Typer(no_args_is_help=True, help="The log of every read and write.")


def register(app: typer.Typer) -> None:
    """Add these commands."""
    audit_app.command("verify")(audit_verify)
    audit_app.command("list")(audit_list)
    app.add_typer(audit_app, name="audit")
    app.command()(backup)
    app.command()(restore)


def audit_verify(
    context: typer.Context,
    with_peers: Annotated[bool, typer.Option("--with-peers", help="Compare with what peers noted.")] = False,
) -> None:
    """Recompute the whole chain; exit 1 where a row was changed, taken out, or cut off at the end."""
    if with_peers:
        raise BadUsage("peers come with a later version: leave --with-peers away")
    session: Session = context.obj
    with session.node() as node:
        check = node.store.verify_audit(session.actor(node))
    print_record({"rows": check.rows, "chain": check.chain, "tree_head": check.tree_head}, session.format)


def audit_list(
    context: typer.Context,
    top: Annotated[int, typer.Option("--top", min=1, max=10_000, help="How many rows, the newest first.")] = 50,
) -> None:
    """What your member's own actors did, newest first. Takes the role auditor."""
    session: Session = context.obj
    with session.node() as node:
        rows = node.store.audit_rows(session.actor(node), top)
    told = [{"row": row.seq, **row.leaf} for row in rows]
    if session.format is Format.TABLE:
        told = [{**row, "detail": _summary(row["detail"])} for row in told]
    print_rows(told, session.format, ("row", "at", "actor", "purpose", "action", "detail"))


def _summary(detail: Any) -> str:
    """What a row is about, short: how many of what was read, or the act's own words."""
    read = detail.get("read", [])
    told = [f"{note['count']} {note['what']}" if "count" in note else str(note["what"]) for note in read]
    rest = [f"{name} {value}" for name, value in detail.items() if name != "read" and not isinstance(value, dict)]
    return ", ".join(rest + told)


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file that does not exist yet.")],
) -> None:
    """Write the whole node into one file. It holds everything the node holds: keep it as safe."""
    session: Session = context.obj
    with session.node() as node:
        moving.backup(node, session.actor(node), file)
    say(f"written to {file}")


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="What 'coalesce backup' wrote.")],
) -> None:
    """Bring a node back from a backup, into the folder that --node names; what was withdrawn since stays withdrawn."""
    session: Session = context.obj
    if session.folder is None:
        raise BadUsage("say where to: --node DIR, or COALESCE_NODE in the environment")
    replayed = moving.restore(session.folder, file)
    with session.node() as node:
        moving.note_restored(node, session.actor(node), file)
    say(f"restored; {replayed} withdrawals replayed")
