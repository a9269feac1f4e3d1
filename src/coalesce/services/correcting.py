"""Correcting one field of a record: a new version by its owner, without a whole edition.

Promises that the correction is an edition of its list that holds this record alone: the version before it stays as history, and
links, people, journeys and counts follow by being made anew. It is remembered with what the list gave, so that the next edition,
made from a source that was not mended yet, does not bring the fault back; where the list says something else by then, the
list counts. Invariant: nothing is edited in place, and nobody but the owner's officers corrects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import orjson

from coalesce.errors import BadField, BadUsage, Where
from coalesce.handling import Actor, Handling, Purpose, minor_when_seen, narrowed_for_minor
from coalesce.intake.fields import (
    distinct,
    read_countries,
    read_dates,
    read_documents,
    read_name,
    read_place,
    read_sex,
    split_values,
    tidy,
)
from coalesce.linking.coding import Encoder
from coalesce.records import Correction, Document, Entry, ListKind, NameKind, Place, Provenance, Record, RecordList
from coalesce.services.arriving import match_arrivals
from coalesce.services.node import Node
from coalesce.services.noticing import noticed
from coalesce.services.offering import offer_few
from coalesce.services.preparing import prepared
from coalesce.store import correction_rows
from coalesce.store.codec import FIELDS, SIGHTINGS, encode_field, said_of, with_field
from coalesce.store.restaging import following
from coalesce.store.staging import Staged
from coalesce.store.visible_changes import BY_HAND
from coalesce.store.writer import Writer

MOST_VALUES = 100
SEPARATOR = ";"
CORRECTABLE = (*FIELDS, SIGHTINGS)
"""What can be corrected, by the headings of the CSV of persons; ``sightings`` by striking some out."""

CORRECTED = BY_HAND
_NOWHERE = Provenance("", 1)


def written(record: Record, field: str) -> str:
    """A field as its record gives it, in the words that a correction is written in."""
    entry = record.entry
    told: Mapping[str, Callable[[], Sequence[str]]] = {
        "name": lambda: [name.full for name in entry.names],
        "sex": lambda: [entry.sex or ""],
        "birth_date": lambda: [str(when) for when in entry.birth_dates],
        "birth_place": lambda: [place.text for place in entry.birth_places],
        "nationality": lambda: entry.nationalities,
        "document": lambda: [_paper(one) for one in entry.documents],
        "remarks": lambda: [entry.remarks],
        "residence": lambda: [place.text for place in entry.residences],
        SIGHTINGS: lambda: [held.id for held in record.sightings],
    }
    return SEPARATOR.join(told[_known(field)]())


def check_value(field: str, value: str) -> None:
    """Raises BadUsage for a field that cannot be corrected, BadField for a value that it cannot hold."""
    if _known(field) != SIGHTINGS:
        _changed(Entry("", (read_name("A"),), _NOWHERE), field, value)


def correct(node: Node, actor: Actor, record: str, field: str, value: str) -> bool:
    """Give a record of one's own list that field; whether that changed it. ``sightings``: the ids that are struck out.

    Raises NotFound for a record that is not the actor's member's, NotPermitted, BadField, StoreBusy.
    """
    writer = node.store.write(actor, Purpose.REDRESS)
    with node.store.alone("correct"):
        with node.store.read(actor, Purpose.REDRESS) as view:
            view.owned(record)
            found = view.record(record)
        to = writer.find_list(f"{found.owner}/{found.list_name}")
        before = replace(found.entry, sightings=tuple(held.sighting for held in found.sightings))
        after = _struck(found, before, value) if _known(field) == SIGHTINGS else _changed(before, field, value)
        if encode_field(before, field) == encode_field(after, field):
            return False
        held = _handling(node, found, after)
        after = replace(after, sightings=tuple(following(one, found.handling, held) for one in after.sightings))
        made = prepared(after, Encoder(node.model))
        staging = writer.stage(to, CORRECTED, f"{CORRECTED} {writer.new_id()}")
        staging.add([Staged(after, held, made.packed, made.compared, made.search_keys)])
        kept = Correction(record, field, *_remembered(before, after, field), writer.now())
        keep = partial(correction_rows.keep, made=kept)
        staging.publish({CORRECTED: 1}, whole=False, action="correct", beside=keep)
        if to.kind == ListKind.CUSTOMERS or match_arrivals(node, *staging.touched()):
            noticed(node, to.id, staging.number)
    offer_few(node)
    node.store.forget_erased()
    return True


class Standing:
    """The corrections of one list while an edition of it is imported."""

    def __init__(self, by_reference: Mapping[str, tuple[Correction, ...]]) -> None:
        self._by = by_reference
        self.applied = 0
        self.overtaken: list[tuple[str, str]] = []

    def on(self, entry: Entry) -> Entry:
        """The entry as it is held: where the list still gives what was corrected, the correction stands."""
        made = entry
        for one in self._by.get(entry.reference, ()):
            given = encode_field(entry, one.field)
            if given == one.before or one.field == SIGHTINGS:
                made = with_field(made, one.field, one.after)
            elif given != one.after:
                self.overtaken.append((one.record, one.field))
        self.applied += made is not entry
        return made


def standing_of(writer: Writer, to: RecordList) -> Standing:
    """The corrections that stand against the list's next edition."""
    with writer.snapshot() as connection:
        return Standing(correction_rows.of_list(connection, to.id))


