"""Take the pictures of docs/pictures from a sample node: light, dark, phone and print.

    .venv/bin/python scripts/take_pictures.py [--dir DIR]

Promises the same pages in the same sizes each time; the node in DIR is made where it is not there yet. Every person in
them is invented, and every picture says so in its banner.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from playwright.sync_api import BrowserContext, Page, sync_playwright

from coalesce.app import build_demo
from coalesce.services.building import VISITOR
from coalesce.services.node import Node, silent
from coalesce.store.accounts import CredentialKind
from coalesce.web import build_desk

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
DESK, PHONE = (1440, 1000), (360, 780)


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name, the page, the size of the screen, and how it is looked at."""

    name: str
    path: str
    size: tuple[int, int] = DESK
    scheme: str = "light"
    media: str = "screen"


SHOTS = (
    Shot("flow", "/flows"),
    Shot("flow-dark", "/flows", scheme="dark"),
    Shot("flow-phone", "/flows", PHONE),
    Shot("flow-print", "/flows", (794, 1123), media="print"),
    Shot("flow-window", "/flows?into=SY&since=2014-01&until=2014-06"),
    Shot("review", "PAIR"),
    Shot("review-dark", "PAIR", scheme="dark"),
    Shot("review-phone", "PAIR", PHONE),
    Shot("person", "PERSON"),
    Shot("records", "/records?q=Muhammad"),
    Shot("lists", "/lists?as=DE"),
)


def main() -> int:
    """Take every picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dir", type=Path, default=Path("demo"), help="the sample node; made where it is not there")
    node = build_demo(parser.parse_args().dir, silent)
    PICTURES.mkdir(parents=True, exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(build_desk(node), log_level="critical", access_log=False))
        threading.Thread(target=lambda: server.run(sockets=[listener]), daemon=True).start()
        take(node, f"http://127.0.0.1:{listener.getsockname()[1]}")
        server.should_exit = True
    return 0


def take(node: Node, at: str) -> None:
    """Sign in and photograph."""
    installed = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context()
        page = signed_in(context, node, at)
        paths = {"PAIR": first_pair(page, at), "PERSON": first_person(page, at)}
        for shot in SHOTS:
            page.set_viewport_size({"width": shot.size[0], "height": shot.size[1]})
            page.emulate_media(media=shot.media, color_scheme=shot.scheme)  # type: ignore[arg-type]  # its own literals
            page.goto(at + paths.get(shot.path, shot.path))
            page.screenshot(path=PICTURES / f"{shot.name}.png")
            sys.stderr.write(f"{shot.name}.png\n")
        browser.close()


def signed_in(context: BrowserContext, node: Node, at: str) -> Page:
    """A page of the demo's visitor."""
    page = context.new_page()
    page.set_default_timeout(120_000)
    secret = node.store.issue(node.store.actor("owner"), VISITOR, CredentialKind.LINK)
    page.goto(f"{at}/sign-in#{secret}")
    page.wait_for_url("**/flows")
    return page


def first_pair(page: Page, at: str) -> str:
    """The first waiting pair of two scripts, which shows most; the first of all where there is none."""
    page.goto(f"{at}/review?limit=400")
    found = "rows => (rows.find(r => new Set([...r.querySelectorAll('bdi')].map(b => b.lang)).size > 1) ?? rows[0])"
    return str(page.locator("tbody tr").evaluate_all(f"all => ({found})(all).querySelector('a').getAttribute('href')"))


def first_person(page: Page, at: str) -> str:
    """The person of most records."""
    page.goto(f"{at}/people?joined=yes")
    return str(page.locator("tbody th a").first.get_attribute("href"))


if __name__ == "__main__":
    sys.exit(main())
