"""Batch linking. Invariant: an engine receives rows that a view produced, and nothing else.

Every engine gives the same links for the same rows and model; ``linking.agreement`` is the reference. The compiled one
is what a node uses; the other does the same on DuckDB and Splink, and is a check on it that shares no arithmetic.
"""

from coalesce.engines.batch import LinkBatch
from coalesce.engines.compiled_engine import link_arrived, link_stored
from coalesce.engines.duckdb_engine import link
from coalesce.engines.options import LinkOptions

__all__ = ["LinkBatch", "LinkOptions", "link", "link_arrived", "link_stored"]
