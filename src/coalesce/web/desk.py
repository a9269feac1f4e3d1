"""Puts the desk together: every part's routes, the fence before them, and the lock that lets nothing else in.

Invariant: ``build_desk`` returns an app only where each of its routes was made by the registrar.
"""

from __future__ import annotations

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from coalesce import __version__
from coalesce.handling import Purpose
from coalesce.services.node import Node
from coalesce.services.openid import Provider
from coalesce.services.wire import Open
from coalesce.web import (
    account_pages,
    audit_pages,
    bulletin_pages,
    bulletin_paper,
    commitment_form,
    commitment_pages,
    conflict_pages,
    contribution_pages,
    estimate_pages,
    figure_files,
    figure_pages,
    flow_files,
    flow_how,
    flow_pages,
    home_pages,
    import_pages,
    language_pages,
    list_pages,
    member_pages,
    notice_pages,
    peer_pages,
    people_pages,
    rate_pages,
    record_pages,
    redress_pages,
    rehandling_pages,
    report_pages,
    request_pages,
    review_pages,
    search_pages,
    settings_pages,
    signing,
)
from coalesce.web.answering import Answering
from coalesce.web.answers import Answer, Data
from coalesce.web.asked import Asked, Desk, Words
from coalesce.web.fence import Fence, names_of
from coalesce.web.registrar import ANYBODY, Door, Registrar, Route, attach
from coalesce.web.rendering import Renderer
from coalesce.web.static_files import StaticFiles

desk_routes = Registrar()


@desk_routes.unguarded(
    "GET", "/static/{stamp}/{name}", because="style sheets, modules and the base map hold nothing personal"
)
def static_file(desk: Desk, words: Words) -> Answer:
    """A style sheet, a module, or the base map."""
    return desk.static.file(words.parts["name"])


@desk_routes.data("/api/openapi.json", purpose=Purpose.PLANNING, roles=ANYBODY, door=Door.ACTOR)
def description(asked: Asked) -> Answer:
    """This API, as OpenAPI 3.1."""
    return Data(asked.desk.describe())


PARTS: tuple[Registrar, ...] = (
    desk_routes,
    signing.routes,
    language_pages.routes,
    home_pages.routes,
    flow_pages.routes,
    flow_files.routes,
    flow_how.routes,
    estimate_pages.routes,
    search_pages.routes,
    record_pages.routes,
    people_pages.routes,
    figure_pages.routes,
    figure_files.routes,
    bulletin_pages.routes,
    bulletin_paper.routes,
    rate_pages.routes,
    conflict_pages.routes,
    review_pages.routes,
    list_pages.routes,
    redress_pages.routes,
    notice_pages.routes,
    request_pages.routes,
    contribution_pages.routes,
    import_pages.routes,
    rehandling_pages.routes,
    report_pages.routes,  # before /commitments/{id}
    commitment_form.routes,
    commitment_pages.routes,
    audit_pages.routes,
    account_pages.routes,
    member_pages.routes,
    peer_pages.routes,
    settings_pages.routes,
)


ROUTES: tuple[Route, ...] = tuple(route for part in PARTS for route in part.routes)
"""Every route of the desk: what the app is made of, and what its tests go through."""


def build_desk(node: Node, opened: Open | None = None) -> FastAPI:
    """The desk of a node, as an ASGI app; ``opened`` speaks with its peers. Raises BareRoute where a route has no purpose and role."""
    app = FastAPI(title="Coalesce", version=__version__, openapi_url=None, docs_url=None, redoc_url=None)
    static = StaticFiles()
    renderer = Renderer(node.store.settings, static)
    provider = Provider(node.store.settings)
    read = renderer.read_templates
    app.state.desk = Desk(node, static, app.openapi, renderer.written, provider, read_templates=read, opened=opened)
    answering = Answering(app.state.desk, renderer)
    attach(app, ROUTES, answering.endpoint)
    app.state.desk.imports.resume(node)

    async def unrouted(request: Request, fault: Exception) -> Response:
        status = fault.status_code if isinstance(fault, HTTPException) else 500
        return answering.unrouted(request, status)

    app.add_exception_handler(HTTPException, unrouted)
    app.add_middleware(Fence, names=names_of(node.store.settings.host))
    return app
