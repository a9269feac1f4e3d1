"""One INDIVIDUAL of the UN list to one Entry.

Invariant: nothing that the list says of the person is lost: what has no field of its own stands in the remarks,
with its label. Dates of updates are left out, so that an entry changes only when what it says changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from lxml import etree

from coalesce.dates import PartialDate
from coalesce.errors import BadField, Where
from coalesce.intake.alias_text import original_script_in, split_alias, transliterations_in
from coalesce.intake.content_key import content_key
from coalesce.intake.document_words import paper_kind, read_paper
from coalesce.intake.fields import distinct, read_name, read_place, tidy
from coalesce.intake.limits import Limits
from coalesce.intake.territory import country_code, says_none
from coalesce.intake.unreal_dates import unreal, what_stands
from coalesce.intake.worded_dates import parse_worded
from coalesce.names import script_of
from coalesce.records import Document, Entry, Name, NameKind, NamePart, NameQuality, PartRole, Place, Provenance, Sex

_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_NOT_GIVEN = ("na", "n/a")
"""The list writes its names in capitals, and this in a part that it does not know."""
_DATE_TAGS = ("DATE", "YEAR", "FROM_YEAR", "TO_YEAR")
_ALIAS_BIRTH = ("DATE_OF_BIRTH", "CITY_OF_BIRTH", "COUNTRY_OF_BIRTH")
_QUALITY = {"good": NameQuality.GOOD, "low": NameQuality.LOW}
_SEX = {"male": Sex.MALE, "female": Sex.FEMALE}
_AS_AT = re.compile(r"\s*\((?:as (?:at|of)|since)\b[^)]*\)\s*$", re.IGNORECASE)
_ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T+Z-].*)?")
_FORMER = re.compile(r"(?:previously|formerly) (?:listed|known) as", re.IGNORECASE)


def read_individual(element: etree._Element, file: str, limits: Limits) -> Entry:
    """The entry of an INDIVIDUAL. Raises BadField that names the element at fault."""
    for node in element.iter():
        if node.text is not None and len(node.text) > limits.max_field_chars:
            raise BadField(f"has more than the {limits.max_field_chars} characters allowed", Where(field=str(node.tag)))
    remarks: list[str] = []
    entry = Entry(
        reference=tidy(_text(element, "REFERENCE_NUMBER")) or tidy(_text(element, "DATAID")),
        names=_names(element, remarks, limits),
        provenance=Provenance(file, line_of(element)),
        sex=_SEX.get(_text(element, "GENDER").strip().lower()),
        birth_dates=_birth_dates(element, remarks),
        birth_places=_birth_places(element, remarks),
        residences=_residences(element, remarks),
        nationalities=_nationalities(element, remarks),
        documents=_documents(element, remarks),
    )
    remarks += _other_remarks(element)
    whole = replace(entry, remarks="; ".join(remarks))
    return whole if whole.reference else replace(whole, reference=content_key(whole))


def line_of(element: etree._Element) -> int:
    """The line where an element begins, from 1; 0 where the parser does not know."""
    return cast("int | None", element.sourceline) or 0  # its type stubs leave the attribute open


def _text(element: etree._Element, tag: str) -> str:
    return element.findtext(tag) or ""


def _names(element: etree._Element, remarks: list[str], limits: Limits) -> tuple[Name, ...]:
    texts = [tidy(_text(element, tag)) for tag in _PARTS]
    parts = tuple(NamePart(PartRole.ORDERED, text) for text in texts if text and text not in _NOT_GIVEN)
    try:
        names = [read_name(" ".join(part.text for part in parts), parts=parts)]
    except BadField as error:
        raise error.at(field="FIRST_NAME") from None
    original = split_alias(_text(element, "NAME_ORIGINAL_SCRIPT"))
    names += [read_name(text, NameKind.ORIGINAL_SCRIPT) for text in original.names]
    remarks += [f"original script: {note}" for note in original.notes]
    for alias in element.iterfind("INDIVIDUAL_ALIAS"):
        names += _alias(alias, remarks)
    if len(names) > limits.max_names:
        raise BadField(f"has {len(names)} names, more than the {limits.max_names} allowed", Where(field="ALIAS_NAME"))
    return distinct(names)


def _alias(alias: etree._Element, remarks: list[str]) -> Iterator[Name]:
    told = split_alias(_text(alias, "ALIAS_NAME"))
    note = tidy(_text(alias, "NOTE"))
    kind = NameKind.FORMER if _FORMER.search(" ".join((note, *told.notes))) else NameKind.ALIAS
    quality = _QUALITY.get(_text(alias, "QUALITY").strip().lower(), NameQuality.UNKNOWN)
    more: tuple[str, ...] = original_script_in(note)
    if more:
        note = ""
    elif told.names and all(script_of(name) != "Latn" for name in told.names):
        more, note = transliterations_in(note)
    for text in (*told.names, *more):
        yield read_name(text, kind, quality)
    born = [text for tag in _ALIAS_BIRTH if (text := tidy(_text(alias, tag)))]
    notes = [*told.notes, *filter(None, (note, f"born {', '.join(born)}" if born else ""))]
    if notes:
        remarks.append(f"alias {told.names[0]}: {', '.join(notes)}" if told.names else f"alias: {', '.join(notes)}")


def _birth_dates(element: etree._Element, remarks: list[str]) -> tuple[PartialDate, ...]:
    dates: list[PartialDate] = []
    for born in element.iterfind("INDIVIDUAL_DATE_OF_BIRTH"):
        note = tidy(_text(born, "NOTE"))
        found = _birth_date(born, note, remarks)
        if found is not None:
            dates.append(found)
        said = [text for tag in _DATE_TAGS if (text := tidy(_text(born, tag)))]
        in_date = not note or note.lower().strip(". ") == "approximately" or (found and not _text(born, "DATE").strip())
        if (said or note) and (found is None or not in_date):
            remarks.append(f"birth date: {' '.join(filter(None, (*said, note)))}")
    for alias in element.iterfind("INDIVIDUAL_ALIAS/DATE_OF_BIRTH"):  # a date that goes with a false identity
        day = _ISO_DAY.fullmatch((alias.text or "").strip())
        found = _iso(day[1], remarks) if day else parse_worded(alias.text or "")
        if found is not None:
            dates.append(found)
    return tuple(dict.fromkeys(dates))


def _birth_date(born: etree._Element, note: str, remarks: list[str]) -> PartialDate | None:
    circa = _text(born, "TYPE_OF_DATE").strip().upper() == "APPROXIMATELY" or note.lower().startswith("approx")
    about = "circa " if circa else ""
    day = _ISO_DAY.fullmatch(_text(born, "DATE").strip())
    if day:
        return _iso(day[1] + ("~" if circa else ""), remarks)
    first, last, year = (tidy(_text(born, tag)) for tag in ("FROM_YEAR", "TO_YEAR", "YEAR"))
    if first and last:
        return parse_worded(f"{about}{first} to {last}")
    if year:
        return (parse_worded(f"{about}{note} {year}") if note else None) or parse_worded(about + year)
    return parse_worded(about + note) if note else None


def _iso(text: str, remarks: list[str]) -> PartialDate:
    kept = what_stands(text)
    if kept is not None:
        remarks.append(unreal(text))
        return kept
    try:
        return PartialDate.parse(text)
    except BadField as error:
        raise error.at(field="DATE_OF_BIRTH") from None


def _birth_places(element: etree._Element, remarks: list[str]) -> tuple[Place, ...]:
    places: list[Place] = []
    for born in element.iterfind("INDIVIDUAL_PLACE_OF_BIRTH"):
        pieces = [tidy(_text(born, tag)).strip(" ,") for tag in ("CITY", "STATE_PROVINCE", "COUNTRY")]
        text = ", ".join(filter(None, pieces))
        if text:
            places.append(Place(text, country_code(pieces[2])) if pieces[2] else read_place(text))
        if note := tidy(_text(born, "NOTE")):
            remarks.append(f"birth place: {note}")
    return tuple(dict.fromkeys(places))


def _residences(element: etree._Element, remarks: list[str]) -> tuple[Place, ...]:
    places: list[Place] = []
    for address in element.iterfind("INDIVIDUAL_ADDRESS"):
        tags = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")
        pieces = [tidy(_text(address, tag)).strip(" ,") for tag in tags]
        text, note = ", ".join(filter(None, pieces)), tidy(_text(address, "NOTE"))
        if text:
            places.append(Place(text, country_code(pieces[-1])) if pieces[-1] else read_place(text))
        if note:
            remarks.append(f"address: {', '.join(filter(None, (text, note)))}")
    return tuple(dict.fromkeys(places))


def _nationalities(element: etree._Element, remarks: list[str]) -> tuple[str, ...]:
    found: list[str] = []
    for value in element.iterfind("NATIONALITY/VALUE"):
        text = tidy(value.text or "")
        if says_none(text):
            continue
        code = country_code(_AS_AT.sub("", text))
        if code is not None:
            found.append(code)
        else:
            remarks.append(f"nationality: {text}")
    return tuple(dict.fromkeys(found))


def _documents(element: etree._Element, remarks: list[str]) -> tuple[Document, ...]:
    found: list[Document] = []
    for paper in element.iterfind("INDIVIDUAL_DOCUMENT"):
        document, rest = _document(paper)
        if document is not None:
            found.append(document)
        if rest:
            remarks.append(f"document {document.number}: {rest}" if document else f"document: {rest}")
    return tuple(dict.fromkeys(found))


def _document(paper: etree._Element) -> tuple[Document | None, str]:
    """The document, and what else the list says of it."""
    tags = ("TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2", "NUMBER", "ISSUING_COUNTRY", "COUNTRY_OF_ISSUE")
    kind, kind2, number, issuer, issued_in = (tidy(_text(paper, tag)) for tag in tags)
    issued = [f"issued {text}" for tag in ("CITY_OF_ISSUE", "DATE_OF_ISSUE") if (text := tidy(_text(paper, tag)))]
    note = tidy(_text(paper, "NOTE"))
    rest = [kind2, *issued, note]
    read = read_paper(number) if number else None
    if number and read is None:
        read_number, read_kind, read_country = number, None, None
    else:
        if read is None:
            for words in (kind2, note):
                if words and (read := read_paper(words)):
                    break
        if read is None:
            return None, ", ".join(filter(None, (kind, *rest, issuer or issued_in)))
        read_number, read_kind, read_country = read.number, read.kind, read.country
        rest.append(read.note if number else "")
    named = (issuer or issued_in).removesuffix(" passport")
    country = country_code(named) or read_country
    if named and country_code(named) is None:
        rest.append(named)
    sort = read_kind or paper_kind(kind2) or paper_kind(kind) or "other"
    return Document(read_number, sort, country), ", ".join(filter(None, rest))


def _other_remarks(element: etree._Element) -> list[str]:
    """Title, designation and comments, each with its label."""
    told = [
        f"{label}: {text}"
        for label, path in (("title", "TITLE/VALUE"), ("designation", "DESIGNATION/VALUE"))
        for value in element.iterfind(path)
        if (text := tidy(value.text or ""))
    ]
    comments = [tidy(value.text or "") for value in element if str(value.tag).startswith("COMMENTS")]
    return [*told, *filter(None, comments)]
