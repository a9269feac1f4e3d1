"""Which column of a plan's table holds which field, and what its words mean: certain headings, and a declared mapping.

Invariant: a heading is read only where it can mean one field; what is weaker goes into a proposal for a person to confirm.

    separator = ";"                 # the other settings are those of the mapping of persons
    [columns]
    member = "who"
    [values.status]                 # what a list writes, and what is meant
    "green light" = "confirmed"
    "*" = "declared"                # whatever else stands there
    [units]                         # makes that are counted in one unit
    "F-16" = "aircraft"
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coalesce.errors import BadFile, Where
from coalesce.intake.columns import Plan, check_header
from coalesce.intake.headings import plain_heading
from coalesce.intake.limits import Limits
from coalesce.intake.mapping import Mapping

FIELDS = (
    *("reference", "form", "member", "line", "kind", "make", "quantity", "unit", "currency", "place", "since", "by"),
    *("expected", "day", "conditions", "trigger", "notice_days", "transit_days", "sustain_days", "readiness"),
    *("verified_notice_days", "verified_transit_days", "verified_sustain_days", "verified_by", "verified_on"),
    *("status", "date", "announced", "quote", "source", "address", "language", "correction", "need", "replaced_by"),
    *("tlp", "release", "keep_until"),
)
OTHERS = "*"
NEEDED = ("member", "line", "kind", "quote")
"""At least one of these, else the table is no plan."""

_CERTAIN = {
    "member": "members country states",
    "line": "line_of_effort lines_of_effort effort",
    "quantity": "amount value",
    "by": "by_when deadline due",
    "since": "from available_from",
    "status": "status_as_quoted state",
    "address": "source_url url link",
    "announced": "announced_on published",
    "conditions": "condition",
    "release": "releases",
    "reference": "ref id",
}
_LIKELY = {
    "member": "who nation contributor donor pays",
    "kind": "what type contribution asset",
    "line": "category sector ligne",
    "quantity": "number qty how_many count nombre aantal",
    "status": "stage progress phase",
    "place": "where location lieu plaats",
    "date": "when day",
    "quote": "sentence text statement citation",
    "reference": "n no nr number key",
}


@dataclass(frozen=True, slots=True)
class PlanMapping:
    """``table``: columns and how the file is written; ``values``: by field, a word as written (in small letters) to what it
    means; ``units``: a make to the unit that it is counted in."""

    table: Mapping = field(default_factory=Mapping)
    values: Pairs[str, Pairs[str, str]] = field(default_factory=dict)
    units: Pairs[str, str] = field(default_factory=dict)

    def meant(self, name: str, cell: str) -> str:
        """What a cell means: as declared, for itself or for all others ("*"), else as it stands."""
        declared = self.values.get(name, {})
        return declared.get(" ".join(cell.split()).casefold(), declared.get(OTHERS, cell))


def load_plan_mapping(path: Path) -> PlanMapping:
    """Read a mapping. Raises BadFile that names the setting at fault."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise BadFile(f"the mapping cannot be read ({fault.strerror})", Where(path.name)) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise BadFile(f"the mapping is not TOML: {fault}", Where(path.name)) from None
    known = {"separator", "delimiter", "encoding", "sheet", "day_first", "columns", "values", "units"}
    for name in told.keys() - known:
        raise BadFile(f"unknown setting: it may be one of {', '.join(sorted(known))}", Where(path.name, field=name))
    for name, kind in (("separator", str), ("delimiter", str), ("encoding", str), ("sheet", str), ("day_first", bool)):
        if not isinstance(told.get(name, kind()), kind):
            raise BadFile(f"takes a {kind.__name__}", Where(path.name, field=name))
    table = Mapping(
        columns=_columns(told.get("columns", {}), path.name),
        day_first=told.get("day_first"),
        separator=told.get("separator", ";"),
        delimiter=told.get("delimiter"),
        encoding=told.get("encoding", "utf-8"),
        sightings_sheet=told.get("sheet"),  # the reader of tables takes its sheet there
    )
    return PlanMapping(
        table, _values(told.get("values", {}), path.name), _texts(told.get("units", {}), path.name, "units")
    )


