"""Imports that come through the desk: a file is kept, looked at, mapped, imported in the background, and erased.

Invariant: an upload lies in a folder of its own, which its member's releasing officers alone reach; its files are erased
when they are imported, when they are discarded, and after ``upload_days``. What was running when the process ended is
begun again, and goes on where it stopped.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import threading
from collections.abc import Mapping as Pairs
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from coalesce.errors import BadUsage, CoalesceError, NotFound, StoreBusy
from coalesce.handling import Actor, Purpose, Role
from coalesce.intake import Mapping, load_mapping
from coalesce.records import RecordList
from coalesce.services.importing import ImportOrder, ImportReport, import_file
from coalesce.services.linking import LinkOrder, link_records
from coalesce.services.node import Node
from coalesce.store.writable import writable, writable_list

FOLDER, STATE, MAPPING = "uploads", "upload.json", "mapping.toml"
PERSONS, SIGHTINGS = "persons", "sightings"


class State(StrEnum):
    """How far an upload is."""

    KEPT = "kept"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Upload:
    """One upload: for which list, whose, which files, how far. ``report`` has the import's numbers when it is done."""

    id: str
    list_id: str
    list_name: str
    member: str
    actor: str
    file: str
    at: str
    sightings: str = ""
    state: State = State.KEPT
    reader: str = "auto"
    fault: str = ""
    report: Pairs[str, Any] = field(default_factory=dict)
    rejected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """A file to be kept: where it lies now, and what it is called."""

    path: Path
    name: str


def keep(node: Node, actor: Actor, list_id: str, persons: Kept, sightings: Kept | None = None) -> Upload:
    """Keep a file for a list that the actor may write. Raises NotFound, NotPermitted."""
    to = writable_list(node.store.write(actor, Purpose.PLANNING), list_id)
    sweep(node)
    at = node.store.clock.now().isoformat(timespec="seconds")
    made = Upload(secrets.token_hex(13), to.id, f"{to.owner}/{to.name}", actor.member, actor.name, persons.name, at)
    made = replace(made, sightings=sightings.name if sightings else "")
    for name, one in ((PERSONS, persons), (SIGHTINGS, sightings)):
        if one is not None:
            inner = folder_of(node, made.id) / name
            inner.mkdir(mode=0o700, parents=True)
            one.path.replace(inner / one.name)
    _write(node, made)
    log(node, actor, "upload", made)
    return made


def log(node: Node, actor: Actor, action: str, upload: Upload) -> None:
    """Note in the audit log what an actor did with an upload."""
    writer = node.store.write(actor, Purpose.PLANNING)
    owner = upload.list_name.partition("/")[0]
    with writer.transaction() as connection:
        writer.log(connection, action, {"upload": upload.id, "list": upload.list_id}, about=owner)


def uploads(node: Node, actor: Actor) -> list[Upload]:
    """Those for lists that the actor may write, the newest first. Raises NotPermitted."""
    lists = {one.id for one in writable(node.store.write(actor, Purpose.PLANNING))}
    found = [one for one in _all(node) if one.list_id in lists]
    return sorted(found, key=lambda one: (one.at, one.id), reverse=True)


def upload_of(node: Node, actor: Actor, identity: str) -> tuple[Upload, RecordList]:
    """One of them with its list. Raises NotFound, NotPermitted."""
    writer = node.store.write(actor, Purpose.PLANNING)
    lists = {one.id: one for one in writable(writer)}
    found = _read(node, identity)
    if found is None or found.list_id not in lists:
        raise NotFound("import")
    return found, lists[found.list_id]


def settle(node: Node, upload: Upload, reader: str, mapping: Mapping | None) -> Upload:
    """Keep what the columns are. Raises BadUsage for an import that has begun."""
    if upload.state in (State.RUNNING, State.DONE):
        raise BadUsage("the import has begun: its columns stay as they are")
    path = folder_of(node, upload.id) / MAPPING
    if mapping is None:
        path.unlink(missing_ok=True)
    else:
        path.write_text(mapping.to_toml(), encoding="utf-8")
    settled = replace(upload, reader=reader, state=State.KEPT, fault="")
    _write(node, settled)
    return settled


def mapping_of(node: Node, upload: Upload) -> Mapping | None:
    """What the columns were said to be, or None."""
    path = folder_of(node, upload.id) / MAPPING
    return load_mapping(path) if path.is_file() else None


def order_of(node: Node, upload: Upload) -> ImportOrder:
    """The import that an upload asks for."""
    at = folder_of(node, upload.id)
    seen = at / SIGHTINGS / upload.sightings if upload.sightings else None
    return ImportOrder(at / PERSONS / upload.file, upload.list_name, upload.reader, mapping_of(node, upload), seen)


def discard(node: Node, upload: Upload) -> None:
    """Erase an upload with its files. Raises BadUsage while it runs."""
    if upload.state is State.RUNNING:
        raise BadUsage("the import is running: it can be discarded when it has ended")
    shutil.rmtree(folder_of(node, upload.id), ignore_errors=True)


