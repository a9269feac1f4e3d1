"""Whether what a member was told of an entry's handling held all the time, through the versions between two.

Invariant: as for records (``told_versions``): an entry that was handled otherwise in between, or stood in no edition for a while, is
found, since its peer could have passed over it meanwhile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from coalesce.handling import as_told
from coalesce.store import read_rows, schema
from coalesce.store.plan_tables import commitment_version
from coalesce.store.reading import pieces


def unbroken(connection: Connection, member: str, since: Sequence[tuple[str, int]]) -> set[str]:
    """Those of these entries, each with the version that its peer was told of, of which all held ever since."""
    v, g = commitment_version, schema.grant
    found: dict[str, list[Any]] = defaultdict(list)
    for piece in pieces(since):
        later = or_(*(and_(v.c.commitment_id == entry, v.c.number >= number) for entry, number in piece))
        for row in connection.execute(select(v).where(later).order_by(v.c.commitment_id, v.c.number)):
            found[row.commitment_id].append(row)
    sets = sorted({row.set_id for rows in found.values() for row in rows})
    grants = read_rows.grants(
        row for piece in pieces(sets) for row in connection.execute(select(g).where(g.c.set_id.in_(piece)))
    )
    numbers = dict(since)

    def steady(rows: Sequence[Any]) -> bool:
        told = {as_told(read_rows.handling(row, grants), member) for row in rows}
        whole = all(before.closed == after.opened for before, after in pairwise(rows))
        return whole and len(told) == 1 and rows[0].number == numbers[rows[0].commitment_id]

    return {entry for entry, rows in found.items() if steady(rows)}
