"""Import of 200,000 CSV rows into a fresh node: rows a second, with the linking columns and keys prepared on the way.

python -m bench.importing [ROWS]        needs ../shared/checks/gen_persons.py
"""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow.parquet as pq

from bench.results import write_section
from coalesce.app import create_node
from coalesce.services import keeping
from coalesce.services.importing import ImportOrder, import_file

GENERATOR = Path(__file__).resolve().parents[1] / ".." / "shared" / "checks" / "gen_persons.py"


def persons_csv(folder: Path, rows: int) -> Path:
    """The synthetic persons of the linking benchmark as a member would hand them in."""
    parquet = folder / "persons.parquet"
    subprocess.run(
        [sys.executable, str(GENERATOR), str(rows), str(parquet), "7"], check=True, stdout=subprocess.DEVNULL
    )
    path = folder / "persons.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["reference", "name", "birth_date", "document"])
        for row in pq.read_table(parquet).to_pylist():
            out.writerow([row["unique_id"], f"{row['first_name']} {row['surname']}", row["dob"], row["doc_no"]])
    return path


def main() -> None:
    """Measure and note."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = persons_csv(folder, rows)
        node = create_node(folder / "node", "NL")
        owner = node.store.actor("owner")
        keeping.add_list(node, owner, keeping.ListOrder("bench"))
        lines = []
        for what in ("first edition", "second edition, unchanged"):
            began = time.perf_counter()
            report = import_file(node, owner, ImportOrder(path, "bench"))
            seconds = time.perf_counter() - began
            lines.append(
                f"| {what} | {report.accepted:,} | {report.rejected:,} | {seconds:.1f} s | {rows / seconds:,.0f} |"
            )
        size = (folder / "node" / "node.db").stat().st_size / 1e6
        node.store.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    table = ["| import | accepted | rejected | time | rows a second |", "|---|---|---|---|---|", *lines]
    write_section(
        "Import of a CSV", [*table, "", f"Database {size:,.0f} MB, peak memory of the process {memory:,.0f} MB."]
    )


if __name__ == "__main__":
    main()
