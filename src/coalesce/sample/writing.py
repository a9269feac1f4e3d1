"""Writes the sample world as its members would hand it in, and the truth into a folder of its own.

Promises, under the folder: ``lists.csv`` (one row per list), ``<list>/persons.csv`` and ``<list>/sightings.csv`` in
the command line's headers, ``<list>/sightings_narrower.csv``, ``NOTICE.txt``, and ``truth/`` (``people.csv``,
``bearers.csv``, ``legs.csv``, ``counts.csv``). Invariant: UTF-8, LF, the same bytes for the same world; nothing outside
``truth/`` tells who a record is; no row stands where a reader without its handling would widen it.

A record's own handling stands in four more columns: ``tlp``, ``release`` (``FR:border;BE:statistics``), ``figures_to``
(``FR;BE``) and ``keep_until``; all four empty: the list's holds; ``none``: to nobody but the owner. A CSV of
sightings has no such columns, so sightings narrower than their record stand in a file of their own that has them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from coalesce.handling import Handling
from coalesce.records import Entry, RecordList, Sighting
from coalesce.sample.world import NOTICE, SampleEntry, TruePerson, Truth, World

HANDLING_HEADERS = ("tlp", "release", "figures_to", "keep_until")
PERSON_HEADERS = (
    *(
        "reference",
        "name",
        "birth_date",
        "sex",
        "nationality",
        "document",
        "document_country",
        "birth_place",
        "remarks",
    ),
    *HANDLING_HEADERS,
)
SIGHTING_HEADERS = ("reference", "kind", "place", "country", "date", "from_country", "grade")
LIST_HEADERS = ("name", "owner", "kind", *HANDLING_HEADERS, "source_group", "deduplicated")
NOBODY = "none"


def write(world: World, folder: Path) -> None:
    """Write every list and the truth under ``folder``, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "NOTICE.txt").write_text(f"{NOTICE}\n", encoding="utf-8")
    _write(folder / "lists.csv", LIST_HEADERS, (_list_row(one) for one in world.lists))
    for one in world.lists:
        entries = world.entries[one.id]
        place = folder / one.name
        place.mkdir(exist_ok=True)
        _write(place / "persons.csv", PERSON_HEADERS, (_person_row(sample) for sample in entries))
        seen = [(sample.entry.reference, one) for sample in entries for one in sample.entry.sightings]
        as_record = (_sighting_row(reference, one) for reference, one in seen if one.handling is None)
        narrower = (
            (*_sighting_row(ref, one), *_handling(one.handling)) for ref, one in seen if one.handling is not None
        )
        _write(place / "sightings.csv", SIGHTING_HEADERS, as_record)
        _write(place / "sightings_narrower.csv", (*SIGHTING_HEADERS, *HANDLING_HEADERS), narrower)
    _write_truth(world.truth, folder / "truth")


def _write(path: Path, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headers)
        writer.writerows(rows)


def _handling(handling: Handling | None) -> tuple[str, str, str, str]:
    if handling is None:
        return ("", "", "", "")
    release = ";".join(sorted(f"{grant.member}:{grant.purpose}" for grant in handling.releases))
    figures = ";".join(sorted(handling.figures_to))
    return (str(handling.tlp), release or NOBODY, figures or NOBODY, handling.keep_until.isoformat())


def _list_row(one: RecordList) -> tuple[str, ...]:
    kept_free = "yes" if one.deduplicated else "no"
    return (one.name, one.owner, str(one.kind), *_handling(one.handling), one.source_group or "", kept_free)


def _person_row(sample: SampleEntry) -> tuple[str, ...]:
    entry: Entry = sample.entry
    return (
        entry.reference,
        ";".join(name.full for name in entry.names),
        ";".join(str(day) for day in entry.birth_dates),
        str(entry.sex or ""),
        ";".join(entry.nationalities),
        ";".join(document.number for document in entry.documents),
        ";".join(document.country or "" for document in entry.documents),
        ";".join(place.text for place in entry.birth_places),
        entry.remarks,
        *_handling(sample.handling),
    )


def _sighting_row(reference: str, seen: Sighting) -> tuple[str, ...]:
    return (
        reference,
        str(seen.kind),
        seen.place or "",
        seen.country,
        "" if seen.date is None else str(seen.date),
        seen.from_country or "",
        str(seen.grade),
    )


def _write_truth(truth: Truth, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    people = truth.people.values()
    _write(
        folder / "people.csv",
        ("person", "name", "native_name", "origin", "sex", "born", "nationalities", "documents"),
        (_true_row(person) for person in people),
    )
    _write(
        folder / "bearers.csv",
        ("list", "reference", "person"),
        ((name, reference, person) for (name, reference), person in truth.bearer.items()),
    )
    _write(
        folder / "legs.csv",
        ("person", "leg", "arrived"),
        ((p.id, str(step.leg), step.arrived.isoformat()) for p in people for step in p.legs),
    )
    counts = sorted(truth.counts().items(), key=lambda pair: (str(pair[0][0]), pair[0][1].sort_key()))
    _write(
        folder / "counts.csv",
        ("leg", "period", "count"),
        ((str(leg), str(period), str(count)) for (leg, period), count in counts),
    )


def _true_row(person: TruePerson) -> tuple[str, ...]:
    return (
        person.id,
        person.name,
        person.native_name,
        person.origin,
        str(person.sex),
        person.born.isoformat(),
        ";".join(person.nationalities),
        ";".join(document.number for document in person.documents),
    )
