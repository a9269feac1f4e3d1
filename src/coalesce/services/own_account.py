"""What people do to their own accounts: a password, a second factor, tokens.

Invariant: who has a password gives it before password or second factor change, but for a session that a one-time link has just opened:
that is the way back for who has lost one. What a token may do is never more than the person who made it.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from coalesce.access import at_rest, one_time_codes
from coalesce.errors import BadUsage
from coalesce.handling import Actor, Purpose
from coalesce.services import signing_in
from coalesce.services.node import Node
from coalesce.store.accounts import CredentialKind, Held, Scope

_USE = "enrolment"


@dataclass(frozen=True, slots=True)
class Standing:
    """Who changes its account, in which session, with which present password ("" where none is asked for), from where."""

    actor: Actor
    held: Held
    password: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A second factor that is offered: its secret to be typed, the address that a QR code tells, and both sealed for the form."""

    shown: str
    uri: str
    sealed: str


def asks_password(node: Node, standing: Standing) -> bool:
    """Whether the present password is asked for before password or second factor change."""
    if node.store.accounts.account(standing.actor.name).password_at is None:
        return False
    fresh = timedelta(minutes=node.store.settings.login_link_minutes)
    return not (standing.held.way.startswith("link") and node.store.clock.now() - standing.held.made < fresh)


def confirm(node: Node, standing: Standing) -> None:
    """See that it is oneself. Raises BadUsage, TooManyAttempts."""
    if asks_password(node, standing):
        signing_in.confirm(node, standing.actor, standing.password, standing.address)


def change_password(node: Node, standing: Standing, password: str, again: str) -> None:
    """A new password; every other session ends. Raises BadUsage, TooManyAttempts."""
    if password != again:
        raise BadUsage("the new password was typed in two ways: type it twice alike")
    confirm(node, standing)
    signing_in.set_password(node, standing.actor, password, keep=standing.held.id)


def offer_factor(node: Node, standing: Standing, sealed: str = "") -> Enrolment:
    """A second factor to take up; with ``sealed`` the one that was offered before. Raises BadUsage for what was not."""
    secret = _offered(node, standing, sealed) if sealed else one_time_codes.new_secret()
    actor, member = standing.actor, node.store.settings.member
    uri = one_time_codes.key_uri(secret, f"Coalesce {member}", actor.name)
    kept = at_rest.seal(node.store.key, _USE, _bearer(standing), secret)
    return Enrolment(one_time_codes.shown(secret), uri, base64.urlsafe_b64encode(kept).decode())


def take_factor(node: Node, standing: Standing, sealed: str, code: str) -> list[str]:
    """Ask for the offered authenticator's code from now on; gives the recovery codes, which are never to be had again.

    Raises BadUsage, TooManyAttempts.
    """
    secret = _offered(node, standing, sealed)
    confirm(node, standing)
    codes = one_time_codes.recovery_codes()
    node.store.accounts.enrol(standing.actor, secret, code, codes, standing.held.id)
    return codes


def new_recovery_codes(node: Node, standing: Standing, code: str) -> list[str]:
    """New recovery codes in place of those before. Raises BadUsage, TooManyAttempts."""
    codes = one_time_codes.recovery_codes()
    node.store.accounts.with_code(standing.actor, code, standing.held.id, codes)
    return codes


def drop_factor(node: Node, standing: Standing, code: str) -> None:
    """Ask for no second factor any more. Raises BadUsage, TooManyAttempts."""
    node.store.accounts.with_code(standing.actor, code, standing.held.id)


@dataclass(frozen=True, slots=True)
class TokenOrder:
    """A token as it is asked for: what it is called, what it may do, for how many days (0: as long as may be)."""

    label: str
    writes: bool = False
    purposes: Collection[Purpose] = ()
    days: int = 0


def make_token(node: Node, by: Actor, name: str, order: TokenOrder) -> str:
    """A token's secret, shown once. Raises BadUsage, NotPermitted."""
    book = node.store.accounts
    scope = Scope(order.writes, frozenset(order.purposes))
    return book.issue(by, book.order(name, CredentialKind.TOKEN, scope, order.label, order.days))


def _offered(node: Node, standing: Standing, sealed: str) -> bytes:
    try:
        kept = base64.urlsafe_b64decode(sealed.encode())
    except (binascii.Error, ValueError):
        kept = b""
    secret = at_rest.unseal(node.store.key, _USE, _bearer(standing), kept)
    if secret is None:
        raise BadUsage("this second factor was not offered in your present session: begin again")
    return secret


def _bearer(standing: Standing) -> str:
    """What is offered in one session is taken up in that one alone."""
    return f"{standing.actor.name}\0{standing.held.id}"
