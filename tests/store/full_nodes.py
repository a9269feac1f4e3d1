"""A store with one row or more in every table, so that what a guard keeps from a reader is there to be kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Column

from coalesce.dates import PartialDate, Period
from coalesce.handling import Purpose, seal
from coalesce.records import (
    Audience,
    Correction,
    Interest,
    InterestKind,
    Leg,
    NoticeKind,
    Person,
    Sighting,
    SightingKind,
    Verdict,
)
from coalesce.services import publishing
from coalesce.services.node import Node
from coalesce.services.publishing import SeriesOrder
from coalesce.store import Store, correction_rows, notice_rows, redress_rows, schema, sieving
from coalesce.store.account_carrying import CARRIED
from coalesce.store.notice_rows import NewNotice
from coalesce.store.notice_tables import notice_mail
from coalesce.store.peers import KnownPeer
from coalesce.store.wire_rows import About, Box, BoxKind, NewWire
from tests.builders import (
    INVESTIGATION,
    NOON,
    a_request,
    add_list,
    entry,
    handling,
    let_in,
    linked,
    make_store,
    model,
    owner,
    publish,
    raw_rows,
)
from tests.commitments.made import commitment
from tests.commitments.plan_nodes import add_plan
from tests.commitments.plan_nodes import publish as publish_plan
from tests.commitments.plan_nodes import staged as staged_entry

KEPT_OF_PEERS = (
    "post", "offered", "sent_withdrawal", "received", "pull_state", "message", "told_judgement", "peer_head", "own_head",
)  # fmt: skip
"""Tables that hold something of a peer or record, whatever it says."""


def a_full_store(folder: Path) -> Store:
    """One row or more in every table that the views are made of."""
    store = make_store(folder)
    let_in(store, "claire", "FR")
    held = handling("FR", figures=["FR"])
    to = add_list(store, held=held)
    seen = (Sighting(SightingKind.ENTERED, "SY", PartialDate.of(2014, 3)),)
    publish(store, to, [entry(f"R{n}", sightings=seen) for n in range(3)])
    writer = store.write(owner(store), INVESTIGATION)
    with store.read(owner(store), INVESTIGATION) as view:
        first, second, third = sorted(view.facts())
        links = [linked(view, first, second)]
        writer.judge(view, (first, second), Verdict.SAME, "told by the list", [third])
    raw_rows(store.folder, "UPDATE judgement SET set_id = (SELECT set_id FROM version LIMIT 1)")  # told to FR
    writer.store_links(seal(links), "made")
    for member in ("NL", "FR"):
        writer.set_people(Audience(member, INVESTIGATION), 9, [Person(f"p{member}", (first, second), False)])
    a_closed_series(store)
    with store.transaction() as connection:
        correction_rows.keep(connection, Correction(first, "sex", b"null", b'"F"', "2014-11-01"))
        redress_rows.keep(connection, a_request(first))
    a_peer(store, first, second)
    a_notice(store, first, second)
    plan = add_plan(store, held=held)
    publish_plan(store, plan, [staged_entry(commitment(), held=held)])
    with store.transaction() as connection:
        connection.exec_driver_sql("INSERT INTO received_plan VALUES (?)", (plan.id,))
    writer.answer_control("made", True, Verdict.SAME)
    sieving.fill(store.transaction, least=0)
    with store.transaction() as connection:
        for name in CARRIED:  # how people sign in: a row of each, whatever it says
            table = schema.metadata.tables[name]
            connection.execute(table.insert().values({column.name: _made(column) for column in table.columns}))
    return store


def a_peer(store: Store, record: str, other: str) -> None:
    """A peer of FR with a row in each of its boxes, and whatever else is kept of one."""
    store.exchange.add(owner(store), KnownPeer("paris", "FR"))
    ((number, set_id),) = raw_rows(store.folder, "SELECT number, set_id FROM version WHERE record_id = ?", record)
    about = About(record, number, set_id)
    for kind, told in ((BoxKind.OUT, about), (BoxKind.IN, None)):
        store.exchange.put(Box(kind, "paris"), [NewWire("identity--1", "identity", "", b"{}", about=told)])
    named = {"peer": "paris", "member": "FR", "record_id": record, "own_record": other, "about": record, "box": "in",
             "stands": "first", "asked": "NL", "other": None, "due": "2015-01-01", "at": "2014-11-01T12:00:00+00:00",
             "answered_at": None, "outcome": "", "verdict": "", "kind": "question", "purpose": "investigation"}  # fmt: skip
    with store.transaction() as connection:
        for name in KEPT_OF_PEERS:
            table = schema.metadata.tables[name]
            row = {column.name: named.get(column.name, _made(column)) for column in table.columns}
            connection.execute(table.insert().values(row))
        ((list_id,),) = connection.exec_driver_sql("SELECT list_id FROM record WHERE id = ?", (record,)).fetchall()
        connection.exec_driver_sql("INSERT INTO offered_list VALUES ('paris', ?, 1)", (list_id,))
        connection.exec_driver_sql("INSERT INTO received_list VALUES (?)", (list_id,))


def a_notice(store: Store, record: str, own: str) -> None:
    """A notice for NL that rests on a sighting, and an interest of its own."""
    ((seen,),) = raw_rows(store.folder, "SELECT id FROM sighting WHERE record_id = ?", record)
    ((list_id,),) = raw_rows(store.folder, "SELECT list_id FROM record WHERE id = ?", record)
    basis = frozenset({(record, str(seen)), (own, "")})
    made = Interest("i", "NL", "owner", InterestKind.PLACE, "SY", NOON)
    with store.transaction() as connection:
        notice_rows.keep_interest(connection, made)
        for purpose in (INVESTIGATION, Purpose.REDRESS):
            new = NewNotice(NoticeKind.SIGHTING, record, own, "i", basis)
            notice_rows.add(connection, Audience("NL", purpose), NOON.isoformat(), [(f"n{purpose}", new)])
        notice_rows.look(connection, list_id, 1)
        connection.execute(notice_mail.insert().values(actor="owner", address="x", every="day"))


def a_closed_series(store: Store) -> None:
    """A series that counts the records, with one closing in the ledger."""
    node, month = Node(store, model()), Period(2014, 3)
    publishing.define(node, owner(store), SeriesOrder("made", [Leg("TR", "SY")], month, month, ["FR"], ["NL"]))
    publishing.sign(node, owner(store), "made")
    publishing.close(node, store.actor("claire"), "made")


def _made(column: Column[Any]) -> object:
    if column.name == "actor":
        return "owner"
    return {str: "x", bytes: b"x", int: 1, bool: True}[column.type.python_type]
