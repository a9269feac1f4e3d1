"""Printing data as a table, JSON or CSV, and progress beside it.

Invariant: one call prints one answer to stdout; JSON is one document; a CSV cell that a spreadsheet would take
for a formula is quoted with an apostrophe; progress and notes go to stderr.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from coalesce.cli.session import Format

Row = Mapping[str, Any]
_WIDE = 10_000
"""Columns of a table that goes to a file or another program: nothing is wrapped."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def print_rows(rows: Sequence[Row], form: Format, columns: Sequence[str] | None = None) -> None:
    """Print a list of rows; ``columns`` chooses and orders those of table and CSV."""
    if form is Format.JSON:
        print_json(list(rows))
        return
    shown = list(columns or (rows[0].keys() if rows else ()))
    if form is Format.CSV:
        writer = csv.writer(sys.stdout)
        writer.writerow(shown)
        writer.writerows([[_cell(row.get(name)) for name in shown] for row in rows])
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in shown:
        numbers = bool(rows) and all(isinstance(row.get(name), int | float | None) for row in rows)
        table.add_column(name.replace("_", " "), justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(_plain(row.get(name))) for name in shown))
    console = Console()
    if not console.is_terminal:
        console.width = _WIDE
    console.print(table if rows else "nothing to show for this reader and purpose", markup=False)


def print_stream(rows: Iterator[Row], form: Format, columns: Sequence[str]) -> None:
    """The same as they come: JSON and CSV hold no more than one row in memory."""
    if form is Format.TABLE:
        print_rows(list(rows), form, columns)
    elif form is Format.CSV:
        writer = csv.writer(sys.stdout)
        writer.writerow(columns)
        writer.writerows([_cell(row.get(name)) for name in columns] for row in rows)
    else:
        before = b"["
        for row in rows:
            sys.stdout.buffer.write(before + b"\n" + orjson.dumps(row))
            before = b","
        sys.stdout.buffer.write(b"[]\n" if before == b"[" else b"\n]\n")
        sys.stdout.buffer.flush()


def print_record(row: Row, form: Format) -> None:
    """Print one answer with named values."""
    if form is Format.JSON:
        print_json(dict(row))
    elif form is Format.CSV:
        print_rows([row], form)
    else:
        width = max((len(name) for name in row), default=0)
        for name, value in row.items():
            sys.stdout.write(f"{name.replace('_', ' '):<{width}}  {_plain(value)}\n")


def print_json(value: object) -> None:
    """Print one JSON document."""
    sys.stdout.buffer.write(orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS) + b"\n")
    sys.stdout.buffer.flush()


def say(message: str) -> None:
    """A message for a person, to stderr."""
    sys.stderr.write(message + "\n")


@contextmanager
def progress(stages: bool = False) -> Iterator[Callable[[str, float], None]]:
    """A bar on stderr where that is a terminal; elsewhere silence, or for what takes long a line for each of its stages."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=1.0)
        said: list[str] = []

        def tell(step: str, share: float) -> None:
            bar.update(task, description=step, completed=share)
            if stages and not console.is_terminal and said[-1:] != [step]:
                said.append(step)
                say(step)

        yield tell


def _plain(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {inner}" for key, inner in value.items()) or "–"
    if isinstance(value, list | tuple):
        return "; ".join(_plain(inner) for inner in value) or "–"
    return str(value)


def _cell(value: object) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        text = _plain(value)
        return "'" + text if text.startswith(_FORMULA) else text
    return value
