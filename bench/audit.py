"""Paging, filtering and verifying an audit log of a million rows: what an auditor waits for.

python -m bench.audit [ROWS]
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import orjson

from bench.results import write_section
from coalesce.dates import SystemClock
from coalesce.handling import Member
from coalesce.settings import Settings
from coalesce.store import Store
from coalesce.store.audit import GENESIS, hash_leaf
from coalesce.store.read_audit import AuditQuery, AuditWords

ROWS = 1_000_000
ROUNDS = 21


def leaves(count: int) -> Iterator[bytes]:
    """Reads of ten actors of two members over three years, two in a hundred refused."""
    for number in range(count):
        day = f"{2012 + number * 3 // count}-{number * 36 // count % 12 + 1:02}-{number % 28 + 1:02}"
        member, about = ("NL", {}) if number % 4 else ("FR", {"about": "NL"} if number % 8 else {})
        found = [f"{secrets.token_hex(13)}" for _ in range(3)] if number else ["0" * 26]
        detail = {
            "outcome": "NotFound" if number % 50 == 7 else "answered",
            "read": [{"what": "record", "count": 3, "ids": found}, {"what": "sighting", "count": 0, "ids": []}],
        }
        leaf = {"at": f"{day}T09:00:00.000000+00:00", "actor": f"a{number % 10}", "member": member, "action": "read",
                "purpose": "investigation" if number % 9 else "border", "detail": detail, **about}  # fmt: skip
        yield orjson.dumps(leaf, option=orjson.OPT_SORT_KEYS)


def fill(path: Path, count: int) -> float:
    """Write so many rows behind those that are there; gives the seconds that a row took, with its places."""
    begin = time.perf_counter()
    with closing(sqlite3.connect(path)) as raw:
        seq, chain = raw.execute("SELECT seq, chain FROM audit ORDER BY seq DESC LIMIT 1").fetchone() or (0, GENESIS)
        rows = []
        for leaf in leaves(count):
            told = orjson.loads(leaf)
            seq, leaf_hash = seq + 1, hash_leaf(leaf)
            chain = hashlib.sha256(chain + leaf_hash).digest()
            rows.append((seq, told["member"], told.get("about", ""), leaf, leaf_hash, chain))
            if len(rows) == 20_000:
                raw.executemany("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?)", rows)
                rows.clear()
        raw.executemany("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?)", rows)
        raw.commit()
    return (time.perf_counter() - begin) / count


QUERIES = {
    "newest page": AuditQuery(50),
    "page in the middle": AuditQuery(50, before=300_000),
    "one actor": AuditQuery(50, AuditWords(actor="a3")),
    "refusals": AuditQuery(50, AuditWords(refused=True)),
    "an actor that is not there": AuditQuery(50, AuditWords(actor="nobody")),
    "a day three years ago": AuditQuery(50, AuditWords(since="2012-01-01", until="2012-01-02")),
    "a record that is not there": AuditQuery(50, AuditWords(about="x" * 26)),
}


def measure(count: int) -> list[str]:
    """Make the log, ask it, verify it; one row of the table for each."""
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        store = Store.create(Path(folder) / "node", Settings(member="NL"), Member("NL", "NL"), SystemClock())
        each = fill(Path(folder) / "node" / "node.db", count)
        lines.append(f"| a row written, with its places | {each * 1e3:.3f} | | |")
        owner = store.actor("owner")
        for name, query in QUERIES.items():
            spent = []
            for _ in range(ROUNDS):
                begin = time.perf_counter()
                with store.read_log(owner, told=False) as view:
                    page = view.page(query)
                spent.append(1000 * (time.perf_counter() - begin))
            lines.append(
                f"| {name} | {statistics.median(spent):.1f} | {max(spent):.1f} | {len(page.rows)} rows, back to {page.reached} |"
            )
        begin = time.perf_counter()
        store.verify_audit(owner)
        lines.append(f"| all of it verified | {1000 * (time.perf_counter() - begin):.0f} | | |")
        store.close()
    return lines


def main() -> None:
    """Measure and note."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    table = ["| what | median (ms) | slowest (ms) | found |", "|---|---|---|---|", *measure(count)]
    write_section(f"An audit log of {count:,} rows, of which an auditor may see seven in eight", table)


if __name__ == "__main__":
    main()
