"""A record on the wire: a STIX ``identity`` that everybody reads, with all that the entry says in our extension.

Invariant: ``read_entry(write_entry(entry)) == entry`` for every entry without sightings; what the list leaves empty is not
written at all.
"""

from __future__ import annotations

import hashlib

from coalesce.intake.limits import Limits
from coalesce.records import (
    Document,
    Entry,
    ListKind,
    Name,
    NameKind,
    NamePart,
    NameQuality,
    Origin,
    PartRole,
    PersonSent,
    Place,
    Provenance,
    Sex,
)
from coalesce.stix.canonical import written
from coalesce.stix.fields import Fields, Written, listed, read_partial, told, write_partial

_BOUNDS = Limits()
"""No entry has more names or values than intake takes from a list: one record of a peer must not cost what a list does."""


def write_person(message: PersonSent) -> tuple[Written, Written]:
    """What a receiver that knows no extension reads, and what stands in ours."""
    plain = {"name": message.entry.names[0].full, "identity_class": "individual"}
    return plain, {"origin": write_origin(message.origin), **write_entry(message.entry)}


def read_person(top: Fields, ours: Fields) -> PersonSent:
    """The way back. Raises BadObject."""
    times = top.moment("created"), top.moment("modified")
    return PersonSent(top.reference("id", "identity"), *times, read_origin(ours.inner("origin")), read_entry(ours))


def entry_digest(entry: Entry) -> str:
    """SHA-256, in hexadecimal, over all that an entry says but where it stood: what a judgement is pinned to.

    Every node that holds the same version computes the same.
    """
    said = write_entry(entry)
    del said["source"]
    return hashlib.sha256(written(said)).hexdigest()


def write_origin(origin: Origin) -> Written:
    """The list that a record stands in."""
    return told(
        member=origin.member,
        list_name=origin.list_name,
        list_kind=origin.list_kind.value,
        source_group=origin.source_group,
        deduplicated=origin.deduplicated,
    )


def read_origin(fields: Fields) -> Origin:
    """The way back."""
    return Origin(
        fields.member("member"),
        fields.text("list_name"),
        fields.one_of("list_kind", ListKind),
        fields.maybe("source_group"),
        fields.flag("deduplicated"),
    )


def write_entry(entry: Entry) -> Written:
    """All that a list says about one person."""
    return told(
        reference=entry.reference,
        names=listed(entry.names, _write_name),
        source=told(file=entry.provenance.source, line=entry.provenance.line),
        sex=entry.sex.value if entry.sex else None,
        birth_dates=listed(entry.birth_dates, write_partial),
        birth_places=listed(entry.birth_places, _write_place),
        nationalities=list(entry.nationalities),
        documents=listed(entry.documents, _write_document),
        remarks=entry.remarks or None,
        residences=listed(entry.residences, _write_place),
    )


def read_entry(fields: Fields) -> Entry:
    """The way back."""
    source = fields.inner("source")
    return Entry(
        fields.text("reference"),
        tuple(_read_name(inner) for inner in fields.each("names", _BOUNDS.max_names)),
        Provenance(source.text("file"), source.whole("line")),
        fields.maybe_of("sex", Sex),
        tuple(read_partial(inner) for inner in fields.each("birth_dates", _BOUNDS.max_values)),
        tuple(_read_place(inner) for inner in fields.each("birth_places", _BOUNDS.max_values)),
        fields.countries("nationalities", _BOUNDS.max_values),
        tuple(_read_document(inner) for inner in fields.each("documents", _BOUNDS.max_values)),
        fields.text("remarks", ""),
        residences=tuple(_read_place(inner) for inner in fields.each("residences", _BOUNDS.max_values)),
    )


def _write_name(name: Name) -> Written:
    return told(
        full=name.full,
        script=name.script,
        kind=name.kind.value,
        quality=name.quality.value,
        language=name.language,
        parts=[{"role": part.role.value, "text": part.text} for part in name.parts],
    )


def _read_name(fields: Fields) -> Name:
    return Name(
        fields.text("full"),
        fields.text("script"),
        fields.one_of("kind", NameKind),
        fields.one_of("quality", NameQuality),
        fields.maybe("language"),
        tuple(NamePart(part.one_of("role", PartRole), part.text("text")) for part in fields.each("parts")),
    )


def _write_place(place: Place) -> Written:
    return told(text=place.text, country=place.country)


def _read_place(fields: Fields) -> Place:
    return Place(fields.text("text"), fields.maybe_country("country"))


def _write_document(document: Document) -> Written:
    return told(number=document.number, kind=document.kind, country=document.country)


def _read_document(fields: Fields) -> Document:
    return Document(fields.text("number"), fields.text("kind"), fields.maybe_country("country"))
