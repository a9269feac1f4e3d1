"""How fast peers are served: bundles that they write, pages that they fetch, first and deep; another server beside it.

    python -m bench.taxii [FOLDER [COUNT ...]]      FOLDER keeps the nodes for another run; else they are made anew

Validation, release filter and audit are on; each answer's row of the log is on the disk before it leaves. Our server is one process, the
client another one with its own processor's share. MEDALLION in the environment is the command of medallion; without it ours
alone is measured.
"""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import taxii_other
from bench.results import write_section
from bench.taxii_world import FIRST, world
from coalesce.store.wire_rows import stamp

SIZES = (100_000, 1_000_000)
EACH, BUNDLES = 1_000, 40
SECONDS = 2.5
RELEASED, INBOX = "/taxii2/api/collections/released/objects/", "/taxii2/api/collections/inbox/objects/"
LINES = (1, 8)
THEIRS = 1_000
"""Objects that the other server holds: of 100,000 it does not answer for minutes."""


@contextmanager
def running(command: list[str] | subprocess.Popen[bytes], port: int) -> Iterator[int]:
    """A server, until it is no longer needed."""
    started = subprocess.Popen(command) if isinstance(command, list) else command
    try:
        for _ in range(1_200):
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        time.sleep(0.5)
        yield port
    finally:
        started.terminate()
        started.wait()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def load(folder: Path, **order: Any) -> dict[str, Any]:
    """What a client in a process of its own measured."""
    file = folder / "order.json"
    file.write_text(json.dumps(order))
    done = subprocess.run([sys.executable, "-m", "bench.taxii_load", str(file)], capture_output=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def pages(count: int, limit: int) -> dict[str, list[str]]:
    """The same page again and again at the beginning and far behind; and two hundred pages here and there."""
    dice = random.Random(7)
    room = count - limit - 1

    def at(place: int) -> str:
        return f"{RELEASED}?limit={limit}&added_after={stamp(FIRST + place)}"

    return {
        "first": [at(-1)],
        "deep": [at(room * 9 // 10)],
        "scattered": [at(dice.randrange(room)) for _ in range(200)],
    }


def fetched(folder: Path, count: int, token: str, port: int) -> list[str]:
    """The rows of the table of pages, of one node."""
    rows = []
    for limit in (100, 1_000):
        for name, paths in pages(count, limit).items():
            told = []
            for lines in LINES:
                one = load(
                    folder, port=port, authorization=f"Bearer {token}", paths=paths, lines=lines, seconds=SECONDS
                )
                assert one["counted"] == limit, one
                told.append(f"{one['rate']:,.0f} ({one['p50'] * 1000:.1f} / {one['p99'] * 1000:.1f})")
            rows.append(f"| Coalesce | {count:,} | {limit:,} | {name} | {' | '.join(told)} |")
    return rows


def written(folder: Path, told: dict[str, Any], name: str, held: int) -> str:
    """A row of the table of bundles."""
    rates = []
    for lines in LINES[:1] if name != "Coalesce" else LINES:
        one = load(folder, **told, lines=lines, each=EACH)
        status = json.loads(one["last"])
        assert status["success_count"] == EACH, status
        rates.append(f"{one['rate'] * EACH:,.0f} ({one['p50'] * 1000:.0f} ms a bundle)")
    return f"| {name} | {held:,} | {' | '.join([*rates, '-'][:2])} |"


def ours(folder: Path, count: int) -> tuple[str, list[str]]:
    """Bundles and pages of a node with so many objects."""
    node = folder / f"node-{count}"
    token = world(node, count)
    port = free_port()
    with running([sys.executable, "-m", "bench.taxii_world", "serve", str(node), str(port)], port):
        rows = fetched(folder, count, token, port)
        told = {"port": port, "authorization": f"Bearer {token}", "path": INBOX, "bundles": BUNDLES}
        return written(folder, told, "Coalesce", count), rows


def theirs(folder: Path, program: Path, count: int) -> tuple[str, list[str]]:
    """The same of medallion, as far as it goes: one connection, the first page, fewer bundles."""
    port = free_port()
    with running(taxii_other.start(program, folder, port, count), port):
        rows = []
        for limit in (100, 1_000):
            asked = {
                "port": port,
                "authorization": taxii_other.AUTHORIZATION,
                "paths": [f"{taxii_other.PATH}?limit={limit}"],
            }
            one = load(folder, **asked, lines=1, seconds=SECONDS)
            told = f"{one['rate']:,.2f} ({one['p50'] * 1000:,.0f} / {one['p99'] * 1000:,.0f})"
            rows.append(f"| medallion, in memory | {count:,} | {limit:,} | first | {told} | - |")
        told_once = {"port": port, "authorization": taxii_other.AUTHORIZATION, "path": taxii_other.PATH, "bundles": 1}
        return written(folder, told_once, "medallion, in memory", count), rows


def measured(folder: Path, sizes: Sequence[int] = SIZES) -> None:
    """Measure all of it and write the section."""
    found = [ours(folder, count) for count in sizes]
    program = os.environ.get("MEDALLION")
    if program:
        found.append(theirs(folder, Path(program), THEIRS))
    lines = [
        f"Bundles of {EACH:,} objects of about 900 bytes: objects a second, over one connection and over eight.",
        "",
        "| server | objects there | 1 connection | 8 connections |",
        "|---|---|---|---|",
        *(bundle for bundle, _ in found),
        "",
        "Pages: requests a second (median / 99 % in ms), over one connection and over eight.",
        "",
        "| server | objects there | limit | page | 1 connection | 8 connections |",
        "|---|---|---|---|---|---|",
        *(row for _, rows in found for row in rows),
        "",
        "`first` and `deep` (behind nine tenths of the objects) ask for one page again and again, `scattered` for 200 different ones. Ours: each",
        "object is of a record of its own, released to the peer; guard, release filter and validation on, one row of the chained audit",
        "log on the disk for each request. medallion: no audit and no disk; its command's own server.",
        f"Load of the machine at the end of the run, over one minute: {os.getloadavg()[0]:.1f} (client and server alone make up to 2).",
    ]
    write_section("Peers over TAXII", lines)


def main() -> None:
    """With a folder, in it; else in one of its own."""
    if len(sys.argv) > 1:
        Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
        measured(Path(sys.argv[1]), [int(count) for count in sys.argv[2:]] or SIZES)
        return
    with tempfile.TemporaryDirectory() as folder:
        measured(Path(folder))


if __name__ == "__main__":
    main()
