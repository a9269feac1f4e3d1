"""A whole node in one file, and back.

Invariant: a backup is consistent (one snapshot) and checked by digest before anything is replaced; a restored
node has forgotten nothing that was withdrawn since, and the audit rows and the ledger of figures written since are
carried on where they still can be read.

The file is a tar of the database, the node's key, its settings, its published model and the file of withdrawals, with a manifest of
SHA-256 digests. It holds everything that the node holds: its mode is 0600 and it must be kept as safe.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import io
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from coalesce.errors import BadFile, BadUsage, StoreBusy, StoreError, StoreFull, Tampered, Where
from coalesce.handling import Actor, Purpose
from coalesce.settings import FILE_NAME
from coalesce.store.account_carrying import carry_accounts
from coalesce.store.connections import emptied_log
from coalesce.store.erasures import Erasures
from coalesce.store.ledger_carrying import carry_ledger
from coalesce.store.names import DATABASE, ERASED, HEAD, KEY, LOCK, MODEL
from coalesce.store.peer_carrying import carry_peers
from coalesce.store.permits import Act, require
from coalesce.store.scratch import scratch

if TYPE_CHECKING:
    from coalesce.store.store import Store

MANIFEST = "manifest.json"
_PARTS = (DATABASE, KEY, FILE_NAME, ERASED, MODEL)
_FORMAT = "coalesce-backup-1"


def write(store: Store, actor: Actor, file: Path) -> None:
    """Write the node into ``file``, which must not be there. Raises NotPermitted, BadUsage, StoreFull."""
    require(actor, Act.ADMINISTER)
    if file.exists():
        raise BadUsage(f"{file.name} is there already: choose another name")
    with store.transaction() as connection:
        store.log(connection, actor, Purpose.PLANNING, "backup", {})
    with contextlib.suppress(StoreError):  # the next command or turn says what hinders it; a backup is not the place
        store.blank_erased()
    try:
        with scratch(store.folder, "backup") as folder:
            _copy_database(store.folder / DATABASE, folder / DATABASE)
            for part in (KEY, FILE_NAME, ERASED, MODEL):
                if (store.folder / part).exists():
                    shutil.copyfile(store.folder / part, folder / part)
            _pack(folder, file)
    except FileExistsError:
        raise BadUsage(f"{file.name} is there already: choose another name") from None
    except (OSError, sqlite3.Error) as error:
        file.unlink(missing_ok=True)
        reason = (isinstance(error, OSError) and error.strerror) or "the disk is full, or cannot be written"
        raise StoreFull(f"the backup cannot be written ({reason}): make room or choose another place") from error


def restore(folder: Path, file: Path) -> int:
    """Put a backup's node into ``folder``; gives how many withdrawals since the backup will be replayed.

    The folder is new, empty, or holds the same node, which is then replaced. Raises BadFile, Tampered, BadUsage.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadUsage(f"'{folder.name}' cannot be made ({error.strerror}): choose another folder") from None
    with _alone(folder), scratch(folder, "restore") as fresh:
        _unpack(file, fresh)
        _check_same_node(folder, fresh)
        _compare_anew(fresh / DATABASE)
        _carry_log(folder / DATABASE, fresh / DATABASE)
        carry_ledger(folder / DATABASE, fresh / DATABASE)
        since = _carry_withdrawals(folder, fresh)
        if (folder / DATABASE).exists() and not emptied_log(folder / DATABASE):
            raise StoreBusy("somebody is reading or writing this node: stop its desk and other commands, then restore")
        for ending in ("-wal", "-shm"):
            (folder / (DATABASE + ending)).unlink(missing_ok=True)
        for part in _PARTS:
            if (fresh / part).exists():
                (fresh / part).replace(folder / part)
                (folder / part).chmod(0o600)
            elif part == MODEL:
                (folder / part).unlink(missing_ok=True)  # the keys in the database are the shipped model's
    return since


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreBusy("an import or link is running on this node: restore when it is done") from None
        yield


def _copy_database(source: Path, goal: Path) -> None:
    with contextlib.closing(sqlite3.connect(source)) as live, contextlib.closing(sqlite3.connect(goal)) as copy:
        live.backup(copy)


