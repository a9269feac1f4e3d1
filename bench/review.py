"""Server time of a review step: a word is kept, and the next pair is shown; on a node, and how it grows with records.

    python -m bench.review node NAME=FOLDER=ACTOR ...  nodes that are there (they are judged in: give copies)
    python -m bench.review [SIZE ...]                  the sample world, then nodes of so many synthetic persons
                                                       (../shared/checks/gen_persons.py)

A step is the form that keeps a word, on a page of the desk, and the page that it leads to, asked for within this process, one
request after another: what the wire adds is not in it. Times are of the clock, and of this process's processor beside them,
since the machine is shared. ``first`` is the first page of a process, which makes the queue from all links.
"""

from __future__ import annotations

import asyncio
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from bench.link import GENERATOR, SEED
from bench.results import write_section
from coalesce.app import build_demo, open_node
from coalesce.handling import Purpose
from coalesce.services.building import VISITOR
from coalesce.services.linking import LinkOrder, link_records
from coalesce.services.node import Node, silent
from coalesce.services.people import refresh
from coalesce.store.accounts import CredentialKind
from coalesce.web import build_desk
from coalesce.web.credentials import cookie_name

STEPS = 60
SEARCHES = 20
OWN = {"sec-fetch-site": "same-origin"}
VERDICTS = ("same", "different", "different", "unsure")
NOTE = (
    f"The machine was busy (load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores): the processor's time tells more than the clock's.",
    f"{STEPS} words in a row by one reviewer (same, different, different, unsure, and so on), each with the page of the next pair.",
    f"Searches: {SEARCHES} names of records, one after another, each with its page.",
    "`first` makes the queue: it reads every record and link once for a process, as people are made anew after an import.",
)
HEAD = (
    "| node | records | links | first `/review` (s) | `/review` after (ms) | a choice of script (ms) | step (ms): median"
    " | 95 % | slowest | processor, median | search, processor (ms): median | slowest | peak (MB) |"
)


def measured(node: Node, name: str) -> dict[str, Any]:
    """The steps of one reviewer on an open node."""
    store = node.store
    link = store.issue(store.actor("owner"), name, CredentialKind.LINK)
    began = time.perf_counter()
    refresh(node, store.actor(name), Purpose.INVESTIGATION)
    people = time.perf_counter() - began
    found = asyncio.run(_asked(node, link))
    queue = next(iter(node.queues._queues.values()))  # how large what was asked is
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found | {
        "records": len(queue.waiting.records),
        "links": len(queue.waiting.left),
        "people": people,
        "peak": peak,
    }


async def _asked(node: Node, link: str) -> dict[str, Any]:
    transport = httpx.ASGITransport(build_desk(node))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        signed = await client.post("/sign-in", data={"link": link}, headers=OWN)
        client.cookies.set(cookie_name(node, secure=False), signed.cookies[cookie_name(node, secure=False)])

        async def timed(method: str, path: str, **more: Any) -> tuple[httpx.Response, float, float]:
            clock, own = time.perf_counter(), time.process_time()
            answer = await client.request(method, path, **more)
            assert answer.status_code in (200, 303), (path, answer.status_code, answer.text[-300:])
            return answer, (time.perf_counter() - clock) * 1000, (time.process_time() - own) * 1000

        search = [(await timed("GET", "/records", params={"q": name}))[2] for name in _names(node)]
        page, first, _ = await timed("GET", "/review")
        again = [(await timed("GET", "/review"))[1] for _ in range(5)]
        script = [(await timed("GET", "/review?script=Latn"))[1] for _ in range(3)]
        start = re.search(r'href="(/review/\w{26}/\w{26})"', page.text)
        assert start, "nothing waits"
        shown, _, _ = await timed("GET", start[1])
        steps = []
        for number in range(STEPS):
            csrf = re.search(r'name="csrf" value="(\w+)"', shown.text)
            address = re.search(r'action="(/review/\w{26}/\w{26})" id="judge"', shown.text)
            assert csrf
            assert address
            form = {"csrf": csrf[1], "verdict": VERDICTS[number % len(VERDICTS)], "note": "measured"}
            kept, one, own = await timed("POST", address[1], data=form, headers=OWN)
            shown, other, more = await timed("GET", kept.headers["location"])
            steps.append((one + other, own + more, one, other))
    told = {"first": first, "again": statistics.median(again), "script": statistics.median(script), "steps": steps}
    return told | {"search": statistics.median(search), "search_slowest": max(search)}


def _names(node: Node) -> list[str]:
    """Names of records that the owner sees, from all over the node."""
    with node.store.read(node.store.actor("owner"), Purpose.INVESTIGATION) as view:
        ids = sorted(view.facts())
        return [one.name for one in view.records(ids[:: max(1, len(ids) // SEARCHES)][:SEARCHES]).values()]


def row(title: str, found: dict[str, Any]) -> str:
    """One line of the table."""
    steps = sorted(step[0] for step in found["steps"])
    return (
        f"| {title} | {found['records']:,} | {found['links']:,} | {found['first'] / 1000:.2f} | {found['again']:.0f} |"
        f" {found['script']:.0f} | **{statistics.median(steps):.0f}** | {steps[int(len(steps) * 0.95)]:.0f} | {steps[-1]:.0f} |"
        f" {statistics.median(step[1] for step in found['steps']):.0f} | {found['search']:.0f} | {found['search_slowest']:.0f} |"
        f" {found['peak']:.0f} |"
    )


def synthetic(folder: Path, size: str) -> Node:
    """A node of so many persons with slips and namesakes, linked; as ``bench.link`` makes it."""
    folder.mkdir()
    path = folder / f"{size}.parquet"
    subprocess.run([sys.executable, str(GENERATOR), size, str(path), SEED], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([sys.executable, "-m", "bench.link", "import", str(path)], check=True, stdout=subprocess.DEVNULL)
    node = open_node(path.with_suffix(".node"))
    link_records(node, node.store.actor("owner"), LinkOrder(), silent)
    return node


def main(arguments: list[str]) -> None:
    """Measure and note."""
    if arguments[:1] == ["node"]:
        rows = [_of_node(each) for each in arguments[1:]]
    else:
        with tempfile.TemporaryDirectory() as name:
            rows = [row("sample world", measured(build_demo(Path(name) / "sample", silent), VISITOR))]
            nodes = (synthetic(Path(name) / size, size) for size in arguments)
            rows.extend(row("synthetic persons", measured(node, "owner")) for node in nodes)
    write_section("A step of review", [HEAD, "|" + "---|" * (HEAD.count("|") - 1), *rows, "", *NOTE])


def _of_node(text: str) -> str:
    """One line, of ``NAME=FOLDER=ACTOR``."""
    title, folder, actor = text.split("=")
    node = open_node(Path(folder))
    try:
        return row(title, measured(node, actor))
    finally:
        node.store.close()


if __name__ == "__main__":
    main(sys.argv[1:])
