"""FollowTheMoney as JSON lines: people as its schema Person writes them.

Invariant: every line gives one Read, Rejected or LeftOut; a property that has no field of its own, and a value that
cannot be read, stands in the remarks with its name.

Source: https://followthemoney.tech/explorer/schemata/Person/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, TypeVar

from coalesce.dates import PartialDate
from coalesce.errors import BadField, Where
from coalesce.intake.csv_persons import SeenReferences
from coalesce.intake.fields import distinct, read_country, read_name, read_place, read_sex, tidy
from coalesce.intake.json_lines import json_lines
from coalesce.intake.limits import Limits
from coalesce.intake.rows import LeftOut, Read, Rejected, Row
from coalesce.records import Document, Entry, Name, NameKind, NameQuality, Provenance

T = TypeVar("T")
HEADER = ("json",)
_NAMES = (
    ("name", NameKind.PRIMARY, NameQuality.GOOD),
    ("alias", NameKind.ALIAS, NameQuality.GOOD),
    ("previousName", NameKind.FORMER, NameQuality.UNKNOWN),
    ("weakAlias", NameKind.ALIAS, NameQuality.LOW),
)
_PAPERS = {"passportNumber": "passport", "idNumber": "national_id", "socialSecurityNumber": "national_id"}
_PAPERS |= dict.fromkeys(("taxNumber", "innCode", "registrationNumber"), "other")
_LEFT_OUT = dict.fromkeys(("LegalEntity", "Organization", "Company", "PublicBody"), "organisation")
_LEFT_OUT |= {"Vessel": "vessel", "Airplane": "aircraft"}
_READ = {
    *(name for name, _, _ in _NAMES),
    *_PAPERS,
    "birthDate",
    "birthPlace",
    "address",
    "nationality",
    "citizenship",
    "gender",
}


def is_ftm(mapping: object) -> bool:
    """Whether a first line is one of FollowTheMoney."""
    return isinstance(mapping, dict) and isinstance(mapping.get("properties"), dict) and "schema" in mapping


def ftm_rows(stream: BinaryIO, path: Path, limits: Limits) -> Iterator[Row]:
    """Each line. Raises BadFile as ``json_lines``."""
    seen = SeenReferences()
    for number, mapping, row, sure in json_lines(stream, path, limits):
        if mapping is None or not is_ftm(mapping):
            fault = row.fault or "is not FollowTheMoney: it needs schema and properties"
            yield Rejected(number, None, fault, row.cells, _reference(sure))
            continue
        schema = str(mapping["schema"])
        if schema != "Person":
            yield LeftOut(number, _LEFT_OUT.get(schema, schema.lower()[:60]))
            continue
        try:
            entry = _entry(mapping, Provenance(path.name, number), limits)
        except BadField as error:
            yield Rejected(number, error.where.field, error.reason, row.cells, _reference(mapping))
            continue
        first = seen.first_line(entry.reference, number)
        if first is not None:
            yield Rejected(number, "id", f"this id already stands in line {first}", row.cells, repeats=True)
        else:
            yield Read(entry, None, row.cells)


def _reference(mapping: dict[str, object]) -> str | None:
    told = mapping.get("id")
    return (tidy(told) if isinstance(told, str) else "") or None


def _entry(mapping: dict[str, object], provenance: Provenance, limits: Limits) -> Entry:
    reference = _reference(mapping)
    if reference is None:
        raise BadField("is empty or no text", Where(field="id"))
    told = _properties(mapping["properties"], limits)
    rest: list[str] = []
    sexes = {sex for sex in _each(told, ("gender",), read_sex, rest) if sex is not None}
    entry = Entry(
        reference=reference,
        names=_names(told, rest, limits),
        provenance=provenance,
        sex=sexes.pop() if len(sexes) == 1 else None,
        birth_dates=_each(told, ("birthDate",), PartialDate.parse, rest),
        birth_places=_each(told, ("birthPlace",), read_place, rest),
        residences=_each(told, ("address",), read_place, rest),
        nationalities=_each(told, ("nationality", "citizenship"), read_country, rest),
        documents=tuple(paper for name, kind in _PAPERS.items() for paper in _each(told, (name,), _paper(kind), rest)),
    )
    rest += [f"{name}: {text}" for name, texts in told.items() if name not in _READ for text in texts]
    return replace(entry, remarks="; ".join(rest))


def _properties(properties: object, limits: Limits) -> dict[str, list[str]]:
    """Property to its texts. Raises BadField for what is no text or list of texts, is too long, or too much."""
    found: dict[str, list[str]] = {}
    for name, values in properties.items() if isinstance(properties, dict) else ():
        listed = values if isinstance(values, list) else [values]
        if not all(isinstance(value, str | int | float) for value in listed if value is not None):
            raise BadField("is nested: only texts are read", Where(field=name))
        texts = [text for value in listed if value is not None and (text := tidy(str(value)))]
        if any(len(text) > limits.max_field_chars for text in texts):
            raise BadField(f"has more than the {limits.max_field_chars} characters allowed", Where(field=name))
        most = limits.max_names if name in dict.fromkeys(known for known, _, _ in _NAMES) else limits.max_values
        if len(texts) > most:
            raise BadField(f"has {len(texts)} values, more than the {most} allowed", Where(field=name))
        found[name] = texts
    return found


def _names(told: dict[str, list[str]], rest: list[str], limits: Limits) -> tuple[Name, ...]:
    names: list[Name] = []
    for prop, kind, quality in _NAMES:
        for text in told.get(prop, ()):
            try:
                names.append(read_name(text, NameKind.ALIAS if names and prop == "name" else kind, quality))
            except BadField:
                rest.append(f"{prop}: {text}")
        if not names:
            raise BadField("is empty: every person needs a name", Where(field="name"))
    if len(names) > limits.max_names:
        raise BadField(f"has more than the {limits.max_names} names allowed", Where(field="name"))
    return distinct(names)


def _each(
    told: dict[str, list[str]], names: tuple[str, ...], read: Callable[[str], T], rest: list[str]
) -> tuple[T, ...]:
    """Each value once, as ``read`` gives it; those that cannot be read go to ``rest``."""
    found: list[T] = []
    for name in names:
        for text in told.get(name, ()):
            try:
                found.append(read(text))
            except BadField:
                rest.append(f"{name}: {text}")
    return tuple(dict.fromkeys(found))


def _paper(kind: str) -> Callable[[str], Document]:
    return lambda number: Document(number, kind)
