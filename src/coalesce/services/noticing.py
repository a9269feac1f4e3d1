"""What is new for a member: made when an edition, a correction or a run of the linker has changed what it may see.

Promises a notice for each audience (member, purpose) when another member's record, sighting or correction touches a record of its
own, when a designation touches one of its lists, and when something answers to a standing interest. Invariant: what an audience is
told follows from what it could see before and can see now; a change of what is kept from it makes, moves and reads nothing. Work
that was broken off is done when it is run again, and nothing is told twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coalesce.handling import Actor, Purpose, Role
from coalesce.records import Audience, Interest, ListKind, NoticeKind
from coalesce.services import standing_interests
from coalesce.services.node import Node, Progress, silent
from coalesce.services.screening_news import named_alike
from coalesce.services.touching import Surroundings, around
from coalesce.store import notice_rows
from coalesce.store.ground import snapshot
from coalesce.store.notice_rows import NewNotice
from coalesce.store.pace import Pace
from coalesce.store.read_view import ReadView
from coalesce.store.visible_changes import OWN, Changes, Listed, Span, changes, granted_to, lists, reaches, readers

NOTICER = "the node's notices"
"""As whom the node looks for what is new for a member: the audit says so."""

WITHIN = (Purpose.INVESTIGATION, Purpose.BORDER, Purpose.SCREENING)
"""For these a member is told that a designation of its own lists touches another record of its own."""


def noticed(node: Node, list_id: str, edition: int) -> int:
    """Make the notices of one edition that was just published and whose links are proposed; gives how many.

    Where an edition before it still waits for the linker, its run makes them: then nothing is done here.
    """
    with snapshot(node.store) as connection:
        before = notice_rows.looked_at(connection).get(list_id, 0)
        of = next(one for one in lists(connection) if one.id == list_id)
    return notice_since(node, of, before, edition) if before == edition - 1 else 0


def catch_up(node: Node, progress: Progress = silent) -> int:
    """Make the notices of all editions that waited for the linker, which has just run; gives how many.

    What was on the node before its first run is no news to anybody: from there on things are new.
    """
    with snapshot(node.store) as connection:
        before = notice_rows.looked_at(connection)
        known = lists(connection)
    if not before:
        with node.store.transaction() as connection:
            for one in known:
                notice_rows.look(connection, one.id, one.edition)
        return 0
    waiting = [one for one in known if before.get(one.id, 0) < one.edition]
    made = 0
    for place, one in enumerate(waiting):
        progress("looking for what is new", place / len(waiting))
        made += notice_since(node, one, before.get(one.id, 0), one.edition)
    return made


def reconsidered(node: Node, actor: Actor, records: Sequence[str]) -> None:
    """After a word of the actor's member on these records: take back what no longer holds for any of its audiences."""
    for purpose in _told_for(node, actor.member, records):
        audience = Audience(actor.member, purpose)
        with node.store.read(_reader(audience), purpose) as view:
            stale = _stale(node, view, audience, records)
        _drop(node, stale)


# -- one list --------------------------------------------------------------------------------------


def notice_since(node: Node, of: Listed, since: int, upto: int) -> int:
    """Make the notices of a list's editions behind ``since`` and up to one whose links are proposed; gives how many."""
    span = Span(of.id, of.owner, since, upto)
    today = node.store.clock.today().isoformat()
    with snapshot(node.store) as connection:
        known = readers(connection)
        kinds = {one.kind for one in lists(connection, of.owner)}
        own = _own_purposes(of, kinds, granted_to(connection, of.owner)) if of.owner in known.members else frozenset()
        found = changes(connection, span, known, today) if own or reaches(connection, span, known) else {}
        interests = notice_rows.interests_of(connection, known.members)
    jobs = {audience: one for audience, one in found.items() if audience.member != span.owner}
    if mine := found.get(Audience(span.owner, OWN)):
        jobs |= {Audience(span.owner, purpose): mine for purpose in own}
    made = 0
    for audience in sorted(jobs, key=str):
        wanted = [one for one in interests if one.member == audience.member]
        made += _Job(node, span, audience, jobs[audience], wanted).run()
    with node.store.transaction() as connection:
        notice_rows.look(connection, span.list_id, span.upto)
    return made


def _own_purposes(of: Listed, kinds: set[ListKind], granted: frozenset[Purpose]) -> frozenset[Purpose]:
    """For which purposes an owner's own new records may touch what it sees: its lists are of these kinds."""
    within = ListKind.DESIGNATIONS in kinds and len(kinds) > 1
    found = granted | (frozenset(WITHIN) if within else frozenset())
    return found & {Purpose.SCREENING} if of.kind is ListKind.CUSTOMERS else found


