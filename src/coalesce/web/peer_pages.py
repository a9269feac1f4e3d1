"""Peers of the node: how each stands, pulling now, letting one in with its fingerprint compared, its tokens; and what was taken
back from them, with who has not answered.

Invariant: peers are the node's own member's to look after: another's staff, hosted here, learns nothing of them. A token is shown
once, one that was given to us never; nothing here tells anything of a record.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from coalesce.errors import BadInput, BadUsage, NotFound, NotInstalled, NotPermitted, Unreachable
from coalesce.handling import Purpose, Role
from coalesce.services import peering, removing
from coalesce.services.peer_states import PeerState, peer_states
from coalesce.services.peering import PeerOrder
from coalesce.services.taken_back import Taken, taken_back
from coalesce.services.wire import Open, Peer, Reach
from coalesce.stix import fingerprint
from coalesce.web.answers import Answer, Data, Page, Redirect
from coalesce.web.asked import Asked, address
from coalesce.web.language import marked, say
from coalesce.web.registrar import Door, Registrar

routes = Registrar()
OPERATORS = frozenset({Role.OPERATOR})
LOOK_AFTER = frozenset({Role.OPERATOR, Role.RELEASING_OFFICER})

DONE: dict[str, str] = {
    "added": marked("The peer is let in. Make the token that it shows us, and give it to its operator."),
    "pull": marked("It is asked now."),
    "suspend": marked("It is suspended: it neither fetches nor writes, and is not asked."),
    "resume": marked("It may fetch and write again, and is asked."),
    "theirs": marked("Its token is kept, sealed."),
    "no-token": marked("Its token opens nothing any more."),
    "removed": marked("The peer is forgotten, and the copies that came from it are erased."),
}


@routes.page("/peers", purpose=Purpose.PLANNING, roles=LOOK_AFTER, door=Door.ACTOR, asks=("done",))
def peers(asked: Asked) -> Answer:
    """How each peer stands, this node's own fingerprint, and for operators a form to let one in."""
    return _peers(asked)


@routes.act("/peers", purpose=Purpose.PLANNING, roles=OPERATORS)
def add(asked: Asked) -> Answer:
    """Let a peer in: its key is pinned only where its fingerprint is the one given."""
    _check_host(asked)
    try:
        made = peering.add_peer(asked.node, asked.actor, _order(asked), _opened(asked))
    except (BadInput, Unreachable) as fault:
        return _peers(asked, str(fault))
    return Redirect(address(f"/peers/{made.name}", {"done": "added"}))


@routes.page("/peers/{name}", purpose=Purpose.PLANNING, roles=LOOK_AFTER, door=Door.ACTOR, asks=("done",))
def peer(asked: Asked) -> Answer:
    """One peer: what came and went, what it has not answered, and for operators what may be done about it."""
    return _peer(asked, asked.part("name"))


@routes.act("/peers/{name}", purpose=Purpose.PLANNING, roles=OPERATORS)
def change(asked: Asked) -> Answer:
    """One act about a peer: ``act``, and what it takes."""
    name, act = asked.part("name"), asked.said("act")
    _check_host(asked)
    _one(asked, name)
    try:
        if act == "token":
            secret = asked.node.store.exchange.issue_token(asked.actor, name)
            facts = {"kind": "peer", "secret": secret, "whose": name, "back": address(f"/peers/{name}")}
            return Page("once.html", say("A token for a peer"), facts)
        _act(asked, name, act)
    except BadInput as fault:
        return _peer(asked, name, str(fault))
    return Redirect("/peers?done=removed" if act == "remove" else address(f"/peers/{name}", {"done": act}))


@routes.page("/withdrawals", purpose=Purpose.PLANNING, roles=LOOK_AFTER, door=Door.ACTOR, asks=("member", "done"))
def withdrawals(asked: Asked) -> Answer:
    """What was taken back from peers: first what has no receipt, the oldest first, then what was answered last."""
    _check_host(asked)
    rows = _taken(asked)
    facts = {
        "rows": rows,
        "open": [row for row in rows if row.answered is None],
        "answered": [row for row in rows if row.answered is not None],
        "members": sorted({one.member for one in asked.node.store.exchange.peers()}),
        "member": asked.one("member").upper(),
        "now": asked.node.store.clock.now(),
    }
    return Page("withdrawals.html", say("Withdrawals"), facts)


