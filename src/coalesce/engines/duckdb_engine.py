"""Batch linking on DuckDB with Splink 5: rows in, links out, nothing left behind.

Invariant: whether a pair is a candidate, and its weight, depend on its two records and the
model alone: taking any other record away changes nothing about it. Nothing is trained or sampled.
Nothing is on disk: where its memory does not suffice, the engine says so and ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import duckdb
import numpy as np
from numpy.typing import NDArray

from coalesce.engines.batch import LinkBatch
from coalesce.engines.duckdb_tables import compare, connect, create_macros, load, pair_up, reach
from coalesce.engines.options import LinkOptions
from coalesce.engines.splink_model import splink_settings
from coalesce.errors import StoreFull
from coalesce.handling import sealed_function
from coalesce.linking.agreement import NameMatch
from coalesce.linking.comparisons import Comparison
from coalesce.linking.model import Model
from coalesce.linking.rows import LinkRow

Kind = TypeVar("Kind", bound=np.generic)

_TOO_LITTLE = "DuckDB had too little memory to link: raise the setting 'link_memory', or link with the compiled engine"


@sealed_function
def link(rows: Iterable[LinkRow], options: LinkOptions) -> LinkBatch:
    """All links of these rows whose probability is at least ``options.least``. Raises StoreFull where memory is short."""
    connection = connect(options.memory, options.threads)
    try:
        return _linked(connection, rows, options)
    except duckdb.OutOfMemoryException:
        raise StoreFull(_TOO_LITTLE) from None
    finally:
        connection.close()


def _linked(connection: duckdb.DuckDBPyConnection, rows: Iterable[LinkRow], options: LinkOptions) -> LinkBatch:
    tell, model = options.progress, options.model
    tell("loading records", 0.0)
    create_macros(connection, model.name_rules)
    count = load(connection, rows, model)
    tell("finding candidates", 0.4)
    candidates = pair_up(connection)
    tell("hearing names in two scripts", 0.45)
    reach(connection, model.tokens.known)
    tell("comparing", 0.5)
    compare(connection, model)
    tell("weighing", 0.9)
    found = _score(connection, options) if candidates else None
    batch = _batch(connection, found, model, candidates) if count else _empty(model)
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
