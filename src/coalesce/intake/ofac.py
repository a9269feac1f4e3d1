"""The OFAC SDN list in its CSV form: a folder of ``sdn.csv``, ``alt.csv``, ``add.csv`` and ``sdn_comments.csv``.

Invariant: every row of ``sdn.csv`` gives exactly one Read, Rejected or LeftOut; ``sdn.csv`` is streamed, the three
others are held in memory (aliases, addresses and overflowing remarks come in no useful order).

The reference is ``ent_num``, OFAC's own unique key, the same in every file and edition. ``-0-`` means empty.

Source: OFAC, "SDN data formats" (field lists of the four files).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from coalesce.errors import BadField, BadFile, Where
from coalesce.intake.csv_persons import SeenReferences
from coalesce.intake.csv_rows import RawRow, check_encoding, read_rows, whole_rows
from coalesce.intake.fields import distinct, read_name, read_place, tidy
from coalesce.intake.files import checked_file, head_of
from coalesce.intake.limits import Limits
from coalesce.intake.ofac_remarks import Facts, family_and_given, read_remarks
from coalesce.intake.rows import LeftOut, Read, Rejected, Row
from coalesce.records import Entry, Name, NameKind, NameQuality, Provenance

HEADER = (
    *("ent_num", "name", "type", "program", "title", "call_sign", "vessel_type", "tonnage", "grt", "flag", "owner"),
    "remarks",
)
PARTS = ("sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv")
_EMPTY = "-0-"
_ALT_KINDS = {"aka": NameKind.ALIAS, "fka": NameKind.FORMER, "nka": NameKind.ALIAS}
_END_OF_FILE = "\x1a"
"""The old DOS sign with which these files end."""


@dataclass(slots=True)
class _Beside:
    """What the other three files say, by ``ent_num``."""

    aliases: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    addresses: dict[str, list[str]] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)


def ofac_files(path: Path, limits: Limits) -> dict[str, Path]:
    """The four files by their plain name, from the folder or its ``sdn.csv``. Raises BadFile where one is missing."""
    folder = path if path.is_dir() else path.parent
    try:
        there = {file.name.lower(): file for file in folder.iterdir()}
    except OSError as fault:
        raise BadFile(f"the folder cannot be read ({fault.strerror})", Where(folder.name)) from None
    missing = [name for name in PARTS if name not in there]
    if missing:
        raise BadFile(
            f"the OFAC list needs {', '.join(PARTS)} in one folder; missing: {', '.join(missing)}", Where(path.name)
        )
    found = {name: there[name] for name in PARTS}
    for file in found.values():
        checked_file(file, limits)
        check_encoding(head_of(file), "utf-8", file.name)
    return found


def ofac_rows(stream: BinaryIO, files: dict[str, Path], limits: Limits) -> Iterator[Row]:
    """Each row of ``sdn.csv``. Raises BadFile."""
    beside = _read_beside(files, limits)
    seen = SeenReferences()
    for row in _rows_of(stream, files["sdn.csv"], len(HEADER), limits):
        yield _row(row, files["sdn.csv"].name, beside, seen)


def _rows_of(stream: BinaryIO, path: Path, width: int, limits: Limits) -> Iterator[RawRow]:
    rows = read_rows(stream, path.name, ",", "utf-8", limits)
    return whole_rows((row for row in rows if row.cells[0].strip() != _END_OF_FILE), path, width, limits)


def _read_beside(files: dict[str, Path], limits: Limits) -> _Beside:
    beside = _Beside()
    for row in _cells(files["alt.csv"], 4, limits):
        beside.aliases.setdefault(row[0], []).append((row[2].lower(), row[3], row[4] if len(row) > 4 else ""))
    for row in _cells(files["add.csv"], 5, limits):
        address = ", ".join(filter(None, row[2:]))
        if address:
            beside.addresses.setdefault(row[0], []).append(address)
    for row in _cells(files["sdn_comments.csv"], 2, limits):
        beside.comments[row[0]] = beside.comments.get(row[0], "") + row[1]
    return beside


def _cells(path: Path, fewest: int, limits: Limits) -> Iterator[tuple[str, ...]]:
    """The rows of one of the other files. A row that cannot be read spoils the list: it would lose an alias unseen."""
    with path.open("rb") as stream:
        for row in _rows_of(stream, path, fewest, limits):
            if row.fault or len(row.cells) < fewest:
                raise BadFile(row.fault or f"has fewer than {fewest} columns", Where(path.name, row.line))
            yield tuple(_value(cell) for cell in row.cells)


def _value(cell: str) -> str:
    """The cell as it stands, empty for ``-0-``; outer blanks matter where remarks run over into the comments file."""
    return "" if cell.strip() == _EMPTY else cell


def _row(row: RawRow, file: str, beside: _Beside, seen: SeenReferences) -> Row:
    if row.fault or len(row.cells) != len(HEADER):
        fault = row.fault or f"has {len(row.cells)} columns where this list has {len(HEADER)}"
        return Rejected(row.line, None, fault, row.cells, row.placed[0].strip() if row.placed else None)
    cells = [_value(cell) for cell in row.cells]
    reference, kind = cells[0].strip(), cells[2].strip().lower()
    if not reference.isdigit():
        return Rejected(row.line, "ent_num", "is not a number: is this the OFAC sdn.csv?", row.cells)
    first = seen.first_line(reference, row.line)
    if first is not None:
        return Rejected(row.line, "ent_num", f"this reference already stands in line {first}", row.cells, repeats=True)
    if kind != "individual":
        return LeftOut(row.line, kind or "organisation")
    try:
        return Read(_entry(cells, Provenance(file, row.line), beside), None, row.cells)
    except BadField as error:
        return Rejected(row.line, error.where.field, error.reason, row.cells, reference)


def _entry(cells: list[str], provenance: Provenance, beside: _Beside) -> Entry:
    reference = cells[0].strip()
    facts = read_remarks(cells[11] + beside.comments.get(reference, ""))
    names = [_name(cells[1], NameKind.PRIMARY), *_aliases(beside.aliases.get(reference, ()), facts), *facts.names]
    return Entry(
        reference=reference,
        names=distinct(names),
        provenance=provenance,
        sex=facts.sexes[0] if len(set(facts.sexes)) == 1 else None,
        birth_dates=tuple(dict.fromkeys(facts.birth_dates)),
        birth_places=tuple(dict.fromkeys(facts.birth_places)),
        nationalities=tuple(dict.fromkeys(facts.nationalities)),
        documents=tuple(dict.fromkeys(facts.documents)),
        residences=tuple(dict.fromkeys(read_place(tidy(text)) for text in beside.addresses.get(reference, ()))),
        remarks="; ".join([*_labelled(cells, facts.rest), *facts.rest]),
    )


def _aliases(told: tuple[()] | list[tuple[str, str, str]], facts: Facts) -> Iterator[Name]:
    for kind, text, remark in told:
        yield _name(text, _ALT_KINDS.get(kind, NameKind.ALIAS))
        if tidy(remark):
            facts.rest.append(f"alias {tidy(text)}: {tidy(remark)}")


def _labelled(cells: list[str], rest: list[str]) -> Iterator[str]:
    title = tidy(cells[4])
    if title and title not in (clause.rstrip(".") for clause in rest):  # the remarks often say the title again
        yield f"title: {title}"
    if program := tidy(cells[3]):
        yield f"program: {program.replace('] [', ', ')}"


def _name(text: str, kind: NameKind) -> Name:
    """A name as written; "FAMILY, Given" has its parts. Names in these files are strong ones."""
    try:
        return read_name(text, kind, NameQuality.GOOD, family_and_given(text))
    except BadField as error:
        raise error.at(field="name") from None
