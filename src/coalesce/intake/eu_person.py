"""One person of an EU annex to one Entry.

Invariant: nothing that the row says of the person is lost: what has no field of its own stands in the remarks, with
its label; a column that this reader does not know is labelled with its heading.

Names in ``weakAlias`` are those that the annexes call "low quality a.k.a."; ``previousName`` and names that a note
calls "previously listed as" are former names. Birth dates that go with an alias are birth dates of the person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from coalesce.dates import PartialDate
from coalesce.errors import BadField, Where
from coalesce.intake.alias_text import AliasText
from coalesce.intake.annex_fields import annex_addresses, annex_dates, annex_nationalities, annex_places, dates_in_notes
from coalesce.intake.annex_names import annex_name
from coalesce.intake.annex_papers import annex_papers, sections
from coalesce.intake.annex_text import annex_values
from coalesce.intake.content_key import content_key
from coalesce.intake.fields import distinct, read_name, read_sex, tidy
from coalesce.intake.limits import Limits
from coalesce.intake.ofac_remarks import family_and_given
from coalesce.intake.unreal_dates import LABEL
from coalesce.records import Document, Entry, Name, NameKind, NameQuality, Provenance, Sex

_NAMES = (
    ("name", NameKind.PRIMARY, NameQuality.GOOD),
    ("alias", NameKind.ALIAS, NameQuality.GOOD),
    ("previousName", NameKind.FORMER, NameQuality.UNKNOWN),
    ("weakAlias", NameKind.ALIAS, NameQuality.LOW),
)
_PAPERS = {
    "passportNumber": "passport",
    "idNumber": "national_id",
    **dict.fromkeys(("taxNumber", "registrationNumber", "innCode", "ogrnCode"), "other"),
}
_READ = frozenset(
    (
        *(column for column, _, _ in _NAMES),
        *_PAPERS,
        "birthDate",
        "birthPlace",
        "address",
        "nationality",
        "gender",
        "notes",
        "schema",
    )
)
_LABELS = {
    "celex": "act",
    "recordId": "number in the annex",
    "programKey": "programme",
    "startDate": "listed on",
    "fatherName": "father's name",
    "motherName": "mother's name",
}
_FORMER = re.compile(r"(?:previously|formerly) (?:listed|known)", re.IGNORECASE)
_SEX_NOTE = re.compile(r"(?:gender|sex):\s*(\w+)", re.IGNORECASE)


@dataclass(slots=True)
class _Said:
    """What the row says beside its fields."""

    remarks: list[str] = field(default_factory=list)
    alias_dates: list[PartialDate] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)


def read_annex_person(row: Mapping[str, str], provenance: Provenance, limits: Limits) -> Entry:
    """The entry of a row, given by heading. Raises BadField that names the column at fault."""
    said = _Said()
    names = _names(row, said, limits)
    for column, kind in _PAPERS.items():
        _add_papers(row.get(column, ""), column, kind, said)
    dates, unread = annex_dates(row.get("birthDate", ""))
    said.remarks += [text if text.startswith(LABEL) else f"birth date: {text}" for text in unread]
    residences, told = annex_addresses(row.get("address", ""))
    said.remarks += [f"address: {text}" for text in told]
    sex, notes = _sex(row, said)
    entry = Entry(
        reference=annex_reference(row),
        names=names,
        provenance=provenance,
        sex=sex,
        birth_dates=tuple(dict.fromkeys((*dates, *said.alias_dates))),
        birth_places=annex_places(row.get("birthPlace", "")),
        residences=residences,
        nationalities=_nationalities(row.get("nationality", ""), said),
        documents=tuple(dict.fromkeys(said.documents)),
    )
    _check_counts(entry, limits)
    whole = replace(entry, remarks="; ".join((*said.remarks, *_labelled(row), *notes)))
    return whole if whole.reference else replace(whole, reference=content_key(whole))


def annex_reference(row: Mapping[str, str]) -> str:
    """The annex and the number of the entry in it ("I.A-43"); empty where the annex numbers nothing."""
    number = tidy(row.get("recordId", ""))
    return "-".join(filter(None, (tidy(row.get("annex", "")), number))) if number else ""


def _names(row: Mapping[str, str], said: _Said, limits: Limits) -> tuple[Name, ...]:
    names: list[Name] = []
    for column, kind, quality in _NAMES:
        for value in annex_values(row.get(column, "")):
            told = annex_name(value)
            if not told.names:
                said.remarks.append(f"{column}: {tidy(value)}")
                continue
            names += [_name(text, kind if not names else _kind(kind, told), quality) for text in told.names[:1]]
            names += [_name(text, _kind(kind, told), quality) for text in told.names[1:]]
            said.remarks += [f"{_label(column)} {told.names[0]}: {', '.join(told.notes)}"] if told.notes else []
            said.alias_dates += dates_in_notes(told.notes)
        if column == "name" and not names:
            raise BadField("is empty or holds no letter: every person needs a name", Where(field="name"))
        if len(names) > limits.max_names:
            raise BadField(f"has more than the {limits.max_names} names allowed", Where(field=column))
    return distinct(names)


def _kind(kind: NameKind, told: AliasText) -> NameKind:
    """What the column says, unless a note says "formerly listed as"; other forms of the main name are aliases."""
    if any(map(_FORMER.search, told.notes)):
        return NameKind.FORMER
    return NameKind.ALIAS if kind is NameKind.PRIMARY else kind


def _label(column: str) -> str:
    return "name" if column == "name" else "alias"


def _name(text: str, kind: NameKind, quality: NameQuality) -> Name:
    return read_name(text, kind, quality, family_and_given(text))


def _add_papers(cell: str, column: str, kind: str, said: _Said) -> None:
    papers = annex_papers(cell, kind)
    said.documents += papers.documents
    said.remarks += [f"{_LABELS.get(column, _plain(column))}: {note}" for note in papers.notes]


def _nationalities(cell: str, said: _Said) -> tuple[str, ...]:
    """The nationalities; some cells go on with documents."""
    own, others = sections(cell)
    found, unread = annex_nationalities(own)
    said.remarks += [f"nationality: {text}" for text in unread]
    for kind, text in others:
        _add_papers(text, "document", kind, said)
    return found


def _sex(row: Mapping[str, str], said: _Said) -> tuple[Sex | None, list[str]]:
    """The sex, from its column or else from a note "gender: male", and the notes without that one."""
    told = [tidy(row.get("gender", ""))]
    notes = []
    for note in annex_values(row.get("notes", "")):
        match = _SEX_NOTE.fullmatch(note)
        told += [match[1]] if match else []
        notes += [] if match else [note]
    found = []
    for text in filter(None, told):
        try:
            found.append(read_sex(text))
        except BadField:
            said.remarks.append(f"gender: {text}")
    return (found[0] if len(set(found)) == 1 else None), notes


def _labelled(row: Mapping[str, str]) -> list[str]:
    told = ((heading, tidy(cell)) for heading, cell in row.items() if heading not in _READ)
    return [f"{_LABELS.get(heading, _plain(heading))}: {text}" for heading, text in told if text]


def _plain(heading: str) -> str:
    """ "passportNumber" as "passport number"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading).lower()


def _check_counts(entry: Entry, limits: Limits) -> None:
    counted = (
        ("birthDate", entry.birth_dates),
        ("birthPlace", entry.birth_places),
        ("address", entry.residences),
        ("idNumber", entry.documents),
    )
    for column, values in (*counted, ("nationality", entry.nationalities)):
        if len(values) > limits.max_values:
            raise BadField(f"has {len(values)} values, more than the {limits.max_values} allowed", Where(field=column))