def _pack(folder: Path, file: Path) -> None:
    parts = [folder / part for part in _PARTS if (folder / part).exists()]
    manifest = {"format": _FORMAT, "parts": {part.name: _digest(part) for part in parts}}
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as raw, tarfile.open(fileobj=raw, mode="w") as tar:
        body = orjson.dumps(manifest)
        member = tarfile.TarInfo(MANIFEST)
        member.size = len(body)
        tar.addfile(member, io.BytesIO(body))
        for part in parts:
            tar.add(part, arcname=part.name)
        raw.flush()
        os.fsync(raw.fileno())


def _unpack(file: Path, folder: Path) -> None:
    where = Where(file.name)
    try:
        with tarfile.open(file) as tar:
            names = tar.getnames()
            if not names or names[0] != MANIFEST or not set(names[1:]) <= set(_PARTS):
                raise BadFile("is no backup of a node", where)
            tar.extractall(folder, filter="data")
        manifest = orjson.loads((folder / MANIFEST).read_bytes())
    except (tarfile.TarError, orjson.JSONDecodeError, EOFError):
        raise BadFile("is no backup of a node, or was cut short", where) from None
    except OSError as error:
        raise BadFile(f"cannot be read ({error.strerror})", where) from None
    parts = manifest.get("parts") if isinstance(manifest, dict) and manifest.get("format") == _FORMAT else None
    if not isinstance(parts, dict) or not {DATABASE, KEY} <= parts.keys() or set(parts) != set(names[1:]):
        raise BadFile("is a backup of another version", where)
    for part, digest in parts.items():
        if not (folder / part).exists() or _digest(folder / part) != digest:
            raise Tampered(f"{file.name}: {part} is not what was written; use another backup")


def _check_same_node(folder: Path, fresh: Path) -> None:
    held = (folder / DATABASE).exists() and (folder / KEY).exists()
    if held and (folder / KEY).read_bytes() != (fresh / KEY).read_bytes():
        raise BadUsage(f"'{folder.name}' holds another node: restore into a new folder")


def _compare_anew(fresh: Path) -> None:
    """Let what is held of peers be compared with all that they have at the next pull: what they took back since may be here again."""
    with contextlib.closing(sqlite3.connect(fresh)) as goal:
        if goal.execute("SELECT 1 FROM pragma_table_info('pull_state') WHERE name = 'compared'").fetchone():
            goal.execute("UPDATE pull_state SET compared = NULL")
            goal.commit()


def _carry_log(present: Path, fresh: Path) -> None:
    """Append the audit rows written since the backup, where the present database still tells them.

    What signs in comes back only where it still does: a session closed since stays closed, a password changed since changed.
    """
    if not present.exists():
        return
    with contextlib.closing(sqlite3.connect(fresh)) as goal:
        known = dict(goal.execute("SELECT seq, chain FROM audit").fetchall())
        try:
            with contextlib.closing(sqlite3.connect(present)) as source:
                rows = source.execute("SELECT * FROM audit ORDER BY seq").fetchall()
        except sqlite3.DatabaseError:
            raise StoreError(
                "the present database cannot be read, so the audit rows since the backup would be lost: "
                f"move {DATABASE} and {HEAD} elsewhere, keep them, and restore again"
            ) from None
        if any(row[0] in known and known[row[0]] != row[5] for row in rows):
            raise Tampered("the audit log went another way since this backup: use a later one, or a new folder")
        goal.executemany("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?)", [row for row in rows if row[0] not in known])
        with contextlib.closing(sqlite3.connect(present)) as source:
            carry_accounts(source, goal)
            carry_peers(source, goal)
        goal.commit()


def _carry_withdrawals(folder: Path, fresh: Path) -> int:
    """Keep every withdrawal of both files; gives how many the backup did not know."""
    old = {taken.record for taken in Erasures(fresh / ERASED).rows()}
    new = [taken for taken in Erasures(folder / ERASED).rows() if taken.record not in old]
    log = Erasures(fresh / ERASED)
    for taken in new:
        log.add(taken)
    known = set(log.copies())
    copies = [taken for taken in Erasures(folder / ERASED).copies() if taken not in known]
    log.add_copies(copies)
    return len(new) + len({taken.record for taken in copies if taken.record})


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