def let_go(writer: Writer, standing: Standing) -> None:
    """Drop the corrections that a published edition has overtaken."""
    if standing.overtaken:
        with writer.transaction() as connection:
            correction_rows.let_go(connection, standing.overtaken)


def _changed(entry: Entry, field: str, value: str) -> Entry:
    try:
        values = split_values(value, SEPARATOR, MOST_VALUES)
        return _WRITE[field](entry, values, value)
    except BadField as error:
        raise error.at(field=field) from None


def _with_names(entry: Entry, values: Sequence[str], _: str) -> Entry:
    """Names that stood there keep what is known of them; the first is the primary one."""
    if not values:
        raise BadField("every person needs a name")
    had = {name.full: name for name in entry.names}
    first, *others = (had.get(text) or read_name(text, NameKind.ALIAS) for text in values)
    primary = replace(first, kind=NameKind.PRIMARY) if first.kind is NameKind.ALIAS else first
    return replace(entry, names=distinct((primary, *others)))


def _with_papers(entry: Entry, values: Sequence[str], _: str) -> Entry:
    had = {_paper(one): one for one in entry.documents}
    papers: list[Document] = []
    for text in values:
        number, slash, country = text.rpartition("/")
        issuer = [country] if slash and country else []
        papers.append(had.get(text) or read_documents([number if issuer else text], issuer)[0])
    return replace(entry, documents=tuple(dict.fromkeys(papers)))


def _places(values: Sequence[str], had: Sequence[Place]) -> tuple[Place, ...]:
    known = {place.text: place for place in had}
    return tuple(known.get(text) or read_place(text) for text in values)


_WRITE: dict[str, Callable[[Entry, Sequence[str], str], Entry]] = {
    "name": _with_names,
    "sex": lambda entry, _, whole: replace(entry, sex=read_sex(whole)),
    "birth_date": lambda entry, values, _: replace(entry, birth_dates=read_dates(values, None)),
    "birth_place": lambda entry, values, _: replace(entry, birth_places=_places(values, entry.birth_places)),
    "nationality": lambda entry, values, _: replace(entry, nationalities=read_countries(values)),
    "document": _with_papers,
    "remarks": lambda entry, _, whole: replace(entry, remarks=tidy(whole)),
    "residence": lambda entry, values, _: replace(entry, residences=_places(values, entry.residences)),
}


def _remembered(before: Entry, after: Entry, field: str) -> tuple[bytes, bytes]:
    """What the list gave and what is held instead; of sightings those that are struck out, whatever others it tells."""
    if field != SIGHTINGS:
        return encode_field(before, field), encode_field(after, field)
    kept = {said_of(one) for one in after.sightings}
    return b"[]", orjson.dumps(sorted({said_of(one) for one in before.sightings} - kept))


def _struck(record: Record, entry: Entry, value: str) -> Entry:
    """Without the sightings whose ids are given. Raises BadField where one is not the record's."""
    gone = set(split_values(value, SEPARATOR, MOST_VALUES))
    if not gone or gone - {held.id for held in record.sightings}:
        raise BadField("give the ids of sightings of this record, as it has them now", Where(field=SIGHTINGS))
    return replace(entry, sightings=tuple(held.sighting for held in record.sightings if held.id not in gone))


def _handling(node: Node, record: Record, after: Entry) -> Handling:
    """That of the record; who is found to have been a minor by the correction is kept to the owner."""
    today = node.store.clock.today()
    seen = [one.date for one in after.sightings if one.date is not None]
    was = minor_when_seen(record.entry.birth_dates, seen, today)
    is_minor = not was and minor_when_seen(after.birth_dates, seen, today)
    return narrowed_for_minor(record.handling) if is_minor else record.handling


def _paper(one: Document) -> str:
    kind = "" if one.kind == "other" else f"{one.kind}: "
    return f"{kind}{one.number}" + (f"/{one.country}" if one.country else "")


def _known(field: str) -> str:
    if field not in CORRECTABLE:
        raise BadUsage(f"'{field[:40]}' cannot be corrected: fields are {', '.join(CORRECTABLE)}")
    return field
