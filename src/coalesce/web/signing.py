"""Signing in with a one-time link, signing out, and what else needs no session.

Invariant: the link's secret stands behind the '#' of an address, which no browser sends; it arrives in a form's body,
opens one session, and is then used up.
"""

from __future__ import annotations

from coalesce.errors import NotSignedIn
from coalesce.handling import Purpose
from coalesce.web.answers import Answer, Data, Page, Redirect
from coalesce.web.asked import Asked, Desk, Words
from coalesce.web.language import say
from coalesce.web.registrar import ANYBODY, Registrar

routes = Registrar()


@routes.unguarded("GET", "/sign-in", because="whoever signs in has no session yet; it shows nothing of the node")
def sign_in_page(desk: Desk, words: Words) -> Answer:  # noqa: ARG001  every open route is called alike
    """The page on which a one-time link becomes a session."""
    return Page("sign_in.html", say("Sign in"), {"words": "", "status": 200})


@routes.unguarded("POST", "/sign-in", because="the one-time link is the credential, and is used up by it")
def sign_in(desk: Desk, words: Words) -> Answer:
    """Open a session with a one-time link, given as the whole link or its secret."""
    secret = words.form.get("link", "").strip().rpartition("#")[2]
    if not secret:
        raise NotSignedIn("paste the link that 'coalesce demo' or 'coalesce actor token NAME' printed")
    return Redirect("/", session=desk.node.store.open_session(secret))


@routes.act("/sign-out", purpose=Purpose.PLANNING, roles=ANYBODY)
def sign_out(asked: Asked) -> Answer:
    """End the session."""
    asked.node.store.close_session(asked.words.secret)
    return Redirect("/sign-in", session="")


@routes.unguarded("GET", "/healthz", because="a proxy asks whether the desk is up; it tells nothing else")
def healthz(desk: Desk, words: Words) -> Answer:  # noqa: ARG001  every open route is called alike
    """Whether the desk answers."""
    return Data({"ok": True})
