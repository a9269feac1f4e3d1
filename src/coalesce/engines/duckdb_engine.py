"""Batch linking on DuckDB with Splink 5: rows in, links out, nothing left behind.

Invariant: whether a pair is a candidate, and its weight, depend on its two records and the
model alone: taking any other record away changes nothing about it. Nothing is trained or sampled.
Personal data is on disk only in the engine's temporary folder, encrypted, while it runs.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import numpy as np
from numpy.typing import NDArray

from coalesce.engines.batch import LinkBatch
from coalesce.engines.duckdb_tables import compare, connect, create_macros, load, pair_up, reach
from coalesce.engines.splink_model import splink_settings
from coalesce.handling import sealed_function
from coalesce.linking.agreement import NameMatch
from coalesce.linking.comparisons import Comparison
from coalesce.linking.model import Model, load_model
from coalesce.linking.rows import LinkRow

Kind = TypeVar("Kind", bound=np.generic)
Progress = Callable[[str, float], None]
"""Called with what is being done and the share done so far (0 to 1)."""


def _silent(step: str, share: float) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class LinkOptions:
    """``least``: links below this probability are not kept. ``memory`` in DuckDB's words. ``folder`` None: the system's."""

    model: Model = field(default_factory=load_model)
    least: float = 0.05
    memory: str = "2GB"
    threads: int = 2
    folder: Path | None = None
    progress: Progress = _silent


@sealed_function
def link(rows: Iterable[LinkRow], options: LinkOptions) -> LinkBatch:
    """All links of these rows whose probability is at least ``options.least``."""
    tell, model = options.progress, options.model
    with tempfile.TemporaryDirectory(prefix="coalesce-link-", dir=options.folder) as folder:
        connection = connect(Path(folder), options.memory, options.threads)
        try:
            tell("loading records", 0.0)
            create_macros(connection, model.name_rules)
            count = load(connection, rows, model)
            tell("finding candidates", 0.4)
            candidates = pair_up(connection)
            tell("hearing names in two scripts", 0.45)
            reach(connection)
            tell("comparing", 0.5)
            compare(connection, model)
            tell("weighing", 0.9)
            found = _score(connection, options) if candidates else None
            batch = _batch(connection, found, model, candidates) if count else _empty(model)
        finally:
            connection.close()
    tell("done", 1.0)
    return batch


def _score(connection: duckdb.DuckDBPyConnection, options: LinkOptions) -> str:
    """Splink's prediction over ``evidence``; the name of its table."""
    from splink import DuckDBAPI, Linker  # a second to import, so only where something is compared

    kinds = ", ".join(map(str, Comparison))
    connection.execute(f"CREATE VIEW levels AS SELECT pair, {kinds} FROM evidence")
    connection.execute(
        "CREATE VIEW pairs AS SELECT '0' AS match_key, pair AS join_key_l, pair AS join_key_r FROM evidence"
    )
    database = DuckDBAPI(connection)
    settings = splink_settings(options.model)
    linker = Linker(database.register("levels"), settings, log_level=None, validate_settings=False)
    linker.table_management.register_blocked_pairs_for_predict(database.register("pairs"))
    least = options.model.calibration.weight_at(options.least)
    predicted = linker.inference.predict(threshold_match_weight=least, warning_mode="never")
    return str(predicted.physical_name)


def _batch(connection: duckdb.DuckDBPyConnection, found: str | None, model: Model, candidates: int) -> LinkBatch:
    """The links in the order of record ids."""
    if found is None:
        return _empty(model, candidates)
    records = connection.execute("SELECT record, version FROM people ORDER BY rid").fetchnumpy()
    rows = connection.execute(
        f"SELECT e.* FROM evidence e JOIN {found} f ON e.pair = f.pair_l ORDER BY e.l, e.r"
    ).fetchnumpy()
    return LinkBatch(
        records["record"].tolist(),
        records["version"].astype(np.int32),
        _stack(rows, ["l", "r"], np.int32) - 1,
        _stack(rows, list(Comparison), np.int8),
        _stack(rows, [f"match_{part}" for part in NameMatch._fields], np.int32),
        model,
        candidates,
    )


def _stack(rows: dict[str, NDArray[Any]], names: Sequence[str], kind: type[Kind]) -> NDArray[Kind]:
    """Columns side by side; what is null becomes -1."""
    return np.column_stack([np.ma.filled(np.ma.asarray(rows[name]), -1).astype(kind) for name in names])


def _empty(model: Model, candidates: int = 0) -> LinkBatch:
    return LinkBatch(
        [],
        np.zeros(0, np.int32),
        np.zeros((0, 2), np.int32),
        np.zeros((0, len(Comparison)), np.int8),
        np.zeros((0, len(NameMatch._fields)), np.int32),
        model,
        candidates,
    )
