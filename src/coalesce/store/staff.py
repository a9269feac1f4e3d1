"""What an operator does about the people who act here: who they are, their roles, whether they may still act.

Invariant: an operator sees and changes the actors of its own member alone, that of the node's own member all of them; anybody
else's are as if unknown. The node's own member keeps an operator. Each change stands in the audit log, also in that of the
member whose actor it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, select, update

from coalesce.errors import BadUsage, NotFound
from coalesce.handling import Actor, Purpose, Role
from coalesce.store import account_rows, accounts, schema
from coalesce.store.account_rows import Account
from coalesce.store.accounts import CredentialKind, Held
from coalesce.store.ground import Ground, snapshot
from coalesce.store.permits import Act, require

ALL = frozenset(CredentialKind)
SESSIONS = frozenset({CredentialKind.SESSION, CredentialKind.PENDING, CredentialKind.LINK})


@dataclass(frozen=True, slots=True)
class Employed:
    """Somebody who acts, or acted, for a member here. ``held``: how many links, sessions and tokens still open something."""

    actor: Actor
    active: bool
    account: Account
    held: dict[CredentialKind, int]


class Staff:
    """The actors of one node, as operators see and change them."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def of(self, by: Actor, member: str) -> list[Employed]:
        """The actors of a member by name, those no longer active last. Raises NotPermitted; NotFound for another's."""
        require(by, Act.ADMINISTER)
        a = schema.actor
        with snapshot(self._ground) as connection:
            if (
                not self._may(by, member)
                or not connection.execute(select(schema.member.c.code).where(schema.member.c.code == member)).first()
            ):
                raise NotFound("member")
            rows = connection.execute(select(a).where(a.c.member == member).order_by(a.c.active.desc(), a.c.name)).all()
            return [self._employed(connection, accounts.actor_of(row), bool(row.active)) for row in rows]

    def members(self, by: Actor) -> list[str]:
        """The codes of members whose actors the operator looks after. Raises NotPermitted."""
        require(by, Act.ADMINISTER)
        with snapshot(self._ground) as connection:
            codes = connection.execute(select(schema.member.c.code).order_by(schema.member.c.code)).scalars().all()
        return [code for code in codes if self._may(by, code)]

    def one(self, by: Actor, name: str) -> Employed:
        """One actor, active or not. Raises NotPermitted, NotFound."""
        require(by, Act.ADMINISTER)
        with snapshot(self._ground) as connection:
            actor, active = self._found(connection, by, name)
            return self._employed(connection, actor, active)

    def held(self, by: Actor, name: str) -> list[Held]:
        """The links, sessions and tokens of an actor: one's own, or as its operator. Raises NotPermitted, NotFound."""
        with snapshot(self._ground) as connection:
            if name != by.name:
                require(by, Act.ADMINISTER)
                self._found(connection, by, name)
            return accounts.held_by(connection, name, self._ground.clock.now(), self._idle())

    def set_roles(self, by: Actor, name: str, roles: frozenset[Role]) -> None:
        """Give an actor these roles in place of those it had. Raises NotPermitted, NotFound, BadUsage."""
        if not roles:
            raise BadUsage("an actor needs at least one role; to take all away, deactivate it")
        a = schema.actor
        with self._changing(by, name, "actor roles", roles=sorted(roles)) as (connection, actor):
            if Role.OPERATOR not in roles:
                self._keep_an_operator(connection, actor)
            connection.execute(update(a).where(a.c.name == name).values(roles=",".join(sorted(roles))))

    def set_active(self, by: Actor, name: str, active: bool) -> None:
        """Let an actor act no more, which ends whatever it is signed in with, or again. Raises NotPermitted, NotFound, BadUsage."""
        a = schema.actor
        with self._changing(by, name, "actor reactivate" if active else "actor deactivate") as (connection, actor):
            if not active:
                self._keep_an_operator(connection, actor)
                accounts.revoke_all(connection, name, ALL)
            connection.execute(update(a).where(a.c.name == name).values(active=active))

    def sign_out(self, by: Actor, name: str, tokens: bool = False) -> int:
        """End every session and link of an actor, with ``tokens`` its tokens too; gives how many. Raises NotPermitted, NotFound."""
        with self._changing(by, name, "actor sign out", tokens=tokens) as (connection, _):
            return accounts.revoke_all(connection, name, ALL if tokens else SESSIONS)

    def end(self, by: Actor, name: str, identity: str) -> None:
        """End one session, link or token of an actor. Raises NotPermitted, NotFound."""
        with self._changing(by, name, "credential ended") as (connection, _):
            if accounts.revoke_one(connection, name, identity) is None:
                raise NotFound("session or token")

    def remove_factor(self, by: Actor, name: str) -> None:
        """Ask no second factor of an actor any more, as after a lost device; its sessions end. Raises NotPermitted, NotFound."""
        with self._changing(by, name, "second factor removed") as (connection, _):
            account_rows.drop_factor(connection, name)
            accounts.revoke_all(connection, name, SESSIONS)

    def remove_password(self, by: Actor, name: str) -> None:
        """Let an actor have no password until it sets one; its sessions end. Raises NotPermitted, NotFound."""
        with self._changing(by, name, "password removed") as (connection, _):
            account_rows.set_password(connection, name, None, self._ground.clock.now())
            accounts.revoke_all(connection, name, SESSIONS)

    def bind(self, by: Actor, name: str, issuer: str, subject: str) -> None:
        """Say who an actor is at the identity provider; "" for nobody. Raises NotPermitted, NotFound, BadUsage."""
        with self._changing(by, name, "provider subject", bound=bool(subject)) as (connection, _):
            account_rows.bind_subject(connection, name, issuer, subject)

    # -- private -----------------------------------------------------------------------------

    @contextmanager
    def _changing(self, by: Actor, name: str, action: str, **detail: object) -> Iterator[tuple[Connection, Actor]]:
        """One change to an actor, in one transaction with its audit row."""
        require(by, Act.ADMINISTER)
        with self._ground.transaction() as connection:
            actor, _ = self._found(connection, by, name)
            yield connection, actor
            about = {"about": actor.member} if actor.member != by.member else {}
            self._ground.log(connection, by, Purpose.PLANNING, action, {"name": name, **detail, **about})

    def _found(self, connection: Connection, by: Actor, name: str) -> tuple[Actor, bool]:
        row = connection.execute(select(schema.actor).where(schema.actor.c.name == name)).first()
        if row is None or not self._may(by, row.member):
            raise NotFound("actor")
        return accounts.actor_of(row), bool(row.active)

    def _may(self, by: Actor, member: str) -> bool:
        return by.member in (member, self._ground.settings.member)

    def _keep_an_operator(self, connection: Connection, leaving: Actor) -> None:
        host = self._ground.settings.member
        if leaving.member != host or Role.OPERATOR not in leaving.roles:
            return
        a = schema.actor
        others = select(a.c.roles).where(a.c.member == host, a.c.active, a.c.name != leaving.name)
        if not any(str(Role.OPERATOR) in roles.split(",") for roles in connection.execute(others).scalars()):
            raise BadUsage(f"{leaving.name} is the last operator of {host}: let another one in first")

    def _employed(self, connection: Connection, actor: Actor, active: bool) -> Employed:
        held = accounts.held_by(connection, actor.name, self._ground.clock.now(), self._idle())
        return Employed(
            actor, active, account_rows.read(connection, actor.name), dict(Counter(one.kind for one in held))
        )

    def _idle(self) -> timedelta:
        return timedelta(minutes=self._ground.settings.session_idle_minutes)
