"""The identity documents in one cell of an EU annex.

Invariant: a number stands in the cell as it is given here; kind and country only where the words say so; every word
that is no number comes back in a note, and a part without a number is a note as a whole.

    "A31142734 (Malaysian number, issued on 6.11.2013)"; "Philippines number EC6530802"; "MP 3413113 and MP 2387911";
    "Indonesian. National Identification No.: (a) 35730 (Indonesian National Identity Card), (b) 35301"
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from coalesce.intake.annex_text import annex_values, bracketed, split_outside
from coalesce.intake.document_words import paper_kind, read_paper
from coalesce.intake.fields import tidy
from coalesce.intake.territory import country_code
from coalesce.records import Document

_SECTION = re.compile(
    r"[.;]\s*(?=(?:national identification (?:no|number)\b\.?|passport(?: no\b\.?| number\b)?:|passport no\b))",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(national identification|passport)(?: no\b\.?| number)?:?\s*(.*)", re.IGNORECASE)
_OTHER = re.compile(r"\b(?:voter|student|other|ration|fiscal|tax|residency|alien|driver|birth|travel document)", re.I)
_TAIL = re.compile(r",?\s+(?=(?:un)?issued(?:\b|on)|expir|valid\b|under\b)", re.IGNORECASE)
_AND = re.compile(r"(?<=\d)\s+and\s+(?=[A-Z]{0,3}\s?\d)")
_NUMBER = re.compile(
    r"(?P<words>(?:.*\s)?)(?P<number>(?:(?!ID\b|No\b|SSN\b)[A-Z]{1,3}(?:-[A-Z])?\s)?[\w/.-]*\d[\w/.-]*(?:\s\d[\w/.-]*)*)"
)


@dataclass(frozen=True, slots=True)
class Papers:
    """The documents of a cell, in its order, and what else it says."""

    documents: tuple[Document, ...]
    notes: tuple[str, ...]


def sections(cell: str) -> tuple[str, list[tuple[str, str]]]:
    """What stands before "National Identification No ...:" or "Passport: ..." in a cell, and each of these as kind, text.

    Some cells of nationality and of passports go on with documents of another kind.
    """
    first, *others = _SECTION.split(tidy(cell).strip('"'))
    labelled = (_LABEL.fullmatch(text.strip()) for text in others)
    kinds = {"national identification": "national_id", "passport": "passport"}
    return first.strip(" .;"), [(kinds[found[1].lower()], found[2].strip(" .;")) for found in labelled if found]


def annex_papers(cell: str, kind: str) -> Papers:
    """The documents of a cell whose column is of this ``kind``: "passport", "national_id" or "other"."""
    own, others = sections(cell)
    documents: list[Document] = []
    notes: list[str] = []
    for default, text in ((kind, own), *others):
        for value in annex_values(text):
            for part in _AND.split(value):
                document, note = _paper(part, default)
                documents += [document] if document else []
                if note:
                    notes.append(f"{document.number}: {note}" if document else note)
    return Papers(tuple(dict.fromkeys(documents)), tuple(dict.fromkeys(notes)))


def _paper(text: str, default: str) -> tuple[Document | None, str]:
    """The document of one part, and what else the part says."""
    outside, insides = bracketed(text.strip(" .;,"))
    plain, *tail = _TAIL.split(outside.replace("Nr.", "No."), maxsplit=1)
    found = _number(plain.strip(" ,."))
    if found is None:
        return None, tidy(text)
    number, words = found
    told = ", ".join(filter(None, (words, *insides)))
    kind = _kind(told) or default
    country = next(filter(None, map(_country, (words, *insides))), None)
    note = ", ".join(filter(None, (*insides, *tail)))
    if words and kind == "other":
        note = ", ".join(filter(None, (words, note)))
    return Document(number, kind, country), note if not _is_told(note, kind, country) else ""


def _number(text: str) -> tuple[str, str] | None:
    """The number, and the words before it or behind its comma."""
    if (known := read_paper(text)) and not known.note:
        return known.number, tidy(text.replace(known.number, " ")).strip(" ,")
    match = _NUMBER.fullmatch(text)
    return (match["number"], match["words"].strip(" ,")) if match else None


def _kind(words: str) -> str | None:
    return "other" if _OTHER.search(words) else paper_kind(words)


def _country(text: str) -> str | None:
    """The first words that are a country or people, before what is said of the issue."""
    first = next(iter(split_outside(bracketed(text)[0], ",;")), "")
    words = _TAIL.split(first, maxsplit=1)[0].split()
    for begin in range(len(words)):
        for size in range(min(4, len(words) - begin), 0, -1):
            run = " ".join(words[begin : begin + size])
            if (len(run) > 3 or run == "UK") and (found := country_code(run)):
                return found
        if words[begin].lower() in ("issued", "in", "by", "of"):
            return None
    return None


def _is_told(note: str, kind: str, country: str | None) -> bool:
    """Whether the note says no more than kind and country: "Libyan passport number"."""
    words = re.sub(r"\b(?:number|no|national|identity|identification|card|passport|id)\b\.?", " ", note, flags=re.I)
    return kind != "other" and (not words.strip() or (country is not None and country_code(tidy(words)) == country))
