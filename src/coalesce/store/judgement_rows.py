"""Judgements that go to other members and come from them, row by row: their release, what was told of them, what was received.

Invariant: of the words of one member on one pair at most the latest is released; a received one is released to the own member alone, for
the purposes that it was granted for, until its last day at most, and is pinned to the versions that its reviewer judged, or to none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Integer, and_, cast, delete, exists, func, insert, or_, select, update

from coalesce.handling import Grant, Handling, Purpose
from coalesce.records import Verdict
from coalesce.store import schema
from coalesce.store.exchange_tables import received
from coalesce.store.reading import pieces
from coalesce.store.received_rows import WORD
from coalesce.store.schema import judgement, judgement_shown
from coalesce.store.sets import ReleaseSets
from coalesce.store.told_tables import told_judgement


@dataclass(frozen=True, slots=True)
class TakenWord:
    """Another member's word on two records here (``left`` < ``right``). ``holds``: of each side, whether it says what was judged."""

    wire: str
    member: str
    left: str
    right: str
    verdict: Verdict
    at: datetime
    holds: tuple[bool, bool]
    purposes: frozenset[Purpose]
    to: str


# -- releasing our own ---------------------------------------------------------------------


def shown(connection: Connection, identity: str) -> list[str]:
    """Every record that the reviewer was shown."""
    s = judgement_shown
    return list(connection.execute(select(s.c.record_id).where(s.c.judgement_id == identity)).scalars())


def grants(connection: Connection, identity: str) -> frozenset[Grant]:
    """To whom a judgement is released, and for what."""
    g, j = schema.grant, judgement
    query = select(g.c.kind, g.c.member).join(j, j.c.set_id == g.c.set_id).where(j.c.id == identity)
    return frozenset(Grant(Purpose(row.kind), row.member) for row in connection.execute(query))


def release(connection: Connection, identity: str, owner: str, to: frozenset[Grant]) -> None:
    """Release a judgement to these, and to nobody else."""
    number = ReleaseSets(connection).id_of(owner, Handling(date.max, releases=to))
    connection.execute(update(judgement).where(judgement.c.id == identity).values(set_id=number))


def keep_home(connection: Connection, left: str, right: str, member: str) -> None:
    """Let none of a member's words on a pair be released any more: a newer one is about to be said."""
    j = judgement
    number = ReleaseSets(connection).owner_only(member)
    chosen = (j.c.left == left, j.c.right == right, j.c.member == member, j.c.set_id != number)
    connection.execute(update(j).where(*chosen).values(set_id=number))


# -- telling them --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """What a peer was told under one id on the wire. ``made``: when it was first; ``digest``: of what it said, or empty."""

    wire: str
    judgement: str
    digest: bytes
    made: str


def told(connection: Connection, peer: str) -> dict[str, Told]:
    """What a peer was told, by id on the wire."""
    t = told_judgement
    rows = connection.execute(select(t).where(t.c.peer == peer))
    return {row.wire: Told(row.wire, row.judgement, row.digest, row.made) for row in rows}


def tells(connection: Connection, peer: str, member: str) -> bool:
    """Whether there may be anything to tell a peer, or to take back from it."""
    g, j = schema.grant, judgement
    released = exists().where(and_(j.c.set_id == g.c.set_id, g.c.member == member))
    was = exists().where(told_judgement.c.peer == peer)
    return bool(connection.execute(select(released | was)).scalar())


def state(connection: Connection) -> str:
    """A text that is another one after every change that may touch what is told."""
    s = schema.state
    total = select(func.sum(cast(s.c.value, Integer))).where(or_(s.c.name == "stamp", s.c.name.startswith("stamp:")))
    return str(connection.execute(total).scalar() or 0)


def told_as_of(connection: Connection, peer: str) -> str:
    """The state for which a peer was told all, or ""."""
    s = schema.state
    return connection.execute(select(s.c.value).where(s.c.name == f"told:{peer}")).scalar() or ""


