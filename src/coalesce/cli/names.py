"""The command about names alone: compare. It needs no node, and remembers nothing.

Invariant: a file is read whole before the first answer, so that a fault in it costs no half of an answer; the answers
stand in the order of the pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from coalesce.cli.printing import print_stream, progress
from coalesce.cli.session import Session
from coalesce.errors import BadUsage
from coalesce.intake import Limits, read_name_pairs
from coalesce.names import NameComparison
from coalesce.names.comparing import compare_many

BATCH = 2_000
"""Pairs compared at once: what words they share is worked out once."""

COLUMNS = ("left", "right", "score", "reasons")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(compare)


def compare(
    context: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(help="Two names.")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="A CSV with the columns left and right.")] = None,
) -> None:
    """Why two names agree or not: a probability that they are one name, with the words laid side by side."""
    session: Session = context.obj
    if (file is None) == (names is None) or (names is not None and len(names) != 2):
        raise BadUsage("give two names, or --file with the columns left and right")
    if fault := Limits().too_long(max(map(len, names or ("",)))):
        raise BadUsage(fault)
    pairs = [(names[0], names[1])] if names else list(read_name_pairs(file)) if file else []
    with progress() as tell:
        print_stream(_rows(pairs, tell), session.format, COLUMNS)


def _rows(pairs: list[tuple[str, str]], tell: Callable[[str, float], None]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(pairs), BATCH):
        piece = pairs[start : start + BATCH]
        tell("comparing", start / len(pairs))
        for (left, right), found in zip(piece, compare_many(piece), strict=True):
            yield _row(left, right, found)


def _row(left: str, right: str, found: NameComparison) -> dict[str, Any]:
    return {
        "left": left,
        "right": right,
        "score": round(found.score, 6),
        "reasons": list(found.reasons),
        "aligned": [
            {"left": each.left, "right": each.right, "likeness": round(each.likeness, 4), "rarity": each.rarity,
             "reason": each.reason}
            for each in found.aligned
        ],
        "left_alone": list(found.left_alone),
        "right_alone": list(found.right_alone),
    }  # fmt: skip
