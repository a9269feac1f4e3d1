"""Records: found by name in any script, and one record whole.

Invariant: what is found, its order and its number come from what the reader may see; unknown and forbidden are alike.
"""

from __future__ import annotations

from markupsafe import Markup

from coalesce.drawing import TimelineOptions, timeline
from coalesce.errors import BadUsage
from coalesce.flows import journey
from coalesce.handling import READING_ROLES, Purpose
from coalesce.records import Journey
from coalesce.services.searching import RANKED, search
from coalesce.store.read_view import Page as Found
from coalesce.store.read_view import ReadView, RecordQuery
from coalesce.web.answers import Answer, Data, Page
from coalesce.web.asked import Asked
from coalesce.web.documents import record_document, record_row, releases
from coalesce.web.language import say
from coalesce.web.pictures import picture
from coalesce.web.queue_shown import record_of
from coalesce.web.registrar import Door, Registrar

routes = Registrar()
ASKS = ("q", "list", "after", "limit")
SEPARATOR = "~"
"""Between the two parts of ``after``: the reference and the id where the page ended."""


@routes.page("/records", purpose=Purpose.INVESTIGATION, asks=ASKS)
def records(asked: Asked, view: ReadView) -> Answer:
    """Search in any script; without a word, every record that may be seen."""
    lists = view.lists()
    found = _found(asked, view)
    names = {one.id: f"{one.owner} · {one.name}" for one in lists}
    facts = {
        "found": found,
        "ranked": RANKED,
        "lists": names,
        "chosen": asked.one("list"),
        "text": asked.one("q"),
        "next": _next(found),
    }
    return Page("records.html", say("Records"), facts, [record.handling.tlp for record in found.records])


@routes.page("/records/{id}", purpose=Purpose.INVESTIGATION, door=Door.PEOPLE)
def record(asked: Asked, view: ReadView) -> Answer:
    """One record: names, dates as they came, documents, sightings, handling, provenance, versions for its owner."""
    found, control = record_of(asked, view, asked.part("id"))
    person = view.people_of([found.id]).get(found.id)
    seen = [held.sighting for held in found.sightings]
    facts = {
        "record": found,
        "person": person,
        "releases": releases(found.handling),
        "owned": found.owner == asked.actor.member,
        "versions": view.history(found.id) if found.owner == asked.actor.member else [],
        "links": len(view.links([found.id])) + (control is not None),
        "drawing": drawn_journey(journey(seen)),
    }
    labels = [found.handling.tlp, *(one.handling.tlp for one in seen if one.handling)]
    return Page("record.html", found.name, facts, labels)


@routes.data("/api/records", purpose=Purpose.INVESTIGATION, asks=ASKS)
def api_records(asked: Asked, view: ReadView) -> Answer:
    """Search records; ``next`` goes into ``after`` for the following page."""
    found = _found(asked, view)
    rows = [record_row(one) for one in found.records]
    return Data({"records": rows, "total": found.total, "next": _next(found)})


@routes.data("/api/records/{id}", purpose=Purpose.INVESTIGATION, roles=READING_ROLES)
def api_record(asked: Asked, view: ReadView) -> Answer:
    """One record whole."""
    return Data(record_document(record_of(asked, view, asked.part("id"))[0]))


def drawn_journey(way: Journey) -> Markup | None:
    """The journey as a picture, or None where no leg is known."""
    if not way.legs:
        return None
    return picture(timeline(way, TimelineOptions(760.0)))


def _found(asked: Asked, view: ReadView) -> Found:
    settings = asked.node.store.settings
    limit = max(1, asked.whole("limit", settings.page_size, settings.max_page_size))
    query = RecordQuery(asked.one("list") or None, after=_after(asked), limit=limit)
    return search(view, asked.one("q"), query)


def _after(asked: Asked) -> tuple[str, str] | None:
    text = asked.one("after")
    if not text:
        return None
    reference, separator, identity = text.rpartition(SEPARATOR)
    if not separator:
        raise BadUsage("'after' is what the page before gave as 'next'")
    return reference, identity


def _next(found: Found) -> str | None:
    return SEPARATOR.join(found.next) if found.next else None
