"""People: records that are one person, as judged or else most probable; found through any of their records.

Invariant: the people are those of the view's own snapshot; nothing here is stored or edited. Where there are more than
are looked at, the page says of how many it tells.
"""

from __future__ import annotations

from dataclasses import dataclass

from coalesce.errors import BadUsage
from coalesce.flows import journey
from coalesce.handling import Purpose
from coalesce.records import Person
from coalesce.services import telling
from coalesce.services.searching import people_found
from coalesce.store.read_view import ReadView
from coalesce.web.answers import Answer, Data, Page
from coalesce.web.asked import Asked
from coalesce.web.flow_shown import audience_now
from coalesce.web.language import say
from coalesce.web.person_shown import person_shown
from coalesce.web.registrar import Door, Registrar

routes = Registrar()
ASKS = ("q", "joined", "decided", "list", "page", "limit")
MOST_PAGES = 1_000_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """Those that the filters let through, in order; ``hits``: the record by which each was found. ``complete`` is false
    where there are more people than were looked at."""

    people: tuple[Person, ...]
    hits: dict[str, str]
    complete: bool = True


@routes.page("/people", purpose=Purpose.INVESTIGATION, door=Door.PEOPLE, asks=ASKS)
def people(asked: Asked, view: ReadView) -> Answer:
    """The people of this view, those of most records first; or those whose records are near a text."""
    chosen = _chosen(asked, view)
    page, limit = _page(asked)
    shown = chosen.people[(page - 1) * limit : page * limit]
    records = view.records([record for person in shown for record in person.records])
    facts = {
        "people": shown,
        "records": records,
        "hits": chosen.hits,
        "complete": chosen.complete,
        "total": len(chosen.people),
        "page": page,
        "pages": max(1, -(-len(chosen.people) // limit)),
        "lists": [(one.id, f"{one.owner} · {one.name}") for one in view.lists()],
        "joined": asked.one("joined"),
        "decided": asked.one("decided"),
        "chosen": asked.one("list"),
        "text": asked.one("q"),
    }
    return Page("people.html", say("People"), facts, [record.handling.tlp for record in records.values()])


@routes.page("/people/{id}", purpose=Purpose.INVESTIGATION, door=Door.PEOPLE)
def person(asked: Asked, view: ReadView) -> Answer:
    """One person: its records side by side, its journey, and why they are one."""
    shown = person_shown(view, view.person(asked.part("id")), asked.desk.static.address("base.svg"))
    labels = [one.record.handling.tlp for one in shown.columns]
    labels += [held.handling.tlp for one in shown.seen if (held := one.sighting).handling]
    return Page("person.html", say("Person"), {"shown": shown, "model": asked.node.model.name}, labels)


@routes.data("/api/people", purpose=Purpose.INVESTIGATION, door=Door.PEOPLE, asks=ASKS)
def api_people(asked: Asked, view: ReadView) -> Answer:
    """The people of this view with their records."""
    page, limit = _page(asked)
    shown = _chosen(asked, view).people[(page - 1) * limit : page * limit]
    records = view.records([record for one in shown for record in one.records])
    return Data([telling.person_row(one, records) for one in shown])


@routes.data("/api/people/{id}", purpose=Purpose.INVESTIGATION, door=Door.PEOPLE)
def api_person(asked: Asked, view: ReadView) -> Answer:
    """One person with its records and legs."""
    found = view.person(asked.part("id"))
    records = view.records(found.records)
    way = journey([held.sighting for record in records.values() for held in record.sightings])
    legs = [{"leg": str(leg), "arrived": str(when) if when else None} for leg, when in way.legs]
    return Data({**telling.person_row(found, records), "legs": legs})


def _chosen(asked: Asked, view: ReadView) -> Chosen:
    several = _said(asked, "joined", ("yes", "no"))
    judged = _said(asked, "decided", ("judged", "probable"))
    whole = _looked_at(asked, view)
    found = [
        one
        for one in whole.people
        if several in ("", "yes" if len(one.records) > 1 else "no")
        and judged in ("", "judged" if one.judged else "probable")
    ]
    if listed := asked.one("list"):
        facts = view.facts([record for one in found for record in one.records])
        on = {record for record, fact in facts.items() if fact.list_id == listed}
        found = [one for one in found if on.intersection(one.records)]
    return Chosen(tuple(found), whole.hits, whole.complete)


def _looked_at(asked: Asked, view: ReadView) -> Chosen:
    """Those whose records are near the text, the nearest first; without one everybody, those of most records first."""
    settings = asked.node.store.settings
    if text := asked.one("q"):
        near = people_found(view, text, settings.search_most)
        return Chosen(tuple(one for one, _ in near.people), {one.id: hit for one, hit in near.people}, near.complete)
    most = settings.browse_most
    known: list[Person] = asked.desk.drawn.get(
        ("people", *audience_now(asked, view)), lambda: view.people_first(most + 1)
    )
    view.note_outlined(record for one in known[:most] for record in one.records)
    return Chosen(tuple(known[:most]), {}, len(known) <= most)


def _said(asked: Asked, name: str, words: tuple[str, str]) -> str:
    """One of the two words, or "". Raises BadUsage."""
    said = asked.one(name)
    if said and said not in words:
        raise BadUsage(f"'{name}' takes {' or '.join(words)}")
    return said


def _page(asked: Asked) -> tuple[int, int]:
    settings = asked.node.store.settings
    limit = max(1, asked.whole("limit", settings.page_size, settings.max_page_size))
    return max(1, asked.whole("page", 1, MOST_PAGES)), limit
