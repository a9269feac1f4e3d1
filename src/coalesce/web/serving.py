"""Opens the desk on a port.

Invariant: a one-time link is printed once, on loopback alone, with its secret behind the '#'; no address with a query
is logged, since a searched name stands there.
"""

from __future__ import annotations

import socket
import sys
import threading

import uvicorn

from coalesce.errors import BadUsage, CoalesceError
from coalesce.handling import READING_ROLES, Actor, Purpose, Role
from coalesce.services import controlling
from coalesce.services.node import Node
from coalesce.services.people import refresh
from coalesce.web.asked import Asked, Desk, Words
from coalesce.web.credentials import LOOPBACK
from coalesce.web.desk import build_desk
from coalesce.web.fence import tell
from coalesce.web.flow_pages import prepared

WARMER = "the desk itself"
"""As whom the desk counts before anybody asks: the audit says so."""


def serve(node: Node, port: int, link_secret: str | None) -> None:
    """Serve the node's desk until it is stopped. Raises BadUsage where it cannot listen there."""
    host = node.store.settings.host
    if link_secret and host not in LOOPBACK:
        raise BadUsage("a one-time link is printed for a desk on loopback alone: leave the setting 'host' as it is")
    app = build_desk(node)
    with _listening(host, port) as listener:
        at = f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"
        if link_secret:
            sys.stdout.write(f"{at}/sign-in#{link_secret}\n")
            sys.stdout.flush()
        sys.stderr.write(f"the desk is open at {at}; stop it with Ctrl-C\n")
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, proxy_headers=False)
        threading.Thread(target=warm, args=(app.state.desk,), name="warming", daemon=True).start()
        uvicorn.Server(config).run(sockets=[listener])


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
