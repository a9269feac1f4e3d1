"""The sample task force on a node of its own: made, linked and counted as any other would be.

Invariant: everything goes in through the same doors as real lists; the truth behind the sample world never
comes near the store. What was interrupted is gone on with.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from coalesce.dates import Clock
from coalesce.errors import BadUsage
from coalesce.handling import READING_ROLES, Actor, Handling, Purpose
from coalesce.intake import Read, RowHandling
from coalesce.records import Evidence, RecordList
from coalesce.sample import TODAY, SampleEntry, World, build_world, plan, series
from coalesce.services import committing, keeping, publishing
from coalesce.services.importing import import_rows
from coalesce.services.linking import LinkOrder, link_records
from coalesce.services.node import Node, Progress
from coalesce.services.people import refresh
from coalesce.settings import Settings
from coalesce.store import Store

__all__ = ["HOST", "TODAY", "VISITOR", "begin", "fill", "stands"]

HOST = "HUB"
"""The organisation whose node the sample hub is."""

VISITOR = "claire"
"""As whom the demo's link signs in: an analyst of FR."""

SEED, TRAVELLERS = 2014, 6000
LATE = {"tr-entry-ban": 24, "hub-designations": 3}
"""So many entries of these lists come when everything is linked: they are new for those who hold the same people."""

_MARK = "sample-world-stands"


def stands(folder: Path) -> bool:
    """Whether the sample node in ``folder`` was made whole."""
    return (folder / _MARK).exists()


def begin(folder: Path, settings: Settings, clock: Clock) -> Store:
    """The sample node's store, new or half made. Raises BadUsage where the folder holds another node."""
    if not (folder / "node.db").exists():
        return keeping.create_node(folder, settings, clock)
    store = Store(folder, settings, clock)
    if {member.code for member in store.members()} - {HOST} and not (folder / "sample-world").exists():
        store.close()
        raise BadUsage(f"'{folder.name}' holds a node that is not the sample: choose another folder with --dir")
    return store


def fill(node: Node, folder: Path, progress: Progress, travellers: int = TRAVELLERS) -> None:
    """Hand in every member's lists, link, and make each member's people."""
    (folder / "sample-world").touch()
    progress("inventing people", 0.0)
    world = build_world(SEED, travellers)
    owner = node.store.actor("owner")
    _let_in(node, owner, world)
    for place, each in enumerate(world.lists):
        progress(f"importing {each.name}", 0.1 + 0.5 * place / len(world.lists))
        entries = world.entries[each.id]
        _hand_in(node, owner, each, entries[: len(entries) - LATE.get(each.name, 0)])
    link_records(node, owner, LinkOrder(), lambda step, share: progress(step, 0.6 + 0.2 * share))
    for each in world.lists:
        if each.name in LATE:
            _hand_in(node, owner, each, world.entries[each.id], edition=2)
    _publish(node, owner, progress)
    plan_autumn(node, owner)
    readers = {actor.member: actor for actor in world.actors if actor.roles & READING_ROLES}
    for place, actor in enumerate(readers.values()):
        progress(f"people as {actor.member} sees them", 0.8 + 0.2 * place / len(readers))
        refresh(node, actor, Purpose.INVESTIGATION)
    (folder / _MARK).touch()
    progress("done", 1.0)


def _publish(node: Node, owner: Actor, progress: Progress) -> None:
    """Define the task force's series, have its contributors sign it, and draw its figures."""
    progress("publishing figures", 0.8)
    order = publishing.SeriesOrder(
        series.NAME,
        series.LEGS,
        series.SINCE,
        series.UNTIL,
        series.AUDIENCE,
        series.CONTRIBUTORS,
        lists=series.LISTS,
        origins=series.ORIGINS,
        sources=series.SOURCES,
    )
    if not publishing.known(node, owner):
        publishing.define(node, owner, order)
    for member in publishing.known(node, owner)[0].unsigned:
        publishing.sign(node, node.store.actor(series.OFFICERS[member]), series.NAME)
    publishing.close(node, owner, series.NAME)


def plan_autumn(node: Node, owner: Actor) -> None:
    """The plan of the autumn, in two editions, and the activation that was declared since."""
    members = [member.code for member in node.store.members() if member.code != owner.member]
    with node.store.read(owner, Purpose.PLANNING) as view:
        held = {one.name: one for one in view.plans()}
    if plan.NAME not in held:
        releases = tuple((code, Purpose.PLANNING) for code in members)
        committing.add_plan(node, owner, committing.PlanOrder(plan.NAME, releases=releases))
    done = held[plan.NAME].edition if plan.NAME in held else 0
    for path in plan.plan_files()[done:]:
        committing.import_plan(node, owner, committing.PlanImport(path, plan.NAME))
    evidence = Evidence(plan.QUOTE, plan.SOURCE)
    committing.activate(node, owner, committing.ActivationOrder(plan.NAME, plan.TRIGGER, plan.ACTIVATED, evidence))


def _let_in(node: Node, owner: Actor, world: World) -> None:
    known = {member.code for member in node.store.members()}
    for member in world.members:
        if member.code not in known:
            keeping.add_member(node, owner, member.code, member.name)
    names = {actor.name for actor in node.store.actors()}
    for actor in world.actors:
        if actor.name not in names:
            keeping.add_actor(node, owner, actor)


def _hand_in(node: Node, owner: Actor, each: RecordList, entries: tuple[SampleEntry, ...], edition: int = 1) -> None:
    """One edition of a list, where it is not there; a second one is matched with what is there, as an import is."""
    name = f"{each.owner}/{each.name}"
    writer = node.store.write(owner, Purpose.PLANNING)
    try:
        if writer.find_list(name).edition >= edition:
            return
    except BadUsage:
        writer.add_list(each)
    digest = hashlib.sha256(f"sample {SEED} {len(entries)} {each.name}".encode()).hexdigest()
    import_rows(node, owner, name, _rows(each, entries), ("sample world", digest), settled=edition > 1)


def _rows(each: RecordList, entries: tuple[SampleEntry, ...]) -> Iterator[Read]:
    for one in entries:
        given = one.handling if one.handling != each.handling else None
        yield Read(one.entry, _row_handling(given) if given else None)


def _row_handling(handling: Handling) -> RowHandling:
    return RowHandling(handling.tlp, handling.releases, handling.figures_to, handling.keep_until)