@routes.data("/api/peers", purpose=Purpose.PLANNING, roles=LOOK_AFTER, door=Door.ACTOR)
def api_peers(asked: Asked) -> Answer:
    """How each peer stands, and this node's own ``fingerprint``."""
    _check_host(asked)
    own = fingerprint(peering.own_signer(asked.node).key)
    return Data({"fingerprint": own, "peers": [document(asked, one) for one in peer_states(asked.node)]})


@routes.data("/api/peers/{name}", purpose=Purpose.PLANNING, roles=LOOK_AFTER, door=Door.ACTOR)
def api_peer(asked: Asked) -> Answer:
    """How one peer stands."""
    _check_host(asked)
    return Data(document(asked, _one(asked, asked.part("name"))))


@routes.act("/api/peers/{name}", purpose=Purpose.PLANNING, roles=OPERATORS, data=True)
def api_change(asked: Asked) -> Answer:
    """One act about a peer: ``act`` is ``pull``, ``suspend``, ``resume`` or ``no-token``."""
    name, act = asked.part("name"), asked.said("act")
    _check_host(asked)
    _one(asked, name)
    if act not in FOR_PROGRAMS:
        raise BadUsage(
            f"an act is one of {', '.join(FOR_PROGRAMS)}; the others are done at the desk or with 'coalesce peer'"
        )
    _act(asked, name, act)
    return Data(document(asked, _one(asked, name)))


@routes.data("/api/withdrawals", purpose=Purpose.PLANNING, roles=LOOK_AFTER, door=Door.ACTOR, asks=("member",))
def api_withdrawals(asked: Asked) -> Answer:
    """What was taken back from peers."""
    _check_host(asked)
    return Data(
        [
            {
                "withdrawal": one.id,
                "peer": one.peer,
                "member": one.member,
                "reason": one.reason,
                "ids": one.ids,
                "at": one.at.isoformat(),
                "answered": one.answered.isoformat() if one.answered else None,
            }
            for one in _taken(asked)
        ]
    )


def document(asked: Asked, one: PeerState) -> dict[str, Any]:
    """A peer as JSON tells it."""
    running, ended = asked.desk.pulls.progress(one.peer.name), asked.desk.pulls.ended(one.peer.name)
    return {
        "peer": one.peer.name,
        "member": one.peer.member,
        "fingerprint": one.fingerprint or None,
        "active": one.peer.active,
        "seen": _text(one.peer.seen),
        "last_pull": _text(one.pull.at),
        "next_try": _text(one.pull.retry_at),
        "failures": one.pull.failures,
        "error": one.pull.error or None,
        "held": one.held,
        "given": one.given,
        "new": one.new,
        "waiting": one.waiting,
        "refused": one.refused,
        "outstanding": len(one.outstanding),
        "outstanding_since": _text(one.oldest),
        "pulling": running[1] if running else None,
        "pulled": {**ended.counts, "fault": ended.fault or None, "at": ended.at.isoformat()} if ended else None,
    }


# -- what an operator may do about one peer ----------------------------------------------------------


def _act(asked: Asked, name: str, act: str) -> None:
    if act not in ACTS:
        raise BadUsage(f"an act is one of {', '.join(ACTS)} or token")
    ACTS[act](asked, name)


def _pull(asked: Asked, name: str) -> None:
    if asked.desk.opened is None:
        raise NotInstalled(_ASKS_NONE)
    asked.desk.pulls.begin(asked.node, asked.actor, name, asked.desk.opened)


def _suspend(asked: Asked, name: str) -> None:
    asked.node.store.exchange.set_active(asked.actor, name, False)


def _resume(asked: Asked, name: str) -> None:
    asked.node.store.exchange.set_active(asked.actor, name, True)


