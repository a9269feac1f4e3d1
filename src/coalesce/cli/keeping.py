"""Commands that keep a node safe: audit, backup, restore.

Invariant: verifying reads the log alone; a restored node replays its withdrawals before it opens.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from coalesce.cli.printing import print_json, print_record, print_rows, progress, say
from coalesce.cli.session import Format, Session
from coalesce.dates import PartialDate
from coalesce.errors import BadUsage, Tampered
from coalesce.services import auditing, moving, witnessing
from coalesce.store.audit_check import Checking
from coalesce.store.permits import Act, require
from coalesce.store.read_audit import AuditQuery, AuditWords

WITNESSES = ("peer", "member", "asked", "noted", "newest", "agrees", "their_rows", "shown")

audit_app = typer.Typer(no_args_is_help=True, help="The log of every read and write.")


def register(app: typer.Typer) -> None:
    """Add these commands."""
    audit_app.command("verify")(audit_verify)
    audit_app.command("list")(audit_list)
    audit_app.command("export")(audit_export)
    app.add_typer(audit_app, name="audit")
    app.command()(backup)
    app.command()(restore)


Only = Annotated[
    list[str] | None,
    typer.Option(
        "--only", help="Rows with this alone: actor=, act=, for=, id=, since=, until=, refused=yes. Repeatable."
    ),
]


def audit_verify(
    context: typer.Context,
    with_peers: Annotated[
        bool, typer.Option("--with-peers", help="Ask peers for what they noted of this log, and compare.")
    ] = False,
    noted: Annotated[str, typer.Option("--noted", help="ROWS:TREE_HEAD of an earlier check, to compare with.")] = "",
) -> None:
    """Recompute the whole chain; exit 1 where a row was changed, taken out, or cut off at the end."""
    session: Session = context.obj
    checking = Checking(noted=auditing.noted_head(noted))
    with session.node() as node, progress() as tell:
        actor = session.actor(node)
        told = replace(checking, told=lambda checked, of: tell("verifying", checked / max(of, 1)))
        if not with_peers:
            check = node.store.verify_audit(actor, told)
            print_record({"rows": check.rows, "chain": check.chain, "tree_head": check.tree_head}, session.format)
            return
        require(actor, Act.VERIFY)
        asked = witnessing.ask_peers(node, session.injected.speaks(node))
        found = witnessing.verify(node, actor, told, asked)
    _print_witnessed(session, found)


def _print_witnessed(session: Session, found: witnessing.Verified) -> None:
    """What was found; then, where anything is in conflict, the exit of a failed check. Raises Tampered."""
    told = witnessing.rows(found)
    if session.format is Format.JSON:
        print_json(told)
    else:
        if session.format is Format.TABLE:
            print_record({name: told[name] for name in ("rows", "chain", "tree_head")}, session.format)
        print_rows(told["peers"], session.format, WITNESSES)
    for doubt in witnessing.doubts(found):
        say(doubt)
    faults = witnessing.faults(found)
    for fault in faults[:-1]:
        say(fault)
    if faults:
        raise Tampered(faults[-1])


def audit_list(
    context: typer.Context,
    top: Annotated[int, typer.Option("--top", min=1, max=10_000, help="How many rows, the newest first.")] = 50,
    before: Annotated[int, typer.Option("--before", min=0, help="Older than this row.")] = 0,
    only: Only = None,
) -> None:
    """What your member's own actors did, newest first. Takes the role auditor."""
    session: Session = context.obj
    words = audit_words(only or ())
    with session.node() as node:
        found = auditing.page(node, session.actor(node), AuditQuery(top, words, before or None))
    told = [{"row": row.seq, **row.leaf} for row in found.rows]
    if session.format is Format.TABLE:
        told = [{**row, "detail": _summary(row["detail"])} for row in told]
    print_rows(told, session.format, ("row", "at", "actor", "purpose", "action", "detail"))
    if found.next:
        say(f"looked back to {found.reached}; older rows: --before {found.next}")


def audit_export(context: typer.Context, only: Only = None) -> None:
    """Every row that fits, as JSON lines on stdout. The export is a row of the log. Takes the role auditor."""
    session: Session = context.obj
    words = audit_words(only or ())
    with session.node() as node:
        for piece in auditing.exported(node, session.actor(node), words):
            sys.stdout.write("".join(orjson.dumps({"row": row.seq, **row.leaf}).decode() + "\n" for row in piece))


def audit_words(only: Sequence[str]) -> AuditWords:
    """``actor=claire`` and so on, as what the log is asked for. Raises BadUsage."""
    asked: dict[str, str] = {}
    for one in only:
        name, equals, value = one.partition("=")
        if not equals or name not in _WORDS or (name == "refused" and value != "yes"):
            raise BadUsage(f"--only {name}: write {', '.join(f'{word}=' for word in _WORDS)} (refused=yes)")
        asked[_WORDS[name]] = value
    for name, edge in (("since", "earliest"), ("until", "latest")):
        if asked.get(name):
            asked[name] = getattr(PartialDate.parse(asked[name]), edge).isoformat()
    refused = asked.pop("refused", "") == "yes"
    return AuditWords(**asked, refused=refused)


_WORDS = {
    "actor": "actor", "act": "action", "for": "purpose", "id": "about", "since": "since", "until": "until",
    "refused": "refused",
}  # fmt: skip


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
