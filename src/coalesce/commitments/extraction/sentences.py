"""A press text cut into paragraphs and sentences: what is no sentence of it (print headers, bylines, page numbers) is left out.

Invariant: a sentence never crosses a blank line, and what is found in a paragraph depends on that paragraph alone; so
two texts with a blank line between give the sentences of both. Time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coalesce.commitments.extraction.folding import Folded
from coalesce.commitments.extraction.wording import Wording

WIDEST_WRAP = 140
"""Lines that are longer were not wrapped: a break among them is one that was meant, but for one in the midst of a sentence."""

_END = re.compile(r"[.!?…]+[\"')\]]*(?=\s|$)")
_NUMBERED = re.compile(r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]\s+(?=\S)")
_OPENING, _CLOSING = "\"'([*_#> ", ".!?:;…\"')]"


@dataclass(frozen=True, slots=True)
class Sentence:
    """Letters [start, end) of the folded text. ``bulleted``: a line of a list. ``leads_in``: what a list follows."""

    start: int
    end: int
    bulleted: bool = False
    leads_in: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What stands between two blank lines. ``speaker``: start and end of a transcript's label in front, if any."""

    sentences: tuple[Sentence, ...]
    speaker: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class _Run:
    """Lines that were one line before they were wrapped."""

    start: int
    end: int
    bulleted: bool


def paragraphs(folded: Folded, wording: Wording) -> Iterator[Paragraph]:
    """The paragraphs in order; one without a sentence is left out. A transcript's label begins a paragraph of its own."""
    for lines in _blocks(folded.text):
        kept = [line for line in lines if not _is_plate(folded.text[line[0] : line[1]].strip(), wording)]
        sentences: list[Sentence] = []
        speaker: tuple[int, int] | None = None
        for run in _runs(folded.text, kept, wording):
            label = wording.speaker.match(folded.text, run.start, run.end)
            if label:
                if sentences:
                    yield Paragraph(tuple(sentences), speaker)
                sentences, speaker = [], (label.start(1), label.end(1))
            start = label.end() if label else run.start
            sentences += _sentences(folded.text, _Run(start, run.end, run.bulleted), wording)
        if sentences:
            yield Paragraph(tuple(sentences), speaker)


def _blocks(text: str) -> Iterator[list[tuple[int, int]]]:
    """The lines between blank ones, as start and end."""
    block: list[tuple[int, int]] = []
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if text[start:end].strip():
            block.append((start, end))
        elif block:
            yield block
            block = []
        start = end + 1
    if block:
        yield block


def _is_plate(line: str, wording: Wording) -> bool:
    """Whether a line is of the page and not of the text."""
    if len(line) > 200 or not any(sign.isalnum() for sign in line):
        return len(line) <= 200
    if wording.boilerplate.search(line):
        return True
    return len(line) < 120 and not line.endswith((".", "!", "?")) and wording.byline.match(line) is not None


def _runs(text: str, lines: list[tuple[int, int]], wording: Wording) -> Iterator[_Run]:
    """Lines joined where they were wrapped: where the next word would not have fitted into the widest line."""
    width = max((end - start for start, end in lines), default=0)
    begun: tuple[int, int] | None = None
    bulleted = False
    for number, (start, end) in enumerate(lines):
        if begun is None:
            first, bulleted = _after_bullet(text, start, end, wording)
            begun = (first, end)
        following = lines[number + 1] if number + 1 < len(lines) else None
        if following and _wrapped(text, (start, end), following, width, wording):
            begun = (begun[0], following[1])
        else:
            yield _Run(begun[0], begun[1], bulleted)
            begun = None


def _after_bullet(text: str, start: int, end: int, wording: Wording) -> tuple[int, bool]:
    """Where a line's words begin, and whether a bullet or number stands before them."""
    while start < end and text[start].isspace():
        start += 1
    first = start
    while start < end and text[start] in wording.bullets and (start + 1 >= end or text[start + 1].isspace()):
        start += 1
        while start < end and text[start].isspace():
            start += 1
    numbered = _NUMBERED.match(text, start, end)
    return (numbered.end() if numbered else start), start > first


def _wrapped(text: str, line: tuple[int, int], following: tuple[int, int], width: int, wording: Wording) -> bool:
    """Whether the next line goes on with this one."""
    if text[line[1] : following[0]].strip():
        return False
    after = text[following[0] : following[1]].lstrip()
    if (
        following[0] != line[1] + 1
        or after[0] in wording.bullets
        or _NUMBERED.match(after)
        or wording.speaker.match(after)
    ):
        return False
    before = text[line[0] : line[1]].rstrip()
    if before.rsplit(None, 1)[-1].lower() in wording.words["line_goes_on"]:
        return True
    if width > WIDEST_WRAP:
        return after[0].islower() and before[-1] not in _CLOSING
    word = after.split(None, 1)[0]
    return after[0].islower() or len(before) + 1 + len(word) > width


def _sentences(text: str, run: _Run, wording: Wording) -> Iterator[Sentence]:
    start = run.start
    if not run.bulleted and (dateline := wording.dateline.match(text, start, run.end)):
        start = dateline.end()
    for match in _END.finditer(text, start, run.end):
        if _ends(text, match, run, wording):
            yield from _trimmed(text, start, match.end(), run.bulleted)
            start = match.end()
    yield from _trimmed(text, start, run.end, run.bulleted)


def _ends(text: str, match: re.Match[str], run: _Run, wording: Wording) -> bool:
    """Whether a full stop or its like ends a sentence, by the word before and the one behind."""
    after = text[match.end() : min(run.end, match.end() + 40)].strip()
    if not after:
        return True
    opened = after.lstrip(_OPENING)
    following = opened.split(None, 1)[0].rstrip(",;:") if opened else ""
    if following[:1].islower():
        return False
    if match[0] != ".":
        return True
    before = text[max(run.start, match.start() - 24) : match.start()].rsplit(None, 1)
    word = before[-1].lstrip(_OPENING).lower() if before else ""
    if not word or word in wording.words["never_end"] or (len(word) == 1 and word.isalpha() and word != "i"):
        return False
    if word.isdigit() and match.start() - run.start <= len(word):  # the number of a paragraph
        return False
    if word in wording.words["abbreviations"]:
        return following.lower() in wording.words["starters"]
    return True


def _trimmed(text: str, start: int, end: int, bulleted: bool) -> Iterator[Sentence]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Sentence(start, end, bulleted, text[end - 1] == ":")
