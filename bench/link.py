"""Batch linking of synthetic persons, beside plain Splink as its tutorial sets it up for persons.

    python -m bench.link [PERSONS [FOLDER [alone]]]         needs ../shared/checks/gen_persons.py

With FOLDER the persons and the node that imported them are kept there, and a second run links a copy of it again; with
``alone`` our side alone is run, and of Splink stands what the run before noted.

Both sides work on the same records (seed 7), one after the other, each in a process of its own. Ours: a node imports
them, which prepares columns and keys, in another process still; then, from the committed store, they are linked, the
links stored, and people made and stored. The prior is set to the number of records, which a node's owner knows. Loading compiled code is a step of its own: the first run after an installation compiles it. Splink: trained on the data themselves, people by connected components.
"""

from __future__ import annotations

import contextlib
import csv
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from bench.results import RESULTS, write_section
from coalesce.app import build, open_node
from coalesce.dates import PartialDate, SystemClock
from coalesce.engines import LinkBatch, LinkOptions, link_stored
from coalesce.handling import Purpose
from coalesce.linking.cluster_ties import Told
from coalesce.linking.coding import Encoder
from coalesce.linking.columns import prepare
from coalesce.linking.evaluation import cluster_accuracy, pair_accuracy, pairs_of
from coalesce.linking.keys import keys
from coalesce.linking.model import Model
from coalesce.linking.partition import group_labels, groups_of
from coalesce.linking.prepared import pack
from coalesce.names.countries import codes
from coalesce.records import Document, Entry, Name, Place, Provenance
from coalesce.services import keeping
from coalesce.services.importing import ImportOrder, import_file
from coalesce.services.linking import LinkOrder, link_records
from coalesce.services.node import Node
from coalesce.services.people import refresh
from coalesce.settings import Settings

GENERATOR = Path(__file__).resolve().parents[1] / ".." / "shared" / "checks" / "gen_persons.py"
SEED = "7"
SPLINK = "Splink 5, its tutorial"
THRESHOLDS = (0.5, 0.8, 0.9, 0.95, 0.99)


@dataclass(frozen=True)
class Packed:
    """A record as the store holds it for linking."""

    record: str
    version: int
    list_id: str
    deduplicated: bool
    body: bytes


def _entries(path: Path) -> Iterator[tuple[Entry, str]]:
    nations: dict[str, str] = {}
    free = sorted(codes())
    batches = pq.ParquetFile(path).iter_batches(10_000)
    for row in (row for batch in batches for row in batch.to_pylist()):
        nation = row["country"]
        # Any code serves, one to a nation: the generator's nations have names, not codes.
        code = None if nation is None else nations.setdefault(nation, free[len(nations)])
        entry = Entry(
            str(row["unique_id"]),
            (Name(f"{row['first_name']} {row['surname']}", "Latn"),),
            Provenance("persons.parquet", 1),
            birth_dates=(PartialDate.parse(row["dob"]),) if row["dob"] else (),
            nationalities=(code,) if code else (),
            documents=(Document(row["doc_no"]),) if row["doc_no"] else (),
            residences=(Place(row["residence"]),) if row.get("residence") else (),
        )
        yield entry, str(row["cluster"])


def _csv(path: Path) -> Path:
    """The persons as a member would hand them in."""
    told = path.parent / "persons.csv"
    with told.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["reference", "name", "birth_date", "nationality", "document", "residence"])
        for entry, _ in _entries(path):
            born = [str(date) for date in entry.birth_dates]
            papers = [paper.number for paper in entry.documents]
            parts = (born, list(entry.nationalities), papers, [place.text for place in entry.residences])
            out.writerow([entry.reference, entry.names[0].full, *("".join(part) for part in parts)])
    return told


def make_node(path: Path) -> dict[str, dict[str, float]]:
    """Import the persons into a node beside them. Gives its seconds, those of the clock and those of the processors."""
    settings = Settings(member="NL", expected_records=pq.read_metadata(path).num_rows)
    node = build(keeping.create_node(path.with_suffix(".node"), settings, SystemClock()))
    owner, told = node.store.actor("owner"), _csv(path)
    keeping.add_list(node, owner, keeping.ListOrder("persons"))
    clock = Clock()
    report = import_file(node, owner, ImportOrder(told, "persons"))
    clock.took("prepare at import")
    assert not report.rejected, "every person must be there"
    node.store.close()
    return {"seconds": clock.seconds, "cpu": clock.cpu}


