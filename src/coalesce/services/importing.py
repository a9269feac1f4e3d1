"""Importing a list's new edition: read, check, stage, publish.

Invariant: a row is accepted, left out with its kind, or rejected with its reason;
none is lost in silence. A file that cannot be read to its end changes nothing.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from coalesce.errors import BadField, BadFile, BadInput, Where
from coalesce.handling import Actor, Handling, Purpose, minor_when_seen, narrowed_for_minor, retention_end
from coalesce.intake import (
    LeftOut,
    Limits,
    Mapping,
    Read,
    Rejected,
    Row,
    RowHandling,
    limits_of,
    read_sightings,
    sighting_cells,
    write_rejected,
)
from coalesce.intake.files import digest_of
from coalesce.intake.unreal_dates import unreal_dates
from coalesce.linking.coding import Encoder
from coalesce.records import Entry, ListKind, RecordList, Sighting
from coalesce.services.arriving import match_arrivals
from coalesce.services.correcting import Standing, let_go, standing_of
from coalesce.services.node import Node, Progress, silent
from coalesce.services.noticing import noticed
from coalesce.services.offering import offer_few
from coalesce.services.opening import open_list
from coalesce.services.preparing import KeyRoom, prepared
from coalesce.services.settling import settle
from coalesce.store.staging import ADDED, CHANGED, UNCHANGED, WITHDRAWN, Staged, Staging

CROWDED, UNFINDABLE = "crowded", "without_keys"


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """What to import into which list. ``sightings`` and ``mapping`` may be absent. ``empty``: that no row is left is wanted."""

    path: Path
    list_name: str
    reader: str = "auto"
    mapping: Mapping | None = None
    sightings: Path | None = None
    empty: bool = False


@dataclass(slots=True)
class ImportReport:
    """What became of the rows. ``accepted`` = added + changed + unchanged; minors are kept to their owner.

    ``kept`` are records whose row was rejected: they stand as the edition before left them, and are not delisted. ``unnamed``
    are rejected rows that do not surely tell whose they are: who of the list they are about is among the delisted.
    ``crowded`` are rows of which a blocking key was left out, as too many of the list had it before; ``without_keys``
    those of them that have no other: linking never proposes them, a search still finds them. ``matched``: whether links
    of what arrived are proposed already; if not, the linker must be run. ``unreal_dates`` are rows with a birth date
    that cannot be: its year or month is kept, and the remarks hold it as written. ``corrected`` are rows that a correction
    stands against, since they still give what was corrected. ``reasons``: why rows were rejected, and how many for each.
    ``unread``: what of the file nothing reads: its columns, and of a workbook its other sheets that hold something.
    """

    edition: int = 0
    accepted: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    delisted: int = 0
    kept: int = 0
    rejected: int = 0
    unnamed: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    rejected_sightings: int = 0
    minors: int = 0
    crowded: int = 0
    without_keys: int = 0
    unreal_dates: int = 0
    corrected: int = 0
    rejected_files: tuple[str, ...] = ()
    matched: bool = True
    reasons: dict[str, int] = field(default_factory=dict)
    unread: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())

    def counts(self) -> dict[str, object]:
        """The numbers, for the audit and the edition's own record."""
        return {
            "accepted": self.accepted,
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "delisted": self.delisted,
            "kept": self.kept,
            "rejected": self.rejected,
            "unnamed": self.unnamed,
            "left_out": dict(sorted(self.left_out.items())),
            CROWDED: self.crowded,
            UNFINDABLE: self.without_keys,
            "unreal_dates": self.unreal_dates,
            "corrected": self.corrected,
        }


