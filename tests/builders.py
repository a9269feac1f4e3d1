"""Small nodes for tests: one line for a node, an actor, a list, an edition. Every name in them is invented."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from coalesce.dates import FixedClock, PartialDate
from coalesce.handling import Actor, Grant, Handling, Member, Purpose, Role
from coalesce.linking.agreement import weigh
from coalesce.linking.coding import Encoder
from coalesce.linking.columns import prepare
from coalesce.linking.model import Model, load_model
from coalesce.records import (
    Asks,
    Document,
    Entry,
    Link,
    ListKind,
    MatchWeight,
    Name,
    Provenance,
    RecordList,
    RedressRequest,
    WeightPart,
)
from coalesce.services.node import Node
from coalesce.services.preparing import prepared
from coalesce.settings import Settings
from coalesce.store import Store
from coalesce.store.audit import AuditRow
from coalesce.store.blanking import CLEANED, ERASED
from coalesce.store.read_audit import AuditQuery
from coalesce.store.read_view import ReadView
from coalesce.store.staging import Staged

NOON = datetime(2014, 11, 1, 12, tzinfo=UTC)
UNTIL = date(2019, 1, 1)
INVESTIGATION = Purpose.INVESTIGATION
NAMES = ("Zorbal Kemtari", "Vulneq Shambir", "Hedraq Tolumis", "Bartuk Yelgorov", "Mansub Dervolin")


@cache
def model() -> Model:
    """The shipped model, read once."""
    return load_model()


@cache
def encoder() -> Encoder:
    """What an import of the shipped model encodes with."""
    return Encoder(model())


def make_store(folder: Path, clock: FixedClock | None = None, member: str = "NL", **settings: Any) -> Store:
    """A new node's store; its actor ``owner`` has every role."""
    chosen = replace(Settings(), member=member, draws=20, **settings)
    return Store.create(folder, chosen, Member(member, member), clock or FixedClock(NOON))


def make_node(folder: Path, clock: FixedClock | None = None, member: str = "NL", **settings: Any) -> Node:
    """The same with the model."""
    return Node(make_store(folder, clock, member, **settings), model())


def reopened(store: Store, clock: FixedClock | None = None) -> Store:
    """The same node opened anew, as another process would."""
    store.close()
    return Store(store.folder, store.settings, clock or store.clock)


def owner(store: Store) -> Actor:
    """The node's first actor."""
    return store.actor("owner")


def let_in(store: Store, name: str, member: str, *roles: Role) -> Actor:
    """A new actor, and its member where that is not known yet; an analyst where no role is said."""
    writer = store.write(owner(store), Purpose.PLANNING)
    if member not in {known.code for known in store.members()}:
        writer.add_member(Member(member, member))
    new = Actor(name, member, frozenset(roles or (Role.ANALYST,)))
    writer.add_actor(new)
    return new


def handling(*grants: str, until: date = UNTIL, figures: Iterable[str] = ()) -> Handling:
    """``handling("FR:investigation")``: released to FR for that; to nobody without a grant."""
    pairs = (grant.partition(":") for grant in grants)
    releases = frozenset(Grant(Purpose(purpose or "investigation"), member) for member, _, purpose in pairs)
    return Handling(until, releases=releases, figures_to=frozenset(figures))


def add_list(
    store: Store, name: str = "border", held: Handling | None = None, member: str = "NL", **fields: Any
) -> RecordList:
    """A list of travellers, empty."""
    writer = store.write(owner(store), Purpose.PLANNING)
    kind = fields.pop("kind", ListKind.TRAVELLERS)
    made = RecordList(writer.new_id(), name, member, kind, held or handling(), **fields)
    writer.add_list(made)
    return made


def entry(reference: str, name: str = NAMES[0], **fields: Any) -> Entry:
    """One entry with one name."""
    return Entry(reference, (Name(name, "Latn"),), fields.pop("provenance", Provenance("made.csv", 1)), **fields)


def staged(one: Entry, held: Handling | None = None) -> Staged:
    """The entry as an import would stage it."""
    made = prepared(one, encoder())
    return Staged(one, held or handling(), made.packed, made.compared, made.search_keys)


def publish(store: Store, to: RecordList, rows: Iterable[Staged | Entry], digest: str = "d") -> int:
    """Stage and publish one edition; gives how many were delisted."""
    writer = store.write(owner(store), Purpose.PLANNING)
    staging = writer.stage(writer.find_list(f"{to.owner}/{to.name}"), "made.csv", digest)
    staging.add(row if isinstance(row, Staged) else staged(row, to.handling) for row in rows)
    return staging.publish({})


