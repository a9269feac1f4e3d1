"""BE and FR, that do not reach each other, and LU, the hub between them, for tests of what goes through it: real nodes on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coalesce.dates import FixedClock
from coalesce.services.node import Node
from coalesce.services.peering import PeerOrder, add_peer, own_signer
from coalesce.services.pulling import pull
from coalesce.stix import fingerprint
from tests.builders import NOON, make_node, owner, raw_rows
from tests.exchange_nodes import Ring, introduce, opened


@contextmanager
def hub(folder: Path) -> Iterator[Ring]:
    """BE, LU and FR: the ends speak with the hub alone, and know each other's keys."""
    clock = FixedClock(NOON)
    be, lu, fr = (make_node(folder / name.lower(), clock, name) for name in ("BE", "LU", "FR"))
    with Ring([be, lu, fr]) as made:
        for end, other in ((be, fr), (fr, be)):
            made.link(end, lu)
            raw_rows(end.store.folder, "UPDATE peer SET speaks_for = ?", other.store.settings.member)
            introduce(end, other, url="")
        for end, other in ((be, fr), (fr, be)):
            _lend(lu, end, other, made.url(end))
        yield made
    for node in (be, lu, fr):
        node.store.close()


def _lend(between: Node, end: Node, other: Node, url: str) -> None:
    """Give the hub the token of the other's box at this end, so that it fetches what lies ready there."""
    whose, whom = end.store.settings.member, other.store.settings.member.lower()
    token = end.store.exchange.issue_token(owner(end.store), whom)
    key = own_signer(end).key
    order = PeerOrder(f"{whose.lower()}-for-{whom}", whose, url, fingerprint(key), key, authorization=f"Bearer {token}")
    add_peer(between, owner(between.store), order, opened)


def round_of(three: Ring) -> None:
    """Everything on its way from BE to FR, and back."""
    _, lu, fr = three.nodes
    for name in ("be-for-fr", "be", "fr-for-be", "fr"):
        pull(lu, name, opened)
    pull(fr, "lu", opened)
    for name in ("fr-for-be", "fr", "be"):
        pull(lu, name, opened)
    pull(three.nodes[0], "lu", opened)
