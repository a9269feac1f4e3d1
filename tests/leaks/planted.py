"""Kinds of leaks, each planted by changing one place of the product while the machine runs, each with a short history that shows it.

Invariant: without the plant the same history passes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import orjson
import pytest

from coalesce.handling import Grant, Purpose
from coalesce.records import GrantSent
from coalesce.services import comparing_offers, offering
from coalesce.services.drafting_copies import Ceiling
from coalesce.store import guard, wire_rows
from coalesce.store.store import Store
from coalesce.taxii import answering, faults
from coalesce.taxii.answering import Answering
from coalesce.web import build_desk, flow_files
from tests.leaks import watched
from tests.leaks.machine import LeakMachine
from tests.leaks.switchboard import STRANGER

Patch = pytest.MonkeyPatch


def _names(store: Store) -> str:
    """Every name that a node holds."""
    with store.transaction() as connection:
        rows = connection.exec_driver_sql("SELECT body FROM version").scalars().all()
    return ",".join(str(orjson.loads(row)[0]) for row in rows)


def others_in_the_grant(patch: Patch) -> None:
    """The recipient is told of a member that it is released to as well."""
    right = comparing_offers._grant
    patch.setattr(
        comparing_offers,
        "_grant",
        lambda member, held: replace(
            right(member, held),
            purposes=right(member, held).purposes | {Purpose.STATISTICS},
            figures_to=frozenset({STRANGER}),
        ),
    )


def name_in_an_error(patch: Patch) -> None:
    """A refusal tells a name."""
    right = Answering._get

    def wrong(self: Answering, asked: Any) -> Any:
        try:
            return right(self, asked)
        except faults.Fault as fault:
            raise faults.Fault(fault.status, "not here", _names(self._store)) from None

    patch.setattr(Answering, "_get", wrong)


def count_of_all(patch: Patch) -> None:
    """A collection tells how many records there are, whoever may have them."""
    right = Answering._collection
    patch.setattr(
        Answering, "_collection", lambda self, peer, box: {**right(self, peer, box), "x_size": self._store.size()}
    )


def copy_left_behind(patch: Patch) -> None:
    """What was withdrawn lies in a file still."""
    right = Store.erase_copies

    def wrong(self: Store, gone: Any) -> Any:
        with self.transaction() as connection:
            bodies = connection.exec_driver_sql("SELECT body FROM version").scalars().all()
        (self.folder / "kept").write_bytes(b"".join(bodies) if gone else b"")
        return right(self, gone)

    patch.setattr(Store, "erase_copies", wrong)


def one_sequence_for_all(patch: Patch) -> None:
    """Dates of what one peer gets move with what others get."""
    right = wire_rows.put

    def wrong(connection: Any, box: Any, rows: Any, now: Any) -> Any:
        there = connection.exec_driver_sql("SELECT count(*) FROM version").scalar()
        return right(connection, box, rows, now + timedelta(microseconds=1_000 * there))

    patch.setattr(offering.wire_rows, "put", wrong)


def sighting_as_its_record(patch: Patch) -> None:
    """A sighting goes for every purpose of its record."""
    right = comparing_offers.offers_of

    def wrong(released: Any, secret: bytes) -> Any:
        offers = right(released, secret)
        return [replace(one, grant=offers[0].grant) for one in offers]

    patch.setattr(comparing_offers, "offers_of", wrong)


def counted_and_shown(patch: Patch) -> None:
    """What may be counted is shown by the receiver."""
    right = Ceiling.allowed

    def wrong(self: Ceiling, grant: GrantSent) -> Any:
        held = right(self, grant)
        counted = Purpose.STATISTICS in grant.purposes
        return held and replace(held, releases=held.releases | ({Grant(Purpose.BORDER, self.me)} if counted else set()))

    patch.setattr(Ceiling, "allowed", wrong)


def name_in_the_log(patch: Patch) -> None:
    """The audit log holds a name."""
    right = Store.log

    def wrong(self: Store, connection: Any, actor: Any, purpose: Any, action: str, detail: Any) -> None:
        rows = connection.exec_driver_sql("SELECT body FROM version").scalars().all()
        right(
            self, connection, actor, purpose, action, {**detail, "names": [str(orjson.loads(row)[0]) for row in rows]}
        )

    patch.setattr(Store, "log", wrong)


def row_of_a_closed_version(patch: Patch) -> None:
    """What is no longer listed can be fetched until the job has run."""
    wrong = guard._INNER["outbox"].replace("w.closed IS NULL OR", "w.closed IS NULL OR w.opened > 0 OR")
    patch.setitem(guard._INNER, "outbox", wrong)


def hidden_told_apart(patch: Patch) -> None:
    """A refusal tells whether what is asked for is there for others."""
    right = Answering._get

    def wrong(self: Answering, asked: Any) -> Any:
        try:
            return right(self, asked)
        except faults.Fault as fault:
            with self._store.transaction() as connection:
                query = "SELECT count(*) FROM wire WHERE stix_id = ?"
                there = connection.exec_driver_sql(query, (asked.place.object,)).scalar()
            raise (faults.Fault(403, "not for you") if there else fault) from None

    patch.setattr(Answering, "_get", wrong)


def name_in_a_cursor(patch: Patch) -> None:
    """A cursor carries names."""
    right = Answering._page

    def wrong(self: Answering, asked: Any, box: Any) -> Any:
        signed = answering.cursors.sign
        with pytest.MonkeyPatch.context() as within:
            within.setattr(answering.cursors, "sign", lambda *told: f"{signed(*told)}{_names(self._store)}")
            return right(self, asked, box)

    patch.setattr(Answering, "_page", wrong)


def count_in_a_header(patch: Patch) -> None:
    """A header tells how many records there are, whoever may have them."""
    right = Answering._page

    def wrong(self: Answering, asked: Any, box: Any) -> Any:
        answer = right(self, asked, box)
        return replace(answer, headers=(*answer.headers, (b"x-size", str(self._store.size()).encode())))

    patch.setattr(Answering, "_page", wrong)


def every_purpose_at_the_desk(patch: Patch) -> None:
    """A reader sees for one purpose what was released for another."""
    right = guard.Context.bind

    def wrong(self: guard.Context, reader: guard.Context) -> None:
        right(self, replace(reader, purpose="border") if reader.mode == guard.READ else reader)

    patch.setattr(guard.Context, "bind", wrong)


def name_in_an_export(patch: Patch) -> None:
    """A table that is saved is named after somebody who is not in it."""
    nodes: list[Any] = []
    patch.setattr(watched, "build_desk", lambda node: nodes.append(node) or build_desk(node))
    patch.setattr(flow_files, "file_name", lambda *_: f"{_names(nodes[-1].store)}.csv".replace(" ", "-"))


def kept_too_long(patch: Patch) -> None:
    """The receiver keeps a copy longer than it was told."""
    right = Ceiling.allowed
    patch.setattr(Ceiling, "allowed", lambda self, grant: right(self, replace(grant, keep_until=date(2018, 1, 1))))


def nothing_taken_back(patch: Patch) -> None:
    """Narrowing sends no withdrawal."""
    right = comparing_offers.plan
    patch.setattr(offering, "plan", lambda *told: replace(right(*told), lost=()))


def another_peers_box(patch: Patch) -> None:
    """The address of another peer's collection opens."""
    right = Answering._box

    def wrong(self: Answering, asked: Any) -> Any:
        try:
            return right(self, asked)
        except faults.Fault:
            for peer in self._store.exchange.peers():
                asked.peer = peer
                try:
                    return right(self, asked)
                except faults.Fault:
                    continue
            raise

    patch.setattr(Answering, "_box", wrong)


