"""One cell of a list to one value of the vocabulary.

Invariant: each function either gives the value or raises BadField (BadDate) with a reason that says what to
write instead and never repeats the cell, which may be a person's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from coalesce.dates import PartialDate
from coalesce.errors import BadField
from coalesce.handling import TLP, Grant, Purpose, check_code
from coalesce.intake.territory import country_at_end, country_code, says_none
from coalesce.names import script_of
from coalesce.records import Document, Name, NameKind, NamePart, NameQuality, Place, Sex

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SEX = {
    **dict.fromkeys(("m", "male", "man", "masculin", "homme", "1"), Sex.MALE),
    **dict.fromkeys(("f", "female", "woman", "féminin", "feminin", "femme", "w", "2"), Sex.FEMALE),
    **dict.fromkeys(("x", "other", "divers"), Sex.OTHER),
    **dict.fromkeys(("", "u", "unknown", "n/a", "-", "0", "9"), None),
}
"""ISO 5218 digits and the letters of ICAO 9303 passports among them."""
_DOCUMENT = re.compile(
    r"(?P<kind>passport|national[ _]id|identity card|id card|id|other)\b[ _]*(?:number|no\.?|#)?\s*:?\s*(?P<number>\S.*)",
    re.IGNORECASE,
)
_KINDS = {"passport": "passport", "other": "other"}


_TIMED = re.compile(
    r"(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{4})[T ] ?(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?"
)
"""A whole date and a time of day, as spreadsheets and databases write them."""


def tidy(text: str) -> str:
    """The text without control characters, runs of white space as one blank."""
    if not text.isprintable():
        text = _CONTROL.sub("", text)
    return " ".join(text.split())


def split_values(cell: str, separator: str, most: int, *, what: str = "values") -> list[str]:
    """The non-empty values of a cell. Raises BadField above ``most``."""
    if not cell:
        return []
    values = [value for part in cell.split(separator) if (value := tidy(part))]
    if len(values) > most:
        raise BadField(f"has {len(values)} {what}, more than the {most} allowed: check the separator")
    return values


def read_name(
    text: str,
    kind: NameKind = NameKind.PRIMARY,
    quality: NameQuality = NameQuality.UNKNOWN,
    parts: tuple[NamePart, ...] = (),
) -> Name:
    """A name as written, with its script. Raises BadField where it has no letter."""
    full = tidy(text)
    if not any(map(str.isalpha, full)):
        raise BadField("a name needs at least one letter")
    return Name(full, script_of(full), kind, quality, None, parts)


def distinct(names: Iterable[Name]) -> tuple[Name, ...]:
    """Each spelling once, at its first place."""
    found: dict[str, Name] = {}
    for name in names:
        found.setdefault(name.full, name)
    return tuple(found.values())


def read_sex(cell: str) -> Sex | None:
    """M, F, X, the English and French words, or ISO 5218 digits. Raises BadField."""
    key = cell.strip().lower()
    if key not in _SEX:
        raise BadField("not a sex: write M, F, X, or leave it empty")
    return _SEX[key]


def read_date(text: str, day_first: bool | None) -> PartialDate:
    """A date; of one with a time of day behind it its day. Raises BadDate, also for a time with a zone: where it was, it may have
    been another day.
    """
    timed = _TIMED.fullmatch(text.strip())
    return PartialDate.parse(timed[1] if timed else text, day_first=day_first)


def read_dates(values: Iterable[str], day_first: bool | None) -> tuple[PartialDate, ...]:
    """Each date once, in order. Raises BadDate."""
    return tuple(dict.fromkeys(read_date(value, day_first) for value in values))


def read_country(cell: str) -> str:
    """ISO alpha-2 of one country, given as a name, a code or a people. Raises BadField."""
    found = country_code(cell)
    if found is None:
        raise BadField("not a known country: write its ISO 3166 code, like TN, or its English name")
    return found


def read_countries(values: Iterable[str]) -> tuple[str, ...]:
    """Each country once, in order; "unknown" and "stateless" give none. Raises BadField."""
    return tuple(dict.fromkeys(read_country(value) for value in values if not says_none(value)))


def read_place(text: str) -> Place:
    """A place as written, with the country that its words end with."""
    return Place(text, country_at_end(text))


def read_documents(numbers: list[str], countries: list[str]) -> tuple[Document, ...]:
    """Documents from ``passport: X1``, ``national_id: 77`` or a bare number; one country for all, or one for each."""
    if countries and len(countries) not in (1, len(numbers)):
        raise BadField(f"has {len(countries)} countries for {len(numbers)} documents: give one, or one for each")
    issuers = [None if says_none(text) else read_country(text) for text in countries]
    if len(issuers) != len(numbers):
        issuers = (issuers or [None]) * len(numbers)
    return tuple(dict.fromkeys(_document(text, issuer) for text, issuer in zip(numbers, issuers, strict=True)))


def _document(text: str, country: str | None) -> Document:
    match = _DOCUMENT.fullmatch(text)
    if match is None:
        return Document(text, "other", country)
    return Document(match["number"].strip(), _KINDS.get(match["kind"].lower(), "national_id"), country)


def read_tlp(cell: str) -> TLP:
    """A TLP 2.0 label, with or without "TLP:". Raises BadField."""
    word = cell.strip().lower().removeprefix("tlp:")
    try:
        return TLP(word)
    except ValueError:
        raise BadField("not a TLP 2.0 label: clear, green, amber, amber+strict or red") from None


def read_releases(values: Iterable[str]) -> frozenset[Grant]:
    """``FR:border`` and its like; ``none`` alone is the empty set, the owner alone. Raises BadField."""
    return frozenset(_grant(value) for value in values if value.lower() != "none")


def _grant(text: str) -> Grant:
    member, colon, purpose = (part.strip() for part in text.partition(":"))
    if not colon:
        raise BadField("a release names a member and a purpose, like FR:border")
    try:
        return Grant(Purpose(purpose.lower()), check_code(member))
    except ValueError:
        raise BadField(f"not a purpose: {', '.join(Purpose)}") from None


def read_members(values: Iterable[str]) -> frozenset[str]:
    """Members' codes; ``none`` alone is the empty set. Raises BadField."""
    return frozenset(check_code(value) for value in values if value.lower() != "none")