def plan_columns(header: tuple[str, ...], mapping: PlanMapping | None, file: str, limits: Limits) -> Plan:
    """Which cells hold which field. Raises BadFile, with a proposed mapping where the header cannot be used as it is."""
    check_header(header, file, limits)
    columns = _certain(header) if mapping is None else _declared(header, mapping.table, file)
    if not set(columns) & set(NEEDED):
        raise BadFile(_proposal(header), Where(file, 1))
    place = {heading: number for number, heading in enumerate(header)}
    used = {heading for headings in columns.values() for heading in headings}
    cells = {name: tuple(place[heading] for heading in headings) for name, headings in columns.items()}
    return Plan(header, cells, tuple(heading for heading in header if heading and heading not in used))


def proposed(header: tuple[str, ...]) -> dict[str, str]:
    """The most likely heading for each field, for a person to confirm."""
    found = {name: headings[0] for name, headings in _certain(header).items()}
    for heading in header:
        for name, words in _LIKELY.items():
            if plain_heading(heading) in words.split() and name not in found and heading not in found.values():
                found[name] = heading
    return found


def _certain(header: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    own = {plain: (heading,) for heading in header if (plain := plain_heading(heading)) in FIELDS}
    found: dict[str, tuple[str, ...]] = {**own}
    for name, words in _CERTAIN.items():
        claims = [heading for heading in header if plain_heading(heading) in words.split()]
        if name not in found and len(claims) == 1:
            found[name] = (claims[0],)
    return found


def _declared(header: tuple[str, ...], table: Mapping, file: str) -> dict[str, tuple[str, ...]]:
    for headings in table.columns.values():
        if missing := [heading for heading in headings if heading not in header]:
            found = ", ".join(header[:40])
            raise BadFile(f"the mapping names a column that is not there; found: {found}", Where(file, 1, missing[0]))
    taken = {heading for headings in table.columns.values() for heading in headings}
    own = _certain(tuple(heading for heading in header if heading not in taken))
    return {**own, **table.columns}


def _proposal(header: tuple[str, ...]) -> str:
    found = ", ".join(heading[:60] for heading in header[:40])
    lines = [f"{name} = {json.dumps(heading, ensure_ascii=False)}" for name, heading in proposed(header).items()]
    told = "\n".join(["[columns]", *lines]) if lines else '[columns]\nkind = "..."'
    return (
        f"the header has none of the columns {', '.join(NEEDED)}; found: {found}. If this is right, mend it, save it as a "
        f"file and give it with --mapping:\n{told}"
    )


def _columns(told: Any, file: str) -> dict[str, tuple[str, ...]]:
    columns: dict[str, tuple[str, ...]] = {}
    for name, headings in _table(told, file, "columns").items():
        if name not in FIELDS:
            raise BadFile(f"unknown field: it may be one of {', '.join(FIELDS)}", Where(file, field=name))
        listed = headings if isinstance(headings, list) else [headings]
        if not listed or not all(isinstance(heading, str) and heading for heading in listed):
            raise BadFile("write a heading between quotes, or a list of them", Where(file, field=name))
        columns[name] = tuple(listed)
    return columns


def _values(told: Any, file: str) -> dict[str, dict[str, str]]:
    values = {}
    for name, words in _table(told, file, "values").items():
        if name not in FIELDS:
            raise BadFile(f"unknown field: it may be one of {', '.join(FIELDS)}", Where(file, field=f"values.{name}"))
        pairs = _texts(words, file, f"values.{name}")
        values[name] = {" ".join(word.split()).casefold(): meant for word, meant in pairs.items()}
    return values


def _texts(told: Any, file: str, name: str) -> dict[str, str]:
    found = _table(told, file, name)
    if not all(isinstance(value, str) for value in found.values()):
        raise BadFile('write lines like: "as written" = "meant"', Where(file, field=name))
    return found


def _table(told: Any, file: str, name: str) -> dict[str, Any]:
    if not isinstance(told, dict):
        raise BadFile("must be a table", Where(file, field=name))
    return told