# -- the histories that show them ------------------------------------------------------------------

BORDER, INVESTIGATED, COUNTED = (
    Grant(purpose, "FR") for purpose in (Purpose.BORDER, Purpose.INVESTIGATION, Purpose.STATISTICS)
)
NL_TO_FR = ("NL", "FR")


def _adds(machine: LeakMachine, *grants: Grant, narrower: bool = False, days: int = 30) -> None:
    machine.adds("NL", frozenset(grants), narrower, days)


def released(machine: LeakMachine) -> None:
    """One record is released and comes over."""
    _adds(machine, BORDER)
    _adds(machine)
    machine.brings_up_to_date(NL_TO_FR)


def counted(machine: LeakMachine) -> None:
    """One record is released to be counted alone."""
    _adds(machine, COUNTED)
    machine.brings_up_to_date(NL_TO_FR)


def sighted(machine: LeakMachine) -> None:
    """The sighting of a record is released for one of its purposes."""
    _adds(machine, BORDER, INVESTIGATED, narrower=True)
    machine.brings_up_to_date(NL_TO_FR)


def delisted(machine: LeakMachine) -> None:
    """What was released is delisted, and that is told."""
    released(machine)
    machine.delists("NL", 0)
    machine.brings_up_to_date(NL_TO_FR)


def narrowed(machine: LeakMachine) -> None:
    """What was released is released no longer."""
    released(machine)
    machine.handles_anew("NL", 0, frozenset())
    machine.brings_up_to_date(NL_TO_FR)


def expired(machine: LeakMachine) -> None:
    """The time of what was released is over."""
    _adds(machine, BORDER, days=5)
    machine.brings_up_to_date(NL_TO_FR)
    machine.days_pass(30)


def delisted_and_asked_for(machine: LeakMachine) -> None:
    """What lies ready is delisted, and is asked for before it is taken away."""
    _adds(machine, BORDER)
    machine.offers("NL")
    machine.delists("NL", 0)
    machine.asks_by_hand(NL_TO_FR, 3, False)


def asked_by_hand(machine: LeakMachine) -> None:
    """One record is nobody's but its owner's, two lie ready for the peer, one for another."""
    _adds(machine)
    _adds(machine, BORDER)
    _adds(machine, BORDER)
    _adds(machine, Grant(Purpose.BORDER, "BE"))
    machine.offers("NL")
    machine.asks_by_hand(NL_TO_FR, 1, True)


def asked_twice(machine: LeakMachine) -> None:
    """One record is nobody's but its owner's; node and twin are asked."""
    _adds(machine)
    machine.asks_twice(2)


def looked_at(machine: LeakMachine) -> None:
    """A reader of the peer visits the desk."""
    _adds(machine)
    _adds(machine, BORDER)
    machine.looks_at_pages("NL", "FR", Purpose.INVESTIGATION, True)


LEAKS: tuple[tuple[Callable[[Patch], None], Callable[[LeakMachine], None]], ...] = (
    (others_in_the_grant, released), (name_in_an_error, asked_by_hand), (count_of_all, asked_twice), (copy_left_behind, delisted),
    (one_sequence_for_all, released), (sighting_as_its_record, sighted), (counted_and_shown, counted), (name_in_the_log, released),
    (row_of_a_closed_version, delisted_and_asked_for), (kept_too_long, expired), (nothing_taken_back, narrowed),
    (another_peers_box, asked_by_hand), (hidden_told_apart, asked_by_hand), (name_in_a_cursor, asked_by_hand),
    (count_in_a_header, asked_twice), (every_purpose_at_the_desk, looked_at), (name_in_an_export, looked_at),
)  # fmt: skip
HISTORIES = tuple(dict.fromkeys(history for _, history in LEAKS))
