"""The bulletin as a PDF: for the desk's download, and for the command line, which has no desk.

Invariant: the same text as the page's, with the handling banner on every sheet, made from the same figures.
"""

from __future__ import annotations

from typing import Any

from coalesce.drawing import Banner
from coalesce.handling import TLP, Actor, Purpose
from coalesce.services import bulletin
from coalesce.services.node import Node
from coalesce.services.openid import Provider
from coalesce.web import bulletin_shown
from coalesce.web.answers import Answer, File
from coalesce.web.asked import Asked, Desk
from coalesce.web.bulletin_pages import ASKS, facts_of, figures_of
from coalesce.web.language import say
from coalesce.web.paper import Paper, pdf
from coalesce.web.registrar import Door, Registrar
from coalesce.web.rendering import Renderer
from coalesce.web.saved import file_name
from coalesce.web.static_files import StaticFiles

routes = Registrar()


@routes.page("/bulletin.pdf", purpose=Purpose.INVESTIGATION, door=Door.ACTOR, asks=ASKS)
def download(asked: Asked) -> Answer:
    """The bulletin of a month as a PDF, with the handling banner on every page."""
    names = bulletin.receivable(asked.node, asked.actor)
    name = asked.one("series") or (names[0] if names else "")
    body, month = made(asked.desk, asked.actor, name, asked.one("month"))
    return File(body, "application/pdf", file_name(f"bulletin-{month}", [TLP.AMBER], "pdf"))


def made(desk: Desk, actor: Actor, name: str, month: str) -> tuple[bytes, str]:
    """The PDF and its month. Raises as ``bulletin.compiled``; NotInstalled."""
    found = bulletin.compiled(desk.node, actor, name, month)
    title = say("Bulletin, %(month)s", month=bulletin_shown.month_words(found.month))
    told = [say("task force figure for %(member)s", member=actor.member)]
    if desk.node.store.settings.sample:
        told.append(say("sample world: every person is invented"))
    facts: dict[str, Any] = {**facts_of(found), "figures": figures_of(bulletin_shown.drawings(found, None))}
    banner = Banner(TLP.AMBER, " · ".join(told), title)
    return pdf(desk, Paper("bulletin_print.html", banner, facts)), str(found.month)


def printed_bulletin(node: Node, actor: Actor, name: str, month: str) -> bytes:
    """The PDF without a desk, in English. Raises as ``made``."""
    static, settings = StaticFiles(), node.store.settings
    desk = Desk(node, static, dict, Renderer(settings, static).written, Provider(settings))
    return made(desk, actor, name, month)[0]