def ours(path: Path) -> dict[str, Any]:
    """Our side: from the committed store to stored people."""
    kept, copy = path.with_suffix(".json"), path.with_suffix(".linked")
    if not kept.exists():
        run = [sys.executable, "-m", "bench.link", "import", str(path)]
        kept.write_text(subprocess.run(run, check=True, capture_output=True, text=True).stdout)
    imported = json.loads(kept.read_text())
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(path.with_suffix(".node"), copy)  # what is kept has no links yet
    os.sync()  # a node that was not copied a moment ago has nothing left to be written
    node = open_node(copy)
    owner, clock = node.store.actor("owner"), Clock()
    link_stored(_packed(path, 2, node.model), LinkOptions(node.model))
    clock.took("load compiled code")
    link_records(node, owner, LinkOrder())
    clock.took("link")
    refresh(node, owner, Purpose.INVESTIGATION)
    clock.took("people")
    used = peak()
    truth = {entry.reference: person for entry, person in _entries(path)}
    links, groups = _stored(node)
    node.store.close()
    times = {"seconds": imported["seconds"] | clock.seconds, "cpu": imported["cpu"] | clock.cpu}
    return _measured(links, {"partition": groups}, truth) | times | {"peak": used}


def _packed(path: Path, count: int, model: Model) -> list[Packed]:
    """The first of the records, as an import prepares them."""
    encoder, packed = Encoder(model), []
    for entry, _ in islice(_entries(path), count):
        columns = prepare(entry)
        packed.append(Packed(entry.reference, 1, "L", False, pack(columns, keys(columns, model), encoder)))
    return packed


def _stored(node: Node) -> tuple[list[tuple[str, str, float]], list[tuple[str, ...]]]:
    """The links and the people of the node as they stand in its file, by reference."""
    with closing(sqlite3.connect(node.store.folder / "node.db")) as raw:
        names = dict(raw.execute("SELECT id, reference FROM record"))
        told = raw.execute('SELECT "left", "right", probability FROM link').fetchall()
        people = raw.execute("SELECT person, record_id FROM person_record ORDER BY person").fetchall()
    groups = [tuple(names[record] for _, record in rows) for _, rows in groupby(people, itemgetter(0))]
    return [(names[left], names[right], stated) for left, right, stated in told], groups


def grouped(batch: LinkBatch) -> list[tuple[str, ...]]:
    """The people of a batch of links, no list being free of duplicates."""
    left, right = batch.pairs.astype(np.int64).T
    alone = np.full(len(batch.records), -1, dtype=np.int64)
    told = Told(batch.records, alone, left, right, batch.probabilities())
    return groups_of(batch.records, group_labels(told, {}))