def import_file(node: Node, actor: Actor, order: ImportOrder, progress: Progress = silent) -> ImportReport:
    """Import a file as the list's next edition. Raises BadInput, NotPermitted, StoreError; then nothing is published."""
    writer = node.store.write(actor, Purpose.PLANNING)
    to = writer.find_list(order.list_name)
    limits = limits_of(node.store.settings)
    source = open_list(order.path, reader=order.reader, mapping=order.mapping, limits=limits)
    progress("reading sightings", 0.0)
    seen = _Sightings(order.sightings, order.mapping, limits)
    with node.store.alone("import"):
        node.store.erase_expired()
        settle(node, progress)
        staging = writer.stage(to, order.path.name, _digest(order, (source.digest, seen.digest), _day(node)))
        try:
            run = _Run(node, to, seen)
            run.standing = standing_of(writer, to)
            run.stage(staging, source.rows(), lambda: progress("importing", source.done / max(source.size, 1)))
            report = run.report(order.path.absolute(), source.header)
            run.check(order.path.name, may_be_empty=order.empty or not staging.would_empty())
        except BadInput:
            staging.discard()
            raise
        progress("publishing", 1.0)
        report.kept = staging.keep(run.named)
        report.delisted = staging.publish(report.counts())
        let_go(writer, run.standing)
        report.edition, report.unread = staging.number, (source.unread, source.other_sheets)
        report.matched = _match(node, to, staging, progress)
    offer_few(node)
    return report


def import_rows(
    node: Node, actor: Actor, list_name: str, rows: Iterable[Row], named: tuple[str, str], settled: bool = False
) -> ImportReport:
    """Import rows that a program made; ``named`` is their source and digest. ``settled``: as a file's, so that corrections stand
    and arrivals are matched. Raises as ``import_file``.
    """
    writer = node.store.write(actor, Purpose.PLANNING)
    to = writer.find_list(list_name)
    with node.store.alone("import"):
        if settled:
            settle(node)
        staging = writer.stage(to, *named)
        run = _Run(node, to, _Sightings(None, None, limits_of(node.store.settings)))
        run.standing = standing_of(writer, to) if settled else run.standing
        run.stage(staging, rows, lambda: None)
        report = run.report(None, ())
        report.kept = staging.keep(run.named)
        report.delisted = staging.publish(report.counts())
        report.edition = staging.number
        if settled:
            let_go(writer, run.standing)
        report.matched = settled and _match(node, to, staging, silent)
    return report


def _match(node: Node, to: RecordList, staging: Staging, progress: Progress) -> bool:
    """Propose the links of what an edition brought, and tell members what is new for them; whether that could be done."""
    came, gone = staging.touched()
    if to.kind != ListKind.CUSTOMERS and (came or gone):
        progress("matching arrivals", 1.0)
        if not match_arrivals(node, came, gone):
            return False
    noticed(node, to.id, staging.number)
    return True


def tried(node: Node, to: RecordList, rows: Iterable[Row]) -> Iterator[tuple[Entry, bool] | Rejected | LeftOut]:
    """What an import into this list would make of each row, without its sightings' file: the entry and whether it would
    be kept to its owner as a minor's, or why it is not taken. Nothing is written.
    """
    run = _Run(node, to, _Sightings(None, None, limits_of(node.store.settings)))
    for row in rows:
        if isinstance(row, LeftOut | Rejected):
            yield row
            continue
        before = run.minors
        made = run.judged(row)
        yield made if isinstance(made, Rejected) else (row.entry, run.minors > before)


def _digest(order: ImportOrder, files: tuple[str, str], day: str) -> str:
    """What an interrupted import must have in common with the one that goes on: files, reader, mapping, day.

    The day, since it decides who is a minor and what is past its keeping.
    """
    how = f"{order.reader}\0{order.mapping!r}\0{day}"
    return "".join((*files, hashlib.sha256(how.encode()).hexdigest()[:16]))


def _day(node: Node) -> str:
    return node.store.clock.today().isoformat()