def rejected_file(node: Node, upload: Upload, number: int) -> tuple[str, bytes]:
    """A file of rejected rows: its name and bytes. Raises NotFound."""
    if not 0 <= number < len(upload.rejected):
        raise NotFound("file")
    inner, _, name = upload.rejected[number].partition("/")
    try:
        return name, (folder_of(node, upload.id) / inner / name).read_bytes()
    except OSError:
        raise NotFound("file") from None


def sweep(node: Node) -> None:
    """Erase what has been kept longer than ``upload_days`` and does not run."""
    oldest = node.store.clock.now() - timedelta(days=node.store.settings.upload_days)
    for one in _all(node):
        if one.state is not State.RUNNING and datetime.fromisoformat(one.at) < oldest:
            discard(node, one)


def folder_of(node: Node, identity: str) -> Path:
    """Where an upload lies."""
    return node.store.folder / FOLDER / identity


class Imports:
    """The imports that run in this process, with how far each is."""

    def __init__(self) -> None:
        self._at: dict[str, tuple[str, float]] = {}
        self._threads: dict[str, threading.Thread] = {}
        self._lock = threading.Lock()

    def progress(self, identity: str) -> tuple[str, float]:
        """What is being done, and how much of it is (0 to 1)."""
        return self._at.get(identity, ("waiting", 0.0))

    def begin(self, node: Node, actor: Actor, upload: Upload) -> Upload:
        """Import in the background. An import that runs already goes on."""
        with self._lock:
            if upload.id in self._threads or upload.state is State.DONE:
                return upload
            begun = replace(upload, state=State.RUNNING, fault="", actor=actor.name)
            _write(node, begun)
            thread = threading.Thread(target=self._run, args=(node, actor, begun), name="importing", daemon=True)
            self._threads[upload.id] = thread
        thread.start()
        return begun

    def resume(self, node: Node) -> None:
        """Begin again what was running when the process before ended."""
        for one in _all(node):
            if one.state is State.RUNNING:
                try:
                    self.begin(node, node.store.actor(one.actor), replace(one, state=State.KEPT))
                except CoalesceError as fault:
                    _write(node, replace(one, state=State.FAILED, fault=str(fault)))

    def wait(self, identity: str, seconds: float) -> None:
        """Wait for an import of this process to end."""
        thread = self._threads.get(identity)
        if thread is not None:
            thread.join(seconds)

    def _run(self, node: Node, actor: Actor, upload: Upload) -> None:
        def tell(step: str, share: float) -> None:
            self._at[upload.id] = (step, share)

        ended = replace(upload, state=State.FAILED, fault="the import broke off: start it again, and it goes on")
        try:
            ended = imported(node, actor, upload, tell)
        except StoreBusy as fault:
            ended = replace(upload, state=State.KEPT, fault=str(fault))
        except CoalesceError as fault:
            ended = replace(upload, state=State.FAILED, fault=str(fault))
        finally:
            with suppress(OSError):
                _write(node, ended)
            self._at.pop(upload.id, None)
            self._threads.pop(upload.id, None)


def imported(node: Node, actor: Actor, upload: Upload, tell: Any) -> Upload:
    """Import now; gives the upload with its report, its files erased but for the rejected rows."""
    report = import_file(node, actor, order_of(node, upload), tell)
    if not report.matched and node.store.size() <= node.store.settings.upload_link_most:
        with suppress(StoreBusy):  # somebody else links the node just now: the same links come of it
            node_itself = Actor("node", node.store.settings.member, frozenset({Role.OPERATOR}))
            link_records(node, node_itself, LinkOrder(), tell)
            report.matched = True
    at = folder_of(node, upload.id)
    rejected = tuple(f"{Path(one).parent.name}/{Path(one).name}" for one in report.rejected_files)
    order = order_of(node, upload)
    for path in (order.path, order.sightings):
        if path is not None:
            path.unlink(missing_ok=True)
    (at / MAPPING).unlink(missing_ok=True)
    return replace(upload, state=State.DONE, fault="", report=told(report), rejected=rejected)


def told(report: ImportReport) -> dict[str, Any]:
    """The numbers of an import, as ``coalesce import`` gives them."""
    rest = {"edition": report.edition, "minors": report.minors, "rejected_sightings": report.rejected_sightings}
    return {**report.counts(), **rest, "matched": report.matched}


def _all(node: Node) -> list[Upload]:
    folder = node.store.folder / FOLDER
    names = sorted(one.name for one in folder.iterdir() if one.is_dir()) if folder.is_dir() else []
    return [found for name in names if (found := _read(node, name)) is not None]


def _read(node: Node, identity: str) -> Upload | None:
    if not (identity.isascii() and identity.isalnum()):
        return None
    try:
        read = json.loads((folder_of(node, identity) / STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return Upload(**{**read, "state": State(read["state"]), "rejected": tuple(read["rejected"])})


def _write(node: Node, upload: Upload) -> None:
    """Whole or not at all."""
    goal = folder_of(node, upload.id) / STATE
    unfinished = goal.with_suffix(f".{secrets.token_hex(4)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(upload), file)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(goal)
