"""Signing in with a password, a one-time link or an identity provider, the second factor, and signing out.

Invariant: a link's secret stands behind the '#' of an address, which no browser sends; it arrives in a form's body, opens one
session, and is then used up. Whoever signs in gets a new session, and the one that the browser had before is closed.
"""

from __future__ import annotations

from coalesce.errors import NotSignedIn
from coalesce.handling import Purpose
from coalesce.services.signing_in import by_password
from coalesce.store.account_book import Entered
from coalesce.store.accounts import CredentialKind
from coalesce.web.answers import Answer, Data, Page, Redirect
from coalesce.web.asked import Asked, Desk, Words
from coalesce.web.language import say
from coalesce.web.language_pages import own_address
from coalesce.web.registrar import ANYBODY, Registrar

routes = Registrar()


@routes.unguarded("GET", "/sign-in", because="whoever signs in has no session yet; it shows nothing of the node")
def sign_in_page(desk: Desk, words: Words) -> Answer:  # noqa: ARG001  every open route is called alike
    """The page to sign in on."""
    return Page("sign_in.html", say("Sign in"), {"words": "", "status": 200})


@routes.unguarded("POST", "/sign-in", because="the one-time link is the credential, and is used up by it")
def sign_in(desk: Desk, words: Words) -> Answer:
    """Open a session with a one-time link, given as the whole link or its secret."""
    secret = words.form.get("link", "").strip().rpartition("#")[2]
    if not secret:
        raise NotSignedIn("paste the link that your operator gave you, or that 'coalesce actor token NAME' printed")
    return entered(desk, words, desk.node.store.accounts.by_link(secret, words.caller))


@routes.unguarded("POST", "/sign-in/password", because="the name and its password are the credential")
def sign_in_with_password(desk: Desk, words: Words) -> Answer:
    """Sign in with a name and its password."""
    name, password = words.form.get("name", "").strip(), words.form.get("password", "")
    if not name or not password:
        raise NotSignedIn("give your name and your password")
    return entered(desk, words, by_password(desk.node, name, password, words.caller))


def entered(desk: Desk, words: Words, found: Entered) -> Answer:
    """On to the desk with a new session, or to the second factor."""
    back = own_address(words.form.get("back", ""))
    if found.pending:
        return Page("code.html", say("One more step"), {"words": "", "back": back}, step=found.secret)
    if words.secret:
        desk.node.store.accounts.close(words.secret)
    return Redirect(back, session=found.secret, step="")


@routes.unguarded(
    "POST", "/sign-in/code", because="it takes what the first factor opened, and the second factor's code"
)
def sign_in_with_code(desk: Desk, words: Words) -> Answer:
    """The second step of signing in: a code of the authenticator, or a recovery code."""
    book, back = desk.node.store.accounts, own_address(words.form.get("back", ""))
    try:
        session = book.complete(words.step, words.form.get("code", ""), words.caller)
    except NotSignedIn as fault:
        _still_pending(desk, words)
        return Page("code.html", say("One more step"), {"words": str(fault), "back": back}, status=401)
    if words.secret:
        book.close(words.secret)
    return Redirect(back, session=session, step="")


def _still_pending(desk: Desk, words: Words) -> None:
    """Raises NotSignedIn where the first step is over: one begins anew."""
    if not words.step:
        raise NotSignedIn("begin again: sign in, and then give the code")
    desk.node.store.accounts.who(words.step, CredentialKind.PENDING, words.caller.agent)


@routes.unguarded("GET", "/sign-in/openid", because="it leads to the identity provider and tells nothing of the node")
def to_provider(desk: Desk, words: Words) -> Answer:
    """On to the identity provider. 404 where the node has none."""
    after = own_address(dict(words.query).get("back", ""))
    begun = desk.provider.begin(desk.node, f"{words.site}/sign-in/openid/back", after)
    return Redirect(begun.address, step=begun.sealed)


@routes.unguarded("GET", "/sign-in/openid/back", because="the identity provider's answer is the credential, once")
def from_provider(desk: Desk, words: Words) -> Answer:
    """Back from the identity provider, with its answer.

    What it opens is shown on a page that leads on: the session's cookie does not go with a request that another site began.
    """
    found, after = desk.provider.finish(desk.node, words.step, dict(words.query), words.caller)
    if found.pending:
        return Page("code.html", say("One more step"), {"words": "", "back": after}, step=found.secret)
    if words.secret:
        desk.node.store.accounts.close(words.secret)
    return Page(
        "signed_in.html", say("Signed in"), {"back": after, "refresh": f"0; url={after}"}, session=found.secret, step=""
    )


@routes.act("/sign-out", purpose=Purpose.PLANNING, roles=ANYBODY)
def sign_out(asked: Asked) -> Answer:
    """End the session."""
    asked.node.store.accounts.sign_out(asked.actor, asked.words.secret)
    return Redirect("/sign-in", session="")


@routes.unguarded("GET", "/healthz", because="a proxy asks whether the desk is up; it tells nothing else")
def healthz(desk: Desk, words: Words) -> Answer:  # noqa: ARG001  every open route is called alike
    """Whether the desk answers."""
    return Data({"ok": True})
