"""A desk on a port, for a real browser: a small sample world, and everything that the browser is seen to do."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from coalesce.linking.model import load_model
from coalesce.services import building
from coalesce.services.node import Node, silent
from coalesce.settings import Settings
from coalesce.store.accounts import CredentialKind
from coalesce.web import build_desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TRAVELLERS = 260


@dataclass(frozen=True, slots=True)
class Served:
    """A node whose desk listens at ``at``."""

    node: Node
    at: str

    def link(self, name: str) -> str:
        """The address of a one-time link."""
        secret = self.node.store.issue(self.node.store.actor("owner"), name, CredentialKind.LINK)
        return f"{self.at}/sign-in#{secret}"


@dataclass(slots=True)
class Watched:
    """A page, and what went wrong in it."""

    page: Page
    at: str
    faults: list[str] = field(default_factory=list)
    abroad: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open a page of the desk."""
        self.page.goto(self.at + path)


@dataclass(slots=True)
class TickingClock:
    """A clock that goes on by a millisecond whenever it is read, so that words follow each other."""

    moment: datetime

    def now(self) -> datetime:
        """See Clock."""
        self.moment += timedelta(milliseconds=1)
        return self.moment

    def today(self) -> date:
        """See Clock."""
        return self.moment.date()


def sample_node(folder: Path, travellers: int = TRAVELLERS) -> Node:
    """The sample task force, smaller than the demo's."""
    clock = TickingClock(datetime.combine(building.TODAY, time(9), UTC))
    settings = Settings(member=building.HOST, sample=True, draws=40, control_share=0.0)
    node = Node(building.begin(folder, settings, clock), load_model())
    building.fill(node, folder, silent, travellers)
    return node


@contextmanager
def serving(node: Node) -> Iterator[Served]:
    """The node's desk on a free port of loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(build_desk(node), log_level="critical", access_log=False))
        thread = threading.Thread(target=lambda: server.run(sockets=[listener]), daemon=True)
        thread.start()
        yield Served(node, f"http://127.0.0.1:{listener.getsockname()[1]}")
        server.should_exit = True
        thread.join(timeout=10)


@contextmanager
def watching(browser: Browser, served: Served, name: str = building.VISITOR, **context: object) -> Iterator[Watched]:
    """A page of its own, signed in (as nobody for ""), that notes every console error, failed script and request to elsewhere."""
    with browser.new_context(**context) as own:  # type: ignore[arg-type]  # Playwright's own keywords
        page = own.new_page()
        page.set_default_timeout(120_000)  # what hangs fails; what is slow beside other work does not
        watched = Watched(page, served.at)
        page.on("console", lambda said: watched.faults.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda fault: watched.faults.append(str(fault)))
        page.on("request", lambda asked: None if asked.url.startswith(served.at) else watched.abroad.append(asked.url))
        if name:
            sign_in(page, served, name)
        yield watched


def sign_in(page: Page, served: Served, name: str) -> None:
    """Open a session by pasting the link, as one does without script too."""
    page.goto(f"{served.at}/sign-in")
    page.locator("input[name=link]").fill(served.link(name))
    page.locator("form#sign-in button").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
