"""Commands about how people sign in: passwords, tokens, sessions, second factors, roles, who acts no longer.

Invariant: a password is typed on a terminal that does not show it, and never stands in an argument or the environment; a secret is
printed once.
"""

from __future__ import annotations

import getpass
import sys
from enum import StrEnum
from typing import Annotated

import typer

from coalesce.cli.printing import print_record, print_rows, say
from coalesce.cli.session import Session
from coalesce.errors import BadUsage
from coalesce.handling import Purpose, Role
from coalesce.services import keeping, signing_in
from coalesce.services.own_account import TokenOrder, make_token
from coalesce.store.accounts import CredentialKind

Name = Annotated[str, typer.Argument(help="Whose.")]


class Kind(StrEnum):
    """What 'coalesce actor token' makes."""

    LINK = "link"
    TOKEN = "token"


class Extent(StrEnum):
    """What a token may do."""

    READ = "read"
    WRITE = "write"


def register(app: typer.Typer) -> None:
    """Add these commands to ``coalesce actor``."""
    for command in (token, password, roles, deactivate, reactivate, held, revoke):
        app.command(command.__name__)(command)
    app.command("sign-out")(sign_out)
    app.command("second-factor")(second_factor)
    app.command("openid")(openid)


def token(
    context: typer.Context,
    name: Name,
    kind: Annotated[
        Kind, typer.Option("--kind", help="link: opens a session once; token: for the JSON API.")
    ] = Kind.LINK,
    scope: Annotated[Extent, typer.Option("--scope", help="What a token may do.")] = Extent.READ,
    purposes: Annotated[
        list[Purpose] | None,
        typer.Option("--for", help="A purpose the token is for; may be repeated; every one without it."),
    ] = None,
    days: Annotated[
        int, typer.Option("--days", min=0, help="How long a token lasts; as long as may be without it.")
    ] = 0,
    label: Annotated[str, typer.Option("--label", help="What a token is called in lists.")] = "",
) -> None:
    """A one-time link to sign in with, or a token for the JSON API. It is shown once."""
    session: Session = context.obj
    with session.node() as node:
        by = session.actor(node)
        if kind is Kind.LINK:
            shown = f"/sign-in#{node.store.issue(by, name, CredentialKind.LINK)}"
        else:
            order = TokenOrder(label, scope is Extent.WRITE, purposes or (), days)
            shown = make_token(node, by, name, order)
    print_record({"actor": name, "kind": str(kind), "secret": shown}, session.format)


def password(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="Yourself; who asks, without it.")] = None,
    remove: Annotated[
        bool, typer.Option("--remove", help="Take it away, as an operator, until a new one is set.")
    ] = False,
) -> None:
    """Set a password on this terminal, which does not show it."""
    session: Session = context.obj
    with session.node() as node:
        by = session.actor(node)
        whose = name or by.name
        if remove:
            node.store.staff.remove_password(by, whose)
            say(f"{whose} has no password until one is set")
            return
        if whose != by.name:
            raise BadUsage(f"only {whose} sets that password: with '--as {whose}', or at the desk with a one-time link")
        if not sys.stdin.isatty():
            raise BadUsage("a password is typed on a terminal; at the desk it is set with a one-time link")
        typed, again = getpass.getpass("New password: "), getpass.getpass("The same again: ")
        if typed != again:
            raise BadUsage("it was typed in two ways: nothing was changed")
        signing_in.set_password(node, by, typed)
    say(f"the password of {whose} is set; every session of {whose} has ended")


def roles(
    context: typer.Context,
    name: Name,
    role: Annotated[list[Role], typer.Option("--role", help="Give it once for each role.")],
) -> None:
    """Give an actor these roles in place of those it has."""
    session: Session = context.obj
    with session.node() as node:
        node.store.staff.set_roles(session.actor(node), name, frozenset(role))
    say(f"{name} is now {', '.join(sorted(role))}")


def deactivate(context: typer.Context, name: Name) -> None:
    """Let somebody act no more: sessions, links and tokens end at once."""
    session: Session = context.obj
    with session.node() as node:
        node.store.staff.set_active(session.actor(node), name, False)
    say(f"{name} acts here no more")


def reactivate(context: typer.Context, name: Name) -> None:
    """Let somebody act again."""
    session: Session = context.obj
    with session.node() as node:
        node.store.staff.set_active(session.actor(node), name, True)
    say(f"{name} may act again; issue a link with 'coalesce actor token {name}'")


def held(context: typer.Context, name: Name) -> None:
    """The sessions, links and tokens of an actor that are open: oneself, or as its operator."""
    session: Session = context.obj
    with session.node() as node:
        found = node.store.staff.held(session.actor(node), name)
    rows = [
        {
            "id": one.id,
            "kind": str(one.kind),
            "label": one.label,
            "way": one.way,
            "scope": "write" if one.scope.writes else "read",
            "purposes": sorted(one.scope.purposes),
            "made": one.made.isoformat(),
            "seen": one.seen.isoformat(),
            "expires": one.expires.isoformat(),
        }
        for one in found
    ]
    columns = ("id", "kind", "label", "way", "scope", "purposes", "made", "seen", "expires")
    print_rows(rows, session.format, columns)


def revoke(
    context: typer.Context,
    name: Name,
    identity: Annotated[str, typer.Argument(metavar="ID", help="As 'coalesce actor held NAME' tells it.")],
) -> None:
    """End one session, link or token."""
    session: Session = context.obj
    with session.node() as node:
        by = session.actor(node)
        if name == by.name:
            node.store.accounts.end(by, identity)
        else:
            node.store.staff.end(by, name, identity)
    say("ended")


def sign_out(
    context: typer.Context,
    name: Name,
    tokens: Annotated[bool, typer.Option("--tokens", help="End the tokens too.")] = False,
) -> None:
    """End every session and link of an actor, as its operator."""
    session: Session = context.obj
    with session.node() as node:
        ended = node.store.staff.sign_out(session.actor(node), name, tokens)
    say(f"ended {ended} of {name}")


def second_factor(
    context: typer.Context,
    name: Name,
    remove: Annotated[
        bool, typer.Option("--remove", help="Take it away, as after a lost device; sessions end.")
    ] = False,
) -> None:
    """Whether an actor has a second factor; it is set up at the desk, under 'Your account'."""
    session: Session = context.obj
    with session.node() as node:
        by = session.actor(node)
        if remove:
            node.store.staff.remove_factor(by, name)
            say(f"{name} has no second factor any more")
        found = node.store.staff.one(by, name).account if name != by.name else node.store.accounts.account(name)
    since = found.factor_at.isoformat() if found.factor_at else None
    print_record({"actor": name, "since": since, "recovery_codes_left": found.recovery_left}, session.format)


def openid(
    context: typer.Context,
    name: Name,
    subject: Annotated[str, typer.Option("--subject", help="Its subject ('sub') at the identity provider.")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Bind it to nobody.")] = False,
) -> None:
    """Say who an actor is at the node's identity provider."""
    session: Session = context.obj
    if remove == bool(subject):
        raise BadUsage("say --subject SUBJECT, or --remove")
    with session.node() as node:
        keeping.bind_subject(node, session.actor(node), name, subject)
    say(f"{name} is {'bound' if subject else 'bound to nobody'} at the identity provider")
