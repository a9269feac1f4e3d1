"""Fitting a model to the own member's lists, and publishing one: two acts, the second an operator's decision.

Invariant: a fit reads through the own member's view and takes its own records and judgements alone; it writes a
file and changes nothing else. Publishing makes every column and key anew for the model; links stay those of the
model before until the linker is run.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from coalesce.engines import LinkOptions, link_stored
from coalesce.errors import BadUsage, NotPermitted
from coalesce.handling import Actor, Purpose
from coalesce.linking.coding import Encoder
from coalesce.linking.fitting import Levels, Named, OwnRows, Places, fit
from coalesce.linking.judging import resolve
from coalesce.linking.model import Model, load_model, to_plain
from coalesce.linking.prepared import pack
from coalesce.linking.rows import LinkRow
from coalesce.records import ListKind
from coalesce.services.moving import columns_and_keys
from coalesce.services.node import Node, Progress, silent
from coalesce.store import remaking
from coalesce.store.names import MODEL, MODELS
from coalesce.store.permits import Act, require
from coalesce.store.read_view import ReadView
from coalesce.store.scratch import scratch

SHIPPED = 1
"""The version number of the shipped model on every node."""

_EVERY = 1e-12
"""Links down to this probability: all candidates."""


def published(folder: Path) -> Model:
    """The model of the node in ``folder``. Raises BadFile."""
    path = folder / MODEL
    return load_model(path) if path.is_file() else load_model()


def versions(node: Node) -> list[dict[str, Any]]:
    """Every model of the node, oldest first: the shipped one and those fitted here."""
    current = published(node.store.folder)
    models = [load_model(), *(load_model(path) for path in _files(node.store.folder).values())]
    return [_told(model, model.name == current.name) for model in models]


def _told(model: Model, current: bool) -> dict[str, Any]:
    told = model.fitting
    return {
        "version": told.version if told else SHIPPED,
        "name": model.name,
        "published": current,
        "day": told.day if told else None,
        "lists": dict(told.lists) if told else {},
        "pairs": told.pairs if told else None,
        "judged": told.judged if told else None,
        "tokens": len(model.tokens.known),
        "card": model.card,
    }


def fit_own(node: Node, actor: Actor, lists: Sequence[str], progress: Progress = silent) -> dict[str, Any]:
    """Fit a new version on these lists of the own member (all of them where none is named). Raises NotPermitted, BadUsage,
    Refusal where they hold too little.
    """
    require(actor, Act.ADMINISTER)
    own = node.store.settings.member
    if actor.member != own:
        raise NotPermitted(f"a model is fitted by an operator of {own}, whose node this is")
    progress("reading own records", 0.0)
    with node.store.alone("model"), scratch(node.store.folder, "model"):
        with node.store.read(actor, Purpose.INVESTIGATION) as view:
            rows = own_rows(view, own, lists)
        progress(f"fitting to {len(rows.rows):,} records", 0.2)
        version = max(_files(node.store.folder), default=SHIPPED) + 1
        named = Named(version, node.store.clock.today().isoformat())
        options = LinkOptions(
            least=_EVERY,
            memory=node.store.settings.link_memory,
            threads=node.store.settings.link_threads,
        )
        model = fit(rows, _base(node), named, lambda given, by: compared(given, replace(options, model=by)))
        progress("writing the model", 0.9)
        _write(node.store.folder / MODELS / f"{model.name}.json", model)
    with node.store.transaction() as connection:
        detail = {"version": version, "records": len(rows.rows), "judged": len(rows.judged)}
        node.store.log(connection, actor, Purpose.PLANNING, "fit model", detail)
    progress("done", 1.0)
    return _told(model, False)


def own_rows(view: ReadView, own: str, lists: Sequence[str]) -> OwnRows:
    """The own member's records on these lists, with its judgements between them; whatever else the view shows is left out."""
    mine = {each.name: each for each in view.lists() if each.owner == own and each.kind is not ListKind.CUSTOMERS}
    if unknown := sorted(set(lists) - mine.keys()):
        raise BadUsage(f"'{unknown[0]}' is no list of {own} that is linked: 'coalesce list' shows which there are")
    chosen = {each.id: each for name, each in mine.items() if not lists or name in lists}
    ids = [record for record, fact in view.facts().items() if fact.owner == own and fact.list_id in chosen]
    said = [word for word in view.every_word() if word.member == own]
    settled = resolve(said, own, view.second)
    words = [word for word in said if word.current and settled[word.left, word.right] is word.verdict]
    closed = frozenset(identity for identity, each in chosen.items() if each.deduplicated)
    return OwnRows(own, view.records(ids).values(), words, closed)


def use(node: Node, actor: Actor, version: int, progress: Progress = silent) -> Model:
    """Publish a version: columns and keys are made anew by it. Raises NotPermitted, BadUsage, StoreBusy."""
    require(actor, Act.ADMINISTER)
    files = _files(node.store.folder)
    if version != SHIPPED and version not in files:
        raise BadUsage(f"there is no model {version}: 'coalesce model list' shows which there are")
    model = load_model() if version == SHIPPED else load_model(files[version])
    with node.store.alone("model"):
        with node.store.transaction() as connection:
            node.store.log(connection, actor, Purpose.PLANNING, "use model", {"version": version})
        remaking.begin(node.store)
        if version == SHIPPED:
            (node.store.folder / MODEL).unlink(missing_ok=True)
        else:
            _write(node.store.folder / MODEL, model)
        expected = node.store.settings.expected_records
        fresh = replace(node, model=model.for_population(expected) if expected else model)
        remaking.remake(node.store, columns_and_keys(fresh), progress)
    return fresh.model


def compared(rows: Sequence[LinkRow], options: LinkOptions) -> tuple[Places, Places, Levels]:
    """What ``linking.fitting`` asks for, by the compiled engine: for a whole node."""
    encoder = Encoder(options.model)
    batch = link_stored((_Packed(row, encoder) for row in rows), options)
    if not len(batch):
        none = np.zeros(0, np.int64)
        return none, none, batch.levels
    return batch.pairs[:, 0].astype(np.int64), batch.pairs[:, 1].astype(np.int64), batch.levels


class _Packed:
    """A row as the compiled engine takes it."""

    def __init__(self, row: LinkRow, encoder: Encoder) -> None:
        self.record, self.version, self.list_id, self.deduplicated = (
            row.record, row.version, row.list_id, row.deduplicated,
        )  # fmt: skip
        self.body = pack(row.columns, row.keys, encoder)


def _base(node: Node) -> Model:
    """What a fit starts from: the shipped model, set to the records that the node expects."""
    base, expected = load_model(), node.store.settings.expected_records
    return base.for_population(expected) if expected else base


def _files(folder: Path) -> dict[int, Path]:
    """The models fitted here, by version, in that order."""
    found = {path.stem.removeprefix("own-"): path for path in (folder / MODELS).glob("own-*.json")}
    return {int(number): found[number] for number in sorted(filter(str.isdecimal, found), key=int)}


def _write(path: Path, model: Model) -> None:
    """In one step: whole or not at all."""
    path.parent.mkdir(exist_ok=True)
    fresh = path.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(orjson.dumps(to_plain(model)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
