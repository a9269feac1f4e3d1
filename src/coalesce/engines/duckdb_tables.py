"""What the DuckDB engine builds before Splink: the connection, the macros, the records in numbers, the candidates.

Invariant: nothing leaves the process: no extension is fetched, nothing outside the
engine's own temporary folder is read or written, and what is spilled there is encrypted and removed. The
macros do the arithmetic of ``linking.agreement`` and ``linking.marks``, number for number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from coalesce.linking.agreement import LONG_TOKEN, MOST_COUNT, MOST_PENALISED, SHORTEST_NEAR, CodedForm, code
from coalesce.linking.comparisons import REASONS
from coalesce.linking.marks import LEVEL_SHIFT
from coalesce.linking.model import MOST_EIGHTHS, Model, NameRules
from coalesce.linking.rows import LinkRow

CHUNK = 20_000

_FORM = pa.struct(
    [
        ("tokens", pa.list_(pa.int64())),
        ("bones", pa.list_(pa.int64())),
        ("words", pa.list_(pa.struct([("bone", pa.int64()), ("word", pa.string())]))),
    ]
)
_LOADED = pa.schema(
    [
        ("record", pa.string()),
        ("version", pa.int32()),
        ("closed", pa.string()),
        ("keys", pa.list_(pa.string())),
        ("forms", pa.list_(_FORM)),
        *((f"{comparison}_{side}", pa.list_(pa.int64())) for comparison in REASONS for side in ("asserts", "accepts")),
    ]
)


def connect(folder: Path, memory: str, threads: int) -> duckdb.DuckDBPyConnection:
    """A private database in memory, closed to the world outside; it spills into ``folder`` only, encrypted."""
    connection = duckdb.connect(
        ":memory:",
        config={
            "temp_directory": str(folder),
            "temp_file_encryption": "true",
            "memory_limit": memory,
            "threads": str(threads),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "preserve_insertion_order": "false",
        },
    )
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET enable_external_access = false")
    return connection


def create_macros(connection: duckdb.DuckDBPyConnection, rules: NameRules) -> None:
    """``name_match``, ``name_value`` and ``marks_level``: see ``linking.agreement`` for what they mean."""
    for statement in _macros(rules):
        connection.execute(statement)


def _told(marks: str) -> str:
    return f"coalesce(list_sum(list_transform({marks}, lambda t: t & {MOST_EIGHTHS})), 0)::BIGINT"


def _macros(rules: NameRules) -> list[str]:
    """A list of one element and a lambda over it is how a macro gives a value a name, so that it is computed once."""
    close = f"greatest((w.bone & {MOST_EIGHTHS}) - {rules.near_loss}, 0)"
    return [
        f"""CREATE MACRO nearly(a, b) AS least(len(a), len(b)) >= {SHORTEST_NEAR} AND abs(len(a) - len(b)) <= 2
            AND damerau_levenshtein(a, b) <= CASE WHEN least(len(a), len(b)) >= {LONG_TOKEN} THEN 2 ELSE 1 END""",
        "CREATE MACRO rest(form, shared) AS list_filter(form.words, lambda w: NOT list_contains(shared, w.bone))",
        f"""CREATE MACRO close_to(one, other) AS list_transform(list_filter(one,
            lambda w: len(list_filter(other, lambda v: nearly(w.word, v.word))) > 0), lambda w: {close})""",
        """CREATE MACRO near_both(one, other) AS list_transform(
            [{'l': close_to(one, other), 'r': close_to(other, one)}],
            lambda c: {'near': least(len(c.l), len(c.r))::BIGINT, 'told':
                least(coalesce(list_sum(c.l), 0), coalesce(list_sum(c.r), 0))::BIGINT})[1]""",
        """CREATE MACRO near_of(f, g, shared) AS
            CASE WHEN len(shared) < len(f.bones) AND len(shared) < len(g.bones)
            THEN near_both(rest(f, shared), rest(g, shared)) ELSE {'near': 0::BIGINT, 'told': 0::BIGINT} END""",
        f"""CREATE MACRO matched(f, g, shared, same, near) AS {{
            'value': {_told("shared")} + {_told("same")} + near.told
                - {rules.contradiction} * least(greatest(
                    least(len(f.bones), len(g.bones)) - len(shared) - near.near, 0), {MOST_PENALISED})
                - {rules.extra} * least(abs(len(f.bones) - len(g.bones)), {MOST_PENALISED}),
            'exact': least(len(same), {MOST_COUNT}),
            'by_skeleton': greatest(least(len(shared), {MOST_COUNT}) - least(len(same), {MOST_COUNT}), 0),
            'near': near.near, 'left_tokens': len(f.words), 'right_tokens': len(g.words)}}""",
        """CREATE MACRO match_forms(f, g) AS list_transform(
            [{'shared': list_intersect(f.bones, g.bones), 'same': list_intersect(f.tokens, g.tokens)}],
            lambda a: list_transform([near_of(f, g, a.shared)],
                lambda n: matched(f, g, a.shared, a.same, n))[1])[1]""",
        """CREATE MACRO name_match(left_forms, right_forms) AS list_max(list_transform(left_forms,
            lambda f: list_max(list_transform(right_forms, lambda g: match_forms(f, g)))))""",
        "CREATE MACRO name_value(left_forms, right_forms) AS name_match(left_forms, right_forms).value",
        f"CREATE MACRO marks_level(a, b) AS coalesce(list_max(list_intersect(a, b)) >> {LEVEL_SHIFT}, 0)",
    ]


def load(connection: duckdb.DuckDBPyConnection, rows: Iterable[LinkRow], model: Model) -> int:
    """Fill ``people`` (one row a record, ``rid`` in the order of record ids) and ``key_rows``; how many people."""
    connection.execute("CREATE TABLE loaded AS FROM blank LIMIT 0".replace("blank", _register(connection, [])))
    for chunk in _chunks(rows):
        connection.execute(f"INSERT INTO loaded FROM {_register(connection, [_plain(row, model) for row in chunk])}")
    connection.unregister("chunk")
    connection.execute(
        "CREATE TABLE people AS SELECT (row_number() OVER (ORDER BY record))::INTEGER AS rid, * EXCLUDE (keys)"
        " FROM loaded"
    )
    connection.execute(
        "CREATE TABLE key_rows AS SELECT hash(key) AS key, rid, part FROM (SELECT unnest(keys) AS key, rid,"
        " CASE WHEN loaded.closed IS NOT NULL THEN hash(loaded.closed) END AS part FROM loaded JOIN people USING (record))"
    )
    connection.execute("DROP TABLE loaded")
    return _count(connection, "people")


def _register(connection: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]]) -> str:
    connection.register("chunk", pa.Table.from_pylist(rows, schema=_LOADED))
    return "chunk"


def _chunks(rows: Iterable[LinkRow]) -> Iterator[list[LinkRow]]:
    stream = iter(rows)
    while chunk := list(islice(stream, CHUNK)):
        yield chunk


def _plain(row: LinkRow, model: Model) -> dict[str, Any]:
    coded = code(row.columns, model)
    plain: dict[str, Any] = {
        "record": row.record,
        "version": row.version,
        "closed": row.list_id if row.deduplicated else None,
        "keys": list(dict.fromkeys(row.keys)),
        "forms": [_form(form) for form in coded.forms] or None,
    }
    for comparison, marks in coded.marks.items():
        plain[f"{comparison}_asserts"] = list(marks.asserts) or None
        plain[f"{comparison}_accepts"] = list(marks.accepts) or None
    return plain


def _form(form: CodedForm) -> dict[str, Any]:
    return {
        "tokens": form.tokens,
        "bones": sorted(set(form.skeletons)),
        "words": [{"bone": bone, "word": word} for bone, word in zip(form.skeletons, form.words, strict=True)],
    }


def pair_up(connection: duckdb.DuckDBPyConnection) -> int:
    """Fill ``candidates``: every two records with a key in common, save two of one list free of duplicates."""
    connection.execute(
        "CREATE TABLE candidates AS SELECT DISTINCT '0' AS match_key, l.rid AS join_key_l, r.rid AS join_key_r"
        " FROM key_rows l JOIN key_rows r ON l.key = r.key AND l.rid < r.rid"
        " AND (l.part IS NULL OR r.part IS NULL OR l.part <> r.part)"
    )
    connection.execute("DROP TABLE key_rows")
    return _count(connection, "candidates")


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])
