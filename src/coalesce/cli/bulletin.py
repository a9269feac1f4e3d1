"""The bulletin on the command line: its numbers, or the PDF.

Invariant: as ``services.bulletin`` says; nothing is closed or drawn for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from coalesce.cli.printing import print_json, print_rows, say
from coalesce.cli.session import Format, Session
from coalesce.errors import BadUsage
from coalesce.handling import Purpose
from coalesce.services import bulletin

COLUMNS = ("leg", "low", "count", "high", "before", "change", "change_low", "change_high", "so_far")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("bulletin")(show)


def show(
    context: typer.Context,
    series: Annotated[str, typer.Option("--series", help="A series that your member receives.")] = "",
    month: Annotated[
        str, typer.Option("--month", help="Like 2014-08; the latest that has its numbers without it.")
    ] = "",
    pdf: Annotated[Path | None, typer.Option("--pdf", help="Write the printed bulletin into this file.")] = None,
) -> None:
    """The bulletin of a month, made of released figures alone."""
    session: Session = context.obj
    if session.purpose_or(Purpose.STATISTICS) is not Purpose.STATISTICS:
        raise BadUsage("a bulletin is for statistics: leave --purpose away")
    with session.node() as node:
        actor = session.actor(node)
        name = series or next(iter(bulletin.receivable(node, actor)), "")
        if not name:
            raise BadUsage("your member receives no figures: 'coalesce series list' shows the series there are")
        if pdf is not None:
            body = session.injected.bulletin(node, actor, name, month)
            _write(pdf, body)
            return
        told = bulletin.document(bulletin.compiled(node, actor, name, month))
    if session.format is Format.JSON:
        print_json(told)
        return
    print_rows([_row(row) for row in told["legs"]], session.format, COLUMNS)
    say(f"{told['month']} of '{told['series']}': noise moved each number by at most {told['moved_by']}, 19 times in 20")


def _write(path: Path, body: bytes) -> None:
    if path.exists():
        raise BadUsage(f"{path.name} is there already: choose another name")
    try:
        path.write_bytes(body)
    except OSError as error:
        raise BadUsage(f"{path.name} cannot be written ({error.strerror})") from None
    say(f"written to {path}")


def _row(leg: dict[str, Any]) -> dict[str, Any]:
    change = leg["change"] or {}
    return {
        "leg": leg["leg"],
        **{name: leg["now"][name] for name in ("low", "count", "high")},
        "before": leg["before"]["count"] if leg["before"] else None,
        "change": change.get("count"),
        "change_low": change.get("low"),
        "change_high": change.get("high"),
        "so_far": leg["so_far"]["count"],
    }
