"""Release sets: the same combination of owner, releases and figures_to is stored once.

Invariant: ``reader`` holds the owner for every purpose that reads, and each grant but
``statistics``; ``grant`` holds the set as its owner gave it.
"""

from __future__ import annotations

import hashlib
from datetime import date

import orjson
from sqlalchemy import Connection, insert, select

from coalesce.handling import Handling, Purpose
from coalesce.store.schema import grant, reader, release_set

FIGURES = "figures_to"
READING = tuple(purpose for purpose in Purpose if purpose is not Purpose.STATISTICS)


class ReleaseSets:
    """Interns sets inside the caller's transaction, remembering those already met in it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[str, object, object], int] = {}

    def id_of(self, owner: str, handling: Handling) -> int:
        """The number of the set, which is made where it is new."""
        key = (owner, handling.releases, handling.figures_to)
        if key not in self._known:
            self._known[key] = self._find_or_make(owner, handling)
        return self._known[key]

    def owner_only(self, owner: str) -> int:
        """The set that nobody but the owner reads."""
        return self.id_of(owner, Handling(date.max))

    def _find_or_make(self, owner: str, handling: Handling) -> int:
        granted = sorted({(str(given.purpose), given.member) for given in handling.releases})
        granted += [(FIGURES, member) for member in sorted(handling.figures_to)]
        digest = hashlib.blake2b(orjson.dumps([owner, granted]), digest_size=16).digest()
        known = self._connection.execute(select(release_set.c.id).where(release_set.c.digest == digest)).scalar()
        if known is not None:
            return int(known)
        made = insert(release_set).values(owner=owner, digest=digest).returning(release_set.c.id)
        number = int(self._connection.execute(made).scalar_one())
        readers = {(owner, str(purpose)) for purpose in READING}
        readers |= {(member, kind) for kind, member in granted if kind in READING}
        self._insert(number, granted, sorted(readers))
        return number

    def _insert(self, number: int, granted: list[tuple[str, str]], readers: list[tuple[str, str]]) -> None:
        rows = [{"set_id": number, "member": member, "purpose": purpose} for member, purpose in readers]
        self._connection.execute(insert(reader), rows)
        if granted:
            grants = [{"set_id": number, "kind": kind, "member": member} for kind, member in granted]
            self._connection.execute(insert(grant), grants)
