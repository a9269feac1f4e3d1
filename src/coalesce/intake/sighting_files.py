"""Files of sightings, in any format that a table may have.

Invariant: every row gives exactly one sighting with its reference, or one Rejected.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from coalesce.errors import BadFile, Where
from coalesce.intake.columns import plan_exact
from coalesce.intake.csv_sightings import NEEDED, SightingCsv, SightingRow
from coalesce.intake.headings import SIGHTING_FIELDS
from coalesce.intake.limits import Limits
from coalesce.intake.mapping import Mapping
from coalesce.intake.tables import open_table


def read_sightings(
    path: Path, *, mapping: Mapping | None = None, limits: Limits | None = None
) -> Iterator[SightingRow]:
    """Reference, sighting and line of each row of a table of sightings, or Rejected. Raises BadFile.

    The columns ``reference``, ``kind`` and ``country`` must be there; the header is checked before this returns.
    """
    bounds = limits or Limits()
    table = open_table(path, mapping, bounds)
    plan = plan_exact(table.header, SIGHTING_FIELDS, mapping, path.name, bounds)
    for needed in NEEDED:
        if needed not in plan.cells:
            found = ", ".join(table.header[:40])
            raise BadFile(f"the header has no such column; found: {found}", Where(path.name, 1, needed))
    return SightingCsv(path.name, plan, table.mapping).read(table.rows())


def sighting_cells(
    path: Path, lines: Collection[int], *, mapping: Mapping | None = None, limits: Limits | None = None
) -> tuple[tuple[str, ...], dict[int, tuple[str, ...]]]:
    """The header of a table of sightings, and the cells of these lines as they came. Raises BadFile."""
    table = open_table(path, mapping, limits or Limits())
    return table.header, {row.line: row.cells for row in table.rows() if row.line in lines}
