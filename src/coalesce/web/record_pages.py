"""One record whole, its history and what happened to it for its owner, and taking it back.

Invariant: unknown and forbidden are alike; what only its owner knows is shown to its owner.
"""

from __future__ import annotations

from coalesce.errors import NotFound
from coalesce.flows import journey
from coalesce.handling import READING_ROLES, Purpose, Role
from coalesce.services import histories
from coalesce.services.record_audit import audit_of
from coalesce.services.withdrawing import withdraw
from coalesce.store.read_view import ReadView
from coalesce.web.answers import Answer, Data, Page, Redirect
from coalesce.web.asked import Asked
from coalesce.web.audit_words import ACTS
from coalesce.web.documents import record_document
from coalesce.web.handling_words import in_words
from coalesce.web.language import say
from coalesce.web.person_shown import drawn_journey, joins
from coalesce.web.queue_shown import record_of
from coalesce.web.registrar import Door, Registrar

routes = Registrar()
OFFICERS = frozenset({Role.RELEASING_OFFICER})


@routes.page("/records/{id}", purpose=Purpose.INVESTIGATION, door=Door.PEOPLE)
def record(asked: Asked, view: ReadView) -> Answer:
    """One record: names, dates as they came, documents, sightings, handling, provenance, versions for its owner."""
    found, control = record_of(asked, view, asked.part("id"))
    person = view.people_of([found.id]).get(found.id)
    seen = [held.sighting for held in found.sightings]
    owned = found.owner == asked.actor.member
    links = view.links([found.id]) if control is None else [control]
    others = view.records([one.right if one.left == found.id else one.left for one in links])
    facts = {
        "record": found,
        "person": person,
        "handling": in_words(found.handling, found.owner, asked.actor.member),
        "owned": owned,
        "may_withdraw": owned and Role.RELEASING_OFFICER in asked.actor.roles,
        "steps": histories.history(view, found.id, found.list_id) if owned else [],
        "links": sorted(links, key=lambda one: (-one.probability, one.left, one.right)),
        "words": {(one.left.id, one.right.id): one.verdict for one in joins(view, [found, *others.values()])},
        "others": others,
        "drawn": drawn_journey(journey(seen), asked.desk.static.address("base.svg")),
    }
    labels = [found.handling.tlp, *(one.handling.tlp for one in seen if one.handling)]
    return Page("record.html", found.name, facts, labels)


@routes.page("/records/{id}/audit", purpose=Purpose.INVESTIGATION)
def record_audit(asked: Asked, view: ReadView) -> Answer:
    """What happened to a record of one's own member, as its log says."""
    found = audit_of(asked.node, view, asked.actor, asked.part("id"))
    facts = {"found": found, "acts": ACTS, "id": asked.part("id"), "auditor": Role.AUDITOR in asked.actor.roles}
    return Page("record_audit.html", say("What happened to a record"), facts)


@routes.act("/records/{id}/withdraw", purpose=Purpose.INVESTIGATION, roles=OFFICERS)
def take_back(asked: Asked) -> Answer:
    """Take a record of one's own member back: it is erased, with everything derived from it."""
    with asked.node.store.read(asked.actor, asked.purpose) as view:
        list_id, _ = view.owned(asked.part("id"))
    withdraw(asked.node, asked.actor, asked.purpose, asked.part("id"), asked.said("why"))
    return Redirect(asked.link(f"/lists/{list_id}", done="withdrawn"))


@routes.data("/api/records/{id}", purpose=Purpose.INVESTIGATION, roles=READING_ROLES)
def api_record(asked: Asked, view: ReadView) -> Answer:
    """One record whole."""
    return Data(record_document(record_of(asked, view, asked.part("id"))[0]))


@routes.data("/api/records/{id}/history", purpose=Purpose.INVESTIGATION)
def api_history(asked: Asked, view: ReadView) -> Answer:
    """The versions of a record of one's own member, newest first, with what each changed."""
    list_id, _ = view.owned(asked.part("id"))
    steps = histories.history(view, asked.part("id"), list_id)
    if not steps:
        raise NotFound
    return Data(histories.document(steps))
