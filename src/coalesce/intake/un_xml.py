"""The UN Security Council consolidated list, as its XML file.

Invariant: every INDIVIDUAL gives one Read or Rejected, every ENTITY one LeftOut; the file is streamed and each
element is dropped once read; nothing outside the file is ever opened (no DTD, no entity, no network).

The reference is REFERENCE_NUMBER ("QDi.333"): the permanent reference number that the Security Council publishes,
that other lists cite, and that stays when an entry is renamed or amended. DATAID, the key of the UN's own
database, serves where it is missing.

Source: https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list (schema of the XML edition).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from lxml import etree

from coalesce.errors import BadField, BadFile, Where
from coalesce.intake.csv_persons import SeenReferences
from coalesce.intake.fields import tidy
from coalesce.intake.limits import Limits
from coalesce.intake.rows import LeftOut, Read, Rejected, Row
from coalesce.intake.un_person import line_of, read_individual

ROOT = "CONSOLIDATED_LIST"
HEADER = ("reference",)
_MOST_NODES = 50_000
"""Elements inside one entry; the largest real one has under 300."""


def un_rows(stream: BinaryIO, path: Path, limits: Limits) -> Iterator[Row]:
    """Each entry of the list. Raises BadFile where the file is not this list, is damaged, or defines entities."""
    file = path.name
    seen = SeenReferences()
    count = 0
    for element in _elements(stream, file):
        count += 1
        if count > limits.max_rows:
            raise BadFile(f"has more than the {limits.max_rows} entries allowed", Where(file, line_of(element)))
        yield _row(element, file, limits, seen)
    if not count:
        raise BadFile("holds no entry: is it a whole consolidated list?", Where(file))


def _elements(stream: BinaryIO, file: str) -> Iterator[etree._Element]:
    """The INDIVIDUAL and ENTITY elements in turn, each dropped when the next is asked for."""
    parser = etree.iterparse(
        stream, events=("start", "end"), resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
    )
    depth = nodes = 0
    try:
        for event, element in parser:
            if event == "start":
                depth, nodes = depth + 1, nodes + 1
                if depth == 1:
                    _check_root(element, file)
                if nodes > _MOST_NODES:
                    raise BadFile(
                        "one entry is far too large: this is no consolidated list", Where(file, line_of(element))
                    )
                continue
            depth -= 1
            if depth == 2 and element.tag in ("INDIVIDUAL", "ENTITY"):
                yield element
            if depth in (1, 2):
                nodes = 1
                _drop(element)
    except etree.XMLSyntaxError as fault:
        line = fault.lineno or None
        raise BadFile("is not well-formed XML, or is cut short, here: fetch it again", Where(file, line)) from None


def _check_root(root: etree._Element, file: str) -> None:
    if cast(Any, root.getroottree().docinfo).doctype:  # not in its type stubs
        raise BadFile("holds a document type or entities, which this list never does: it is not read", Where(file, 1))
    if root.tag != ROOT:
        raise BadFile(f"is not the UN consolidated list: its root is not {ROOT}", Where(file, line_of(root)))


def _drop(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def _row(element: etree._Element, file: str, limits: Limits, seen: SeenReferences) -> Row:
    line = line_of(element)
    if element.tag == "ENTITY":
        return LeftOut(line, "organisation")
    reference = (element.findtext("REFERENCE_NUMBER") or element.findtext("DATAID") or "").strip()
    try:
        entry = read_individual(element, file, limits)
    except BadField as error:
        return Rejected(line, error.where.field, error.reason, (reference,), tidy(reference) or None)
    first = seen.first_line(entry.reference, line)
    if first is not None:
        reason = f"this reference already stands in line {first}"
        return Rejected(line, "REFERENCE_NUMBER", reason, (reference,), repeats=True)
    return Read(entry, None, (reference,))