def note_told(connection: Connection, peer: str, as_of: str) -> None:
    """Note the state for which a peer has been told all."""
    s, name = schema.state, f"told:{peer}"
    connection.execute(delete(s).where(s.c.name == name))
    connection.execute(insert(s).values(name=name, value=as_of))


def keep_told(connection: Connection, peer: str, one: Told) -> None:
    """Note what a peer is told, in place of what it was told under that id."""
    forget_told(connection, peer, [one.wire])
    row = {"peer": peer, "wire": one.wire, "judgement": one.judgement, "digest": one.digest, "made": one.made}
    connection.execute(insert(told_judgement).values(row))


def forget_told(connection: Connection, peer: str, wires: Sequence[str]) -> None:
    """Forget what was taken back."""
    for wire in wires:
        connection.execute(delete(told_judgement).where(told_judgement.c.peer == peer, told_judgement.c.wire == wire))


# -- received ones -------------------------------------------------------------------------


def local_id(key: bytes, member: str, wire: str) -> str:
    """The id here of another member's judgement: the same each time, and nothing of it can be told from it."""
    return hashlib.blake2b(f"{member}\0{wire}".encode(), key=key, digest_size=16).hexdigest()


def take(connection: Connection, key: bytes, word: TakenWord) -> str | None:
    """Keep a received word in place of an earlier version of it; its id, or None where that is newer or a record has gone."""
    identity, at = local_id(key, word.member, word.wire), word.at.isoformat(timespec="microseconds")
    known = connection.execute(select(judgement.c.at).where(judgement.c.id == identity)).scalar()
    versions = [_current(connection, record) for record in (word.left, word.right)]
    if (known is not None and known >= at) or None in versions:
        return None
    connection.execute(delete(judgement).where(judgement.c.id == identity))
    (left, right) = (found for found in versions if found is not None)
    row = {
        "id": identity,
        "left": word.left,
        "right": word.right,
        "left_version": left[0],
        "right_version": right[0],
        "left_compared": left[1] if word.holds[0] else b"",
        "right_compared": right[1] if word.holds[1] else b"",
        "verdict": word.verdict,
        "member": word.member,
        "set_id": _set(connection, word),
        "at": at,
        "reviewer": "",
        "reason": "",
    }
    connection.execute(insert(judgement).values(row))
    rows = [{"judgement_id": identity, "record_id": record} for record in (word.left, word.right)]
    connection.execute(insert(judgement_shown), rows)
    return identity


def held(connection: Connection, key: bytes, member: str, wires: Sequence[str]) -> dict[str, str]:
    """The ids here of received words of a member, by their ids on the wire."""
    names = {local_id(key, member, wire): wire for wire in wires}
    found = [
        one
        for piece in pieces(list(names))
        for one in connection.execute(select(judgement.c.id).where(judgement.c.id.in_(piece))).scalars()
    ]
    return {names[one]: one for one in found}


def erase(connection: Connection, identity: str) -> None:
    """Erase a received word that its member takes back."""
    connection.execute(delete(judgement).where(judgement.c.id == identity))


def erase_ended(connection: Connection, today: str) -> None:
    """Erase the received words whose own last day has passed, before it is forgotten what stood for them."""
    q = received
    ended = select(q.c.record_id).where(q.c.keep_until < today, q.c.kind == WORD, q.c.record_id.is_not(None))
    connection.execute(delete(judgement).where(judgement.c.id.in_(ended)))


def _current(connection: Connection, record: str) -> tuple[int, bytes] | None:
    v, to = schema.version, schema.record_list
    current = (v.c.opened <= to.c.edition) & (v.c.closed.is_(None) | (v.c.closed > to.c.edition))
    query = select(v.c.number, v.c.compared).join(to, to.c.id == v.c.list_id).where(v.c.record_id == record, current)
    row = connection.execute(query).first()
    return (row.number, row.compared) if row else None


def _set(connection: Connection, word: TakenWord) -> int:
    releases = frozenset(Grant(purpose, word.to) for purpose in word.purposes)
    return ReleaseSets(connection).id_of(word.member, Handling(date.max, releases=releases))
