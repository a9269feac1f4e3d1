"""The one way in: a path becomes a Source, whatever the format.

Invariant: ``open_reader`` raises for all that can be known of the file as a whole; ``rows`` may be called again
and gives the same rows, as long as the file is the same (``digest`` says so).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from coalesce.errors import BadFile, BadUsage, Where
from coalesce.intake import eu, ftm, json_lines, json_list, ofac, un_xml, xlsx
from coalesce.intake.columns import Plan, plan_persons
from coalesce.intake.csv_files import header_of, open_persons, person_rows, rows_of
from coalesce.intake.csv_persons import PersonCsv
from coalesce.intake.files import checked_file, digest_of, head_of
from coalesce.intake.limits import Limits
from coalesce.intake.mapping import Mapping, propose_mapping
from coalesce.intake.rows import Read, Row
from coalesce.intake.workbook import check_workbook, is_workbook

READERS = ("csv", "un", "ofac", "eu", "jsonl", "ftm", "xlsx")
"""The readers of this room. STIX has its own (``services.opening``)."""

_OFAC_ROW = re.compile(rb'\s*\d+,"(?:[^"]|"")*",(?:-0-|"?(?:individual|vessel|aircraft))')
_ROOT = re.compile(rb"<([A-Za-z_][\w.:-]*)")
_PROLOGUE = re.compile(rb"<\?.*?\?>|<!--.*?-->", re.DOTALL)


@dataclass(slots=True)
class Source:
    """An opened list. ``digest`` is SHA-256 in hexadecimal over its bytes, ``size`` its bytes.

    ``header`` names the cells of the rows that come back rejected; ``unused`` the columns with a heading that nothing reads, ``other_sheets``
    those of a workbook that hold something and are not read.
    """

    reader: str
    path: Path
    digest: str
    size: int
    header: tuple[str, ...]
    _read: Callable[[BinaryIO], Iterator[Row]]
    unused: tuple[str, ...] = ()
    other_sheets: tuple[str, ...] = ()
    _stream: BinaryIO | None = field(default=None, init=False)
    _done: int = field(default=0, init=False)
    _headless: dict[int, None] = field(default_factory=dict, init=False)

    @property
    def done(self) -> int:
        """How many bytes have been read so far: for a progress bar beside ``size``."""
        if self._stream is not None and not self._stream.closed:
            self._done = self._stream.tell()
        return self._done

    @property
    def unread(self) -> tuple[str, ...]:
        """The columns that nothing reads; of those without a heading the ones in which the rows read so far have a value."""
        return (*self.unused, *(f"column {place + 1}, without a heading" for place in sorted(self._headless)))

    def rows(self) -> Iterator[Row]:
        """Each row as Read, Rejected or LeftOut, streamed. Raises BadFile where the file turns out to be damaged."""
        try:
            with self.path.open("rb") as stream:
                self._stream = stream
                headless = [place for place, heading in enumerate(self.header) if not heading]
                for row in self._read(stream):
                    if headless and isinstance(row, Read):
                        self._headless.update((place, None) for place in headless if any(row.cells[place : place + 1]))
                    yield row
                self._done = self.size
        except OSError as fault:
            raise BadFile(f"cannot be read further ({fault.strerror})", Where(self.path.name)) from None
        finally:
            self._stream = None


def open_reader(
    path: Path, *, reader: str = "auto", mapping: Mapping | None = None, limits: Limits | None = None
) -> Source:
    """The list at ``path``, ready to be read. ``reader`` "auto" goes by the content. Raises BadFile, BadUsage."""
    bounds = limits or Limits()
    if reader != "auto" and reader not in READERS:
        raise BadUsage(f"there is no reader of this name: there are auto, {', '.join(READERS)}")
    chosen = _recognised(path, bounds) if reader == "auto" else reader
    if mapping is not None and chosen not in ("csv", "jsonl", "xlsx"):
        raise BadUsage(f"a mapping is for CSV, JSON lines and XLSX only; this file is read by the reader '{chosen}'")
    match chosen:
        case "un":
            return _open_un(path, bounds)
        case "ofac":
            return _open_ofac(path, bounds)
        case "eu":
            return _open_eu(path, bounds)
        case "jsonl":
            return _open_jsonl(path, mapping, bounds)
        case "xlsx":
            return _open_xlsx(path, mapping, bounds)
        case "ftm":
            size = checked_file(path, bounds)
            return Source(
                "ftm", path, digest_of([path]), size, ftm.HEADER, lambda stream: ftm.ftm_rows(stream, path, bounds)
            )
    return _open_csv(path, mapping, bounds)


def _recognised(path: Path, limits: Limits) -> str:
    """The reader for a path, by how its content begins. Raises BadFile where none fits."""
    if path.is_dir() and any(child.name.lower() == "sdn.csv" for child in path.iterdir()):
        return "ofac"
    checked_file(path, limits)
    head = head_of(path)
    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if is_workbook(path, begin):
        return "xlsx"
    if begin.startswith(b"%PDF"):
        raise BadFile("is a PDF: export the list as CSV (UTF-8)", Where(path.name))
    if begin.startswith(b"{") or json_list.begins(begin) or path.suffix.lower() in json_lines.ENDINGS:
        return _json_reader(path, limits)
    if begin.startswith(b"<"):
        return _xml_reader(begin, path.name)
    if _OFAC_ROW.match(begin):
        return "ofac"
    return (
        "eu" if eu.is_annex(tuple(begin.partition(b"\n")[0].rstrip().decode("utf-8", "replace").split(","))) else "csv"
    )


def _xml_reader(begin: bytes, file: str) -> str:
    root = _ROOT.search(_PROLOGUE.sub(b"", begin))
    if root is not None and root[1] != un_xml.ROOT.encode() and b"<!DOCTYPE" not in begin:
        raise BadFile(f"is XML, but not the UN consolidated list: its root is not {un_xml.ROOT}", Where(file))
    return "un"


def _open_csv(path: Path, mapping: Mapping | None, limits: Limits) -> Source:
    size = checked_file(path, limits)
    persons = open_persons(path, mapping, limits)
    header, unused = persons.plan.header, persons.plan.unused
    return Source(
        "csv", path, digest_of([path]), size, header, lambda stream: person_rows(persons, path, stream), unused
    )


def _open_un(path: Path, limits: Limits) -> Source:
    size = checked_file(path, limits)
    head_of(path)
    return Source(
        "un", path, digest_of([path]), size, un_xml.HEADER, lambda stream: un_xml.un_rows(stream, path, limits)
    )


def _open_ofac(path: Path, limits: Limits) -> Source:
    files = ofac.ofac_files(path, limits)
    sdn = files["sdn.csv"]
    return Source(
        "ofac",
        sdn,
        digest_of(files.values()),
        checked_file(sdn, limits),
        ofac.HEADER,
        lambda stream: ofac.ofac_rows(stream, files, limits),
    )


def _open_eu(path: Path, limits: Limits) -> Source:
    size = checked_file(path, limits)
    header = header_of(path, limits)
    eu.check_annex(header, path.name, limits)

    def read(stream: BinaryIO) -> Iterator[Row]:
        return eu.annex_rows(rows_of(path, stream, len(header), limits), header, path, limits)

    return Source("eu", path, digest_of([path]), size, header, read)


def _json_reader(path: Path, limits: Limits) -> str:
    """By the first line that is a mapping."""
    with path.open("rb") as stream:
        for _, mapping, _, _ in json_lines.json_lines(stream, path, limits):
            if mapping is not None:
                return "ftm" if ftm.is_ftm(mapping) else "jsonl"
    raise BadFile("is JSON, but no line is a mapping: write one mapping a line", Where(path.name))


def _open_jsonl(path: Path, mapping: Mapping | None, limits: Limits) -> Source:
    size = checked_file(path, limits)
    header = json_lines.header_of_lines(path, limits)
    settled = mapping or Mapping()
    persons = PersonCsv(path.name, plan_persons(header, mapping, path.name, limits), settled, limits)

    def read(stream: BinaryIO) -> Iterator[Row]:
        return persons.read(json_lines.rows_of_lines(stream, path, header, settled.separator, limits))

    return Source("jsonl", path, digest_of([path]), size, header, read, persons.plan.unused)


def _open_xlsx(path: Path, mapping: Mapping | None, limits: Limits) -> Source:
    size = checked_file(path, limits)
    settled = mapping or Mapping()
    book = xlsx.Book(path, settled.sheet, limits, check_workbook(path, limits), settled.header_row or 1)
    header = book.header()
    plan = _plan_of_sheet(book, header, mapping)
    persons = PersonCsv(path.name, plan, settled, limits)
    places = {place for places in plan.cells.values() for place in places}

    def read(_: BinaryIO) -> Iterator[Row]:
        rows = book.rows(read=places)
        next(rows, None)
        return persons.read(rows)

    others = tuple(name for name in book.other_sheets() if not settled.sheet and name != settled.sightings_sheet)
    return Source("xlsx", path, digest_of([path]), size, header, read, plan.unused, others)


def _plan_of_sheet(book: xlsx.Book, header: tuple[str, ...], mapping: Mapping | None) -> Plan:
    """The plan of a sheet of persons. Raises BadFile, which says where the headings seem to be if other texts stand above them."""
    try:
        return plan_persons(header, mapping, book.path.name, book.limits)
    except BadFile:
        below = None if mapping is not None else book.headings_below()
        if below is None:
            raise
        row, headings = below
        proposed = replace(propose_mapping(headings), sheet=book.sheet, header_row=row).to_toml()
        reason = f"its headings seem to stand in row {row}: take away the rows above, or give a mapping with --mapping"
        raise BadFile(f"{reason}, such as:\n{proposed}", Where(book.path.name, row)) from None
