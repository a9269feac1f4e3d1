"""Series and figures: the only thing that comes out of counting for statistics.

Invariant: what is shown of a series are its noised numbers as the ledger keeps them; each was drawn once, after its
period closed and every contributor had signed, and nothing is shown before it is stored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from coalesce.dates import Period
from coalesce.errors import BadUsage, Refusal
from coalesce.flows.bounding import bounded
from coalesce.flows.disclosure import check_budget, draw, moved_by, shown
from coalesce.handling import Actor, Purpose
from coalesce.records import Leg
from coalesce.records.series import (
    MOST_SOURCES,
    Figure,
    GridCell,
    Kind,
    NoisedPatterns,
    Series,
    Share,
    Signature,
    Source,
    month_number,
)
from coalesce.services.node import Node
from coalesce.store.ledger import Known, Ledger, Offered
from coalesce.store.permits import Act

MOST = {Kind.LEG_MONTHS: 6, Kind.ORIGIN_QUARTERS: 2, Kind.PATTERNS: 2}
"""In how many cells a person counts at most, over the life of the series (DESIGN.md, section 4)."""

LONGEST = 600
"""Months of one series: fifty years."""


@dataclass(frozen=True, slots=True)
class SeriesOrder:
    """What a releasing officer asks for. Without ``lists`` every list of the contributors that lets the audience have
    figures; without ``sources`` one for each source group, where there are not too many; ``rho`` by kind as far as it
    differs from the node's settings."""

    name: str
    legs: Sequence[Leg]
    since: Period
    until: Period
    audience: Sequence[str]
    contributors: Sequence[str]
    lists: Sequence[str] = ()
    origins: Sequence[str] = ()
    sources: Mapping[str, Sequence[str]] = field(default_factory=dict)
    rho: Mapping[Kind, float] = field(default_factory=dict)
    settling: int | None = None


def define(node: Node, actor: Actor, order: SeriesOrder) -> Series:
    """Keep a series' definition, to be signed. Raises BadUsage, NotPermitted, Refusal."""
    _check(order, {member.code for member in node.store.members()})
    ledger, settings = _ledger(node, actor), node.store.settings
    offered = _chosen(ledger.offered(order.contributors, order.audience), order)
    sources = _sources(offered, order)
    rho = {kind: getattr(settings, f"series_{kind.value.replace('-', '_')}_rho") for kind in Kind} | dict(order.rho)
    rho |= {Kind.ORIGIN_QUARTERS: 0.0} if not order.origins else {}
    rho |= {Kind.PATTERNS: 0.0} if not sources else {}
    made = Series(
        node=ledger.node,
        name=order.name,
        legs=tuple(sorted(set(order.legs))),
        since=order.since,
        until=order.until,
        audience=tuple(sorted(set(order.audience))),
        contributors=tuple(sorted(set(order.contributors))),
        lists=tuple(one.name for one in offered),
        origins=tuple(sorted(set(order.origins))),
        sources=sources,
        leg_months=Share(rho[Kind.LEG_MONTHS], MOST[Kind.LEG_MONTHS]),
        origin_quarters=Share(rho[Kind.ORIGIN_QUARTERS], MOST[Kind.ORIGIN_QUARTERS]),
        patterns=Share(rho[Kind.PATTERNS], MOST[Kind.PATTERNS]),
        settling=settings.series_settling_days if order.settling is None else order.settling,
        shown_from=settings.series_shown_from,
        rounded_to=settings.series_rounded_to,
        linking_error=settings.series_linking_error,
    )
    check_budget(made, settings.series_rho)
    ledger.define(made)
    return made


def sign(node: Node, actor: Actor, name: str, member: str | None = None, digest: str | None = None) -> Signature:
    """Sign a definition for one's member, or enter the digest that a member without an officer here has sent."""
    return _ledger(node, actor).sign(name, member, digest)


def known(node: Node, actor: Actor) -> list[Known]:
    """The series that the actor's member may know of."""
    return _ledger(node, actor).all()


def definition(node: Node, actor: Actor, name: str) -> Series:
    """One definition. Raises NotFound."""
    return _ledger(node, actor).find(name).series


def closed(node: Node, actor: Actor, one: Known) -> dict[Kind, int]:
    """How many cells of each kind are closed."""
    values = _ledger(node, actor).values(one.series)
    return {kind: sum(1 for cell in one.series.grid() if cell.kind is kind and cell.key in values) for kind in Kind}


def close(node: Node, actor: Actor, name: str) -> int:
    """Count, draw and store every cell whose period has closed since the last time; gives how many.

    Raises NotFound, Refusal where a signature is missing, StoreBusy while the node is importing or linking.
    """
    ledger, today = _ledger(node, actor), node.store.clock.today()
    found = ledger.receives(name)
    if found.unsigned:
        raise Refusal(f"'{name}' is not signed by {', '.join(found.unsigned)} yet: nothing is counted before")
    if not _due(found.series, ledger, today):
        return 0
    with node.store.alone("ask for the figure"):
        closing = _due(found.series, ledger, today)
        if not closing:
            return 0
        key = hashlib.blake2b(b"which cells count", key=node.store.key, digest_size=32).digest()
        with node.store.count(actor, Act.FIGURES) as view:
            counts = view.evidence(found.series).map(bounded, found.series, closing, key)
        ledger.publish(found.series, draw(counts, found.series, closing))
    return len(closing)


