"""One cell of an EU annex to the values in it, as these lists really part them.

Invariant: nothing of the cell is lost but separators, markers like "(a)" and the quotes around a value. What stands
in brackets or in quotes stays together, whatever separators it holds.

    cell   = value *( ";" value );   a value that holds a ";" stands in double quotes
    value  = "(a)" part [ "," | ";" ] "(b)" part ...   also "a)" and "(i)", in order from the first
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coalesce.intake.fields import tidy

_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_LETTERS = tuple("abcdefghijklmnopqrstuvwxyz")
_MARKED = re.compile(r"\(?(?:a|i)\)\s")
_EDGES = " \t\n,;"
_OPEN, _CLOSE = "([", ")]"


def annex_values(cell: str) -> list[str]:
    """The values of a cell, markers and quotes taken off."""
    plain = _unquoted(tidy(cell))
    values = [plain] if _MARKED.match(plain) else map(_unquoted, _semicolons(tidy(cell)))
    return [part for value in values for part in numbered_parts(value)]


def numbered_parts(text: str) -> list[str]:
    """ "(a) one, (b) two" gives both; a text without such markers is itself the one part."""
    for marks in (_LETTERS, _ROMAN):
        if parts := _in_order(text, marks):
            return [clean for part in parts for piece in _semicolons(part) if (clean := piece.strip(_EDGES))]
    return [clean for piece in _semicolons(text) if (clean := piece.strip(_EDGES))]


def split_outside(text: str, separators: str) -> list[str]:
    """The pieces between these signs, where they stand in no bracket. Brackets that do not close hold nothing."""
    depth, begin, pieces = 0, 0, []
    whole = text.count("(") == text.count(")")
    for place, sign in enumerate(text):
        if whole and sign in _OPEN:
            depth += 1
        elif whole and sign in _CLOSE:
            depth = max(depth - 1, 0)
        elif sign in separators and not depth:
            pieces.append(text[begin:place])
            begin = place + 1
    return [clean for piece in (*pieces, text[begin:]) if (clean := piece.strip())]


def segments(text: str) -> Iterator[tuple[bool, str]]:
    """The text piece by piece: whether it stands in brackets, and its words. Inner brackets stay in their piece."""
    depth, begin = 0, 0
    for place, sign in enumerate(text):
        if sign not in "()":
            continue
        before = depth
        depth = max(depth + (1 if sign == "(" else -1), 0)
        if before and depth:
            continue
        if clean := tidy(text[begin:place]):
            yield before > 0, clean
        begin = place + 1
    if clean := tidy(text[begin:]):
        yield depth > 0, clean


def bracketed(text: str) -> tuple[str, list[str]]:
    """The text without its brackets, and what stands in each of them (brackets inside brackets stay in theirs)."""
    pieces = list(segments(text))
    return " ".join(piece for inside, piece in pieces if not inside), [piece for inside, piece in pieces if inside]


def _semicolons(text: str) -> list[str]:
    """Cut at ";" outside quotes and brackets. A quote opens only where a value begins, and closes where one ends."""
    pieces: list[str] = []
    rest = text.strip()
    while rest.startswith('"') and (end := re.search(r'"\s*(?:;|$)', rest[1:])):
        pieces.append(rest[: end.start() + 2])
        rest = rest[1 + end.end() :].strip()
    for number, piece in enumerate(cut := split_outside(rest, ";")):
        if number and piece.startswith('"'):
            return [*pieces, *_semicolons("; ".join(cut[number:]))]
        pieces.append(piece)
    return pieces


def _unquoted(value: str) -> str:
    return value[1:-1].strip() if len(value) > 1 and value[0] == value[-1] == '"' else value


def _in_order(text: str, marks: tuple[str, ...]) -> list[str]:
    """The parts behind the markers; none where neither the first stands at the beginning nor "(b)" behind a comma."""
    first = re.match(rf"\(?{marks[0]}\)\s*", text)
    if first is None and marks is _ROMAN:
        return []
    at = first.end() if first else 0
    begins, ends = [at], []
    for mark in marks[1:]:
        found = re.compile(rf"[\s,;]\(?{mark}\)\s*" if first else rf"[,;]\s*\({mark}\)\s*").search(text, at)
        if found is None:
            break
        ends.append(found.start())
        at = found.end()
        begins.append(at)
    if first is None and not ends:
        return []
    return [text[begin:end] for begin, end in zip(begins, [*ends, len(text)], strict=True)]
