"""What who holds a node's machine can do to its audit log so that it fits in itself again."""

from __future__ import annotations

import hashlib

import orjson

from coalesce.services.node import Node
from coalesce.store.names import HEAD
from tests.builders import raw_rows


def rewrite(node: Node, begin: int) -> None:
    """Change a row, and make everything beside it fit again."""
    folder = node.store.folder
    ((leaf,),) = raw_rows(folder, "SELECT leaf FROM audit WHERE seq = ?", begin)
    told = orjson.loads(leaf)
    changed = orjson.dumps({**told, "detail": {**told["detail"], "peer": "another"}}, option=orjson.OPT_SORT_KEYS)
    raw_rows(folder, "UPDATE audit SET leaf = ? WHERE seq = ?", changed, begin)
    ((before,),) = raw_rows(folder, "SELECT chain FROM audit WHERE seq = ?", begin - 1)
    for seq, leaf in raw_rows(folder, "SELECT seq, leaf FROM audit WHERE seq >= ? ORDER BY seq", begin):
        leaf_hash = hashlib.sha256(b"\0" + bytes(leaf)).digest()
        before = hashlib.sha256(before + leaf_hash).digest()
        raw_rows(folder, "UPDATE audit SET leaf_hash = ?, chain = ? WHERE seq = ?", leaf_hash, before, seq)
    forget(node)


def cut(node: Node, to: int) -> None:
    """Cut the end of the log off."""
    for table in ("audit_place", "audit"):
        raw_rows(node.store.folder, f"DELETE FROM {table} WHERE seq > ?", to)
    forget(node)


def forget(node: Node) -> None:
    """Let nothing on the node say what its log was."""
    (node.store.folder / HEAD).unlink()
    raw_rows(node.store.folder, "DELETE FROM own_head")
