"""What the DuckDB engine builds before Splink: the connection, the macros, the records in numbers, the candidates.

Invariant: nothing leaves the process: no extension is fetched, no file is read or written, and nothing is spilled. The
macros do the arithmetic of ``linking.agreement`` and ``linking.marks``, number for number; no name is in the tables that
are compared, only numbers.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

import duckdb
import pyarrow as pa

from coalesce.engines.arrow_rows import LEVELS, arrow_chunks
from coalesce.linking.agreement import HAN, HANGUL, MOST_COUNT, MOST_PENALISED, NameMatch
from coalesce.linking.comparisons import NOTHING, REASONS
from coalesce.linking.marks import LEVEL_SHIFT
from coalesce.linking.model import MOST_EIGHTHS, Model, NameRules
from coalesce.linking.near import ENOUGH, SHORTEST, Token, by_custom, by_jamo, by_loss, by_slip, heard
from coalesce.linking.rows import LinkRow

HEARD_AT_ONCE = 50_000
"""Pairs of tokens in two scripts."""


def connect(memory: str, threads: int) -> duckdb.DuckDBPyConnection:
    """A private database in memory, closed to the world outside.

    It never spills: personal data would lie on the disk, and DuckDB 2.0 cannot encrypt what it spills without an
    extension that it would have to fetch.
    """
    connection = duckdb.connect(
        ":memory:",
        config={
            "temp_directory": "",
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
    """``name_match``, and ``mask`` and ``level_of`` for all that goes by marks: see ``linking.agreement`` for what they mean."""
    for statement in _macros(rules):
        connection.execute(statement)


def _told(marks: str) -> str:
    return f"coalesce(list_sum(list_transform({marks}, lambda t: t & {MOST_EIGHTHS})), 0)::BIGINT"


def _macros(rules: NameRules) -> list[str]:
    """A list of one element and a lambda over it is how a macro gives a value a name, so that it is computed once."""
    top = " ".join(f"WHEN bits >= {1 << level} THEN {level}" for level in range(LEVELS - 1, 0, -1))
    over = "least(len(f.bones), len(g.bones)) - len(a.shared)"
    own = "least(list_max(f.bones), list_max(g.bones)) >="
    extra = f"CASE WHEN {own} {HAN} THEN {rules.extra_han} WHEN {own} {HANGUL} THEN {rules.extra_hangul} ELSE {rules.extra} END"
    return [
        f"CREATE MACRO top_bit(bits) AS CASE {top} ELSE 0 END",
        f"""CREATE MACRO matched(f, g, a, near) AS {{
            'value': {_told("a.shared")} + {_told("a.same")}
                + CASE WHEN near > 0 THEN least({_told("a.l")}, {_told("a.r")}) ELSE 0 END
                - {rules.contradiction} * least({over} - near, {MOST_PENALISED})
                - {extra} * least(abs(len(f.bones) - len(g.bones)), {MOST_PENALISED}),
            'exact': least(len(a.same), {MOST_COUNT}),
            'by_skeleton': greatest(least(len(a.shared), {MOST_COUNT}) - least(len(a.same), {MOST_COUNT}), 0),
            'near': near, 'left_tokens': len(f.tokens), 'right_tokens': len(g.tokens)}}""",
        f"""CREATE MACRO alone(words, shared) AS list_filter(words, lambda w:
            w.skeleton < {HANGUL} OR NOT list_contains(shared, w.skeleton))""",
        f"""CREATE MACRO close(words, near, agreed) AS list_transform(list_filter(words, lambda w:
            list_has_any(w.reach, near) OR agreed >= {ENOUGH} AND list_has_any(w.lost, near)), lambda w: w.near)""",
        """CREATE MACRO beside(words, others, agreed) AS close(words, list_transform(others, lambda o: o.near), agreed)""",
        """CREATE MACRO met(f, g, shared) AS {'shared': shared, 'same': list_intersect(f.tokens, g.tokens),
               'l': beside(alone(f.words, shared), alone(g.words, shared), len(shared)),
               'r': beside(alone(g.words, shared), alone(f.words, shared), len(shared))}""",
        f"""CREATE MACRO match_forms(f, g) AS list_transform(
            list_transform([list_intersect(f.bones, g.bones)], lambda shared: met(f, g, shared)),
            lambda a: matched(f, g, a, least(len(a.l), len(a.r), {over})))[1]""",
        """CREATE MACRO name_match(left_forms, right_forms) AS list_max(list_transform(left_forms,
            lambda f: list_max(list_transform(right_forms, lambda g: match_forms(f, g)))))""",
        f"""CREATE MACRO mask(asserts, accepts) AS coalesce(list_aggregate(list_transform(
            list_intersect(asserts, accepts), lambda x: 1::BIGINT << (x >> {LEVEL_SHIFT})), 'bit_or'), 0)""",
        f"""CREATE MACRO level_of(place, mask, speaks) AS CASE WHEN (speaks >> place) & 1 = 0 THEN {NOTHING}
            ELSE top_bit((mask >> (place * {LEVELS})) & {2**LEVELS - 1}) END""",
    ]


def load(connection: duckdb.DuckDBPyConnection, rows: Iterable[LinkRow], model: Model) -> int:
    """Fill ``people`` (one row a record, ``rid`` in the order of record ids) and ``key_rows``; how many people."""
    for number, chunk in enumerate(arrow_chunks(rows, model)):
        for name, table in chunk.items():
            connection.register("chunk", table)
            if number:
                connection.execute(f"INSERT INTO loaded_{name} FROM chunk")
            else:
                connection.execute(f"CREATE TABLE loaded_{name} AS FROM chunk")
            connection.unregister("chunk")
    for statement in _ARRANGE:
        connection.execute(statement)
    return _count(connection, "people")


_ARRANGE = (
    """CREATE TABLE numbered AS SELECT row, (row_number() OVER (ORDER BY record))::INTEGER AS rid,
        CASE WHEN closed IS NOT NULL THEN hash(closed) END AS part FROM loaded_records""",
    "CREATE TABLE key_rows AS SELECT hash(key) AS key, rid, part FROM loaded_keys JOIN numbered USING (row)",
    "DROP TABLE loaded_keys",
    "CREATE TABLE words AS SELECT DISTINCT near, word, bone, source FROM loaded_words",
    "DROP TABLE loaded_words",
    # Words that one letter sets apart meet where both lose a letter; of Hangul ones it is known by which (``by_jamo``).
    f"""CREATE TABLE shorts AS SELECT near, bone, unnest(list_distinct(list_append(list_transform(
        range(1, len(word) + 1), lambda i: word[:i - 1] || word[i + 1:]), word))) AS short
        FROM words WHERE len(word) >= {SHORTEST} AND NOT regexp_matches(source, '[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]')""",
    """CREATE TABLE neighbours AS SELECT DISTINCT a.near AS near, b.near AS reach, false AS by_loss
        FROM shorts a JOIN shorts b ON a.short = b.short AND a.bone <> b.bone""",
    "DROP TABLE shorts",
    "CREATE TABLE people AS SELECT rid, * EXCLUDE (row, rid, part) FROM loaded_records JOIN numbered USING (row)",
    "DROP TABLE loaded_records",
)

_FOREIGN = """CREATE TABLE borne AS SELECT DISTINCT rid, near
    FROM (SELECT row, unnest(nears) AS near FROM loaded_forms) JOIN numbered USING (row)"""

_TWO_SCRIPTS = """SELECT DISTINCT a.word, a.bone, a.source, a.near, b.word, b.bone, b.source, b.near
    FROM (SELECT l AS one, r AS other FROM candidates UNION ALL SELECT r, l FROM candidates) c
    JOIN borne x ON x.rid = c.one JOIN words a ON a.near = x.near AND a.source <> ''
    JOIN borne y ON y.rid = c.other JOIN words b ON b.near = y.near AND b.bone <> a.bone"""

_REACH = (
    # From there each word that can be near others gets all that it may nearly be.
    """CREATE TABLE reached AS SELECT row, place,
        list({'near': near, 'skeleton': skeleton, 'reach': coalesce(reach, []), 'lost': coalesce(lost, [])}) AS words
        FROM (SELECT row, place, unnest(nears) AS near, unnest(skeletons) AS skeleton FROM loaded_forms)
        JOIN (SELECT near, list(DISTINCT reach) FILTER (NOT by_loss) AS reach, list(DISTINCT reach) FILTER (by_loss) AS lost
            FROM neighbours GROUP BY near) USING (near) GROUP BY row, place""",
    """CREATE TABLE formed AS SELECT rid, list({'tokens': tokens, 'bones': bones, 'words': coalesce(words, [])} ORDER BY place)
        AS forms FROM loaded_forms JOIN numbered USING (row) LEFT JOIN reached USING (row, place) GROUP BY rid""",
    "DROP TABLE loaded_forms",
    "DROP TABLE reached",
    "DROP TABLE neighbours",
    "DROP TABLE words",
    "DROP TABLE numbered",
)


def reach(connection: duckdb.DuckDBPyConnection, known: Container[str]) -> None:
    """Fill ``formed``: each record's forms, with what their tokens may nearly be by a letter, by custom, or by a slip (``known`` are the model's names), in another
    script (which is asked only of tokens that candidates bring together: hearing is dear).
    """
    rows = connection.execute("SELECT near, word, bone, source FROM words").fetchall()
    ids = {Token(word, bone, source): mark for mark, word, bone, source in rows}
    found = [(ids[one], ids[other]) for one, other in by_custom(ids) + by_slip(ids, known) + by_jamo(ids, known)]
    connection.execute(_FOREIGN)
    asked = connection.execute(_TWO_SCRIPTS)
    while piece := asked.fetchmany(HEARD_AT_ONCE):
        pairs = [(Token(*row[:3]), Token(*row[4:7])) for row in piece]
        marks = [(row[3], row[7]) for row in piece]
        found += [pair for pair, yes in zip(marks, heard(pairs), strict=True) if yes]
    connection.execute("DROP TABLE borne")
    _insert(connection, found, by_loss=False)
    _insert(connection, [(ids[one], ids[other]) for one, other in by_loss(ids)], by_loss=True)
    for statement in _REACH:
        connection.execute(statement)


def _insert(connection: duckdb.DuckDBPyConnection, found: list[tuple[int, int]], *, by_loss: bool) -> None:
    """These pairs of near words among ``neighbours``, both ways round."""
    both = found + [(other, one) for one, other in found]
    if both:
        connection.register("more", pa.table({"near": pa.array([one for one, _ in both], pa.int64()),
                                              "reach": pa.array([other for _, other in both], pa.int64()),
                                              "by_loss": pa.array([by_loss] * len(both))}))  # fmt: skip
        connection.execute("INSERT INTO neighbours FROM more")
        connection.unregister("more")


def pair_up(connection: duckdb.DuckDBPyConnection) -> int:
    """Fill ``candidates``: every two records with a key in common, save two of one list free of duplicates."""
    connection.execute(
        "CREATE TABLE candidates AS SELECT DISTINCT l.rid AS l, r.rid AS r"
        " FROM key_rows l JOIN key_rows r ON l.key = r.key AND l.rid < r.rid"
        " AND (l.part IS NULL OR r.part IS NULL OR l.part <> r.part)"
    )
    connection.execute("DROP TABLE key_rows")
    return _count(connection, "candidates")


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])


def compare(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Fill ``evidence``: for each candidate, numbered, its level in every comparison and its name match in numbers.

    Splink asks each level's condition by itself, so a name match would be made seventeen times: the levels are found
    here, once, and Splink is given them. (The table between is for the same reason: a subquery would be folded in, and
    its costly columns made anew for every condition on them.)
    """
    rules = " ".join(
        f"WHEN m.value >= {threshold} THEN {level}"
        for level, threshold in reversed(list(enumerate(model.name_rules.thresholds, start=1)))
    )
    levels = ", ".join(f"level_of({place}, mask, speaks)::TINYINT AS {each}" for place, each in enumerate(REASONS))
    match = ", ".join(f"m.{part}::SMALLINT AS match_{part}" for part in NameMatch._fields)
    connection.execute(
        """CREATE TABLE found AS SELECT c.l, c.r, name_match(f.forms, g.forms) AS m,
            mask(a.asserts, b.accepts) AS mask, a.speaks & b.speaks AS speaks
            FROM candidates c JOIN people a ON a.rid = c.l JOIN people b ON b.rid = c.r
            LEFT JOIN formed f ON f.rid = c.l LEFT JOIN formed g ON g.rid = c.r"""
    )
    connection.execute("DROP TABLE candidates")
    connection.execute(
        f"""CREATE TABLE evidence AS SELECT (row_number() OVER ())::INTEGER AS pair, l, r,
            (CASE WHEN m IS NULL THEN {NOTHING} {rules} ELSE 0 END)::TINYINT AS name, {levels}, {match} FROM found"""
    )
    connection.execute("DROP TABLE found")
