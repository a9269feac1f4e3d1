"""From a CSV header to a plan: which cell of a row belongs to which of our fields.

Invariant: a plan for persons always has ``name``; no heading stands twice; nothing weaker than a certain
reading of the header is used without a declared mapping.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from coalesce.errors import BadFile, Where
from coalesce.intake.csv_rows import RawRow
from coalesce.intake.headings import certain_columns, plain_heading
from coalesce.intake.limits import Limits
from coalesce.intake.mapping import Mapping, propose_mapping

_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Plan:
    """``cells``: our field to the places of its cells in a row; ``unused``: the headings that nothing reads."""

    header: tuple[str, ...]
    cells: dict[str, tuple[int, ...]]
    unused: tuple[str, ...]

    def text(self, row: tuple[str, ...], field: str) -> str:
        """What the row says of a field, several cells joined with a blank; empty where there is no such column."""
        places = self.cells.get(field)
        if places is None:
            return ""
        if len(places) == 1:
            return row[places[0]].strip()
        return " ".join(cell for place in places if (cell := row[place].strip()))

    def sure_text(self, row: RawRow, field: str) -> str:
        """The same of a row that may have fallen apart; empty where one of the cells is not surely in its place."""
        places = self.cells.get(field, ())
        whole = len(row.placed) > max(places, default=0) and row.unsure.isdisjoint(places)
        return self.text(row.placed, field) if whole else ""


def plan_persons(header: tuple[str, ...], mapping: Mapping | None, file: str, limits: Limits) -> Plan:
    """The plan of a CSV of persons. Raises BadFile, with a proposed mapping where one can be proposed."""
    check_header(header, file, limits)
    columns = certain_columns(header) if mapping is None else _declared(header, mapping, file)
    if "name" not in columns:
        raise BadFile(_no_name(header), Where(file, 1))
    return _plan(header, columns)


def plan_exact(
    header: tuple[str, ...], fields: tuple[str, ...], mapping: Mapping | None, file: str, limits: Limits
) -> Plan:
    """The plan of a CSV whose headings are our own names, or those of a mapping. Raises BadFile."""
    check_header(header, file, limits)
    own = {plain: (heading,) for heading in header if (plain := plain_heading(heading)) in fields}
    declared = {} if mapping is None else _declared(header, _about(mapping, fields, header, own), file)
    return _plan(header, {field: headings for field, headings in {**own, **declared}.items() if field in fields})


def _about(mapping: Mapping, fields: tuple[str, ...], header: tuple[str, ...], own: Collection[str]) -> Mapping:
    """What a mapping says of these fields: it may be that of the persons' file, whose headings are not here."""
    told = {field: names for field, names in mapping.columns.items() if field in fields}
    here = {field: names for field, names in told.items() if field not in own or set(names) <= set(header)}
    return replace(mapping, columns=here)


def _plan(header: tuple[str, ...], columns: dict[str, tuple[str, ...]]) -> Plan:
    place = {heading: number for number, heading in enumerate(header)}
    used = {heading for headings in columns.values() for heading in headings}
    return Plan(
        header,
        {field: tuple(place[heading] for heading in headings) for field, headings in columns.items()},
        tuple(heading for heading in header if heading and heading not in used),
    )


def check_header(header: tuple[str, ...], file: str, limits: Limits) -> None:
    """Raises BadFile for more columns than allowed, and for a heading that stands twice."""
    if len(header) > limits.max_columns:
        raise BadFile(f"has {len(header)} columns, more than the {limits.max_columns} allowed", Where(file, 1))
    seen: set[str] = set()
    for heading in header:
        plain = plain_heading(heading)
        if plain and plain in seen:
            raise BadFile("this heading stands twice: rename or remove one", Where(file, 1, heading))
        seen.add(plain)


def _declared(header: tuple[str, ...], mapping: Mapping, file: str) -> dict[str, tuple[str, ...]]:
    """The mapping's columns, and beside them those that already carry our own names."""
    missing = [name for names in mapping.columns.values() for name in names if name not in header]
    if missing:
        raise BadFile(
            f"the mapping names a column that is not there; found: {_listed(header)}", Where(file, 1, missing[0])
        )
    taken = {name for names in mapping.columns.values() for name in names}
    own = certain_columns(tuple(heading for heading in header if heading not in taken))
    exact = {field: names for field, names in own.items() if plain_heading(names[0]) == field}
    return {**exact, **mapping.columns}


def _no_name(header: tuple[str, ...]) -> str:
    reason = f"the header has no column 'name'; found: {_listed(header)}"
    proposal = propose_mapping(header)
    if not proposal.columns:
        return f'{reason}. Declare in a mapping which column holds the name: [columns] name = "..."'
    lacking = "" if "name" in proposal.columns else '\nand add the line that is missing: name = "..."'
    return f"{reason}. If this is right, save it as a file and give it with --mapping:\n{proposal.to_toml()}{lacking}"


def _listed(header: tuple[str, ...]) -> str:
    shown = ", ".join(heading[:60] for heading in header[:_SHOWN])
    return shown if len(header) <= _SHOWN else f"{shown}, and {len(header) - _SHOWN} more"
