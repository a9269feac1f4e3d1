"""From a request to an answer: who asks, may they, open the view, call the endpoint, close it, write the answer.

Invariant: the view is opened and closed inside one call in one thread, so that its audit row is committed before
the answer leaves and no connection waits on a slow reader; unknown and forbidden give the same bytes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from coalesce.errors import (
    BadInput,
    BadUsage,
    CoalesceError,
    NotFound,
    NotInstalled,
    NotPermitted,
    NotSignedIn,
    Refusal,
    StoreBusy,
    TooManyAttempts,
    Unreachable,
)
from coalesce.handling import Actor, Purpose
from coalesce.services.people import reading
from coalesce.services.sharing import check_member
from coalesce.services.uploading import FOLDER
from coalesce.store.account_book import Caller
from coalesce.store.accounts import CredentialKind, Held
from coalesce.web import credentials, language, text_form
from coalesce.web.answers import Answer, Data, File, Page, Redirect, Stream
from coalesce.web.asked import Asked, Desk, Words
from coalesce.web.badges import with_badges
from coalesce.web.fields import PURPOSE, VIEW_AS, check_words, purpose_of
from coalesce.web.receiving import Check, Received, is_multipart, receive
from coalesce.web.registrar import Door, Route
from coalesce.web.rendering import Renderer

MOST_BODY = 64_000
"""Bytes of a form: a reason is a sentence."""

MOST_FORM_FIELDS = 600
"""Fields of a form: a list has at most 500 columns."""

OF_ITSELF = frozenset({Purpose.PLANNING, Purpose.REDRESS})
"""For these a route that opens no view acts whatever purpose the request names: a token must have the route's own too."""

STATUS: tuple[tuple[type[CoalesceError], int], ...] = (
    (NotSignedIn, 401),
    (TooManyAttempts, 429),
    (NotPermitted, 403),
    (NotFound, 404),
    (NotInstalled, 501),
    (Refusal, 409),
    (BadInput, 400),
    (StoreBusy, 503),
    (Unreachable, 503),
)