def _theirs(asked: Asked, name: str) -> None:
    shown = peering.authorization(asked.secret("theirs"), asked.words.form.get("user", "").strip())
    asked.node.store.exchange.keep_token(asked.actor, name, shown)


def _no_token(asked: Asked, name: str) -> None:
    asked.node.store.exchange.take_token(asked.actor, name)


def _remove(asked: Asked, name: str) -> None:
    removing.remove_peer(asked.node, asked.actor, name, asked.words.form.get("even_so") == "yes")


ACTS: dict[str, Callable[[Asked, str], None]] = {
    "pull": _pull,
    "suspend": _suspend,
    "resume": _resume,
    "theirs": _theirs,
    "no-token": _no_token,
    "remove": _remove,
}
FOR_PROGRAMS = ("pull", "suspend", "resume", "no-token")


def _order(asked: Asked) -> PeerOrder:
    form = {name: value.strip() for name, value in asked.words.form.items()}
    theirs = form.get("theirs", "")
    codes = tuple(code.strip().upper() for code in form.get("speaks_for", "").split(",") if code.strip())
    return PeerOrder(
        name=asked.said("name"),
        member=asked.said("member").upper(),
        url=form.get("url", ""),
        fingerprint=form.get("fingerprint", ""),
        key=_key(form.get("key", "")),
        speaks_for=codes,
        plain_list=form.get("plain_list", ""),
        certificate=form.get("certificate", ""),
        authorization=peering.authorization(theirs, form.get("user", "")) if theirs else "",
    )


_ASKS_NONE = "this desk asks no peers: open it with 'coalesce serve'"


def _key(text: str) -> bytes:
    """A key as ``coalesce peer key`` prints it; b"" for none. Raises BadUsage."""
    if not text:
        return b""
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise BadUsage("a key has 64 of the letters 0-9 and a-f, as 'coalesce peer key' prints it") from None


def _opened(asked: Asked) -> Open:
    """What speaks with a peer, where it must be asked for its key."""

    def nobody(_: Reach) -> Peer:
        raise NotInstalled(_ASKS_NONE)

    return asked.desk.opened or nobody


def _check_host(asked: Asked) -> None:
    """Raises NotPermitted for staff of a member that is only hosted here."""
    host = asked.node.store.settings.member
    if asked.actor.member != host:
        raise NotPermitted(f"the peers of this node are looked after by {host}, whose node it is")


def _one(asked: Asked, name: str) -> PeerState:
    for one in peer_states(asked.node):
        if one.peer.name == name:
            return one
    raise NotFound("peer")


# -- the pages -----------------------------------------------------------------------------------------


def _peers(asked: Asked, words: str = "") -> Page:
    _check_host(asked)
    form = asked.words.form if words else {}
    facts = {
        "rows": peer_states(asked.node),
        "pulling": {one.name for one in asked.node.store.exchange.peers() if asked.desk.pulls.progress(one.name)},
        "own": fingerprint(peering.own_signer(asked.node).key),
        "host": asked.node.store.settings.member,
        "may": Role.OPERATOR in asked.actor.roles,
        "words": words,
        "typed": {name: value for name, value in form.items() if name != "theirs"},
        "done": "" if words else DONE.get(asked.one("done"), ""),
    }
    return Page("peers.html", say("Peers"), facts, status=400 if words else 200)


def _peer(asked: Asked, name: str, words: str = "") -> Page:
    _check_host(asked)
    one = _one(asked, name)
    facts = {
        "one": one,
        "running": asked.desk.pulls.progress(name),
        "ended": asked.desk.pulls.ended(name),
        "may": Role.OPERATOR in asked.actor.roles,
        "words": words,
        "done": "" if words else DONE.get(asked.one("done"), ""),
        "now": asked.node.store.clock.now(),
    }
    return Page("peer.html", name, facts, status=400 if words else 200)


def _taken(asked: Asked) -> list[Taken]:
    most = asked.node.store.settings.page_size
    return taken_back(asked.node, asked.one("member").upper(), most)


def _text(when: datetime | None) -> str | None:
    return when.isoformat() if when else None
