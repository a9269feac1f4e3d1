"""Commands about peers: the own key, adding and changing one, tokens of both ways, how each stands.

Invariant: a token is read from a file or typed where it does not show, and never stands in an argument or the environment; the one
that is made is printed once.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from coalesce.cli import exchange
from coalesce.cli.printing import print_record, print_rows, say
from coalesce.cli.session import Format, Session
from coalesce.cli.typed import typed
from coalesce.dates import PartialDate
from coalesce.errors import BadDate, BadUsage
from coalesce.handling import Purpose
from coalesce.services import peering
from coalesce.services.narrowing import narrow as narrow_list
from coalesce.services.narrowing_plans import narrow_plan
from coalesce.services.peer_states import PeerState, peer_states
from coalesce.services.peering import PeerOrder
from coalesce.services.removing import remove_peer
from coalesce.stix import fingerprint

peer_app = typer.Typer(no_args_is_help=True, help="Other members' nodes, and other TAXII servers.")
COLUMNS = (
    "peer",
    "member",
    "last_pull",
    "next_try",
    "error",
    "held",
    "given",
    "new",
    "waiting",
    "refused",
    "outstanding",
)

Name = Annotated[str, typer.Argument(help="The peer's name here.")]
Certificate = Annotated[Path | None, typer.Option("--certificate", help="The authority to trust for it alone, PEM.")]
Theirs = Annotated[str, typer.Option("--theirs", help="The file with the token that it gave us; '-' asks for it.")]
User = Annotated[str, typer.Option("--user", help="With --theirs: the name that goes with a password (HTTP Basic).")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (key, add, change, token, remove, narrow):
        peer_app.command(command.__name__)(command)
    peer_app.command("list")(list_peers)
    exchange.register(peer_app)
    app.add_typer(peer_app, name="peer")


def key(context: typer.Context) -> None:
    """This node's public key and its fingerprint, for the operators of its peers."""
    session: Session = context.obj
    with session.node() as node:
        own = peering.own_signer(node).key
        member = node.store.settings.member
    print_record({"member": member, "fingerprint": fingerprint(own), "key": own.hex()}, session.format)


def add(
    context: typer.Context,
    name: Name,
    member: Annotated[str, typer.Option("--member", help="Whose node it is.")],
    url: Annotated[
        str, typer.Option("--url", help="Where it answers TAXII 2.1, like https://node.example/taxii2/.")
    ] = "",
    said: Annotated[str, typer.Option("--fingerprint", help="Of its key, as its operator reads it out.")] = "",
    key_file: Annotated[
        Path | None, typer.Option("--key", help="A file with its key; asked of it without one.")
    ] = None,
    speaks_for: Annotated[
        str, typer.Option("--speaks-for", help="Members whose records may come from it, like BE,LU.")
    ] = "",
    plain_list: Annotated[str, typer.Option("--plain-list", help="A list of yours for its plain STIX.")] = "",
    certificate: Certificate = None,
    theirs: Theirs = "",
    user: User = "",
    collection: Annotated[
        str, typer.Option("--collection", help="Of another TAXII server: which collection to read.")
    ] = "",
) -> None:
    """Let another node in, its key pinned; or with --plain-list a TAXII server that signs nothing."""
    session: Session = context.obj
    order = PeerOrder(
        name,
        member,
        url,
        said,
        peering.read_key(key_file) if key_file else b"",
        _codes(speaks_for),
        plain_list,
        peering.read_certificate(certificate) if certificate else "",
        _authorization(theirs, user),
        collection,
    )
    with session.node() as node:
        made = peering.add_peer(node, session.actor(node), order, session.injected.speaks(node))
    pinned = f", its key {fingerprint(made.key)} pinned" if made.key else ""
    say(f"added {made.name}, a peer of {made.member}{pinned}; 'coalesce peer token {made.name}' makes its token")


def change(
    context: typer.Context,
    name: Name,
    url: Annotated[str | None, typer.Option("--url", help="Another address.")] = None,
    speaks_for: Annotated[str | None, typer.Option("--speaks-for", help="Other members; '' for none.")] = None,
    plain_list: Annotated[str | None, typer.Option("--plain-list", help="Another list; '' for none.")] = None,
    certificate: Certificate = None,
    suspend: Annotated[bool, typer.Option("--suspend", help="Neither ask it nor answer it.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Ask and answer it again.")] = False,
) -> None:
    """Give a peer another address, certificate, list, or members to speak for; or suspend it."""
    session: Session = context.obj
    changed: dict[str, object] = {
        "url": url,
        "speaks_for": None if speaks_for is None else frozenset(_codes(speaks_for)),
        "plain_list": plain_list,
        "certificate": peering.read_certificate(certificate) if certificate else None,
    }
    told = {field: value for field, value in changed.items() if value is not None}
    if suspend and resume:
        raise BadUsage("a peer is suspended or resumed, not both")
    with session.node() as node:
        by = session.actor(node)
        if told:
            peering.change_peer(node, by, name, session.injected.speaks(node), **told)
        if suspend or resume:
            node.store.exchange.set_active(by, name, resume)
    say(f"changed {name}")


