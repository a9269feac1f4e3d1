"""Server time of the desk: its first page, a step on the map, a search, a step of review, against what was promised.

    python -m bench.desk [NODE]     NODE: a node with linked records and a reader 'claire'; else the sample, made in a temporary folder

Asked within one process, one request after another, as claire of FR: what the wire adds is not in it. The desk is warmed as
``coalesce serve`` warms it; how long that takes is told. The processor's time of this one process is held against the goal: by the
clock another program on the machine counts too. Each map step, search and pair is one that was not asked before.
"""

from __future__ import annotations

import asyncio
import re
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bench.results import write_section
from coalesce.app import build_demo
from coalesce.handling import Purpose
from coalesce.services.building import VISITOR
from coalesce.services.node import Node, silent
from coalesce.store.accounts import CredentialKind
from coalesce.web import build_desk
from coalesce.web.credentials import cookie_name
from coalesce.web.serving import warm

STEPS = 20
"""So many map steps, searches and pairs."""

AT = "http://127.0.0.1:8000"
OWN = {"sec-fetch-site": "same-origin"}


@dataclass(slots=True)
class Measured:
    """Milliseconds of one kind of step, and what was promised of it."""

    what: str
    goal: float | None = None
    taken: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)

    async def of(self, step: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
        """Take a step and note how long it took. The answer must be a page."""
        began, worked = time.perf_counter(), time.process_time()
        answer = await step()
        self.taken.append((time.perf_counter() - began) * 1000)
        self.worked.append((time.process_time() - worked) * 1000)
        assert answer.status_code in (200, 303), (self.what, answer.status_code)
        return answer

    def row(self) -> str:
        """As a line of the table: medians, the slowest, the goal, and whether the server's median work holds it."""
        middle, slowest, worked = statistics.median(self.taken), max(self.taken), statistics.median(self.worked)
        verdict = "" if self.goal is None else ("yes" if worked <= self.goal else "**no**")
        goal = "" if self.goal is None else f"{self.goal:.0f}"
        return f"| {self.what} | {len(self.taken)} | {worked:.0f} | {middle:.0f} | {slowest:.0f} | {goal} | {verdict} |"


@dataclass(frozen=True, slots=True)
class Asking:
    """A desk, and whoever asks it."""

    client: httpx.AsyncClient

    async def get(self, path: str) -> httpx.Response:
        """A page."""
        return await self.client.get(path)

    async def judged(self, page: httpx.Response) -> httpx.Response:
        """A word on the pair that a page shows, and the page that follows: what a reviewer waits for."""
        csrf = re.search(r'name="csrf" value="(\w+)"', page.text)
        assert csrf, "a pair's page carries its form's token"
        form = {"csrf": csrf[1], "verdict": "unsure", "note": "too little to decide on"}
        answer = await self.client.post(page.url.path, data=form, headers=OWN)
        return await self.client.get(answer.headers["location"])


@asynccontextmanager
async def asking(node: Node) -> AsyncIterator[tuple[Asking, float]]:
    """A signed-in client of the node's desk, and the seconds that warming it took."""
    desk = build_desk(node)
    secret = node.store.issue(node.store.actor("owner"), VISITOR, CredentialKind.LINK)
    began = time.perf_counter()
    warm(desk.state.desk)
    warmed = time.perf_counter() - began
    async with httpx.AsyncClient(transport=httpx.ASGITransport(desk), base_url=AT) as client:
        answer = await client.post("/sign-in", data={"link": secret}, headers=OWN)
        client.cookies.set(cookie_name(node, secure=False), answer.cookies[cookie_name(node, secure=False)])
        yield Asking(client), warmed


async def measured(node: Node) -> list[str]:
    """The table."""
    async with asking(node) as (desk, warmed):
        first = Measured("first page, `/`", 200)
        await first.of(lambda: desk.get("/"))
        flows = Measured("the flow page, `/flows`", 200)
        await flows.of(lambda: desk.get("/flows"))
        step = Measured("map step, another window of `/flows`", 40)
        for address in _windows():
            await step.of(lambda address=address: desk.get(address))
        search = Measured("search, `/records?q=`", 50)
        for name in _names(node):
            await search.of(lambda name=name: desk.client.get("/records", params={"q": name}))
        review = Measured("review step: a word kept, the next pair shown", 60)
        page = await desk.get(await _first_pair(desk))
        for _ in range(STEPS):
            page = await review.of(lambda page=page: desk.judged(page))
        others = [Measured(f"`{path}`") for path in ("/people", "/lists", "/estimate?into=SY", "/figure")]
        for one in others:
            for _ in range(2):
                path = one.what.strip("`")
                await one.of(lambda path=path: desk.get(path))
    head = [
        "| what | times | of the processor (ms) | by the clock (ms) | slowest (ms) | goal (ms) | held |",
        "|---|---|---|---|---|---|---|",
    ]
    rows = [one.row() for one in (first, flows, step, search, review, *others)]
    return [f"Warmed in {warmed:.1f} s, for every member that reads here.", "", *head, *rows]


def _windows() -> list[str]:
    """Windows of months, and of one side of the map."""
    ends = [(2013 + (month // 12), month % 12 + 1) for month in range(1, STEPS)]
    asked = [f"/flows?since=2013-01&until={year}-{month:02d}" for year, month in ends]
    return [
        *asked[: STEPS - 6],
        *(f"/flows?into={code}" for code in ("SY", "IQ", "TR")),
        "/flows?out_of=SY",
        "/flows?by=leg,month",
    ]


def _names(node: Node) -> list[str]:
    """Names of records that the reader sees, one every so often, whatever their script."""
    with node.store.read(node.store.actor(VISITOR), Purpose.INVESTIGATION) as view:
        ids = sorted(view.facts())
        chosen = ids[:: max(1, len(ids) // STEPS)][:STEPS]
        return [one.name for one in view.records(chosen).values()]


async def _first_pair(desk: Asking) -> str:
    """The address of the first pair that waits."""
    found = re.search(r'href="(/review/\w+/\w+[^"]*)"', (await desk.get("/review")).text)
    assert found, "a pair waits"
    return found[1].replace("&amp;", "&")


def main() -> None:
    """Measure and note."""
    with tempfile.TemporaryDirectory() as name:
        node = build_demo(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(name) / "node", silent)
        rows = asyncio.run(measured(node))
        node.store.close()
    write_section("Server time of the desk on the sample world", rows)


if __name__ == "__main__":
    main()