@dataclass(frozen=True, slots=True)
class Answering:
    """How every route of one desk is answered."""

    desk: Desk
    renderer: Renderer

    def endpoint(self, route: Route) -> Callable[[Request], Awaitable[Response]]:
        """The function that FastAPI calls for a route."""

        async def endpoint(request: Request) -> Response:
            if route.files and is_multipart(request):
                return await self._with_files(route, request)
            most = text_form.most_bytes(self.desk.node.store.settings) if route.text else MOST_BODY
            body = await _body(request, most) if route.method == "POST" else b""
            return await run_in_threadpool(self.respond, route, request, body)

        return endpoint

    async def _with_files(self, route: Route, request: Request) -> Response:
        """A form with files: who sends it is known before any of it is kept."""
        store = self.desk.node.store
        try:
            check = await run_in_threadpool(self._sender, route, request)
            form = await receive(request, store.folder / FOLDER, store.settings.max_upload_bytes, check)
        except CoalesceError as fault:
            return await run_in_threadpool(self._not_received, fault, route, request)
        try:
            return await run_in_threadpool(self.respond, route, request, form)
        finally:
            form.discard()

    def _sender(self, route: Route, request: Request) -> Check:
        """What the fields before a file are checked with. Raises NotSignedIn, NotPermitted."""
        node, token = self.desk.node, credentials.bearer(request) if route.data else ""
        secret, kind = (
            (token, CredentialKind.TOKEN)
            if token
            else (credentials.session_secret(node, request), CredentialKind.SESSION)
        )
        actor, held = credentials.signed_in(node, secret, kind, credentials.agent(request))
        _check_role(route, actor)
        if token:
            check_scope(self._asking(actor, held, route.purpose, Words("/", {})), changes=True)
            return lambda _: None
        credentials.check_origin(request)
        header = request.headers.get("x-csrf-token", "")
        return lambda form: credentials.check_form(node, secret, header or form.get("csrf", ""))

    def _not_received(self, fault: CoalesceError, route: Route, request: Request) -> Response:
        _speak(request, data=route.data)
        return self.refused(fault, self._who(request), data=route.data)

    def respond(self, route: Route, request: Request, body: bytes | Received | None) -> Response:
        """One whole answer, in one thread."""
        _speak(request, data=route.data)
        asked: Asked | None = None
        try:
            if body is None:
                raise BadUsage(text_form.TOO_LONG if route.text else f"a form has at most {MOST_BODY} bytes")
            words = self._about(_words(route, request, body), request)
            if route.door is Door.OPEN:
                answer = self._opened(route, request, words)
            else:
                asked = self.asked(route, request, words)
                answer = self._called(route, asked)
        except CoalesceError as fault:
            return self.refused(fault, asked or self._who(request), data=route.data)
        return self._written(answer, asked, request)

    def _about(self, words: Words, request: Request) -> Words:
        """The words with where they come from."""
        node = self.desk.node
        site = ("https://" if credentials.is_secure(request) else "http://") + request.headers.get("host", "")
        caller = Caller(credentials.address(node, request), credentials.agent(request))
        secret, step = credentials.session_secret(node, request), credentials.step_secret(node, request)
        return replace(words, caller=caller, site=site, secret=secret, step=step)

    def asked(self, route: Route, request: Request, words: Words) -> Asked:
        """Who asks and for what. Raises NotSignedIn, NotPermitted, BadUsage."""
        asked = self._signed_in(route, request, words)
        actor, words = asked.actor, asked.words
        _check_role(route, actor)
        check_words((name for name, _ in words.query), route.words)
        said = words.form.get(PURPOSE) or asked.one(PURPOSE)
        purpose = purpose_of(said, route.purpose)
        asked = replace(asked, purpose=purpose, also=asked.one(VIEW_AS), told=bool(said))
        check_member(self.desk.node, asked.also)
        check_scope(asked, changes=route.method == "POST")
        if route.door is Door.ACTOR and route.purpose in OF_ITSELF:
            check_scope(replace(asked, purpose=route.purpose), changes=route.method == "POST")
        return asked

    def _signed_in(self, route: Route, request: Request, words: Words) -> Asked:
        node, token = self.desk.node, credentials.bearer(request) if route.data else ""
        if token:
            actor, held = credentials.signed_in(node, token, CredentialKind.TOKEN)
            return self._asking(actor, held, route.purpose, replace(words, secret=token))
        secret, browser = credentials.session_secret(node, request), credentials.agent(request)
        actor, held = credentials.signed_in(node, secret, CredentialKind.SESSION, browser)
        if route.method == "POST":
            credentials.check_origin(request)
            given = request.headers.get("x-csrf-token") or words.form.get("csrf", "")
            credentials.check_form(node, secret, given)
        return self._asking(actor, held, route.purpose, replace(words, secret=secret))

    def _asking(self, actor: Actor, held: Held, purpose: Purpose, words: Words) -> Asked:
        csrf = credentials.csrf_token(self.desk.node, words.secret)
        return Asked(self.desk, actor, purpose, words, csrf=csrf, held=held)

    def _who(self, request: Request) -> Asked | None:
        """Whoever is signed in, so that a refusal has its page's frame; None where nobody is."""
        secret, browser = credentials.session_secret(self.desk.node, request), credentials.agent(request)
        try:
            actor, held = credentials.signed_in(self.desk.node, secret, CredentialKind.SESSION, browser)
        except NotSignedIn:
            return None
        return self._asking(actor, held, Purpose.INVESTIGATION, Words("/", {}, secret=secret))

    def _opened(self, route: Route, request: Request, words: Words) -> Answer:
        if route.method == "POST":
            credentials.check_origin(request)
        return route.answer(self.desk, words)

    def _called(self, route: Route, asked: Asked) -> Answer:
        store = self.desk.node.store
        if route.door is Door.RECORDS:
            with store.read(asked.actor, asked.purpose, also=asked.also) as view:
                return with_badges(route.answer(asked, view), asked, view)
        if route.door is Door.PEOPLE:
            with reading(self.desk.node, asked.actor, asked.purpose) as view:
                return with_badges(route.answer(asked, view), asked, view)
        return route.answer(asked)

    # -- writing -----------------------------------------------------------------------------

    def _written(self, answer: Answer, asked: Asked | None, request: Request) -> Response:
        match answer:
            case Page():
                response = _html(self.renderer.page(answer, asked), answer.status)
                self._cookies(response, request, answer)
                return response
            case Data():
                return Response(orjson.dumps(answer.document), answer.status, media_type="application/json")
            case File():
                return _file(answer, "gzip" in request.headers.get("accept-encoding", ""))
            case Stream():
                named = {"content-disposition": f'attachment; filename="{answer.name}"'}
                return StreamingResponse(answer.pieces, 200, named, answer.media)
            case Redirect():
                response = RedirectResponse(answer.location, status_code=303)
                self._cookies(response, request, answer)
                if answer.language is not None:
                    credentials.set_language(response, request, answer.language)
                return response

    def _cookies(self, response: Response, request: Request, answer: Page | Redirect) -> None:
        if answer.session is not None:
            credentials.set_session(response, self.desk.node, request, answer.session)
        if answer.step is not None:
            credentials.set_step(response, self.desk.node, request, answer.step)

    def refused(self, fault: CoalesceError, asked: Asked | None, data: bool) -> Response:
        """The answer to a fault: its own words and nothing of the address, so that unknown and forbidden are alike."""
        status = next((code for kind, code in STATUS if isinstance(fault, kind)), 500)
        headers = {"www-authenticate": 'Bearer realm="coalesce"'} if status == 401 else {}
        if isinstance(fault, TooManyAttempts):
            headers = {"retry-after": str(fault.seconds)}
        if data:
            return Response(orjson.dumps({"error": str(fault)}), status, headers, "application/json")
        framed = None if asked is None or status == 401 else replace(asked, words=Words("/", {}))
        return _html(self.renderer.refusal(status, str(fault), framed), status, headers)

    def unrouted(self, request: Request, status: int) -> Response:
        """The answer where no route is: like any other without a session, else 404 or 405."""
        data = request.url.path.startswith("/api/")
        _speak(request, data=data)
        asked = self._who(request) or (self._by_token(request) if data else None)
        if asked is None:
            return self.refused(NotSignedIn(credentials.SIGN_IN), None, data)
        if status == 405:
            return Response(orjson.dumps({"error": "not done that way here"}), 405, media_type="application/json")
        return self.refused(NotFound("page"), asked, data)

    def _by_token(self, request: Request) -> Asked | None:
        token = credentials.bearer(request)
        try:
            actor, held = credentials.signed_in(self.desk.node, token, CredentialKind.TOKEN)
        except NotSignedIn:
            return None
        return self._asking(actor, held, Purpose.INVESTIGATION, Words("/", {}))


