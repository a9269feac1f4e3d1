"""What is derived of a record goes with it, in whatever run or build it stands: as statements of the database.

Invariant: after a row of ``record`` is deleted no link and no person names it, published, staged or left over.
Foreign keys would do the same, and ask for an index more and a look-up for each of a million rows.
"""

from __future__ import annotations


def _numbers(view: str, column: str, table: str) -> str:
    """A view of the few numbers that begin a table's key, each found by one look-up."""
    return f"""CREATE VIEW {view} AS WITH RECURSIVE known(number) AS (SELECT min({column}) FROM {table}
    UNION ALL SELECT (SELECT min({column}) FROM {table} WHERE {column} > known.number) FROM known
    WHERE known.number IS NOT NULL) SELECT number FROM known WHERE number IS NOT NULL"""


LINK_RUNS, PEOPLE_BUILDS = _numbers("link_runs", "run", "link"), _numbers("people_builds", "build", "person_of")

KEY_GONE = """CREATE TRIGGER kept_key_gone AFTER DELETE ON kept_key
    BEGIN
    DELETE FROM search_key WHERE value = OLD.value AND place = OLD.place;
    UPDATE key_sieve SET bits = x'' WHERE slice = OLD.value >> 51 AND length(bits) > 0;
    END"""
"""A slice of the sieve that a key was in is emptied, and made anew by ``sieving.fill``."""

LINK_GONE = """CREATE TRIGGER link_gone AFTER DELETE ON link
    BEGIN DELETE FROM link_right WHERE run = OLD.run AND "right" = OLD."right" AND "left" = OLD."left"; END"""

PERSON_GONE = """CREATE TRIGGER person_of_gone AFTER DELETE ON person_of
    BEGIN DELETE FROM person_record WHERE build = OLD.build AND person = OLD.person AND record_id = OLD.record_id; END"""

RECORD_GONE = """CREATE TRIGGER record_gone AFTER DELETE ON record
    BEGIN
    DELETE FROM link WHERE run IN (SELECT number FROM link_runs) AND "left" = OLD.id;
    DELETE FROM link WHERE (run, "left", "right") IN (SELECT r.run, r."left", r."right" FROM link_right AS r
        WHERE r.run IN (SELECT number FROM link_runs) AND r."right" = OLD.id);
    DELETE FROM person_of WHERE build IN (SELECT number FROM people_builds) AND record_id = OLD.id;
    END"""