def splink_links(path: Path, clock: Clock) -> list[tuple[str, str, float]]:
    """Plain Splink: the comparisons, rules and training of its tutorial (deduplicating 50k persons)."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on("first_name", "surname"),
            block_on("surname", "dob"),
            block_on("first_name", "dob"),
            block_on("doc_no"),
        ],
        comparisons=[
            cl.ForenameSurnameComparison("first_name", "surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.ExactMatch("country").configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("doc_no", 1),
        ],
    )
    database = DuckDBAPI()
    linker = Linker(database.register(pq.read_table(path)), settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("first_name", "surname", "dob"), block_on("doc_no")], recall=0.6
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("dob"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("first_name", "surname"))
    clock.took("train")
    predicted = linker.inference.predict(threshold_match_probability=0.01)
    rows = predicted.as_duckdbpyrelation().select("unique_id_l, unique_id_r, match_probability").fetchall()
    clock.took("link")
    return [(f"r{min(a, b):08}", f"r{max(a, b):08}", p) for a, b, p in rows]


def splink(path: Path) -> dict[str, Any]:
    """Their side."""
    clock = Clock()
    links = splink_links(path, clock)
    truth = {f"r{row['unique_id']:08}": str(row["cluster"]) for row in pq.read_table(path).to_pylist()}
    used = peak()
    groups = {f"components at {at}": by_components(links, at, truth) for at in THRESHOLDS}
    clock.took("people")
    return _measured(links, groups, truth) | {"seconds": clock.seconds, "cpu": clock.cpu, "peak": used}


def by_components(
    links: Iterable[tuple[str, str, float]], least: float, records: Iterable[str]
) -> list[tuple[str, ...]]:
    """The people where every link of ``least`` or more joins."""
    from coalesce.linking.components import Forest

    forest = Forest()
    for left, right, probability in links:
        if probability >= least:
            forest.tie(left, right)
    groups: dict[str, list[str]] = defaultdict(list)
    for record in records:
        groups[forest.root(record)].append(record)
    return [tuple(group) for group in groups.values()]


def _measured(
    links: Sequence[tuple[str, str, float]], groups: dict[str, list[tuple[str, ...]]], truth: dict[str, str]
) -> dict[str, Any]:
    pairs = {at: pair_accuracy([(a, b) for a, b, p in links if p >= at], truth) for at in THRESHOLDS}
    joined = {way: pair_accuracy(pairs_of(found), truth) for way, found in groups.items()}
    way = max(joined, key=lambda each: joined[each].f1)
    high = [(a, b) for a, b, p in links if 0.9 <= p < 0.99]
    return {
        "pairs": max((found.f1, at) for at, found in pairs.items()),
        "people": (joined[way].f1, joined[way].precision, joined[way].recall, way),
        "whole": cluster_accuracy(groups[way], truth).f1,
        "stated": pair_accuracy(high, truth).precision,
        "links": len(links),
    }


class Clock:
    """Seconds of each step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.cpu: dict[str, float] = {}
        self._began, self._used = time.perf_counter(), time.process_time()

    def took(self, step: str) -> None:
        """The step has ended."""
        now, used = time.perf_counter(), time.process_time()
        self.seconds[step], self._began = now - self._began, now
        self.cpu[step], self._used = used - self._used, used


def peak() -> float:
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _row(name: str, found: dict[str, Any]) -> str:
    steps = ", ".join(f"{step} {seconds:.1f} ({found['cpu'][step]:.1f})" for step, seconds in found["seconds"].items())
    f1, precision, recall, way = found["people"]
    best, at = found["pairs"]
    return (
        f"| {name} | {steps} | {found['peak']:,.0f} MB | {best:.3f} (at {at}) | {f1:.3f} ({precision:.3f} / {recall:.3f};"
        f" {way}) | {found['whole']:.3f} | {found['stated']:.3f} |"
    )


def _row_before(title: str) -> str:
    """What the run before noted of Splink."""
    section = RESULTS.read_text(encoding="utf-8").partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return next((line for line in section.splitlines() if line.startswith(f"| {SPLINK} |")), f"| {SPLINK} | not run |")


def _note(persons: int, found: dict[str, Any]) -> str:
    return (
        f"{persons:,} records, seed {SEED}; {found['links']:,} links on our side, from the committed store to stored"
        " people. Splink's best threshold is chosen with the truth; ours has none."
    )


def main() -> None:
    """Run both sides and note them."""
    sides = {"ours": ours, "splink": splink, "import": make_node}
    if sys.argv[1:2] and sys.argv[1] in sides:
        print(json.dumps(sides[sys.argv[1]](Path(sys.argv[2]))))
        return
    persons = sys.argv[1] if len(sys.argv) > 1 else "200000"
    title = f"Linking of {int(persons):,} synthetic persons"
    with contextlib.ExitStack() as stack:
        folder = Path(sys.argv[2] if len(sys.argv) > 2 else stack.enter_context(tempfile.TemporaryDirectory()))
        path = folder / f"persons-{persons}.parquet"
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            made = [sys.executable, str(GENERATOR), persons, str(path), SEED]
            subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
        found = {}
        for side in ("ours",) if "alone" in sys.argv[3:] else ("ours", "splink"):
            run = [sys.executable, "-m", "bench.link", side, str(path)]
            found[side] = json.loads(subprocess.run(run, check=True, capture_output=True, text=True).stdout)
    lines = [
        (
            "| | seconds (of the processors) | peak memory | best F1 of pairs | F1 of people, as pairs (precision / recall) | F1 of whole people"
            " of 2+ records | right among those stated .90 to .99 |"
        ),
        "|---|---|---|---|---|---|---|",
        _row("Coalesce", found["ours"]),
        _row(SPLINK, found["splink"]) if "splink" in found else _row_before(title),
        "",
        _note(int(persons), found["ours"]),
    ]
    write_section(title, lines)


if __name__ == "__main__":
    main()