def check_scope(asked: Asked, changes: bool) -> None:
    """Raises NotPermitted for what lies outside of the token's scope; a session's is everything."""
    assert asked.held is not None, "who asks is signed in with something"
    if not asked.held.scope.allows(asked.purpose, changes):
        wanted = f"{'write' if changes else 'read'} for {asked.purpose}"
        raise NotPermitted(f"this token may not {wanted}: ask for one whose scope says so")


def _speak(request: Request, data: bool) -> None:
    """A page speaks its reader's language, a document English: a program reads it."""
    wish = language.chosen(request.cookies.get(language.COOKIE, ""), request.headers.get("accept-language", ""))
    language.speak(language.ENGLISH if data else wish)


async def _body(request: Request, most: int) -> bytes | None:
    """The body, or None where it is too long."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            return None
    return body


def _check_role(route: Route, actor: Actor) -> None:
    """Raises NotPermitted where no role of the actor is one of the route's."""
    if not actor.roles & route.roles:
        wanted = " or ".join(sorted(role.replace("_", " ") for role in route.roles))
        raise NotPermitted(f"this takes the role {wanted}; yours: {', '.join(sorted(actor.roles)) or 'none'}")


def _words(route: Route, request: Request, body: bytes | Received) -> Words:
    """Raises BadUsage for a body that is not what the route takes."""
    parts = {name: str(value) for name, value in request.path_params.items()}
    query = tuple(request.query_params.multi_items())
    if isinstance(body, Received):
        return Words(request.url.path, parts, query, body.fields, files=body.files)
    form: dict[str, str] = {}
    if route.text:
        form, upload = text_form.read_text_form(request.headers.get("content-type", ""), body)
        return Words(request.url.path, parts, query, form, upload=upload)
    several: dict[str, list[str]] = {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if body and route.data and kind == "application/json":
        form = _from_json(body)
    elif body:
        if kind != "application/x-www-form-urlencoded":
            raise BadUsage("a change is sent as a form" + (" or as JSON" if route.data else ""))
        for name, value in _pairs(body):
            several.setdefault(name, []).append(value)
        form = {name: values[-1] for name, values in several.items()}
    return Words(request.url.path, parts, query, form, several=several)


def _pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            body.decode("utf-8", errors="replace"), keep_blank_values=True, max_num_fields=MOST_FORM_FIELDS
        )
    except ValueError:
        raise BadUsage(f"a form has at most {MOST_FORM_FIELDS} fields") from None


def _from_json(body: bytes) -> dict[str, str]:
    try:
        read = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BadUsage("the body is not JSON") from None
    if not isinstance(read, dict) or not all(isinstance(value, str) for value in read.values()):
        raise BadUsage("the body is one JSON document of names and texts")
    return read


def _html(text: str, status: int, headers: dict[str, str] | None = None) -> Response:
    return Response(text, status, headers, "text/html; charset=utf-8")


def _file(answer: File, takes_gzip: bool) -> Response:
    headers = {"cache-control": "public, max-age=31536000, immutable"} if answer.kept else {}
    if answer.zipped:
        headers["vary"] = "accept-encoding"
        if takes_gzip:
            return Response(answer.zipped, 200, headers | {"content-encoding": "gzip"}, answer.media)
    if answer.name:
        headers["content-disposition"] = f'attachment; filename="{answer.name}"'
    return Response(answer.body, 200, headers, answer.media)
