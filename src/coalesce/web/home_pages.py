"""Where a reader begins: what waits, the flows in small, what changed last; an auditor begins with the log.

Invariant: everything is of the reader's own view, for the purpose read for; the page waits for no count: flows that nobody has
worked out yet for this audience are asked for by the page afterwards, and are shown when they are there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from coalesce.drawing import MapOptions, flow_map
from coalesce.handling import READING_ROLES, Purpose, Role
from coalesce.records import RecordList
from coalesce.services import controlling, planning, publishing, redressing
from coalesce.services.planning import Alert
from coalesce.store.read_view import ReadView
from coalesce.web.answers import Answer, Page, Redirect
from coalesce.web.asked import Asked
from coalesce.web.badges import badges_of
from coalesce.web.flow_shown import FlowsShown, flows_at_hand
from coalesce.web.language import day, say, say_counted
from coalesce.web.pictures import picture
from coalesce.web.redress_pages import OFFICERS
from coalesce.web.registrar import ANYBODY, Door, Registrar

routes = Registrar()

SOON = timedelta(days=60)
"""How long before a list is erased its owner is told."""

AT_ONCE = 1_000
"""Records above which the page waits neither for the review queue nor for the flows: it asks for them afterwards."""

NEWS_COUNTED = 1_000
"""Notices that the page counts at most."""

NEWEST = 6
"""So many of the last changes are told."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for a human: how much, of what, where, and by when if it must be done by a day."""

    count: int
    name: str
    path: str
    why: str = ""
    until: date | None = None
    later: bool = False
    """The number is not known yet: the page asks for it afterwards."""
    more: bool = False
    """There are more than ``count``, and the rest was not counted."""


@dataclass(frozen=True, slots=True)
class Changed:
    """An edition of one's own member's list: when, which list, what it brought."""

    at: datetime
    of: RecordList
    number: int
    report: dict[str, int]


@routes.page("/", purpose=Purpose.INVESTIGATION, roles=ANYBODY, door=Door.ACTOR)
def home(asked: Asked) -> Answer:
    """What waits, the flows in small, the last changes; the log for who audits alone."""
    if not asked.actor.roles & READING_ROLES:
        if Role.AUDITOR in asked.actor.roles:
            return Redirect("/audit")
        return Page("home.html", say("Welcome"))
    with asked.node.store.read(asked.actor, asked.purpose) as view:
        lists, counts = view.lists(), view.list_counts()
        own = [one for one in lists if one.owner == asked.actor.member]
        records = sum(counts.get(one.id, 0) for one in lists)
        shown = flows_at_hand(asked, view)
        waits = _waiting(asked, view, own, records)
        facts: dict[str, Any] = {
            "badges": badges_of(asked, view),
            "waits": sorted(waits, key=lambda one: (one.until is None, one.until, -one.count)),
            "changes": _changes(view, own),
            "lists": len(lists),
            "records": records,
            "alerts": _alerts(asked),
            "shown": shown,
            "map": _map(asked, shown) if shown else None,
        }
    labels = shown.labels if shown else [one.handling.tlp for one in lists]
    return Page("start.html", say("Home"), facts, [*labels, *(one.held.handling.tlp for one in facts["alerts"])])


def _alerts(asked: Asked) -> list[Alert]:
    """Activations that this reader was told of: an alert reaches it whatever it reads for."""
    with asked.node.store.read(asked.actor, Purpose.PLANNING, also=asked.also) as view:
        return planning.alerts_in(asked.node, view, planning.PlanAsk())


def _waiting(asked: Asked, view: ReadView, own: list[RecordList], records: int) -> list[Waiting]:
    """All that waits for this reader."""
    return [
        *_pairs(asked, view, records),
        *_news(view),
        *_requests(asked),
        *_enquiries(asked, view),
        *_signatures(asked),
        *_ending(asked, own),
    ]


