"""The one place where the parts meet: settings, clock, model, store, desk and command line.

Invariant: nothing imports this; every choice of a part for another is made here and nowhere else.
"""

from __future__ import annotations

import random
import sys
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from coalesce import cli
from coalesce.cli.injected import Injected
from coalesce.dates import Clock, SystemClock
from coalesce.errors import StoreError
from coalesce.handling import Actor
from coalesce.services import building, keeping, moving
from coalesce.services.exchanging import Turns
from coalesce.services.fitting import published
from coalesce.services.node import Node, Progress
from coalesce.services.peering import own_signer
from coalesce.services.remembering import Remembered
from coalesce.services.wire import Open, Reach
from coalesce.settings import Settings, read_settings
from coalesce.store import Store


@dataclass(frozen=True, slots=True)
class EarlierClock:
    """A clock some whole days behind another: the sample world's."""

    of: Clock
    days: int

    def now(self) -> datetime:
        """See Clock."""
        return self.of.now() - timedelta(days=self.days)

    def today(self) -> date:
        """See Clock."""
        return self.now().date()


def main() -> None:
    """The console entry."""
    injected = Injected(open_node, create_node, migrate_node, serve, build_demo, bulletin, speaks)
    sys.exit(cli.run(injected, sys.argv[1:]))


def open_node(folder: Path) -> Node:
    """The node in ``folder``. Raises NoNode, NeedsMigration, BadSettings."""
    settings = read_settings(folder)
    return build(Store(folder, settings, _clock(settings)))


def create_node(folder: Path, member: str) -> Node:
    """A new node for ``member``. Raises BadUsage, BadField."""
    settings = keeping.with_member(read_settings(folder), member)
    return build(keeping.create_node(folder, settings, _clock(settings)))


def migrate_node(folder: Path, progress: Progress) -> None:
    """Bring an older node's schema and index to this version's. Raises NoNode, NeedsMigration, StoreBusy."""
    moving.migrate(folder)
    settings = read_settings(folder)
    node = build(Store(folder, settings, _clock(settings), indexed=False))
    try:
        moving.make_index(node, progress)
        with suppress(StoreError):  # the next command says what hinders it; the node is migrated
            node.store.blank_erased()
    finally:
        node.store.close()


KINDS = 4
"""Answers that are remembered of one audience: its people in all draws, their flows, how they were captured, its labels."""


def build(store: Store) -> Node:
    """A store with the model that its operator published, else the shipped one, set to the number of records it expects."""
    model, expected = published(store.folder), store.settings.expected_records
    model = model.for_population(expected) if expected else model
    return Node(store, model, Remembered(KINDS * store.settings.flow_cache))


def serve(node: Node, port: int, link: str | None) -> None:
    """Open the node's desk, and its TAXII server beside it; its peers are asked in turns. Ends when it is interrupted."""
    from coalesce import taxii, web  # here, since most commands need no web server and would wait for it
    from coalesce.taxii.server import tell

    opened = speaks(node)
    turns = Turns(node, opened, tell)
    turns.start()
    try:
        with closing(taxii.Server(node, own_signer(node).key.hex)) as peers:
            web.serve(node, port, link, peers, opened)
    finally:
        turns.stop()


def speaks(node: Node) -> Open:
    """What speaks TAXII with this node's peers, within the bounds of its settings."""
    from coalesce.taxii.asking import Asking, Bounds  # here too: they bring a client of HTTP
    from coalesce.taxii.client import Client

    s = node.store.settings
    own = (node.store.folder / s.peer_certificate_file, node.store.folder / s.peer_key_file)
    bounds = Bounds(
        s.peer_seconds,
        s.peer_answer_bytes,
        s.peer_tries,
        s.peer_wait_seconds,
        s.peer_wait_most_seconds,
        s.peer_page,
        s.peer_pages,
        own if s.peer_certificate_file else None,
    )

    def opened(reach: Reach) -> Client:
        return Client(reach, bounds, Asking(reach, bounds, random.Random(f"{s.member} {reach.url}")))

    return opened


def bulletin(node: Node, actor: Actor, series: str, month: str) -> bytes:
    """A month's bulletin as a PDF. Raises NotInstalled without the extra that makes it."""
    from coalesce import web

    return web.printed_bulletin(node, actor, series, month)


def build_demo(folder: Path, progress: Progress) -> Node:
    """The sample node in ``folder``: opened where it stands whole, else made."""
    if building.stands(folder):
        return open_node(folder)
    back = (SystemClock().today() - building.TODAY).days
    settings = replace(Settings(), member=building.HOST, sample=True, clock_days_back=back)
    node = build(building.begin(folder, settings, _clock(settings)))
    building.fill(node, folder, progress)
    return node


def _clock(settings: Settings) -> Clock:
    back = settings.clock_days_back
    return EarlierClock(SystemClock(), back) if back else SystemClock()


if __name__ == "__main__":
    main()
