"""A node with very many objects that lie ready for one peer, each of a record of its own that is released to it; and its server.

    python -m bench.taxii_world serve FOLDER PORT

The first record comes in as any import brings it; the others are that row again under other ids, written past the program, since a million
imports are another benchmark's work. What reads them is the program as it is: guard, release filter, audit.
"""

from __future__ import annotations

import sqlite3
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import uvicorn

from coalesce.app import build, open_node
from coalesce.dates import SystemClock
from coalesce.handling import Grant, Handling, Member, Purpose
from coalesce.linking.coding import Encoder
from coalesce.records import Entry, ListKind, Name, Provenance, RecordList
from coalesce.services.preparing import prepared
from coalesce.settings import Settings
from coalesce.store import Store
from coalesce.store.peers import KnownPeer
from coalesce.store.staging import Staged
from coalesce.taxii import Server
from coalesce.web.listening import configured

FIRST = 1_400_000_000_000_000
"""The number of the first object: some moment of 2014."""
TOKEN = "token"
_PADDING = "y" * 620
"""With what stands around it an object has about 900 bytes: a person with names, dates, documents and a grant."""


def made(number: int) -> dict[str, Any]:
    """One object."""
    at = "2014-11-01T12:00:00.000Z"
    return {
        "type": "identity", "spec_version": "2.1", "id": f"identity--{uuid.uuid4()}", "created": at, "modified": at,
        "name": f"Zorbal Kemtari {number}", "identity_class": "individual",
        "extensions": {"extension-definition--11111111-1111-4111-8111-111111111111": {"x": _PADDING}},
    }  # fmt: skip


def world(folder: Path, count: int) -> str:
    """The node in ``folder``, made where it is not there yet; gives the peer's token."""
    if not (folder / TOKEN).exists():
        token = _begin(folder)
        with closing(sqlite3.connect(folder / "node.db", isolation_level=None)) as raw:
            raw.execute("PRAGMA synchronous = OFF")
            raw.execute("BEGIN")
            _fill(raw, count)
            raw.execute("COMMIT")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (folder / TOKEN).write_text(token)
    return (folder / TOKEN).read_text()


def _begin(folder: Path) -> str:
    store = Store.create(folder, replace(Settings(), member="NL"), Member("NL", "NL"), SystemClock())
    owner, node = store.actor("owner"), build(store)
    writer = store.write(owner, Purpose.PLANNING)
    writer.add_member(Member("FR", "FR"))
    grants = frozenset({Grant(Purpose.INVESTIGATION, "FR"), Grant(Purpose.STATISTICS, "FR")})
    held = Handling(datetime.now(UTC).date().replace(year=datetime.now(UTC).year + 2), releases=grants)
    listed = RecordList(writer.new_id(), "border", "NL", ListKind.TRAVELLERS, held)
    writer.add_list(listed)
    one = Entry("R", (Name("Zorbal Kemtari", "Latn"),), Provenance("made.csv", 1))
    keys = prepared(one, Encoder(node.model))
    staging = writer.stage(listed, "made.csv", "d")
    staging.add([Staged(one, held, keys.packed, keys.compared, keys.search_keys)])
    staging.publish({})
    store.exchange.add(owner, KnownPeer("paris", "FR"))
    token = store.exchange.issue_token(owner, "paris")
    store.close()
    return token


def _fill(raw: sqlite3.Connection, count: int) -> None:
    columns = [row[1] for row in raw.execute("PRAGMA table_info(version)")]
    version = dict(zip(columns, raw.execute("SELECT * FROM version").fetchone(), strict=True))
    ids = [uuid.uuid4().hex[:26] for _ in range(count)]
    records = ((one, version["list_id"], f"X{n}", 1) for n, one in enumerate(ids))
    raw.executemany("INSERT INTO record VALUES (?, ?, ?, ?)", records)
    place = version["place"]
    marks = ", ".join("?" * len(columns))
    versions = (
        tuple((version | {"record_id": one, "reference": f"X{n}", "place": place + 1 + n}).values())
        for n, one in enumerate(ids)
    )
    raw.executemany(f"INSERT INTO version VALUES ({marks})", versions)
    wire = [row[1] for row in raw.execute("PRAGMA table_info(wire)")]
    rows = (tuple(row.get(name) for name in wire) for row in _rows(version, ids))
    raw.executemany(f"INSERT INTO wire VALUES ({', '.join('?' * len(wire))})", rows)
    raw.execute("UPDATE peer SET last_out = ?", (FIRST + count,))


def _rows(version: dict[str, Any], ids: list[str]) -> Iterator[dict[str, Any]]:
    same = {name: version[name] for name in ("list_id", "opened", "closed", "set_id", "keep_until")}
    same |= {"of_set": version["set_id"], "box": "out", "peer": "paris", "spec_version": "2.1", "state": "", "why": ""}
    same |= {"version": "2014-11-01T12:00:00.000000Z", "first": 1, "latest": 1, "number": 1, "type": "identity"}
    for n, record in enumerate(ids):
        one = made(n)
        yield same | {"seq": FIRST + n, "stix_id": one["id"], "record_id": record, "body": orjson.dumps(one)}


def serve(folder: Path, port: int) -> None:
    """The TAXII server as the node mounts it, without the desk beside it."""
    node = open_node(folder)
    server = Server(node, lambda: "")

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await server(scope, receive, send)
            return
        for _ in ("startup", "shutdown"):
            message = await receive()
            await send({"type": f"{message['type']}.complete"})

    config = configured(app, node.store.settings)
    config.port = port
    uvicorn.Server(config).run()


if __name__ == "__main__":
    serve(Path(sys.argv[2]), int(sys.argv[3]))
