"""One person as one list has it: an Entry with its sightings.

Promises an entry whose fields are the person's own, left out, vague or wrong as the list's habit says, or
None where no spelling is free of listed names. Invariant: nothing in it tells which person it is: references
are the list's own running numbers, set when the list is put in order.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from coalesce.dates import PartialDate
from coalesce.handling import Handling
from coalesce.records import Document, Entry, Grade, Place, Provenance, Sighting
from coalesce.sample.habits import STAGES, Habit
from coalesce.sample.listed import is_listed
from coalesce.sample.people import Someone
from coalesce.sample.routes import Event
from coalesce.sample.sharing import sighting_handling
from coalesce.sample.slips import as_dated, birth_slip, letter_slip, number_slip
from coalesce.sample.spelling import names_of
from coalesce.sample.world import TODAY

UNWRITTEN = Provenance("persons.csv", 0)
PLACE_LEFT_OUT, START_LEFT_OUT = 0.15, 0.2
REMARKS: Mapping[str, tuple[str, ...]] = {
    "en": (
        "reported by relatives",
        "document seen at the border",
        "from a liaison officer",
        "second record of a visa application",
    ),
    "fr": (
        "signalé par la famille",
        "vu à l'aéroport",
        "information d'un officier de liaison",
        "séjour antérieur en Turquie",
    ),
    "de": (
        "Hinweis der Familie",
        "Ausreise über Flughafen",
        "Mitteilung eines Verbindungsbeamten",
        "Pass nicht gesehen",
    ),
    "tr": ("ailesi bildirdi", "sınır kapısında görüldü", "irtibat görevlisinden", "pasaport fotokopisi var"),
    "ar": ("بلاغ من الأسرة", "شوهد عند المعبر", "من ضابط ارتباط", "جواز السفر غير متوفر"),
    "cy": ("сообщили родственники", "вылетел с родственником", "от офицера связи", "паспорт не предъявлен"),
}


def entry_of(rng: random.Random, habit: Habit, someone: Someone, handling: Handling) -> Entry | None:
    """The person as this list writes it by itself."""
    names = names_of(rng, someone, habit.writing)
    if not names:
        return None
    knows = habit.knowing
    nationality = someone.nationalities if rng.random() < 0.6 else someone.nationalities[:1]
    return Entry(
        "",
        names,
        UNWRITTEN,
        sex=someone.sex if rng.random() < knows.sex else None,
        birth_dates=_births(rng, habit, someone.born),
        birth_places=_birth_place(rng, habit, someone),
        nationalities=nationality if rng.random() < knows.nationality else (),
        documents=_documents(rng, habit, someone),
        remarks=rng.choice(REMARKS[habit.writing.way]) if rng.random() < knows.remark else "",
        sightings=sightings_of(rng, habit, someone, handling),
    )


def fed_entry(rng: random.Random, habit: Habit, fed: Entry, someone: Someone, handling: Handling) -> Entry:
    """The entry of a shared feed as this list takes it over: its words, a slip now and then, sightings of its own beside."""
    kept = copied_entry(rng, habit, fed, handling)
    seen = {(s.kind, s.country): s for s in (*kept.sightings, *sightings_of(rng, habit, someone, handling))}
    return replace(kept, sightings=tuple(seen.values()))


def copied_entry(rng: random.Random, habit: Habit, source: Entry, handling: Handling) -> Entry:
    """Another list's entry copied: names as they stand with slips, fields lost, sightings as this list would tell them."""
    names = source.names if rng.random() < 0.5 else source.names[:1]
    if rng.random() < habit.writing.slip:
        first = replace(names[0], full=letter_slip(rng, names[0].full, names[0].script))
        names = (first, *names[1:]) if not is_listed(first.full) else names
    knows = habit.knowing
    kept = [s for s in source.sightings if rng.random() < 0.75]
    return replace(
        source,
        names=names,
        sex=source.sex if rng.random() < knows.sex else None,
        birth_dates=source.birth_dates if rng.random() < knows.birth else (),
        nationalities=source.nationalities if rng.random() < knows.nationality else (),
        documents=source.documents if rng.random() < knows.document else (),
        remarks="" if rng.random() < 0.7 else rng.choice(REMARKS[habit.writing.way]),
        sightings=tuple(
            replace(s, grade=Grade(rng.choice(knows.grades)), handling=sighting_handling(rng, handling)) for s in kept
        ),
    )


def _births(rng: random.Random, habit: Habit, born: date) -> tuple[PartialDate, ...]:
    knows = habit.knowing
    if rng.random() >= knows.birth:
        return ()
    day = birth_slip(rng, born) if rng.random() < knows.birth_slip else born
    if rng.random() >= knows.birth_vague:
        return (PartialDate.of(day.year, day.month, day.day),)
    kind = rng.choices(("year", "month", "about", "span"), weights=(6, 1, 2, 1))[0]
    if kind == "span":
        return (PartialDate.span(PartialDate.of(day.year - 1), PartialDate.of(day.year + 1)),)
    if kind == "month":
        return (PartialDate.of(day.year, day.month),)
    return (PartialDate.of(day.year + (rng.choice((-1, 0, 1)) if kind == "about" else 0), circa=kind == "about"),)


def _birth_place(rng: random.Random, habit: Habit, someone: Someone) -> tuple[Place, ...]:
    if rng.random() >= habit.knowing.place:
        return ()
    native = someone.city.native
    same_script = native is not None and (native[0] > "\u0600") == (habit.writing.way == "ar")
    return (Place(native if native and habit.native_towns and same_script else someone.city.latin),)


def _documents(rng: random.Random, habit: Habit, someone: Someone) -> tuple[Document, ...]:
    knows = habit.knowing
    if rng.random() >= knows.document:
        return ()
    own = someone.documents if rng.random() < 0.25 else (rng.choice(someone.documents),)
    return tuple(number_slip(rng, document) if rng.random() < knows.document_slip else document for document in own)


def sightings_of(rng: random.Random, habit: Habit, someone: Someone, handling: Handling) -> tuple[Sighting, ...]:
    """What this list noticed of the journey, in no order that tells more than the dates do."""
    chances = dict(zip(STAGES, habit.sees, strict=True))
    seen = [
        event
        for event in someone.itinerary.events
        if rng.random() < chances[event.stage]
        and (habit.through is None or habit.through in (event.country, event.from_country))
    ]
    return tuple(_sighting(rng, habit, event, handling) for event in seen)


def _sighting(rng: random.Random, habit: Habit, event: Event, handling: Handling) -> Sighting:
    day = (
        event.day + timedelta(days=rng.choice((-2, -1, 1, 2, 3)))
        if rng.random() < habit.knowing.date_beside
        else event.day
    )
    day = min(day, TODAY)  # a date may be wrong, but nobody writes down tomorrow's
    return Sighting(
        event.kind,
        event.country,
        as_dated(rng, day, habit.knowing.date_vague),
        None if rng.random() < PLACE_LEFT_OUT else event.place,
        None if rng.random() < START_LEFT_OUT else event.from_country,
        Grade(rng.choice(habit.knowing.grades)),
        sighting_handling(rng, handling),
    )
