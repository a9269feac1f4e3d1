"""How actors prove who they are, row by row: passwords, authenticators, recovery codes, subjects at a provider.

Invariant: a step of an authenticator and a recovery code count once, also where two requests come at the same moment: each is
taken and marked in one write transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from coalesce.access import at_rest, one_time_codes
from coalesce.errors import BadUsage
from coalesce.store import schema
from coalesce.store.account_tables import account, recovery_code, spent, subject
from coalesce.store.accounts import digest

_USE = "authenticator"


@dataclass(frozen=True, slots=True)
class Account:
    """How an actor can sign in, as its bearer and its operator see it."""

    actor: str
    password_at: datetime | None = None
    factor_at: datetime | None = None
    recovery_left: int = 0
    subject: str = ""
    seen: datetime | None = None


def read(connection: Connection, actor: str) -> Account:
    """The account of an actor; an empty one where nothing was set yet."""
    row = connection.execute(select(account).where(account.c.actor == actor)).first()
    left = connection.execute(
        select(func.count()).select_from(recovery_code).where(recovery_code.c.actor == actor)
    ).scalar_one()
    known = connection.execute(select(subject.c.subject).where(subject.c.actor == actor)).scalar()
    if row is None:
        return Account(actor, recovery_left=left, subject=known or "")
    return Account(actor, _moment(row.password_at), _moment(row.factor_at), left, known or "", _moment(row.seen))


def password_of(connection: Connection, actor: str) -> str | None:
    """The hash of an active actor's password, or None."""
    a = schema.actor
    query = select(account.c.password).join(a, a.c.name == account.c.actor).where(a.c.name == actor, a.c.active)
    return connection.execute(query).scalar()


def set_password(connection: Connection, actor: str, hashed: str | None, at: datetime) -> None:
    """Keep the hash of a password, or none any more."""
    _write(connection, actor, password=hashed, password_at=at.isoformat() if hashed else None)


def saw(connection: Connection, actor: str, at: datetime) -> None:
    """Note when an actor last asked."""
    _write(connection, actor, seen=at.isoformat())


# -- the second factor -----------------------------------------------------------------


def has_factor(connection: Connection, actor: str) -> bool:
    """Whether a second factor is asked of an actor."""
    return connection.execute(select(account.c.factor).where(account.c.actor == actor)).scalar() is not None


def set_factor(connection: Connection, key: bytes, actor: str, secret: bytes, used: tuple[int, datetime]) -> None:
    """Keep an authenticator's secret; ``used``: the step whose code proved it, and when."""
    step, at = used
    sealed = at_rest.seal(key, _USE, actor, secret)
    _write(connection, actor, factor=sealed, factor_at=at.isoformat(), factor_step=step)


def drop_factor(connection: Connection, actor: str) -> None:
    """Ask no second factor of an actor any more. The last step stays, so that its code is not good for the next one."""
    _write(connection, actor, factor=None, factor_at=None)
    connection.execute(delete(recovery_code).where(recovery_code.c.actor == actor))


def take_code(connection: Connection, key: bytes, actor: str, given: str, step: int) -> bool:
    """Whether it is the present code of the actor's authenticator, or a recovery code; either then counts no more."""
    row = connection.execute(select(account).where(account.c.actor == actor)).first()
    if row is None or row.factor is None:
        return False
    secret = at_rest.unseal(key, _USE, actor, row.factor)
    fitting = None if secret is None else one_time_codes.fitting_step(secret, given, step, row.factor_step)
    if fitting is not None:
        _write(connection, actor, factor_step=fitting)
        return True
    r = recovery_code
    one = _recovery_digest(key, actor, given)
    return connection.execute(delete(r).where(r.c.digest == one, r.c.actor == actor)).rowcount == 1


def set_recovery_codes(connection: Connection, key: bytes, actor: str, codes: Sequence[str]) -> None:
    """Keep digests of new recovery codes; the former ones count no more."""
    connection.execute(delete(recovery_code).where(recovery_code.c.actor == actor))
    rows = [{"digest": _recovery_digest(key, actor, one), "actor": actor} for one in codes]
    connection.execute(insert(recovery_code), rows)


def _recovery_digest(key: bytes, actor: str, given: str) -> bytes:
    return digest(key, f"recovery\0{actor}\0{one_time_codes.plain_recovery_code(given)}")


# -- sign-in through a provider --------------------------------------------------------


def actor_of_subject(connection: Connection, issuer: str, name: str) -> str | None:
    """Who a provider's subject is here, or None."""
    query = select(subject.c.actor).where(subject.c.issuer == issuer, subject.c.subject == name)
    return connection.execute(query).scalar()


def bind_subject(connection: Connection, actor: str, issuer: str, name: str) -> None:
    """Say who an actor is at a provider; "" for nobody any more. Raises BadUsage where another actor is."""
    bound = actor_of_subject(connection, issuer, name) if name else None
    if bound not in (None, actor):
        raise BadUsage("another actor is bound to this subject: unbind that one first")
    connection.execute(delete(subject).where(subject.c.actor == actor))
    if name:
        connection.execute(insert(subject).values(actor=actor, issuer=issuer, subject=name))


def spend(connection: Connection, one: bytes, now: datetime, expires: datetime) -> bool:
    """Whether this is good still; it is so once. What has expired is forgotten."""
    connection.execute(delete(spent).where(spent.c.expires <= now.isoformat()))
    if connection.execute(select(spent.c.digest).where(spent.c.digest == one)).first():
        return False
    connection.execute(insert(spent).values(digest=one, expires=expires.isoformat()))
    return True


def _write(connection: Connection, actor: str, **values: object) -> None:
    if not connection.execute(update(account).where(account.c.actor == actor).values(values)).rowcount:
        connection.execute(insert(account).values({"factor_step": -1, **values, "actor": actor}))


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