def _pairs(asked: Asked, view: ReadView, records: int) -> list[Waiting]:
    if Role.ANALYST not in asked.actor.roles:
        return []
    why = say("Which records are one person? The machine proposes, you decide.")
    if records > AT_ONCE and not controlling.at_hand(asked.node, view):
        return [Waiting(0, say("pairs to judge"), "/review", why, later=True)]
    found = controlling.mixed(asked.node, view).progress(asked.actor.name)
    waiting = [Waiting(found.left, say("pairs to judge"), "/review", why)] if found.left else []
    if found.third:
        why = say("Two reviewers disagree, and a third must decide.")
        waiting.append(Waiting(found.third, say("disputed pairs"), "/review?stage=third", why))
    return waiting


def _news(view: ReadView) -> list[Waiting]:
    found = view.unseen(NEWS_COUNTED + 1)
    count, more = min(found, NEWS_COUNTED), found > NEWS_COUNTED
    why = say("Records, sightings and corrections of others that touch people your member holds.")
    return [Waiting(count, say("notices that nobody has seen"), "/notices", why, more=more)] if found else []


def _requests(asked: Asked) -> list[Waiting]:
    if not asked.actor.roles & OFFICERS:
        return []
    with asked.node.store.read(asked.actor, Purpose.REDRESS) as view:
        found = redressing.requests(asked.node, view)
    open_now = [one for one in found if one.of.answer is None and one.of.asked == asked.actor.member]
    if not open_now:
        return []
    late = sum(one.late for one in open_now)
    why = (
        say_counted("%(count)s is late.", "%(count)s are late.", late) if late else say("The first is due on this day.")
    )
    due = min(one.of.due for one in open_now)
    return [Waiting(len(open_now), say("requests for redress to answer"), "/redress", why, due)]


def _enquiries(asked: Asked, view: ReadView) -> list[Waiting]:
    """Questions and proposals that were put to this member, whatever for; and questions of its own that nobody answered in time."""
    if not asked.actor.roles & OFFICERS:
        return []
    today, found = asked.node.store.clock.today(), []
    open_now = view.waiting()
    if open_now:
        late = sum(1 for _, due in open_now if due is not None and due < today)
        why = say_counted("%(count)s is late.", "%(count)s are late.", late) if late else say("Other members ask.")
        due = next((day for _, day in open_now if day is not None), None)
        found.append(Waiting(len(open_now), say("requests of other members to answer"), "/requests", why, due))
    unheard = [one for one in view.enquiries(0) if one.member == asked.actor.member and one.overdue(today)]
    if unheard:
        why = say("Nobody has answered in time.")
        found.append(Waiting(len(unheard), say("questions that wait for another member"), "/requests", why))
    return found


def _signatures(asked: Asked) -> list[Waiting]:
    if Role.RELEASING_OFFICER not in asked.actor.roles:
        return []
    found = [one for one in publishing.known(asked.node, asked.actor) if asked.actor.member in one.unsigned]
    why = say("Nothing is counted before every contributor has signed.")
    return [Waiting(len(found), say("series to sign"), "/figure", why)] if found else []


def _ending(asked: Asked, own: list[RecordList]) -> list[Waiting]:
    today = asked.node.store.clock.today()
    found = []
    for one in own:
        until = one.handling.keep_until
        if until <= today + SOON:
            why = say("Its records are erased on %(day)s.", day=day(until))
            found.append(Waiting(1, say("list near its end: %(name)s", name=one.name), f"/lists/{one.id}", why, until))
    return found


def _changes(view: ReadView, own: list[RecordList]) -> list[Changed]:
    """The newest editions of one's own lists; those of others are their owners'."""
    found = [
        Changed(datetime.fromisoformat(one.at), each, one.number, dict(one.report))
        for each in own
        for one in view.editions(each.id)[:NEWEST]
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:NEWEST]


def _map(asked: Asked, shown: FlowsShown) -> Any:
    """The map in its smallest form."""
    options = MapOptions("narrow", asked.desk.static.address("base.svg"), "home-map", inset=False, legend=False)
    return picture(flow_map(replace(shown.map, title=say("Flows")), options))
