"""The key that this node signs with, sealed under the node's own.

Invariant: it is made once; two processes that make it at one moment end with the same.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import insert, select

from coalesce.access import at_rest
from coalesce.errors import Tampered
from coalesce.store import schema
from coalesce.store.ground import Ground, snapshot

_NAME = "signing_key"
_USE = "signing key"


def own_secret(ground: Ground, make: Callable[[], bytes]) -> bytes:
    """The node's secret key, which ``make`` gives where there is none yet. Raises Tampered where it cannot be opened."""
    s = schema.state
    wanted = select(s.c.value).where(s.c.name == _NAME)
    with snapshot(ground) as connection:
        held = connection.execute(wanted).scalar()
    if held is None:
        with ground.transaction() as connection:
            held = connection.execute(wanted).scalar()
            if held is None:
                held = at_rest.seal(ground.key, _USE, "", make()).hex()
                connection.execute(insert(s).values(name=_NAME, value=held))
    opened = at_rest.unseal(ground.key, _USE, "", bytes.fromhex(held))
    if opened is None:
        raise Tampered("the key that this node signs with cannot be opened: restore a backup with 'coalesce restore'")
    return opened
