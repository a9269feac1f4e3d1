"""Signing in, staying signed in, and what people do to their own accounts.

Invariant: whichever way somebody signs in, a second factor that is set is asked for before there is a session; every session
has a new secret; a changed password or second factor ends all sessions but the one it was changed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from coalesce.access import one_time_codes
from coalesce.access.browsers import described
from coalesce.access.delays import Delay
from coalesce.errors import BadUsage, NotFound, NotSignedIn
from coalesce.handling import Actor, Purpose
from coalesce.store import account_rows, accounts, attempts
from coalesce.store.account_rows import Account
from coalesce.store.accounts import BOUND, READING, TOUCHED, Check, CredentialKind, Held, Order, Scope
from coalesce.store.attempts import Tried
from coalesce.store.ground import Ground, snapshot
from coalesce.store.permits import Act, require_for

SIGNED_IN = frozenset({CredentialKind.SESSION, CredentialKind.PENDING, CredentialKind.LINK})
"""What a changed password or second factor ends."""

NOBODY = "nobody"
"""As whom the audit notes a refused sign-in of a name that is not here."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a request comes from: its address, and the browser as it names itself."""

    address: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """What a first factor opens: a session's secret, or with ``pending`` that of a sign-in which lacks the second."""

    secret: str
    pending: bool = False