class _Sightings:
    """The sightings' file, by reference; and which of them found their record."""

    def __init__(self, path: Path | None, mapping: Mapping | None, limits: Limits) -> None:
        self.by: dict[str, list[tuple[Sighting, int]]] = {}
        self.rejected: list[Rejected] = []
        self.path, self.digest = path, ""
        self._mapping, self._limits = mapping, limits
        if path is None:
            return
        self.digest = digest_of([path])
        for row in read_sightings(path, mapping=mapping, limits=limits):
            if isinstance(row, Rejected):
                self.rejected.append(row)
            else:
                reference, sighting, line = row
                self.by.setdefault(reference, []).append((sighting, line))

    def of(self, reference: str) -> tuple[Sighting, ...]:
        """The sightings of one record."""
        return tuple(sighting for sighting, _ in self.by.get(reference, ()))

    def found(self, reference: str) -> None:
        """Their record was accepted: they are not left over any more."""
        self.by.pop(reference, None)

    def left_over(self) -> list[Rejected]:
        """Rejected rows, with those whose record is not in the persons' file."""
        reason = "no accepted person of this file has this reference"
        strays = [Rejected(line, "reference", reason) for rows in self.by.values() for _, line in rows]
        return sorted(self.rejected + strays, key=lambda row: row.line)

    def write_left_over(self) -> tuple[int, list[Path]]:
        """Write those rows beside the sightings' file, as they came: how many, and the file."""
        if self.path is None or not (rows := self.left_over()):
            return 0, []
        header, cells = sighting_cells(
            self.path, {row.line for row in rows}, mapping=self._mapping, limits=self._limits
        )
        written = write_rejected(self.path, header, [replace(row, row=cells.get(row.line, ())) for row in rows])
        return len(rows), [written] if written else []


