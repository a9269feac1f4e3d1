"""Who a request comes from: the session's cookie, an API token, and proof that a form is the desk's own.

Invariant: a secret is taken from a cookie or header alone, never from an address. A change that rests on a cookie needs
the session's own token and an origin that is the desk.

A sign-in under way has a cookie of its own ("step"), which opens no page: Lax, since a provider sends the browser back with it.

Sources: RFC 6265bis (cookie prefixes, SameSite), RFC 6750 (bearer tokens), W3C Fetch Metadata (Sec-Fetch-Site).
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Literal
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from coalesce.errors import NotPermitted, NotSignedIn
from coalesce.handling import Actor
from coalesce.services.node import Node
from coalesce.store.accounts import CredentialKind, Held
from coalesce.web.language import COOKIE

YEAR = 31_536_000
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
SIGN_IN = "not signed in: sign in first; your operator gives you a link with 'coalesce actor token NAME'"
STALE_FORM = "this form is not from your present session: open the page again and repeat it"


def host_name(host: str) -> str:
    """The name in a Host header or authority, without port and brackets."""
    try:
        return (urlsplit(f"//{host}").hostname or "").casefold()
    except ValueError:
        return ""


def is_secure(request: Request) -> bool:
    """Whether the cookie must travel over TLS alone: everywhere but on loopback."""
    return host_name(request.headers.get("host", "")) not in LOOPBACK


def cookie_name(node: Node, secure: bool) -> str:
    """The session cookie's name: of its own for each node, since cookies do not tell ports apart."""
    own = hmac.new(node.store.key, b"cookie", hashlib.sha256).hexdigest()[:8]
    return f"{'__Host-' if secure else ''}coalesce-{own}"


def session_secret(node: Node, request: Request) -> str:
    """The session's secret as the cookie brings it, or ""."""
    return request.cookies.get(cookie_name(node, is_secure(request)), "")


def bearer(request: Request) -> str:
    """The API token of the Authorization header, or ""."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.casefold() == "bearer" else ""


def agent(request: Request) -> str:
    """The browser as it names itself: what a session is bound to."""
    return request.headers.get("user-agent", "")[:400]


def address(node: Node, request: Request) -> str:
    """Where the request comes from: the connection's other end, or who stands behind the proxy that is believed."""
    peer = request.client.host if request.client else ""
    if peer and peer == node.store.settings.forwarded_from:
        return request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip() or peer
    return peer


def signed_in(node: Node, secret: str, kind: CredentialKind, browser: str = "") -> tuple[Actor, Held]:
    """Whose secret it is, and what stands behind it. Raises NotSignedIn."""
    if not secret:
        raise NotSignedIn(SIGN_IN)
    return node.store.accounts.who(secret, kind, browser)


def set_session(response: Response, node: Node, request: Request, secret: str) -> None:
    """Hand the session's secret to the browser; "" takes it back."""
    secure = is_secure(request)
    age = node.store.settings.session_hours * 3600
    _set(response, cookie_name(node, secure), secret, age=age, secure=secure, samesite="strict")


def step_secret(node: Node, request: Request) -> str:
    """What the browser holds of a sign-in under way, or ""."""
    return request.cookies.get(f"{cookie_name(node, is_secure(request))}-step", "")


def set_step(response: Response, node: Node, request: Request, secret: str) -> None:
    """Let the browser hold something until the next step of signing in; "" takes it back."""
    secure = is_secure(request)
    age = node.store.settings.sign_in_minutes * 60
    _set(response, f"{cookie_name(node, secure)}-step", secret, age=age, secure=secure, samesite="lax")


def _set(
    response: Response, name: str, value: str, *, age: int, secure: bool, samesite: Literal["lax", "strict"]
) -> None:
    if value:
        response.set_cookie(name, value, max_age=age, path="/", secure=secure, httponly=True, samesite=samesite)
    else:
        response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite=samesite)


def set_language(response: Response, request: Request, tag: str) -> None:
    """Keep the language that the reader chose, for a year; it is no secret and says nothing of who reads."""
    secure = is_secure(request)
    response.set_cookie(COOKIE, tag, max_age=YEAR, path="/", secure=secure, httponly=True, samesite="strict")


def csrf_token(node: Node, secret: str) -> str:
    """The token that a session's forms carry: an HMAC of its secret."""
    return hmac.new(node.store.key, b"form\0" + secret.encode(), hashlib.sha256).hexdigest()


def check_form(node: Node, secret: str, given: str) -> None:
    """Raises NotPermitted where a form does not carry its session's token."""
    if not hmac.compare_digest(csrf_token(node, secret).encode(), given.encode(errors="surrogatepass")):
        raise NotPermitted(STALE_FORM)


def check_origin(request: Request) -> None:
    """Raises NotPermitted for a change that another site asks for.

    Sec-Fetch-Site decides where the browser sends it; otherwise Origin must be the desk's own ("null" is not).
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site != "same-origin":
            raise NotPermitted("a change is asked for from the desk's own pages")
        return
    scheme, _, authority = request.headers.get("origin", "").partition("://")
    if scheme not in ("http", "https") or authority.casefold() != request.headers.get("host", "").casefold():
        raise NotPermitted("a change is asked for from the desk's own pages")
