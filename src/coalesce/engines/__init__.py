"""Batch linking on a database engine. Invariant: an engine receives rows that a view produced, and nothing else.

Every engine gives the same links for the same rows and model; ``linking.agreement`` is the reference.
"""

from coalesce.engines.batch import LinkBatch
from coalesce.engines.duckdb_engine import LinkOptions, link

__all__ = ["LinkBatch", "LinkOptions", "link"]