class _Run:
    """One pass over the rows."""

    def __init__(self, node: Node, to: RecordList, seen: _Sightings) -> None:
        self._encoder, self._to, self._seen = Encoder(node.model), to, seen
        self._today = node.store.clock.today()
        self._most_sightings = node.store.settings.max_sightings_per_record
        self._most_years = node.store.settings.max_retention_years
        self._members = {member.code for member in node.store.members()}
        self._room = KeyRoom(node.store.settings.max_records_per_key)
        self._rejected: list[Rejected] = []
        self._left_out: Counter[str] = Counter()
        self._counts: Counter[str] = Counter()
        self._bounded: Counter[str] = Counter()
        self.named: dict[str, None] = {}
        """The references that rejected rows name and no accepted one behind them."""
        self.minors = 0
        self._unreal_dates = 0
        self.standing = Standing({})

    def stage(self, staging: Staging, rows: Iterable[Row], tell: Callable[[], None]) -> None:
        """Stage every row that can be accepted."""
        self._counts = staging.add(self._accepted(rows, tell))

    def report(self, path: Path | None, header: tuple[str, ...]) -> ImportReport:
        """The numbers; rejected rows are written beside the files first."""
        left_out = dict(self._left_out)
        if self._counts[WITHDRAWN]:
            left_out[WITHDRAWN] = self._counts[WITHDRAWN]
        added, changed, unchanged = (self._counts[name] for name in (ADDED, CHANGED, UNCHANGED))
        strays, files = self._seen.write_left_over()
        written = write_rejected(path, header, self._rejected) if path else None
        files += [written] if written else []
        return ImportReport(
            accepted=added + changed + unchanged,
            added=added,
            changed=changed,
            unchanged=unchanged,
            rejected=len(self._rejected),
            unnamed=sum(row.reference is None and not row.repeats for row in self._rejected),
            rejected_sightings=strays,
            left_out=left_out,
            minors=self.minors,
            crowded=self._bounded[CROWDED],
            without_keys=self._bounded[UNFINDABLE],
            unreal_dates=self._unreal_dates,
            corrected=self.standing.applied,
            rejected_files=tuple(str(file) for file in files),
            reasons=dict(Counter(row.reason for row in self._rejected)),
        )

    def check(self, file: str, *, may_be_empty: bool) -> None:
        """Raises BadFile where every row was rejected, or there is none: to publish that would close every record of the list."""
        if any(self._counts.values()) or self._left_out:
            return
        if not self._rejected and not may_be_empty:
            raise BadFile(
                "there is no row below the headings, and nothing was changed: it would delist every record of the list;"
                " 'coalesce import --empty' does so",
                Where(file, 1),
            )
        if self._rejected:
            first = self._rejected[0]
            raise BadFile(
                f"no row can be accepted, and nothing was changed; the first: {first.reason}",
                Where(file, first.line, first.field),
            )

    def _accepted(self, rows: Iterable[Row], tell: Callable[[], None]) -> Iterator[Staged]:
        for count, row in enumerate(rows):
            if count % 500 == 0:
                tell()
            if isinstance(row, LeftOut):
                self._left_out[row.kind] += 1
            elif isinstance(row, Rejected):
                self._reject(row)
            else:
                staged = self._staged(row)
                if isinstance(staged, Rejected):
                    self._reject(replace(staged, reference=row.entry.reference))
                else:
                    self.named.pop(row.entry.reference, None)
                    self._seen.found(row.entry.reference)
                    self._unreal_dates += bool(unreal_dates(row.entry))
                    yield staged

    def _reject(self, row: Rejected) -> None:
        self._rejected.append(row)
        if row.reference is not None:
            self.named[row.reference] = None

    def _staged(self, row: Read) -> Staged | Rejected:
        judged = self.judged(row)
        if isinstance(judged, Rejected):
            return judged
        entry, given = judged
        made = prepared(entry, self._encoder, self._with_room)
        return Staged(entry, given, made.packed, made.compared, made.search_keys)

    def judged(self, row: Read) -> tuple[Entry, Handling] | Rejected:
        """The entry with its sightings and its handling, or why it cannot be accepted."""
        entry = replace(row.entry, sightings=row.entry.sightings + self._seen.of(row.entry.reference))
        entry = self.standing.on(entry)
        line = entry.provenance.line
        if len(entry.sightings) > self._most_sightings:
            reason = (
                f"has {len(entry.sightings)} sightings, more than the {self._most_sightings} allowed for one person"
            )
            return Rejected(line, None, reason, row.cells)
        given = self._handling(row.handling)
        if unknown := sorted(({one.member for one in given.releases} | given.figures_to) - self._members):
            return Rejected(line, "release", f"'{unknown[0]}' is no member of this node: add it first", row.cells)
        try:
            retention_end(given.keep_until, self._today, most=self._most_years)
        except BadField as error:
            return Rejected(line, "keep_until", error.reason, row.cells)
        dates = [seen.date for seen in entry.sightings if seen.date is not None]
        explicit = row.handling is not None and row.handling.releases is not None
        # who wrote the release knew of a child only where the row itself tells of one, and not a correction of it
        explicit = explicit and minor_when_seen(row.entry.birth_dates, dates, self._today)
        if not explicit and minor_when_seen(entry.birth_dates, dates, self._today):
            self.minors += 1
            given = narrowed_for_minor(given)
        return entry, given

    def _handling(self, row: RowHandling | None) -> Handling:
        default = self._to.handling
        if row is None:
            return default
        return replace(
            default,
            tlp=default.tlp if row.tlp is None else row.tlp,
            releases=default.releases if row.releases is None else row.releases,
            figures_to=default.figures_to if row.figures_to is None else row.figures_to,
            keep_until=default.keep_until if row.keep_until is None else row.keep_until,
        )

    def _with_room(self, found: tuple[str, ...]) -> tuple[str, ...]:
        """The keys that not too many rows before this one had."""
        kept = self._room.kept(found)
        self._bounded[CROWDED] += len(kept) < len(found)
        self._bounded[UNFINDABLE] += len(kept) < len(found) and not kept
        return kept