def ids(store: Store, actor: Actor | None = None, purpose: Purpose = INVESTIGATION) -> dict[str, str]:
    """The ids of the records that the actor sees, by reference."""
    with store.read(actor or owner(store), purpose) as view:
        return {fact.reference: record for record, fact in view.facts().items()}


def linked(view: ReadView, left: str, right: str, probability: float = 0.7) -> Link:
    """A link between the present versions of two visible records."""
    first, second = sorted((left, right))
    versions = {record: fact.version or 1 for record, fact in view.facts([first, second]).items()}
    weight = MatchWeight(-3.0, (WeightPart("name", 5.0, "the same name"),))
    return Link(first, second, versions[first], versions[second], "made", weight, probability)


def a_request(record: str) -> RedressRequest:
    """FR asks NL to take a record back."""
    return RedressRequest(
        "q", Asks.WITHDRAW, record, "", "NL", "FR", "claire", "redress", NOON, NOON.date(), "words", "", "", None
    )


def person_with_papers(reference: str, place: int) -> Entry:
    """An entry whose birth date and document are its own."""
    return replace(
        entry(reference),
        birth_dates=(PartialDate.of(1986, 3, 1 + place),),
        documents=(Document(f"X12345{place}", "passport", "TN"),),
        nationalities=("TN",),
    )


def proposals(node: Node) -> list[Link]:
    """A link for every pair of records, weighed with the node's model."""
    known = ids(node.store)
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        records = view.records(list(known.values()))
    made = []
    for left in records.values():
        for right in records.values():
            if left.id < right.id:
                weight = weigh(prepare(left.entry), prepare(right.entry), node.model)
                sure = node.model.calibration.probability(weight.total)
                made.append(Link(left.id, right.id, left.version, right.version, node.model.name, weight, sure))
    return made


MARKS = (ERASED, CLEANED)


def tables(folder: Path, *left_out: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but ``left_out``, read past the guard and sorted; without the audit its places go too.

    The marks of what may stand between rows are left out: rows that were staged and taken away again set them anew.
    """
    left_out += ("audit_place",) if "audit" in left_out else ()
    with closing(sqlite3.connect(folder / "node.db")) as raw:
        names = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {
            name: sorted(
                (row for row in raw.execute(f'SELECT * FROM "{name}"') if name != "state" or row[0] not in MARKS),
                key=repr,
            )
            for name in names
            if name not in left_out
        }


def raw_rows(folder: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Run one statement past the guard, and commit it."""
    with closing(sqlite3.connect(folder / "node.db")) as raw:
        found = raw.execute(sql, values).fetchall()
        raw.commit()
        return found


def leaves(folder: Path) -> list[str]:
    """Every audit leaf as text, oldest first."""
    return [bytes(row[0]).decode() for row in raw_rows(folder, "SELECT leaf FROM audit ORDER BY seq")]


def log_of(store: Store, actor: Actor, limit: int, before: int | None = None) -> list[AuditRow]:
    """The newest audit rows that the actor may see; reading them is not logged."""
    with store.read_log(actor, told=False) as view:
        return list(view.page(AuditQuery(limit, before=before)).rows)


def said(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that the tables say of lists, ids aside: two nodes that were told the same say the same."""
    version = "r.reference, v.number, v.opened, v.closed, v.keep_until, v.digest, v.nationalities, v.body"
    joined = "FROM version v JOIN record r ON r.id = v.record_id"
    at = "ON x.record_id = v.record_id AND x.version = v.number"
    queries = {
        "record": "SELECT reference, seen FROM record",
        "version": f"SELECT {version} {joined}",
        "sighting": f"SELECT r.reference, v.number, x.kind, x.country, x.first {joined} JOIN sighting x {at}",
        "prepared": f"SELECT r.reference, v.number, x.body {joined} JOIN prepared x ON x.place = v.place",
        "search_key": f"SELECT r.reference, v.number, x.value {joined} JOIN search_key x ON x.place = v.place",
        "edition": "SELECT number, source, digest, report FROM edition",
        "list": "SELECT name, edition FROM list",
        "link": "SELECT min(a.reference, b.reference), max(a.reference, b.reference), k.probability, w.parts"
        " FROM link k JOIN link_weight w ON w.run = k.run AND w.number = k.weight"
        ' JOIN record a ON a.id = k."left" JOIN record b ON b.id = k."right"',
    }
    with closing(sqlite3.connect(folder / "node.db")) as raw:
        told = {}
        for name, query in queries.items():
            width = len(raw.execute(f"{query} LIMIT 0").description)
            order = ", ".join(str(place) for place in range(1, width + 1))
            told[name] = raw.execute(f"{query} ORDER BY {order}").fetchall()
    return told
