"""What an import would make of a file, before anything is written: its columns, its first rows, what is rejected and why.

Invariant: nothing is stored; a row is judged by the same code that imports it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice

from coalesce.errors import BadInput
from coalesce.intake import LeftOut, Limits, Mapping, Rejected, limits_of, propose_mapping
from coalesce.intake.tables import open_table
from coalesce.records import Entry, RecordList
from coalesce.services.importing import ImportOrder, tried
from coalesce.services.node import Node
from coalesce.services.opening import is_stix, open_list

LOOKED_AT, SHOWN, SAMPLES = 200, 8, 3
"""Rows that are tried; of these so many accepted and so many rejected are shown; cells that tell what a column holds."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file: its heading, its first cells, and the field of ours that it is read as ("": none)."""

    heading: str
    cells: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True)
class Tried:
    """One row: what was read of it, or the field and the reason why it is rejected, or the kind that is left out."""

    line: int
    entry: Entry | None = None
    field: str = ""
    reason: str = ""
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of the first ``looked_at`` rows; ``whole``: there are no more. ``fault``: why the file is refused.
    ``other_sheets``: those of a workbook that hold something and are not read.
    """

    reader: str = ""
    columns: tuple[Column, ...] = ()
    rows: tuple[Tried, ...] = ()
    looked_at: int = 0
    accepted: int = 0
    rejected: int = 0
    left_out: int = 0
    minors: int = 0
    reasons: tuple[tuple[str, int], ...] = ()
    whole: bool = True
    fault: str = ""
    other_sheets: tuple[str, ...] = ()


def preview(node: Node, to: RecordList, order: ImportOrder) -> Preview:
    """What an import would make of the file; without a mapping, of the one that is proposed."""
    limits = limits_of(node.store.settings)
    columns, mapping = _columns(order, limits)
    try:
        source = open_list(order.path, reader=order.reader, mapping=order.mapping or mapping, limits=limits)
        found = list(islice(tried(node, to, source.rows()), LOOKED_AT + 1))
    except BadInput as fault:
        return Preview(columns=columns, fault=str(fault))
    rows = [_row(one) for one in found[:LOOKED_AT]]
    accepted, rejected = [one for one in rows if one.entry], [one for one in rows if one.reason]
    reasons = Counter(f"{one.field}: {one.reason}" if one.field else one.reason for one in rejected)
    return Preview(
        source.reader,
        columns if source.reader in ("csv", "jsonl", "xlsx") else (),
        tuple(sorted([*accepted[:SHOWN], *rejected[:SHOWN]], key=lambda one: one.line)),
        len(rows),
        len(accepted),
        len(rejected),
        sum(bool(one.left_out) for one in rows),
        sum(1 for one in found[:LOOKED_AT] if isinstance(one, tuple) and one[1]),
        tuple(reasons.most_common(SHOWN)),
        len(found) <= LOOKED_AT,
        other_sheets=source.other_sheets,
    )


def _row(one: tuple[Entry, bool] | Rejected | LeftOut) -> Tried:
    if isinstance(one, Rejected):
        return Tried(one.line, None, one.field or "", one.reason)
    if isinstance(one, LeftOut):
        return Tried(one.line, left_out=one.kind)
    return Tried(one[0].provenance.line, one[0])


def _columns(order: ImportOrder, limits: Limits) -> tuple[tuple[Column, ...], Mapping | None]:
    """The file's columns with what each is read as; and the mapping that is proposed where none is declared."""
    if order.reader not in ("auto", "csv", "jsonl", "xlsx"):
        return (), None
    try:
        if order.reader == "auto" and is_stix(order.path):
            return (), None
        table = open_table(order.path, None, limits)
        first = list(islice(table.rows(), SAMPLES))
    except BadInput:
        return (), None
    proposed = propose_mapping(table.header)
    mapping = order.mapping or proposed
    fields = {heading: name for name, headings in mapping.columns.items() for heading in headings}
    columns = tuple(
        Column(heading, tuple(row.cells[place] for row in first if place < len(row.cells)), fields.get(heading, ""))
        for place, heading in enumerate(table.header)
    )
    return columns, (proposed if "name" in proposed.columns else None)
