"""One's own account: password, second factor, sessions, tokens.

Invariant: only a session changes an account, never a token; a secret is shown once, in the answer that made it. An address of
these pages names nothing of anybody else.
"""

from __future__ import annotations

from typing import Any

from coalesce.errors import BadUsage, NotPermitted
from coalesce.handling import Purpose
from coalesce.services import own_account
from coalesce.services.own_account import Standing, TokenOrder
from coalesce.store.accounts import CredentialKind, Held
from coalesce.web.answers import Answer, Data, Page, Redirect
from coalesce.web.asked import Asked
from coalesce.web.fields import READING_PURPOSES
from coalesce.web.language import say
from coalesce.web.qr import qr_svg
from coalesce.web.registrar import ANYBODY, Door, Registrar

routes = Registrar()


@routes.page("/account", purpose=Purpose.PLANNING, roles=ANYBODY, door=Door.ACTOR, asks=("done",))
def account(asked: Asked) -> Answer:
    """Password, second factor, sessions and tokens of who is signed in."""
    return _page(asked)


@routes.data("/api/account", purpose=Purpose.PLANNING, roles=ANYBODY, door=Door.ACTOR)
def api_account(asked: Asked) -> Answer:
    """Who asks, in which roles, with what, and the sessions and tokens that are open."""
    found = asked.node.store.accounts.account(asked.actor.name)
    return Data(
        {
            "actor": asked.actor.name,
            "member": asked.actor.member,
            "roles": sorted(asked.actor.roles),
            "password_at": found.password_at,
            "second_factor_at": found.factor_at,
            "recovery_codes_left": found.recovery_left,
            "at_provider": bool(found.subject),
            "this": held_document(_held(asked)),
            "held": [held_document(one) for one in asked.node.store.accounts.held(asked.actor.name)],
        }
    )


@routes.act("/account/password", purpose=Purpose.PLANNING, roles=ANYBODY)
def set_password(asked: Asked) -> Answer:
    """Set or change one's password; every other session ends."""
    try:
        own_account.change_password(asked.node, standing(asked), asked.secret("password"), asked.secret("again"))
    except BadUsage as fault:
        return _page(asked, str(fault), "password")
    return Redirect("/account?done=password")


@routes.page("/account/second-factor", purpose=Purpose.PLANNING, roles=ANYBODY, door=Door.ACTOR)
def second_factor(asked: Asked) -> Answer:
    """A second factor to take up: its QR code, its secret, and the form that proves it."""
    return _offer(asked)


@routes.act("/account/second-factor", purpose=Purpose.PLANNING, roles=ANYBODY)
def take_second_factor(asked: Asked) -> Answer:
    """Take up the second factor that was offered; shows the recovery codes, once."""
    sealed = asked.said("offered")
    try:
        codes = own_account.take_factor(asked.node, standing(asked), sealed, asked.said("code"))
    except BadUsage as fault:
        return _offer(asked, str(fault), sealed)
    return Page("recovery.html", say("Recovery codes"), {"codes": codes})


@routes.act("/account/recovery-codes", purpose=Purpose.PLANNING, roles=ANYBODY)
def make_recovery_codes(asked: Asked) -> Answer:
    """New recovery codes in place of those before, shown once."""
    try:
        codes = own_account.new_recovery_codes(asked.node, standing(asked), asked.said("code"))
    except BadUsage as fault:
        return _page(asked, str(fault), "factor")
    return Page("recovery.html", say("Recovery codes"), {"codes": codes})


@routes.act("/account/second-factor/remove", purpose=Purpose.PLANNING, roles=ANYBODY)
def remove_second_factor(asked: Asked) -> Answer:
    """Ask for no second factor any more; takes a present code. Every other session ends."""
    try:
        own_account.drop_factor(asked.node, standing(asked), asked.said("code"))
    except BadUsage as fault:
        return _page(asked, str(fault), "factor")
    return Redirect("/account?done=factor")


@routes.act("/account/end", purpose=Purpose.PLANNING, roles=ANYBODY)
def end(asked: Asked) -> Answer:
    """End one of one's own sessions or tokens, or with ``others`` every other session."""
    which, book = asked.said("id"), asked.node.store.accounts
    if which == "others":
        book.end_others(asked.actor, _held(asked).id)
        return Redirect("/account?done=others")
    book.end(asked.actor, which)
    return Redirect("/sign-in", session="") if which == _held(asked).id else Redirect("/account?done=ended")


@routes.act("/account/tokens", purpose=Purpose.PLANNING, roles=ANYBODY)
def make_token(asked: Asked) -> Answer:
    """Make an API token for oneself, shown once."""
    try:
        secret = own_account.make_token(asked.node, asked.actor, asked.actor.name, token_order(asked))
    except BadUsage as fault:
        return _page(asked, str(fault), "tokens")
    return Page("once.html", say("Your token"), {"kind": "token", "secret": secret, "back": "/account", "whose": ""})


def token_order(asked: Asked) -> TokenOrder:
    """A token as the form asks for it. Raises BadUsage."""
    days, scope = asked.words.form.get("days", "").strip(), asked.words.form.get("scope", "read")
    purposes = asked.chosen("purposes")
    if scope not in ("read", "write"):
        raise BadUsage("a token's scope is read or write")
    if days and not (days.isascii() and days.isdigit() and len(days) < 6):
        raise BadUsage("a token lasts a whole number of days")
    if unknown := [one for one in purposes if one not in READING_PURPOSES]:
        raise BadUsage(f"one cannot read for '{unknown[0][:20]}'; purposes are {', '.join(READING_PURPOSES)}")
    label = asked.words.form.get("label", "")
    return TokenOrder(label, scope == "write", [Purpose(one) for one in purposes], int(days or 0))


def held_document(one: Held) -> dict[str, Any]:
    """A session, link or token as JSON tells it: never its secret."""
    return {
        "id": one.id,
        "kind": one.kind,
        "way": one.way,
        "label": one.label,
        "made": one.made,
        "seen": one.seen,
        "expires": one.expires,
        "scope": "write" if one.scope.writes else "read",
        "purposes": sorted(one.scope.purposes),
    }


def standing(asked: Asked) -> Standing:
    """Who changes its account, as the form says it."""
    return Standing(asked.actor, _held(asked), asked.words.form.get("present", ""), asked.words.caller.address)


def _held(asked: Asked) -> Held:
    if asked.held is None:
        raise NotPermitted("an account is its bearer's, who is signed in")
    return asked.held


def _page(asked: Asked, words: str = "", where: str = "") -> Page:
    book = asked.node.store.accounts
    held = book.held(asked.actor.name)
    facts = {
        "account": book.account(asked.actor.name),
        "sessions": [one for one in held if one.kind is CredentialKind.SESSION],
        "tokens": [one for one in held if one.kind is CredentialKind.TOKEN],
        "this": _held(asked).id,
        "asks_password": own_account.asks_password(asked.node, standing(asked)),
        "settings": asked.node.store.settings,
        "words": words,
        "where": where,
        "done": "" if words else asked.one("done"),
    }
    return Page("account.html", say("Your account"), facts, status=400 if words else 200)


def _offer(asked: Asked, words: str = "", sealed: str = "") -> Page:
    offered = own_account.offer_factor(asked.node, standing(asked), sealed)
    facts = {
        "offered": offered,
        "picture": qr_svg(offered.uri),
        "asks_password": own_account.asks_password(asked.node, standing(asked)),
        "words": words,
    }
    return Page("second_factor.html", say("A second factor"), facts, status=400 if words else 200)
