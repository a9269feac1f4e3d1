"""Opens the desk on a port, with what else the node serves there beside it.

Invariant: a one-time link is printed once, on loopback alone, with its secret behind the '#'; no address with a query
is logged, since a searched name stands there.
"""

from __future__ import annotations

import socket
import sys
import threading
from typing import Protocol

import uvicorn

from coalesce.errors import BadUsage, CoalesceError
from coalesce.handling import READING_ROLES, Actor, Purpose, Role
from coalesce.services import controlling
from coalesce.services.node import Node
from coalesce.services.people import refresh
from coalesce.services.rounds import keep_going
from coalesce.services.wire import Open
from coalesce.web.asked import Asked, Desk, Words
from coalesce.web.credentials import LOOPBACK
from coalesce.web.desk import build_desk
from coalesce.web.fence import App, Receive, Scope, Send, tell
from coalesce.web.flow_pages import prepared
from coalesce.web.listening import configured, speaks_tls

WARMER = "the desk itself"
"""As whom the desk counts before anybody asks: the audit says so."""


class Beside(Protocol):
    """What is served at the same port and is no part of the desk."""

    def is_for(self, scope: Scope) -> bool:
        """Whether a request is its own."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer it."""


def together(desk: App, beside: Beside | None) -> App:
    """One app of both."""
    if beside is None:
        return desk
    other = beside

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await (other if other.is_for(scope) else desk)(scope, receive, send)

    return answer


def serve(
    node: Node, port: int, link_secret: str | None, beside: Beside | None = None, opened: Open | None = None
) -> None:
    """Serve the node's desk until it is stopped; ``opened`` speaks with its peers. Raises BadUsage where it cannot listen there, BadSettings."""
    host = node.store.settings.host
    if link_secret and host not in LOOPBACK:
        raise BadUsage("a one-time link is printed for a desk on loopback alone: leave the setting 'host' as it is")
    app = build_desk(node, opened)
    config = configured(together(app, beside), node.store.settings, node.store.folder)
    with _listening(host, port) as listener:
        scheme = "https" if speaks_tls(node.store.settings) else "http"
        at = f"{scheme}://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"
        if link_secret:
            sys.stdout.write(f"{at}/sign-in#{link_secret}\n")
            sys.stdout.flush()
        sys.stderr.write(f"the desk is open at {at}; stop it with Ctrl-C\n")
        threading.Thread(target=warm, args=(app.state.desk,), name="warming", daemon=True).start()
        stop = threading.Event()
        threading.Thread(target=keep_going, args=(node, tell, stop), name="rounds", daemon=True).start()
        try:
            uvicorn.Server(config).run(sockets=[listener])
        finally:
            stop.set()


def warm(desk: Desk) -> None:
    """Read the templates, and make the people, the flows and the review queue of every member that reads here, with the
    control pairs of its reviewers: what a page would wait for. A page that comes before is shown at once, and what is
    missing in it when it is there."""
    node = desk.node
    desk.read_templates()
    readers = [actor for actor in node.store.actors() if actor.roles & READING_ROLES]
    for member in sorted({actor.member for actor in readers}):
        actor = Actor(WARMER, member, frozenset({Role.READER}))
        try:
            with node.store.read(actor, Purpose.INVESTIGATION) as view:
                prepared(Asked(desk, actor, Purpose.INVESTIGATION, Words("/flows", {})), view)
                controlling.make_ready(node, view, [one for one in readers if one.member == member])
            refresh(node, actor, Purpose.INVESTIGATION)
        except CoalesceError as fault:
            tell(fault)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError:
        raise BadUsage(f"the desk cannot listen on {host}, port {port}: choose another with --port") from None