class AccountBook:
    """The accounts of one node."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    # -- credentials -----------------------------------------------------------------------

    def issue(self, by: Actor, order: Order) -> str:
        """Make a one-time link's or a token's secret for an actor. Raises NotPermitted, BadUsage."""
        ground = self._ground
        if order.kind in BOUND:
            raise BadUsage("a session is opened by signing in")
        with ground.transaction() as connection:
            whose = accounts.find_actor(connection, order.actor)
            if by.name != order.actor:
                require_for(by, Act.ADMINISTER, whose.member, ground.settings.member)
            secret = accounts.issue(connection, ground.key, order)
            about = {"about": whose.member} if whose.member != by.member else {}
            detail = {"for": order.actor, "kind": order.kind, "writes": order.scope.writes, **about}
            if order.scope.purposes:
                detail["purposes"] = sorted(order.scope.purposes)
            ground.log(connection, by, Purpose.PLANNING, "credential", detail)
        return secret

    def order(self, name: str, kind: CredentialKind, scope: Scope = READING, label: str = "", days: int = 0) -> Order:
        """What to ask ``issue`` for: valid as long as the settings say, or for fewer ``days``. Raises BadUsage."""
        now, lasting = self._ground.clock.now(), self._lasting(kind)
        if days and (days < 0 or timedelta(days=days) > lasting):
            raise BadUsage(f"a token lasts from 1 to {lasting.days} days on this node")
        expires = now + (timedelta(days=days) if days else lasting)
        return Order(name, kind, now, expires, label=" ".join(label.split())[:60], scope=scope)

    def by_link(self, link: str, caller: Caller = Caller()) -> Entered:
        """What a one-time link opens. Raises NotSignedIn."""
        ground = self._ground
        with ground.transaction() as connection:
            actor, _ = accounts.redeem(connection, ground.key, link, CredentialKind.LINK, self._check(caller))
            return self._entered(connection, actor, "link", caller)

    def enter(self, name: str, way: str, caller: Caller) -> Entered:
        """What a proof of another kind opens for an actor. Raises BadUsage where it may act here no longer."""
        with self._ground.transaction() as connection:
            return self._entered(connection, accounts.find_actor(connection, name), way, caller)

    def enter_subject(self, issuer: str, subject: str, proof: bytes, caller: Caller) -> Entered:
        """What an identity provider's word opens; ``proof`` is good once. Raises NotSignedIn."""
        ground, now = self._ground, self._ground.clock.now()
        with ground.transaction() as connection:
            expires = now + timedelta(minutes=ground.settings.sign_in_minutes)
            if not account_rows.spend(connection, accounts.digest(ground.key, f"spent\0{proof.hex()}"), now, expires):
                raise NotSignedIn("this way back from the identity provider was gone before: sign in again")
        with ground.transaction() as connection:
            name = account_rows.actor_of_subject(connection, issuer, subject)
            try:
                actor = accounts.find_actor(connection, name or "")
            except BadUsage:
                raise NotSignedIn("your operator has not bound this account of the identity provider to you") from None
            return self._entered(connection, actor, "openid", caller)

    def _entered(self, connection: Connection, actor: Actor, way: str, caller: Caller) -> Entered:
        ground = self._ground
        accounts.clear_expired(connection, ground.clock.now())
        pending = account_rows.has_factor(connection, actor.name)
        kind = CredentialKind.PENDING if pending else CredentialKind.SESSION
        secret = self._open(connection, actor, kind, way, caller)
        if not pending:
            ground.log(connection, actor, Purpose.PLANNING, "sign in", {"way": way})
        return Entered(secret, pending)

    def _open(self, connection: Connection, actor: Actor, kind: CredentialKind, way: str, caller: Caller) -> str:
        now = self._ground.clock.now()
        account_rows.saw(connection, actor.name, now)
        label = described(caller.agent)
        order = Order(actor.name, kind, now, now + self._lasting(kind), way, label, caller.agent)
        return accounts.issue(connection, self._ground.key, order)

    def complete(self, pending: str, given: str, caller: Caller) -> str:
        """A session's secret for a sign-in that lacked its second factor, and a code. Raises NotSignedIn, TooManyAttempts."""
        ground = self._ground
        with snapshot(ground) as connection:
            actor, _ = self._redeem_pending(connection, pending, caller)
        tried = [self._tried_code(actor.name)]
        self.begin(tried)
        with ground.transaction() as connection:
            actor, held = self._redeem_pending(connection, pending, caller)
            right = account_rows.take_code(connection, ground.key, actor.name, given, self._step())
            if right:
                accounts.revoke(connection, ground.key, pending)
                attempts.succeeded(connection, tried, ground.clock.now())
                ground.log(connection, actor, Purpose.PLANNING, "sign in", {"way": f"{held.way} and code"})
                return self._open(connection, actor, CredentialKind.SESSION, f"{held.way} and code", caller)
            ground.log(connection, actor, Purpose.PLANNING, "sign in", {"outcome": "refused", "way": "code"})
        raise NotSignedIn("this code is not right, or was used before")

    def _redeem_pending(self, connection: Connection, secret: str, caller: Caller) -> tuple[Actor, Held]:
        return accounts.redeem(connection, self._ground.key, secret, CredentialKind.PENDING, self._check(caller))

    def who(self, secret: str, kind: CredentialKind, agent: str = "") -> tuple[Actor, Held]:
        """Whose session, token or pending sign-in it is. Raises NotSignedIn."""
        ground, now = self._ground, self._ground.clock.now()
        if kind is CredentialKind.LINK:
            raise NotSignedIn("a one-time link opens a session: sign in with it first")
        with snapshot(ground) as connection:
            actor, held = accounts.redeem(connection, ground.key, secret, kind, self._check(Caller(agent=agent)))
        if kind is not CredentialKind.PENDING and now - held.seen >= TOUCHED:
            with ground.transaction() as connection:
                accounts.touch(connection, held, now)
                account_rows.saw(connection, actor.name, now)
        return actor, held

    def close(self, secret: str) -> None:
        """Forget a session that another follows, or give up a sign-in that lacks its second factor."""
        with self._ground.transaction() as connection:
            accounts.revoke(connection, self._ground.key, secret)

    def sign_out(self, by: Actor, secret: str) -> None:
        """End one's own session."""
        with self._ground.transaction() as connection:
            accounts.revoke(connection, self._ground.key, secret)
            self._log(connection, by, "sign out")

    # -- attempts ----------------------------------------------------------------------------

    def begin(self, tried: list[Tried]) -> None:
        """Count an attempt before its secret is compared. Raises TooManyAttempts."""
        forget = timedelta(hours=self._ground.settings.sign_in_forget_hours)
        with self._ground.transaction() as connection:
            attempts.begin(connection, tried, self._ground.clock.now(), forget)

    def succeeded(self, tried: list[Tried]) -> None:
        """It proved right."""
        with self._ground.transaction() as connection:
            attempts.succeeded(connection, tried, self._ground.clock.now())

    def refused(self, name: str, way: str) -> None:
        """Note a refused sign-in: under the name where somebody bears it, else under nobody's, with the same work."""
        ground = self._ground
        with ground.transaction() as connection:
            try:
                actor = accounts.find_actor(connection, name)
            except BadUsage:
                actor = Actor(NOBODY, ground.settings.member)
            ground.log(connection, actor, Purpose.PLANNING, "sign in", {"outcome": "refused", "way": way})

    def tried(self, name: str, address: str) -> list[Tried]:
        """What an attempt by a name from an address counts for."""
        by_name = Tried(self._attempt_key("name", name.strip().casefold()), self._delay())
        free = self._ground.settings.sign_in_free_by_address
        by_address = Tried(self._attempt_key("address", address), self._delay(free), forgiven=False)
        return [by_name, by_address] if address else [by_name]

    def _tried_code(self, actor: str) -> Tried:
        return Tried(self._attempt_key("code", actor), self._delay())

    def _attempt_key(self, kind: str, text: str) -> bytes:
        return accounts.digest(self._ground.key, f"attempt\0{kind}\0{text}")

    def _delay(self, free: int | None = None) -> Delay:
        s = self._ground.settings
        most = s.sign_in_delay_most_seconds
        return Delay(s.sign_in_free if free is None else free, s.sign_in_delay_seconds, most)

    # -- one's own account --------------------------------------------------------------------

    def password_of(self, name: str) -> str | None:
        """The hash of an active actor's password, or None."""
        with snapshot(self._ground) as connection:
            return account_rows.password_of(connection, name)

    def account(self, name: str) -> Account:
        """How an actor can sign in."""
        with snapshot(self._ground) as connection:
            return account_rows.read(connection, name)

    def held(self, name: str) -> list[Held]:
        """The links, sessions and tokens of an actor, the last used first."""
        with snapshot(self._ground) as connection:
            return accounts.held_by(connection, name, self._ground.clock.now(), self._idle())

    def set_password(self, by: Actor, hashed: str, keep: str = "") -> None:
        """Keep the hash of one's own password; every session but the one of id ``keep`` ends."""
        with self._ground.transaction() as connection:
            account_rows.set_password(connection, by.name, hashed, self._ground.clock.now())
            accounts.revoke_all(connection, by.name, SIGNED_IN, keep)
            self._log(connection, by, "password set")

    def rehashed(self, by: str, was: str, hashed: str) -> None:
        """Keep the same password under today's cost, unless it was changed meanwhile."""
        with self._ground.transaction() as connection:
            if account_rows.password_of(connection, by) == was:
                at = account_rows.read(connection, by).password_at
                account_rows.set_password(connection, by, hashed, at or self._ground.clock.now())

    def enrol(self, by: Actor, secret: bytes, given: str, codes: Sequence[str], keep: str) -> None:
        """Ask for an authenticator's code from now on; ``given`` proves that it has the secret. Raises BadUsage."""
        ground = self._ground
        with ground.transaction() as connection:
            before = account_rows.read(connection, by.name)
            if before.factor_at is not None:
                raise BadUsage("there is a second factor already: take it away first")
            step = one_time_codes.fitting_step(secret, given, self._step(), -1)
            if step is None:
                raise BadUsage("this is not the code of that secret: see that the clock of your device is right")
            account_rows.set_factor(connection, ground.key, by.name, secret, (step, ground.clock.now()))
            account_rows.set_recovery_codes(connection, ground.key, by.name, codes)
            accounts.revoke_all(connection, by.name, SIGNED_IN, keep)
            self._log(connection, by, "second factor set")

    def with_code(self, by: Actor, given: str, keep: str, codes: Sequence[str] = ()) -> None:
        """With a present code: new recovery codes where some are given, else no second factor any more.

        Raises BadUsage, TooManyAttempts.
        """
        ground, tried = self._ground, [self._tried_code(by.name)]
        self.begin(tried)
        with ground.transaction() as connection:
            if not account_rows.take_code(connection, ground.key, by.name, given, self._step()):
                raise BadUsage("this code is not right, or was used before")
            attempts.succeeded(connection, tried, ground.clock.now())
            if codes:
                account_rows.set_recovery_codes(connection, ground.key, by.name, codes)
            else:
                account_rows.drop_factor(connection, by.name)
                accounts.revoke_all(connection, by.name, SIGNED_IN, keep)
            self._log(connection, by, "recovery codes made" if codes else "second factor removed")

    def end(self, by: Actor, identity: str) -> None:
        """End one of one's own sessions, links or tokens. Raises NotFound."""
        with self._ground.transaction() as connection:
            gone = accounts.revoke_one(connection, by.name, identity)
            if gone is None:
                raise NotFound("session or token")
            self._log(connection, by, "credential ended", kind=gone.kind)

    def end_others(self, by: Actor, keep: str) -> int:
        """Sign out everywhere but in the session of id ``keep``; gives how many ended."""
        with self._ground.transaction() as connection:
            gone = accounts.revoke_all(connection, by.name, SIGNED_IN, keep)
            self._log(connection, by, "signed out elsewhere", ended=gone)
        return gone

    def _log(self, connection: Connection, by: Actor, action: str, **detail: object) -> None:
        self._ground.log(connection, by, Purpose.PLANNING, action, detail)

    def _step(self) -> int:
        """The step of authenticators: they go by the machine's time, also where the node's clock stands behind it."""
        return one_time_codes.step_at(self.machine_now())

    def machine_now(self) -> datetime:
        """The machine's time."""
        return self._ground.clock.now() + timedelta(days=self._ground.settings.clock_days_back)

    def _check(self, caller: Caller) -> Check:
        return Check(self._ground.clock.now(), caller.agent, self._idle())

    def _idle(self) -> timedelta:
        return timedelta(minutes=self._ground.settings.session_idle_minutes)

    def _lasting(self, kind: CredentialKind) -> timedelta:
        s = self._ground.settings
        lasting = {
            CredentialKind.LINK: timedelta(minutes=s.login_link_minutes),
            CredentialKind.SESSION: timedelta(hours=s.session_hours),
            CredentialKind.TOKEN: timedelta(days=s.token_days),
            CredentialKind.PENDING: timedelta(minutes=s.sign_in_minutes),
        }
        return lasting[kind]
