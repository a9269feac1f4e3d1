"""The ledger of series: defined, signed, closed once, spent for good.

Invariant: a definition is written once and signed before anything is counted; a cell gets its number in the transaction
that publishes it, with what was spent for it, or not at all; the number is never drawn again. A list stands in one
signed series only. A series is there for its audience, its contributors and the node's own member, and for nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import Connection, Row, delete, func, insert, select

from coalesce.errors import BadUsage, NotFound, NotPermitted, Refusal, Tampered
from coalesce.handling import Actor, Role
from coalesce.records import ListKind
from coalesce.records.series import Series, Signature, series_of
from coalesce.store import schema
from coalesce.store.ledger_tables import ledger_cell, ledger_person, series_closing, series_signature
from coalesce.store.ledger_tables import series as series_table
from coalesce.store.pace import Pace
from coalesce.store.permits import Act, require
from coalesce.store.sets import FIGURES

if TYPE_CHECKING:
    from coalesce.flows.disclosure import Drawn
    from coalesce.store.writer import Writer


@dataclass(frozen=True, slots=True)
class Offered:
    """A list that may stand in a series: OWNER/NAME, and its source group (itself where it has none)."""

    name: str
    owner: str
    source: str


@dataclass(frozen=True, slots=True)
class Known:
    """A series with who has signed it."""

    series: Series
    digest: str
    signatures: tuple[Signature, ...]

    @property
    def unsigned(self) -> tuple[str, ...]:
        """The contributors whose signature is missing."""
        signed = {one.member for one in self.signatures}
        return tuple(member for member in self.series.contributors if member not in signed)


class Ledger:
    """The series of a node as one actor may see and change them. Made with the Writer."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    @property
    def node(self) -> str:
        """The node's random id: a series is one node's."""
        s = schema.state
        with self._writer.snapshot() as connection:
            return str(connection.execute(select(s.c.value).where(s.c.name == "node")).scalar_one())

    # -- definitions and signatures ------------------------------------------------------------

    def offered(self, owners: Iterable[str], audience: Iterable[str]) -> list[Offered]:
        """These members' lists of travellers whose own handling lets all of the audience have figures."""
        t, g, wanted, audience = schema.record_list, schema.grant, set(owners), set(audience)
        with self._writer.snapshot() as connection:
            rows = connection.execute(select(t).where(t.c.kind == ListKind.TRAVELLERS).order_by(t.c.owner, t.c.name))
            found = []
            for row in rows.all():
                granted = select(g.c.member).where(g.c.set_id == row.set_id, g.c.kind == FIGURES)
                if row.owner in wanted and audience <= {row.owner, *connection.execute(granted).scalars()}:
                    name = f"{row.owner}/{row.name}"
                    found.append(Offered(name, row.owner, row.source_group or name))
        return found

    def define(self, series: Series) -> None:
        """Keep a definition. Raises BadUsage where the name is taken or a list is in another signed series."""
        require(self._writer.actor, Act.SIGN)
        with self._writer.transaction() as connection:
            if connection.execute(select(series_table).where(series_table.c.name == series.name)).first():
                raise BadUsage(
                    f"there is a series '{series.name}' already: a definition never changes, take another name"
                )
            self._check_free(connection, series)
            row = {
                "name": series.name,
                "body": series.body(),
                "digest": series.digest,
                "author": self._writer.actor.name,
                "at": self._writer.now(),
            }
            connection.execute(insert(series_table).values(row))
            self._writer.log(connection, "series define", {"series": series.name, "digest": series.digest})

    def sign(self, name: str, member: str | None = None, digest: str | None = None) -> Signature:
        """Sign for one's own member; or enter the digest that a member without an officer here has sent.

        Raises NotFound, NotPermitted, BadUsage for a digest of anything else, Refusal where it was signed before.
        """
        actor, known = self._writer.actor, self.find(name)
        require(actor, Act.SIGN)
        signer = member or actor.member
        if signer not in known.series.contributors:
            raise NotPermitted(f"{signer} contributes nothing to '{name}': its contributors sign it")
        if signer != actor.member:
            self._check_may_enter(signer, digest)
        if digest is not None and digest.strip().lower() != known.digest:
            raise BadUsage(f"that is not the digest of '{name}' as defined here: the definition was read differently")
        made = Signature(signer, actor.name, signer != actor.member, known.digest, self._writer.now())
        with self._writer.transaction() as connection:
            if signer not in self._known(connection, name).unsigned:
                raise Refusal(f"{signer} has signed '{name}' already")
            self._check_free(connection, known.series)
            row = {
                "series": name,
                "actor": actor.name,
                **{k: getattr(made, k) for k in ("member", "sent", "digest", "at")},
            }
            connection.execute(insert(series_signature).values(row))
            self._writer.log(connection, "series sign", {"series": name, "digest": known.digest}, about=signer)
        return made

    def all(self) -> list[Known]:
        """Every series that is there for the actor's member, by name."""
        with self._writer.snapshot() as connection:
            names = connection.execute(select(series_table.c.name).order_by(series_table.c.name)).scalars().all()
            found = [self._known(connection, name) for name in names]
        return [one for one in found if self._may_know(one.series)]

    def find(self, name: str) -> Known:
        """One series. Raises NotFound where there is none for this actor, Tampered where it is not what was signed."""
        with self._writer.snapshot() as connection:
            found = self._known(connection, name)
        if not self._may_know(found.series):
            raise NotFound("series")
        return found

    def _may_know(self, series: Series) -> bool:
        own = self._writer.settings.member
        return self._writer.actor.member in {own, *series.audience, *series.contributors}

    def _known(self, connection: Connection, name: str) -> Known:
        row = connection.execute(select(series_table).where(series_table.c.name == name)).first()
        if row is None:
            raise NotFound("series")
        s = series_signature
        rows = connection.execute(select(s).where(s.c.series == name).order_by(s.c.member)).all()
        known = Known(series_of(row.body), row.digest, tuple(_signature(one) for one in rows))
        if known.series.digest != row.digest or any(one.digest != row.digest for one in known.signatures):
            raise Tampered(f"the series '{name}' is not what its contributors signed: restore a backup")
        return known

    def _check_free(self, connection: Connection, series: Series) -> None:
        names = (
            connection.execute(select(series_table.c.name).where(series_table.c.name != series.name)).scalars().all()
        )
        for other in (self._known(connection, name) for name in names):
            if not other.unsigned and (common := sorted(set(other.series.lists) & set(series.lists))):
                raise Refusal(f"{common[0]} is in the series '{other.series.name}': a record counts in one series only")

    def _check_may_enter(self, member: str, digest: str | None) -> None:
        if self._writer.actor.member != self._writer.settings.member:
            raise NotPermitted(
                f"for {member} signs an officer of {member}, or the node's own enters what {member} sent"
            )
        if digest is None:
            raise BadUsage(f"say with --digest what {member} has signed, as 'coalesce series list' shows it")
        officers = [one for one in self._actors(member) if Role.RELEASING_OFFICER in one.roles]
        if officers:
            raise NotPermitted(f"{member} has a releasing officer here, who signs")

    def _actors(self, member: str) -> list[Actor]:
        a = schema.actor
        with self._writer.snapshot() as connection:
            rows = connection.execute(select(a).where(a.c.member == member, a.c.active)).all()
        return [
            Actor(row.name, row.member, frozenset(Role(role) for role in row.roles.split(",") if role)) for row in rows
        ]

    # -- numbers ---------------------------------------------------------------------------------

    def receives(self, name: str) -> Known:
        """One series whose figures are for the actor's member. Raises NotFound, NotPermitted."""
        require(self._writer.actor, Act.FIGURES)
        known = self.find(name)
        if self._writer.actor.member not in known.series.audience:
            raise NotFound("series")
        return known

    def values(self, series: Series) -> dict[str, int]:
        """The noised number of every closed cell, by key."""
        c = ledger_cell
        with self._writer.snapshot() as connection:
            rows = connection.execute(select(c.c.cell, c.c.value).where(c.c.series == series.name))
            return {row.cell: row.value for row in rows}

    def closed_on(self, series: Series) -> dict[str, date]:
        """The day on which each closed cell was counted and drawn, by key."""
        c, closing = ledger_cell, series_closing
        with self._writer.snapshot() as connection:
            rows = connection.execute(
                select(c.c.cell, closing.c.at)
                .join(closing, closing.c.number == c.c.closing)
                .where(c.c.series == series.name)
            )
            return {row.cell: date.fromisoformat(row.at[:10]) for row in rows}

    def note_read(self, series: Series, kind: str) -> None:
        """Leave the audit row of a figure that is about to be shown."""
        with self._writer.transaction() as connection:
            self._writer.log(connection, "figure", {"series": series.name, "kind": kind})

    def publish(self, series: Series, drawn: Drawn) -> None:
        """Keep the numbers of cells that close, with what was spent for them, in one step.

        Raises Refusal where one of them is closed already or a signature is missing; then nothing is kept.
        """
        require(self._writer.actor, Act.FIGURES)
        charges = drawn.charges.open_for(__name__)
        number = self._next()
        self._stage(series, number, charges)
        with self._writer.transaction() as connection:
            self._check_may_close(connection, series, drawn.values)
            row = {"number": number, "series": series.name, "at": self._writer.now()}
            connection.execute(insert(series_closing).values(row))
            cells = [
                {"series": series.name, "cell": cell, "closing": number, "value": value}
                for cell, value in sorted(drawn.values.items())
            ]
            connection.execute(insert(ledger_cell), cells)
            self._writer.log(
                connection, "series close", {"series": series.name, "closing": number, "cells": len(cells)}
            )

    def _check_may_close(self, connection: Connection, series: Series, values: Mapping[str, int]) -> None:
        known = self._known(connection, series.name)
        if known.digest != series.digest:
            raise Refusal(f"'{series.name}' is defined otherwise: only what was signed is counted")
        if known.unsigned:
            raise Refusal(f"'{series.name}' is not signed by {', '.join(known.unsigned)}: nothing is counted before")
        today = self._writer.today()
        over = {cell.key for cell in series.grid() if cell.closes < today}
        if early := sorted(values.keys() - over):
            raise Refusal(f"'{series.name}' has no closed period for {early[0]}: its grid is what was signed")
        c = ledger_cell
        closed = set(connection.execute(select(c.c.cell).where(c.c.series == series.name)).scalars())
        if again := sorted(values.keys() & closed):
            raise Refusal(f"{again[0]} of '{series.name}' is closed: its number was drawn once and stays")

    def _stage(self, series: Series, number: int, charges: Mapping[str, tuple[str, ...]]) -> None:
        rows = (
            {"pseudonym": name, "closing": number, "series": series.name, "cells": orjson.dumps(cells)}
            for name, cells in sorted(charges.items())
        )
        for piece in Pace(self._writer.settings.write_batch_rows).pieces(rows):
            with self._writer.transaction() as connection:
                connection.execute(insert(ledger_person), piece)

    def _next(self) -> int:
        """The number of the next closing, once what broke off before it was published is cleared."""
        p, published = ledger_person, select(series_closing.c.number)
        with self._writer.transaction() as connection:
            connection.execute(delete(p).where(p.c.closing.not_in(published)))
            return int(connection.execute(select(func.max(series_closing.c.number))).scalar() or 0) + 1


def _signature(row: Row[Any]) -> Signature:
    return Signature(row.member, row.actor, bool(row.sent), row.digest, row.at)
