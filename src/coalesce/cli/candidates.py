"""commitments candidates: the sentences of a press text that may be rows of a plan. It needs no node and stores nothing.

Invariant: what is printed is the text's own words with their places, and the rule that found each; nothing is confirmed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from coalesce.cli.printing import print_stream, say
from coalesce.cli.session import Session
from coalesce.commitments.extraction import Candidate, Label, Mark, find_candidates
from coalesce.intake import Limits
from coalesce.intake.press_texts import press_text, read_press_text

COLUMNS = ("act", "members", "unnamed", "lines", "quantities", "money", "places", "when", "conditions", "sentence")


def candidates(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="A plain text; - reads it from the standard input.")],
    encoding: Annotated[str, typer.Option("--encoding", help="How the text is written.")] = "utf-8",
) -> None:
    """Mark the sentences of a press text that may be commitments, for a human to confirm."""
    session: Session = context.obj
    limits = Limits()
    if file == "-":
        text = press_text(sys.stdin.buffer.read(limits.max_press_bytes + 1), "standard input", limits, encoding)
    else:
        text = read_press_text(Path(file), limits, encoding)
    print_stream(_rows(text), session.format, COLUMNS)
    say("candidates only: nothing is stored, and each is for a human to confirm")


def _rows(text: str) -> Iterator[dict[str, Any]]:
    for one in find_candidates(text):
        yield row(one)


def row(found: Candidate) -> dict[str, Any]:
    """A candidate as the command prints it; offsets are of the text as it was read."""
    return {
        "sentence": found.text,
        "start": found.span.start,
        "end": found.span.end,
        "paragraph": found.paragraph,
        "act": str(found.act),
        "rule": found.rule,
        "members": list(found.members),
        "unnamed": _texts(found, Label.UNNAMED),
        "lines": list(found.lines),
        "kinds": list(dict.fromkeys(mark.value for mark in found.of(Label.KIND))),
        "quantities": _texts(found, Label.QUANTITY),
        "money": _texts(found, Label.MONEY),
        "places": _texts(found, Label.PLACE),
        "when": _texts(found, Label.WHEN) + _texts(found, Label.DURATION),
        "conditions": _texts(found, Label.CONDITION),
        "marks": [_mark(mark) for mark in found.marks],
    }


def _texts(found: Candidate, label: Label) -> list[str]:
    return [" ".join(mark.text.split()) for mark in found.of(label)]


def _mark(mark: Mark) -> dict[str, Any]:
    said = {
        "value": mark.value,
        "number": None if mark.number is None else str(mark.number),
        "unit": mark.unit,
        "currency": mark.currency,
        "qualifier": mark.qualifier,
        "event": mark.event or None,
        "basis": None if mark.basis is None else [mark.basis.start, mark.basis.end],
    }
    known = {name: value for name, value in said.items() if value is not None}
    place = {"label": str(mark.label), "start": mark.span.start, "end": mark.span.end, "text": mark.text}
    return place | known | {"rule": mark.rule}
