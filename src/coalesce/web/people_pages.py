"""People: records that are one person, as judged or else most probable, side by side with their journey.

Invariant: the people are those of the view's own snapshot; nothing here is stored or edited.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coalesce.errors import BadUsage
from coalesce.flows import journey
from coalesce.handling import Purpose
from coalesce.linking.judging import resolve
from coalesce.records import Link, Person, Record, Verdict
from coalesce.services import telling
from coalesce.store.read_view import ReadView
from coalesce.web.answers import Answer, Data, Page
from coalesce.web.asked import Asked
from coalesce.web.language import say
from coalesce.web.record_pages import drawn_journey
from coalesce.web.registrar import Door, Registrar

routes = Registrar()
ASKS = ("joined", "decided", "list", "page", "limit")
MOST_PAGES = 1_000_000


@dataclass(frozen=True, slots=True)
class Joined:
    """Two records of a person, what the machine proposes of them, and what a human has said."""

    left: Record
    right: Record
    link: Link | None
    verdict: Verdict | None


@routes.page("/people", purpose=Purpose.INVESTIGATION, door=Door.PEOPLE, asks=ASKS)
def people(asked: Asked, view: ReadView) -> Answer:
    """The people of this view, those of most records first."""
    chosen = _chosen(asked, view)
    page, limit = _page(asked)
    shown = chosen[(page - 1) * limit : page * limit]
    records = view.records([record for person in shown for record in person.records])
    facts = {
        "people": shown,
        "records": records,
        "total": len(chosen),
        "page": page,
        "pages": max(1, -(-len(chosen) // limit)),
        "lists": [(one.id, f"{one.owner} · {one.name}") for one in view.lists()],
        "joined": asked.one("joined"),
        "decided": asked.one("decided"),
        "chosen": asked.one("list"),
    }
    return Page("people.html", say("People"), facts, [record.handling.tlp for record in records.values()])


@routes.page("/people/{id}", purpose=Purpose.INVESTIGATION, door=Door.PEOPLE)
def person(asked: Asked, view: ReadView) -> Answer:
    """One person: its records side by side, its journey, and why they are one."""
    found = view.person(asked.part("id"))
    by_id = view.records(found.records)
    records = [by_id[one] for one in found.records if one in by_id]
    seen = [(record, held.sighting) for record in records for held in record.sightings]
    seen.sort(key=lambda pair: (pair[1].date is None, str(pair[1].date), pair[0].id))
    facts = {
        "person": found,
        "records": records,
        "joins": _joins(view, records),
        "seen": seen,
        "drawing": drawn_journey(journey([sighting for _, sighting in seen])),
    }
    return Page("person.html", say("Person"), facts, [record.handling.tlp for record in records])


@routes.data("/api/people", purpose=Purpose.INVESTIGATION, door=Door.PEOPLE, asks=ASKS)
def api_people(asked: Asked, view: ReadView) -> Answer:
    """The people of this view with their records."""
    chosen = _chosen(asked, view)
    page, limit = _page(asked)
    shown = chosen[(page - 1) * limit : page * limit]
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


def _chosen(asked: Asked, view: ReadView) -> list[Person]:
    """Those that the filters let through, in a fixed order."""
    several = _said(asked, "joined", ("yes", "no"))
    judged = _said(asked, "decided", ("judged", "probable"))
    found = [
        one
        for one in view.people()
        if several in ("", "yes" if len(one.records) > 1 else "no")
        and judged in ("", "judged" if one.judged else "probable")
    ]
    if listed := asked.one("list"):
        on = {record for record, fact in view.facts().items() if fact.list_id == listed}
        found = [one for one in found if on.intersection(one.records)]
    return sorted(found, key=lambda one: (-len(one.records), one.id))


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


def _joins(view: ReadView, records: Sequence[Record]) -> list[Joined]:
    """Every pair of the records that a link or a word joins."""
    by_id = {record.id: record for record in records}
    links = {(one.left, one.right): one for one in view.links(list(by_id)) if {one.left, one.right} <= set(by_id)}
    words = [one for one in view.judgements(list(by_id)) if one.current and {one.left, one.right} <= set(by_id)]
    verdicts = resolve(words, view.actor.member)
    pairs = sorted(set(links) | set(verdicts))
    return [Joined(by_id[a], by_id[b], links.get((a, b)), verdicts.get((a, b))) for a, b in pairs]
