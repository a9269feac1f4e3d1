"""Server time of the desk's pages on the sample world, one request after another, as claire of FR.

python -m bench.desk [NODE]        NODE: a sample node; made in a temporary folder where none is given
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

import httpx
from fastapi import FastAPI

from bench.results import write_section
from coalesce.app import build_demo
from coalesce.services.building import VISITOR
from coalesce.services.node import silent
from coalesce.store.accounts import CredentialKind
from coalesce.web import build_desk
from coalesce.web.credentials import cookie_name

PAGES = ("/flows", "/review", "/people", "/records?q=muhammad", "/lists")
TIMES = 15


def measure(folder: Path) -> list[str]:
    """One row a page: the first request, then the median and slowest of the rest."""
    node = build_demo(folder, silent)
    owner = node.store.actor("owner")
    secret = node.store.issue(owner, VISITOR, CredentialKind.LINK)
    session = node.store.open_session(secret)
    rows = asyncio.run(_rows(build_desk(node), {cookie_name(node, secure=False): session}))
    node.store.close()
    return rows


async def _rows(desk: FastAPI, cookies: dict[str, str]) -> list[str]:
    """Every page, asked for within this process: what the wire adds is not in it."""
    rows = []
    transport = httpx.ASGITransport(desk)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", cookies=cookies) as client:
        for page in PAGES:
            taken = []
            for _ in range(TIMES):
                began = time.perf_counter()
                answer = await client.get(page)
                taken.append((time.perf_counter() - began) * 1000)
                assert answer.status_code == 200, (page, answer.status_code)
            first, *rest = taken
            rows.append(f"| `{page}` | {first:.0f} | {statistics.median(rest):.0f} | {max(rest):.0f} |")
    return rows


def main() -> None:
    """Measure and note."""
    with tempfile.TemporaryDirectory() as name:
        rows = measure(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(name) / "node")
    table = ["| page | first (ms) | median after (ms) | slowest after (ms) |", "|---|---|---|---|", *rows]
    write_section("Server time of the desk on the sample world", table)


if __name__ == "__main__":
    main()
