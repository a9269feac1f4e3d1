"""Small nodes in which something new arrives: an edition that is published, matched, and told of."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from coalesce.dates import FixedClock, PartialDate
from coalesce.handling import Actor, Handling, Purpose
from coalesce.records import Document, Entry, ListKind, Notice, RecordList, Sighting, SightingKind
from coalesce.services.arriving import match_arrivals
from coalesce.services.node import Node
from coalesce.services.noticing import noticed
from coalesce.store.staging import Staged
from tests.builders import (
    INVESTIGATION,
    NAMES,
    NOON,
    add_list,
    entry,
    handling,
    let_in,
    make_node,
    owner,
    staged,
)

NL, FR = "NL", "FR"


def arrive(node: Node, to: RecordList, rows: Iterable[Entry | Staged], digest: str = "", whole: bool = True) -> None:
    """Publish an edition, match what arrived, and make its notices, as an import does."""
    store = node.store
    writer = store.write(owner(store), Purpose.PLANNING)
    now = writer.find_list(f"{to.owner}/{to.name}")
    staging = writer.stage(now, "made.csv", digest or f"edition {now.edition + 1}")
    staging.add(row if isinstance(row, Staged) else staged(row, to.handling) for row in rows)
    staging.publish({}, whole=whole)
    if to.kind is not ListKind.CUSTOMERS:
        match_arrivals(node, *staging.touched())
    noticed(node, to.id, staging.number)


def two_members(folder: Path, clock: FixedClock | None = None, **settings: int) -> tuple[Node, RecordList, RecordList]:
    """NL's node, on which FR reads too: a list of each. FR's is released to NL, NL's to nobody."""
    node = make_node(folder, clock or FixedClock(NOON), **settings)
    let_in(node.store, "claire", FR)
    return node, add_list(node.store, "border"), french(node, handling("NL"))


def french(node: Node, held: Handling, name: str = "departures", kind: ListKind = ListKind.TRAVELLERS) -> RecordList:
    """A list of FR."""
    return add_list(node.store, name, held, FR, kind=kind)


def somebody(reference: str, place: int = 0, *seen: Sighting) -> Entry:
    """An entry about the person of that number: two of them are linked."""
    papers = (Document(f"X12345{place}", "passport", "TN"),)
    born = (PartialDate.of(1971 + 5 * place, 1 + place, 3 + place),)
    return entry(reference, NAMES[place], birth_dates=born, documents=papers, nationalities=("TN",), sightings=seen)


def seen_in(country: str, month: int, handled: Handling | None = None, place: str | None = None) -> Sighting:
    """A sighting in a month of 2014."""
    return Sighting(SightingKind.PRESENT, country, PartialDate.of(2014, month), place, handling=handled)


def told(node: Node, actor: Actor | None = None, purpose: Purpose = INVESTIGATION) -> list[Notice]:
    """The notices of a reader, marked ones too."""
    with node.store.read(actor or owner(node.store), purpose) as view:
        return view.notices(1_000, seen=True)


def kinds(node: Node, actor: Actor | None = None, purpose: Purpose = INVESTIGATION) -> list[str]:
    """Their kinds, sorted."""
    return sorted(one.kind for one in told(node, actor, purpose))
