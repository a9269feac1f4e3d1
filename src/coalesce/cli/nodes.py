"""Commands about a node itself: init, member, actor, migrate, doctor.

Invariant: none of them reads a record.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coalesce.cli import accounts
from coalesce.cli.printing import print_rows, progress, say
from coalesce.cli.session import Session
from coalesce.errors import BadUsage
from coalesce.handling import Actor, Role, check_code
from coalesce.services import keeping
from coalesce.services.doctoring import examine
from coalesce.services.node import Node

member_app = typer.Typer(no_args_is_help=True, help="Members of the task force on this node.")
actor_app = typer.Typer(no_args_is_help=True, help="People and nodes that act for a member here.")


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(init)
    app.command()(migrate)
    app.command()(doctor)
    member_app.command("add")(member_add)
    member_app.command("list")(member_list)
    actor_app.command("add")(actor_add)
    actor_app.command("list")(actor_list)
    accounts.register(actor_app)
    app.add_typer(member_app, name="member")
    app.add_typer(actor_app, name="actor")


def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the node will live.")],
    member: Annotated[str, typer.Option("--member", help="The member whose node it is, like NL.")],
    database: Annotated[
        str | None, typer.Option("--database", help="Another database than the node's own file.")
    ] = None,
) -> None:
    """Make a new node. Its first actor is `owner`, who has all roles."""
    if database is not None and not database.startswith("sqlite"):
        raise BadUsage("this version keeps a node in SQLite, in its own folder: leave --database away")
    session: Session = context.obj
    session.injected.create_node(folder, check_code(member)).store.close()
    say(f"made the node of {member} in {folder}; name it with --node {folder} or COALESCE_NODE")


def migrate(context: typer.Context) -> None:
    """Bring a node made by an older version to this one. Make a backup first."""
    session: Session = context.obj
    if session.folder is None:
        raise BadUsage("say which node: --node DIR, or COALESCE_NODE in the environment")
    with progress() as tell:
        session.injected.migrate_node(session.folder, tell)
    say("the node's schema and index are this version's")


def doctor(context: typer.Context) -> None:
    """Look the node over: file, keys, audit log, disk, permissions."""
    session: Session = context.obj
    with session.node() as node:
        findings = examine(node, session.actor(node))
    print_rows([{"check": one.check, "ok": one.ok, "finding": one.finding} for one in findings], session.format)
    if not all(one.ok for one in findings):
        raise typer.Exit(1)


def member_add(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help="ISO 3166 alpha-2 for a state, a short code for an organisation.")],
    name: Annotated[str | None, typer.Option("--name", help="Its name; known for states.")] = None,
) -> None:
    """Let a member's lists and readers in."""
    session: Session = context.obj
    with session.node() as node:
        member = keeping.add_member(node, session.actor(node), code, name)
    say(f"added {member.code}, {member.name}")


def member_list(context: typer.Context) -> None:
    """The members known here."""
    session: Session = context.obj
    with session.node() as node:
        rows = [{"code": member.code, "name": member.name} for member in node.store.members()]
    print_rows(rows, session.format)


def actor_add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A name that is not taken.")],
    role: Annotated[list[Role], typer.Option("--role", help="Give it once for each role.")],
    member: Annotated[str | None, typer.Option("--member", help="Whom it acts for; the node's own without it.")] = None,
) -> None:
    """Let somebody act for a member."""
    session: Session = context.obj
    with session.node() as node:
        new = Actor(name, check_code(member or node.store.settings.member), frozenset(role))
        keeping.check_actor_name(name)
        keeping.add_actor(node, session.actor(node), new)
    say(f"added {name} for {new.member}")


def actor_list(
    context: typer.Context,
    every: Annotated[
        bool, typer.Option("--all", help="Also who acts no more and when each was seen, as an operator.")
    ] = False,
) -> None:
    """Who may act here, for whom and in which roles."""
    session: Session = context.obj
    with session.node() as node:
        if every:
            _every_actor(session, node)
            return
        actors = node.store.actors()
    rows = [{"name": one.name, "member": one.member, "roles": sorted(one.roles)} for one in actors]
    print_rows(rows, session.format, ("name", "member", "roles"))


def _every_actor(session: Session, node: Node) -> None:
    staff, by = node.store.staff, session.actor(node)
    found = [one for code in staff.members(by) for one in staff.of(by, code)]
    rows = [
        {
            "name": one.actor.name,
            "member": one.actor.member,
            "roles": sorted(one.actor.roles),
            "active": one.active,
            "seen": one.account.seen.isoformat() if one.account.seen else None,
            "password": one.account.password_at is not None,
            "second_factor": one.account.factor_at is not None,
        }
        for one in found
    ]
    print_rows(rows, session.format, ("name", "member", "roles", "active", "seen", "password", "second_factor"))
