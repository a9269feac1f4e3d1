"""A hostile list: every row one name and one birth date. Import must bound it and linking stay linear.

    python -m bench.hostile [ROWS ...]

Each size in a node of its own, by the same services as the command line's; the unbounded number of pairs is beside it.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from bench.results import write_section
from coalesce.dates import SystemClock
from coalesce.handling import Handling, Member, Purpose, retention_end
from coalesce.linking.model import load_model
from coalesce.records import ListKind, RecordList
from coalesce.services.importing import ImportOrder, import_file
from coalesce.services.linking import LinkOrder, link_records
from coalesce.services.node import Node
from coalesce.services.people import refresh
from coalesce.settings import Settings
from coalesce.store import Store

SIZES = ("5000", "10000", "20000")


def measure(rows: int, folder: Path) -> str:
    """One size, as a row of the table."""
    path = folder / "hostile.csv"
    lines = (f"R{number},Zorbal Kemtari,1985-02-03,TN" for number in range(rows))
    path.write_text("\n".join(["reference,name,birth_date,nationality", *lines]) + "\n", encoding="utf-8")
    store = Store.create(folder / "node", Settings(member="NL"), Member("NL", "NL"), SystemClock())
    node, owner = Node(store, load_model()), store.actor("owner")
    until = retention_end(None, store.clock.today())
    writer = store.write(owner, Purpose.PLANNING)
    writer.add_list(RecordList(writer.new_id(), "hostile", "NL", ListKind.TRAVELLERS, Handling(until)))
    seconds = []
    began = time.perf_counter()
    report = import_file(node, owner, ImportOrder(path, "hostile"))
    seconds.append(time.perf_counter() - began)
    began = time.perf_counter()
    link_records(node, owner, LinkOrder())
    seconds.append(time.perf_counter() - began)
    began = time.perf_counter()
    refresh(node, owner, Purpose.INVESTIGATION)
    seconds.append(time.perf_counter() - began)
    store.close()
    with closing(sqlite3.connect(folder / "node" / "node.db")) as raw:
        links = raw.execute("SELECT count(*) FROM link").fetchone()[0]
    steps = " | ".join(f"{each:.1f}" for each in seconds)
    return (
        f"| {rows:,} | {report.accepted:,} | {report.crowded:,} | {report.without_keys:,} | {rows * (rows - 1) // 2:,} |"
        f" {links:,} | {steps} |"
    )


def main() -> None:
    """All sizes."""
    lines = [
        "| rows | accepted | a key left out | no key left | pairs unbounded | links | import s | link s | people s |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for size in sys.argv[1:] or SIZES:
        with tempfile.TemporaryDirectory() as folder:
            lines.append(measure(int(size), Path(folder)))
    write_section("A hostile list: one name and date in every row", lines)


if __name__ == "__main__":
    main()
