"""What makes the nodes of tests cheap: they lie in memory where there is room, a schema is migrated once, and a statement is compiled once.

Invariant: a node is byte for byte the node that it would be. An empty database is brought to today's schema by the migrations, the first
time; later ones are copies of that file. SQLAlchemy keeps what it compiled for one engine alone; here it is kept for all.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine

from coalesce.store import connections, store
from coalesce.store.migrate import upgrade

_COMPILED: dict[Any, Any] = {}
_FIRST: list[Engine] = []


MEMORY = Path("/dev/shm")
ROOM = 6 * 2**30


def in_memory() -> None:
    """Let temporary folders lie in memory, where a node waits for no disk; not where a place was chosen, or has no room."""
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None


def hurry() -> None:
    """Let all nodes of this process be made so from now on."""
    connections.create_engine = _shared  # type: ignore[attr-defined]  # what the module imported
    store.upgrade = _upgraded  # type: ignore[attr-defined]


def _shared(url: str, **options: Any) -> Engine:
    engine = create_engine(url, **options)
    _FIRST[:] = _FIRST or [engine]
    engine.dialect = _FIRST[0].dialect
    engine.update_execution_options(compiled_cache=_COMPILED)
    return engine


def _upgraded(database: Path) -> None:
    if database.exists():
        upgrade(database)
    else:
        shutil.copyfile(_migrated(), database)


@cache
def _migrated() -> Path:
    made = Path(tempfile.mkdtemp(prefix="coalesce-schema"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    upgrade(made / "node.db")
    return made / "node.db"