@dataclass(frozen=True, slots=True)
class _Job:
    """What one list's editions bring one audience."""

    node: Node
    span: Span
    audience: Audience
    changes: Changes
    interests: Sequence[Interest]

    def run(self) -> int:
        """Take back what no longer holds, then tell what is new; gives how many notices."""
        changed = sorted(record for record, one in self.changes.news.items() if one.kinds)
        made: list[NewNotice] = []
        stale: list[str] = []
        if changed:
            with self.node.store.read(_reader(self.audience), self.audience.purpose) as view:
                stale = _stale(self.node, view, self.audience, changed)
                made = list(self._made(view, changed))
        _drop(self.node, stale)
        self._follow()
        return self._keep(made)

    def _made(self, view: ReadView, changed: Sequence[str]) -> Iterator[NewNotice]:
        for piece, near in around(self.node, view, changed):
            for record in piece:
                if record in near.facts:
                    yield from self._touching(near, record)
                    if self.audience.member != self.span.owner and self.interests:
                        yield from standing_interests.answers(
                            view, record, self.changes.news[record], near, self.interests
                        )
        if self.audience.purpose is Purpose.SCREENING:
            yield from named_alike(self.node, view, changed)

    def _touching(self, near: Surroundings, record: str) -> Iterator[NewNotice]:
        """What a changed record touches: told of another's, and of a designation."""
        member, purpose = self.audience.member, self.audience.purpose
        change, of = self.changes.news[record], near.facts[record]
        is_new, listed = NoticeKind.NEW in change.kinds, of.list_kind == ListKind.DESIGNATIONS
        for other in near.touching(record):
            beside = near.facts[other]
            named = beside.list_kind == ListKind.DESIGNATIONS
            chain = frozenset((one, "") for one in near.between(record, other))
            if of.owner != member and beside.owner == member:
                yield from self._told(record, other, chain, listed)
            elif of.owner == member and beside.owner != member and is_new:
                yield NewNotice(NoticeKind.DESIGNATION if named else NoticeKind.NEW, other, record, basis=chain)
            elif of.owner == beside.owner == member and purpose in WITHIN and listed != named and (listed or is_new):
                pair = (record, other) if listed else (other, record)
                yield NewNotice(NoticeKind.DESIGNATION, *pair, basis=chain)

    def _told(self, record: str, own: str, chain: frozenset[notice_rows.Basis], listed: bool) -> Iterator[NewNotice]:
        change = self.changes.news[record]
        if listed:
            yield NewNotice(NoticeKind.DESIGNATION, record, own, basis=chain)
            return
        for kind in sorted(change.kinds):
            if kind is NoticeKind.SIGHTING:
                for one in change.fresh:
                    yield NewNotice(kind, record, own, basis=chain | {(record, one)})
            else:
                yield NewNotice(kind, record, own, basis=chain)

    def _follow(self) -> None:
        """Let notices go whose record or sighting this audience sees no longer, and follow sightings into new versions."""
        gone = [one for change in self.changes.news.values() for one in change.gone]
        lost = sorted(self.changes.lost)
        moved = {old: new for change in self.changes.news.values() for old, new in change.moved.items()}
        for piece in _paced(self.node, lost):
            with self.node.store.transaction() as connection:
                notice_rows.drop_about(connection, self.audience, piece)
        for piece in _paced(self.node, gone):
            with self.node.store.transaction() as connection:
                notice_rows.drop_telling(connection, self.audience, piece)
        for piece in _paced(self.node, sorted(moved)):
            with self.node.store.transaction() as connection:
                notice_rows.move(connection, self.audience, {old: moved[old] for old in piece})

    def _keep(self, made: Sequence[NewNotice]) -> int:
        store = self.node.store
        at = store.clock.now().isoformat(timespec="microseconds")
        event = f"{self.span.list_id}\0{self.span.upto}"
        named = {notice_rows.identity(store.key, self.audience, one, event): one for one in made}
        for piece in _paced(self.node, sorted(named)):
            with store.transaction() as connection:
                notice_rows.add(connection, self.audience, at, [(one, named[one]) for one in piece])
        return len(named)


# -- what no longer holds ----------------------------------------------------------------------------


def _stale(node: Node, view: ReadView, audience: Audience, records: Sequence[str]) -> list[str]:
    """The notices about these records, or resting on them, whose two records touch each other no longer.

    One of a customer is made anew wherever it or the designation has changed.
    """
    with snapshot(node.store) as connection:
        told = notice_rows.standing(connection, audience, records)
    facts = view.facts(sorted({one.own for one in told}))
    by_name = {one for one, fact in facts.items() if fact.list_kind == ListKind.CUSTOMERS}
    pairs = [one for one in told if one.own in facts and one.own not in by_name]
    stale = {one.id for one in told if one.own in by_name}
    touching: dict[str, frozenset[str]] = {}
    for piece, near in around(node, view, sorted({one.record for one in pairs})):
        touching |= {record: frozenset(near.touching(record)) for record in piece if record in near.facts}
    stale |= {one.id for one in pairs if one.record in touching and one.own not in touching[one.record]}
    return sorted(stale)


def _told_for(node: Node, member: str, records: Sequence[str]) -> list[Purpose]:
    """The purposes for which a member has notices about these records."""
    with snapshot(node.store) as connection:
        return [purpose for purpose in Purpose if notice_rows.standing(connection, Audience(member, purpose), records)]


def _drop(node: Node, ids: Sequence[str]) -> None:
    for piece in _paced(node, ids):
        with node.store.transaction() as connection:
            notice_rows.drop(connection, piece)


def _paced(node: Node, work: Sequence[str]) -> Iterator[list[str]]:
    return Pace(node.store.settings.write_batch_rows).pieces(work)


def _reader(audience: Audience) -> Actor:
    return Actor(NOTICER, audience.member, frozenset({Role.READER}))
