"""Commands for notices: what is new, marking it as seen, and standing interests.

Invariant: what is printed is the reader's own view for the purpose; marking and interests are its member's.
"""

from __future__ import annotations

from typing import Annotated

import typer

from coalesce.cli.lists import _day
from coalesce.cli.printing import print_record, print_rows, say
from coalesce.cli.session import Format, Session
from coalesce.cli.typed import typed
from coalesce.errors import BadUsage
from coalesce.handling import Purpose
from coalesce.records import InterestKind, NoticeKind
from coalesce.services import mailing, news, standing_interests
from coalesce.services.news import Choice

notices_app = typer.Typer(invoke_without_command=True, help="What is new for your member.")
interests_app = typer.Typer(no_args_is_help=True, help="What you want to hear of.")
COLUMNS = (
    "at", "kind", "name", "member", "list", "reference", "own_list", "own_reference", "interest", "sightings", "seen",
    "notice",
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add these commands."""
    notices_app.callback()(notices)
    notices_app.command("mark")(mark)
    notices_app.command("digest")(digest)
    notices_app.command("mail")(mail)
    interests_app.command("add")(interests_add)
    interests_app.command("list")(interests_list)
    interests_app.command("remove")(interests_remove)
    app.add_typer(notices_app, name="notices")
    app.add_typer(interests_app, name="interests")


def notices(
    context: typer.Context,
    seen: Annotated[bool, typer.Option("--seen", help="Also those that were marked as seen.")] = False,
    kind: Annotated[NoticeKind | None, typer.Option("--kind", help="Only those of one kind.")] = None,
    member: Annotated[str, typer.Option("--member", help="Only those about records of this member.")] = "",
    since: Annotated[str | None, typer.Option("--since", help="Only those made on this day or later.")] = None,
) -> None:
    """What is new for you: records, sightings, corrections and designations that touch what your member holds."""
    if context.invoked_subcommand is not None:
        return
    session: Session = context.obj
    choice = Choice(seen, kind, member.upper(), _day(since, "--since"))
    with session.node() as node:
        purpose = session.purpose_or(Purpose.INVESTIGATION)
        with node.store.read(session.actor(node), purpose) as view:
            rows = [news.row(one) for one in news.shown_of(view, news.chosen(view, choice))]
    print_rows(rows, session.format, None if session.format is Format.JSON else COLUMNS)


def mark(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(help="Notices, as 'notices' gives their ids.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All that you may see.")] = False,
) -> None:
    """Mark notices as seen, for your member."""
    session: Session = context.obj
    if bool(ids) == every:
        raise BadUsage("name the notices that were seen, or say --all")
    purpose = session.purpose_or(Purpose.INVESTIGATION)
    with session.node() as node:
        actor = session.actor(node)
        chosen = list(ids or ())
        if every:
            with node.store.read(actor, purpose) as view:
                chosen = [one.id for one in news.chosen(view, Choice())]
        marked = news.mark(node, actor, purpose, chosen)
    print_record({"marked": marked}, session.format)


def digest(
    context: typer.Context,
    address: Annotated[str, typer.Argument(help="Where your digest goes; as it is without it.")] = "",
    every: Annotated[str, typer.Option("--every", help="day or week.")] = "day",
    off: Annotated[bool, typer.Option("--off", help="Send you none any more.")] = False,
) -> None:
    """Have a mail sent to you that says how much is new: numbers and a link, no name."""
    session: Session = context.obj
    if off and address:
        raise BadUsage("give an address, or --off")
    with session.node() as node:
        actor = session.actor(node)
        if off:
            mailing.leave(node, actor)
        elif address:
            mailing.ask(node, actor, address, every)
        held = mailing.asked(node, actor)
    told = {"address": held.address, "every": held.every} if held else {"address": None, "every": None}
    sent = held.sent.isoformat() if held and held.sent else None
    print_record({**told, "sent": sent}, session.format)


def mail(
    context: typer.Context,
    keep: Annotated[
        bool, typer.Option("--keep-password", help="Keep the mail server's password, sealed; it is asked for.")
    ] = False,
    forget: Annotated[bool, typer.Option("--forget-password", help="Forget it.")] = False,
) -> None:
    """Send the digests that are due; for a timer of the system, where no desk is open."""
    session: Session = context.obj
    with session.node() as node:
        actor = session.actor(node)
        if keep or forget:
            mailing.keep_password(node, actor, typed("Password of the mail server") if keep and not forget else "")
            say("the password is kept, sealed under the node's key" if keep and not forget else "no password is kept")
            return
        if not node.store.settings.smtp_host:
            raise BadUsage("this node sends no mail: set smtp_host and smtp_from")
        done = mailing.send_due(node, actor)
    print_record({"sent": done.sent, "failed": done.failed, "quiet": done.quiet}, session.format)


def interests_add(
    context: typer.Context,
    kind: Annotated[InterestKind, typer.Argument(help="place, leg or list.")],
    value: Annotated[str, typer.Argument(help="A country or place, a leg like 'SY>IQ', or a list as OWNER/NAME.")],
) -> None:
    """Keep a standing interest: you are told when something new answers to it."""
    session: Session = context.obj
    with session.node() as node:
        made = standing_interests.add(node, session.actor(node), session.purpose_or(Purpose.INVESTIGATION), kind, value)
    print_record(standing_interests.row(made), session.format)


def interests_list(context: typer.Context) -> None:
    """The standing interests of your member."""
    session: Session = context.obj
    purpose = session.purpose_or(Purpose.INVESTIGATION)
    with session.node() as node, node.store.read(session.actor(node), purpose) as view:
        rows = [standing_interests.row(one) for one in view.interests()]
    print_rows(rows, session.format)


def interests_remove(
    context: typer.Context,
    interest: Annotated[str, typer.Argument(help="The interest's id, as 'interests list' gives it.")],
) -> None:
    """Let a standing interest go, with the notices that it asked for."""
    session: Session = context.obj
    with session.node() as node:
        standing_interests.remove(node, session.actor(node), interest)
    say("the interest is gone, and what it asked for")