def figure(node: Node, actor: Actor, name: str, kind: Kind = Kind.LEG_MONTHS) -> Figure:
    """The figure as it stands, once what is due was closed. Raises as ``close``; BadUsage for a kind it does not have."""
    close(node, actor, name)
    return standing(node, actor, name, kind)


def standing(node: Node, actor: Actor, name: str, kind: Kind = Kind.LEG_MONTHS) -> Figure:
    """The figure of the cells that are closed; nothing is closed for it."""
    ledger = _ledger(node, actor)
    series = _having(ledger.receives(name).series, kind)
    values = ledger.values(series)
    grid = [cell for cell in series.grid() if cell.kind is kind]
    cells = tuple(shown(series, cell, values[cell.key]) for cell in grid if cell.key in values)
    ledger.note_read(series, kind)
    return Figure(series, actor.member, kind, cells, len(grid) - len(cells), moved_by(series.share(kind)))


def due(node: Node, ledger: Ledger, series: Series) -> int:
    """How many cells have closed and were not drawn yet: nobody has asked for them."""
    return len(_due(series, ledger, node.store.clock.today()))


def noised_patterns(node: Node, actor: Actor, name: str) -> list[NoisedPatterns]:
    """For each leg how many people stand on exactly which sources, with noise: for fitting, not for showing.

    Empty before the window has closed. Raises as ``figure``.
    """
    close(node, actor, name)
    return standing_patterns(node, actor, name)


def standing_patterns(node: Node, actor: Actor, name: str) -> list[NoisedPatterns]:
    """The same; nothing is closed for it."""
    ledger = _ledger(node, actor)
    series = _having(ledger.receives(name).series, Kind.PATTERNS)
    values = ledger.values(series)
    grid = [cell for cell in series.grid() if cell.kind is Kind.PATTERNS]
    if any(cell.key not in values for cell in grid):
        return []
    ledger.note_read(series, Kind.PATTERNS)
    sources = tuple(source.name for source in series.sources)
    return [
        NoisedPatterns(
            str(leg),
            sources,
            (0, *(values[cell.key] for cell in grid if cell.leg == str(leg))),
            series.patterns.deviation,
        )
        for leg in series.legs
    ]


def _ledger(node: Node, actor: Actor) -> Ledger:
    return Ledger(node.store.write(actor, Purpose.STATISTICS))


def _due(series: Series, ledger: Ledger, today: date) -> list[GridCell]:
    closed = ledger.values(series)
    return [cell for cell in series.grid() if cell.closes < today and cell.key not in closed]


def _having(series: Series, kind: Kind) -> Series:
    if not series.share(kind).rho:
        raise BadUsage(f"'{series.name}' does not publish {kind}: nothing of its budget is kept for them")
    return series


def _check(order: SeriesOrder, members: Collection[str]) -> None:
    if not order.name.strip() or not order.legs or not order.audience or not order.contributors:
        raise BadUsage("a series takes a name, a leg, an audience and contributors: --leg --audience --contributors")
    if unknown := sorted({*order.audience, *order.contributors}.difference(members)):
        raise BadUsage(f"{unknown[0]} is no member of this node, which knows {', '.join(sorted(members))}")
    for option, period in (("--since", order.since), ("--until", order.until)):
        if period.month is None:
            raise BadUsage(f"{option} {period}: write a month, like 2014-03")
    if not 0 <= month_number(order.until) - month_number(order.since) < LONGEST:
        raise BadUsage("--until must not be before --since, nor more than fifty years behind it")


def _chosen(offered: Sequence[Offered], order: SeriesOrder) -> list[Offered]:
    by_name = {one.name: one for one in offered}
    if unknown := [name for name in order.lists if name not in by_name]:
        raise BadUsage(f"--list {unknown[0]}: no list of the contributors of that name lets the audience have figures")
    found = [by_name[name] for name in sorted(set(order.lists))] or list(offered)
    idle = sorted(set(order.contributors) - {one.owner for one in found})
    if idle:
        raise BadUsage(f"{idle[0]} has no list that lets {', '.join(order.audience)} have figures: see --figures-to")
    return found


def _sources(offered: Sequence[Offered], order: SeriesOrder) -> tuple[Source, ...]:
    if order.sources:
        names = {one.name for one in offered}
        if len(order.sources) > MOST_SOURCES:
            raise BadUsage(f"patterns are made of at most {MOST_SOURCES} sources: merge some of them")
        stray = sorted({name for lists in order.sources.values() for name in lists} - names)
        if stray:
            raise BadUsage(f"--source: {stray[0]} is not among the lists of the series")
        named = [name for lists in order.sources.values() for name in set(lists)]
        if twice := sorted({name for name in named if named.count(name) > 1}):
            raise BadUsage(f"--source: {twice[0]} stands in two sources, and would make them look alike: take one")
        return tuple(Source(name, tuple(sorted(set(lists)))) for name, lists in sorted(order.sources.items()))
    groups: dict[str, list[str]] = {}
    for one in offered:
        groups.setdefault(one.source, []).append(one.name)
    if len(groups) > MOST_SOURCES:
        return ()
    return tuple(Source(name, tuple(sorted(lists))) for name, lists in sorted(groups.items()))
