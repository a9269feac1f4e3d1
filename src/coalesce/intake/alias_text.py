"""The names inside one alias field of a sanctions list, parted from the notes that editors put beside them.

Invariant: every word of the field comes back, in a name or in a note; a name keeps its own spelling. One field may
hold several names ("X; Y"), a name with its original script ("X (إكس)", "X (original script: Икс)") and remarks
("X, born in 1963", "X (combat name)").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from coalesce.intake.fields import tidy
from coalesce.names import script_of

_BORN = re.compile(r",?\s+(?=born\b)")
_BRACKET = re.compile(r"\(([^()]*)\)")
_ORIGINAL = re.compile(r"^original script:\s*", re.IGNORECASE)
_LEADING_TITLE = re.compile(r"^\(([^()]+)\)\s*(?=\S)")
_SEPARATORS = re.compile(r"[;،؛]")
_SCRIPT_CHANGE = re.compile(
    r"(?<=[A-Za-z'’])\s+(?=[\u0400-\u06ff])|(?<=[A-Za-z]\.)\s+(?=[\u0400-\u06ff])|(?<=[\u0400-\u06ff])\s+(?=[A-Za-z])"
)
_TRANSLITERATED = re.compile(r"^\(?transliterations?:\s*", re.IGNORECASE)
_LIST = re.compile(r"[;,]")
_WORD = r"[A-Z][^\W\d]*(?:['’‘][^\W\d]+)*"
_SPELLING = re.compile(rf"{_WORD}(?:[ -]+(?:{_WORD}|al|el|bin|ibn|ul|ad|ar|as)){{0,6}}['’]?")
_QUOTES = ' \t\n,."“”„«»()'


@dataclass(frozen=True, slots=True)
class AliasText:
    """The names, in the order of the field, and the notes."""

    names: tuple[str, ...]
    notes: tuple[str, ...]


def split_alias(field: str) -> AliasText:
    """The names and notes of an alias field."""
    text, notes = _LEADING_TITLE.sub(r"\1 ", tidy(field)), []
    born = _BORN.split(text, maxsplit=1)
    if len(born) > 1:
        notes.append(born[1])
    text = born[0]
    base = _BRACKET.sub(" ", text)
    names = _names(base)
    script = script_of(base)
    for inside in _BRACKET.findall(text):
        told = _ORIGINAL.sub("", inside)
        if told != inside or script_of(told) != script:
            names += _names(told)
        elif told.strip():
            notes.append(told.strip())
    return AliasText(tuple(dict.fromkeys(names)), tuple(notes))


def original_script_in(note: str) -> tuple[str, ...]:
    """The names that a note gives as "original script: ..."; none where it says something else."""
    told = tidy(note)
    return tuple(_names(_ORIGINAL.sub("", told))) if _ORIGINAL.match(told) else ()


def transliterations_in(note: str) -> tuple[tuple[str, ...], str]:
    """The Latin spellings that a note gives for an alias in another script, and what is left of the note.

    "Abdul Rehman Sindhi; Abdul Rehman al-Sindhi" is two spellings; "born in 1971" is none.
    """
    pieces = [tidy(piece).strip(_QUOTES) for piece in _LIST.split(_TRANSLITERATED.sub("", tidy(note)))]
    spellings = tuple(dict.fromkeys(piece for piece in pieces if _SPELLING.fullmatch(piece)))
    return spellings, ", ".join(piece for piece in pieces if piece and not _SPELLING.fullmatch(piece))


def _names(text: str) -> list[str]:
    pieces = [piece for part in _SEPARATORS.split(text) for piece in _SCRIPT_CHANGE.split(part)]
    return [name for piece in pieces if any(map(str.isalpha, name := tidy(piece).strip(_QUOTES)))]
