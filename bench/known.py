"""Linked records whose truth is known: the sample world of another seed, and synthetic persons of another seed.

Nothing here was trained or calibrated on: the model's card names the seeds that were.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from bench.link import GENERATOR, Packed, _entries
from coalesce.engines import LinkOptions, link_stored
from coalesce.linking.coding import Encoder
from coalesce.linking.columns import prepare
from coalesce.linking.keys import keys
from coalesce.linking.model import Model
from coalesce.linking.prepared import pack
from coalesce.records import Entry
from coalesce.sample import build_world

Held = tuple[str, Entry, str, bool, str]
"""A record's id, its entry, its list, whether that is free of duplicates, and its person."""


@dataclass(frozen=True)
class Linked:
    """``left`` and ``right`` are places in ``records``; ``person`` runs parallel to those."""

    records: list[Held]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    stated: NDArray[np.float64]

    @property
    def same(self) -> NDArray[np.bool_]:
        """Which links are true."""
        person = np.unique([held[4] for held in self.records], return_inverse=True)[1]
        found: NDArray[np.bool_] = person[self.left] == person[self.right]
        return found


def sample(seed: int, travellers: int) -> list[Held]:
    """Every list of a sample world."""
    world = build_world(seed, travellers)
    return [
        (
            f"{of.name}/{held.entry.reference}",
            held.entry,
            of.name,
            of.deduplicated,
            bearer[of.name, held.entry.reference],
        )
        for bearer in (world.truth.bearer,)
        for of in world.lists
        for held in world.entries[of.name]
    ]


def persons_file(folder: Path, count: int, seed: int) -> Path:
    """Synthetic persons by the generator beside the project."""
    path = folder / f"persons-{count}-{seed}.parquet"
    run = [sys.executable, str(GENERATOR), str(count), str(path), str(seed)]
    subprocess.run(run, check=True, stdout=subprocess.DEVNULL)
    return path


def persons(path: Path) -> list[Held]:
    """The records of such a file."""
    return [(f"r{int(entry.reference):08}", entry, "L", False, person) for entry, person in _entries(path)]


def linked(records: Iterable[Held], model: Model) -> Linked:
    """What the model says of them."""
    held = sorted(records, key=lambda one: one[0])
    encoder = Encoder(model)
    packed = []
    for record, entry, of, closed, _ in held:
        columns = prepare(entry)
        packed.append(Packed(record, 1, of, closed, pack(columns, keys(columns, model), encoder)))
    batch = link_stored(packed, LinkOptions(model))
    left, right = batch.pairs.astype(np.int64).T
    return Linked(held, left, right, batch.probabilities())


def rows_of(path: Path) -> int:
    """How many records a file holds."""
    return int(pq.read_metadata(path).num_rows)
