"""Who is told by mail how much is new, and the password that the mail server asks for.

Invariant: an address is its actor's own word; the password stands here sealed under the node's key, and in no log. Of two
processes that would send one digest at once, one does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from coalesce.access import at_rest
from coalesce.errors import Tampered
from coalesce.handling import Actor
from coalesce.store import accounts, schema
from coalesce.store.notice_tables import notice, notice_mail

SPANS = {"day": timedelta(days=1), "week": timedelta(weeks=1)}
"""How long after a digest the next one is due."""

_PASSWORD, _USE = "smtp_password", "smtp password"


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest by mail that somebody asked for. ``sent``: when the last one went, None before the first."""

    actor: str
    address: str
    every: str
    sent: datetime | None


def ask(connection: Connection, actor: str, address: str, every: str) -> None:
    """Send this actor a digest from now on; when the last one went stays known."""
    t = notice_mail
    row = {"address": address, "every": every}
    changed = connection.execute(update(t).where(t.c.actor == actor).values(row)).rowcount
    if not changed:
        connection.execute(insert(t).values(actor=actor, **row))


def leave(connection: Connection, actor: str) -> bool:
    """Send this actor none any more; whether there was one."""
    return connection.execute(delete(notice_mail).where(notice_mail.c.actor == actor)).rowcount == 1


def asked(connection: Connection, actor: str) -> Digest | None:
    """The digest that an actor asked for."""
    row = connection.execute(select(notice_mail).where(notice_mail.c.actor == actor)).first()
    return None if row is None else Digest(row.actor, row.address, row.every, _moment(row.sent))


def due(connection: Connection, now: datetime) -> list[tuple[Actor, Digest]]:
    """The digests whose time has come, of actors who are active; by name."""
    t, a = notice_mail, schema.actor
    late = [and_(t.c.every == every, t.c.sent <= _text(now - span)) for every, span in SPANS.items()]
    wanted = select(t).join(a, a.c.name == t.c.actor).where(a.c.active, or_(t.c.sent.is_(None), *late))
    rows = connection.execute(wanted.order_by(t.c.actor)).all()
    return [
        (accounts.find_actor(connection, row.actor), Digest(row.actor, row.address, row.every, _moment(row.sent)))
        for row in rows
    ]


def is_news(connection: Connection, member: str, since: datetime | None) -> bool:
    """Whether a member has a notice that nobody has seen, made after a moment; it may be hidden from the member by now."""
    wanted = select(notice.c.id).where(notice.c.member == member, notice.c.seen.is_(None))
    if since is not None:
        wanted = wanted.where(notice.c.at > _text(since))
    return connection.execute(wanted.limit(1)).first() is not None


def claim(connection: Connection, digest: Digest, now: datetime) -> bool:
    """Note that it is sent now; False where somebody else has just done so, or it is asked for no more."""
    return _sent(connection, digest.actor, _text(digest.sent), _text(now))


def give_back(connection: Connection, digest: Digest, now: datetime) -> None:
    """It could not be sent after all: it is due again."""
    _sent(connection, digest.actor, _text(now), _text(digest.sent))


def keep_password(connection: Connection, key: bytes, password: str) -> None:
    """Keep the password of the mail server, sealed; "" to forget it."""
    s = schema.state
    connection.execute(delete(s).where(s.c.name == _PASSWORD))
    if password:
        sealed = at_rest.seal(key, _USE, "", password.encode()).hex()
        connection.execute(insert(s).values(name=_PASSWORD, value=sealed))


def password(connection: Connection, key: bytes) -> str:
    """The password that is kept, or "". Raises Tampered where it cannot be opened."""
    s = schema.state
    held = connection.execute(select(s.c.value).where(s.c.name == _PASSWORD)).scalar()
    if held is None:
        return ""
    opened = at_rest.unseal(key, _USE, "", bytes.fromhex(held))
    if opened is None:
        raise Tampered("the password of the mail server cannot be opened: keep it anew")
    return opened.decode()


def _sent(connection: Connection, actor: str, before: str | None, after: str | None) -> bool:
    t = notice_mail
    mine = and_(t.c.actor == actor, t.c.sent.is_not_distinct_from(before))
    return connection.execute(update(t).where(mine).values(sent=after)).rowcount == 1


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _text(when: datetime | None) -> str | None:
    return when.isoformat(timespec="microseconds") if when else None