def token(context: typer.Context, name: Name, theirs: Theirs = "", user: User = "") -> None:
    """Make the token that a peer is to show us, and print it once; or keep the one that it gave us."""
    session: Session = context.obj
    shown = _authorization(theirs, user)
    with session.node() as node:
        by = session.actor(node)
        if shown:
            node.store.exchange.keep_token(by, name, shown)
            say(f"kept, sealed: {name} is shown this token from now on")
            return
        made = node.store.exchange.issue_token(by, name)
    print_record({"peer": name, "token": made}, session.format)


def remove(
    context: typer.Context,
    name: Name,
    even_so: Annotated[
        bool, typer.Option("--even-so", help="Though it holds records of ours, or owes receipts.")
    ] = False,
) -> None:
    """Forget a peer. Copies that came from it are erased, since nobody would hear of their withdrawal."""
    session: Session = context.obj
    with session.node() as node:
        gone = remove_peer(node, session.actor(node), name, even_so)
    say(f"removed {name}; {gone} copies of others' records were erased with it")


def narrow(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The list, or with --plan the plan, as OWNER/NAME.")],
    plan: Annotated[bool, typer.Option("--plan", help="Narrow a plan.")] = False,
    purpose: Annotated[
        list[Purpose] | None, typer.Option("--for", help="A purpose to keep; all that are granted without it.")
    ] = None,
    keep_until: Annotated[str | None, typer.Option("--keep-until", help="The last day of keeping at most.")] = None,
) -> None:
    """Use another member's records for less, or a shorter time, than it grants."""
    session: Session = context.obj
    with session.node() as node:
        narrowed = narrow_plan if plan else narrow_list
        done = narrowed(node, session.actor(node), name, purpose or (), _day(keep_until))
    print_record({"plan" if plan else "list": name, "narrowed": done.narrowed, "erased": done.erased}, session.format)
    if done.wider:
        say("more is allowed than before: 'coalesce peer pull --again' brings what was taken away")


def list_peers(context: typer.Context) -> None:
    """Every peer: when it was read, what waits, who has not answered a withdrawal."""
    session: Session = context.obj
    with session.node() as node:
        rows = [row(one, session.format is Format.JSON) for one in peer_states(node)]
    print_rows(rows, session.format, None if session.format is Format.JSON else COLUMNS)
    for one in rows if session.format is Format.TABLE else ():
        exchange.say_refused(one)
        if not one["active"]:
            say(f"{one['peer']} is suspended: it is neither asked nor answered")


def row(one: PeerState, whole: bool) -> dict[str, object]:
    """A peer as it is printed; ``whole``: each withdrawal and reason by itself, instead of how many."""
    pull = one.pull
    sent = [
        {"withdrawal": sent.id, "at": sent.at.isoformat(), "reason": sent.reason, "ids": len(sent.of)}
        for sent in one.outstanding
    ]
    return {
        "peer": one.peer.name,
        "member": one.peer.member,
        "url": one.peer.url,
        "fingerprint": one.fingerprint,
        "speaks_for": sorted(one.peer.speaks_for),
        "plain_list": one.peer.plain_list,
        "active": one.peer.active,
        "seen": one.peer.seen.isoformat() if one.peer.seen else None,
        "last_pull": pull.at.isoformat() if pull.at else None,
        "next_try": pull.retry_at.isoformat() if pull.retry_at else None,
        "failures": pull.failures,
        "error": pull.error,
        "held": one.held,
        "given": one.given,
        "new": one.new,
        "waiting": one.waiting,
        "refused": one.refused,
        "reasons": one.reasons,
        "outstanding": sent if whole else len(sent),
        "outstanding_since": one.oldest.isoformat() if one.oldest else None,
    }


def _authorization(theirs: str, user: str) -> str:
    if not theirs:
        return ""
    if theirs != "-":
        secret = peering.read_secret(Path(theirs))
    elif sys.stdin.isatty():
        secret = typed("Its token, or the password")
    else:
        secret = peering.secret_in(sys.stdin.read(peering.MOST_FILE))
    return peering.authorization(secret, user)


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code.strip() for code in text.split(",") if code.strip())


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    when = PartialDate.parse(text)
    if when.earliest != when.latest:
        raise BadDate("not a whole day: write 2019-01-31")
    return when.earliest
