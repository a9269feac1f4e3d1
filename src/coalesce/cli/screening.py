"""The command ``screen``: one name, or a file of names, against the lists that the actor may see.

Invariant: what is printed is what the actor may see for the purpose; a line of the file that is no name is told with
its line and the rest is screened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from coalesce.cli.printing import print_json, print_rows, progress, say
from coalesce.cli.session import Format, Session
from coalesce.errors import BadUsage
from coalesce.handling import Purpose
from coalesce.intake import Rejected, limits_of, read_names
from coalesce.services import telling
from coalesce.services.node import Node
from coalesce.services.screening import Query, Screened, ScreenOrder
from coalesce.services.screening import screen as screen_names


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(screen)


def screen(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="A name, in any script.")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="A CSV, XLSX or JSON lines with a column `name`.")] = None,
    top: Annotated[int, typer.Option("--top", min=1, max=40, help="At most so many hits for a name.")] = 5,
    threshold: Annotated[
        float | None, typer.Option("--threshold", min=0, max=1, help="The least score; the node's setting without it.")
    ] = None,
) -> None:
    """Screen names against designations and travellers that you may see. A hit is a resemblance, not a judgement."""
    session: Session = context.obj
    if (name is None) == (file is None):
        raise BadUsage("say one name, or --file FILE.csv with many")
    order = ScreenOrder(top, threshold, session.purpose_or(Purpose.SCREENING))
    with session.node() as node, progress() as tell:
        if fault := limits_of(node.store.settings).too_long(len(name or "")):
            raise BadUsage(fault)
        names = iter([Query(name)]) if name is not None else _names(node, file or Path(), tell)
        found = []
        for one in screen_names(node, session.actor(node), names, order):
            _tell_note(one, file)
            found.append(one)
    _print(found, session.format)


def _names(node: Node, path: Path, tell: Callable[[str, float], None]) -> Iterator[Query]:
    """Each row of a file, also one that is no name."""
    for count, row in enumerate(read_names(path, limits=limits_of(node.store.settings))):
        if count % 100 == 0:
            tell(f"screening, {count:,} names so far", 0.0)
        if isinstance(row, Rejected):
            yield Query("", row.line, f"{row.reason}; not screened")
        else:
            yield Query(row.name, row.line)


def _tell_note(one: Screened, path: Path | None) -> None:
    """What was not looked for, on stderr, with its line."""
    if one.note:
        say(f"{path.name}, line {one.line}, field 'name': {one.note}" if path else f"the name {one.note}")


def _print(found: list[Screened], form: Format) -> None:
    if form is Format.JSON:
        print_json([telling.screened_row(one) for one in found])
        return
    flat = [{"query": one.query, **telling.hit_row(hit)} for one in found for hit in one.hits]
    print_rows(flat, form, ("query", "score", "name", "list", "member", "reference", "record", "reasons"))
