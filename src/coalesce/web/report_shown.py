"""A report as its page shows it: the text in blocks, marks in place one within the other, rows with what fills them.

Invariant: every letter of a sentence is shown once, in its order; a field that the sentence does not fill is empty and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from coalesce.commitments.drafting import Draft, Marked, draft, found, picked
from coalesce.commitments.extraction import Candidate, Mark, Piece, Span, read_pieces
from coalesce.records import HeldCommitment
from coalesce.settings import Settings
from coalesce.web.language import say
from coalesce.web.report_form import FIELDS, Row, Work, key_of, span_of
from coalesce.web.report_words import LABELS, MORE, rule_words

_FEWEST_LETTERS = 8
"""Of a line that is no sentence and may be picked as one."""


@dataclass(frozen=True, slots=True)
class Bit:
    """Some letters, or a mark with what stands in it. ``label`` "" for plain letters."""

    text: str = ""
    label: str = ""
    names: tuple[str, ...] = ()
    inner: tuple[Bit, ...] = ()


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row begun, with what the sentence says for each field. ``more``: whether the further fields stand open."""

    row: Row
    name: str
    cells: dict[str, str]
    draft: Draft
    more: bool


@dataclass(slots=True)
class SentenceShown:
    """A sentence that is a candidate, or that a person picked."""

    key: str
    number: int
    marked: Marked
    bits: tuple[Bit, ...]
    candidate: Candidate | None
    rows: list[RowShown]
    kept: list[tuple[int, tuple[HeldCommitment, ...]]]
    aside: bool
    decided: bool


@dataclass(frozen=True, slots=True)
class Plain:
    """A piece that nobody marked. ``page``: it is of the page and no sentence; ``long``: too long to be evidence;
    ``words``: it has any, and may be picked."""

    key: str
    text: str
    page: bool
    long: bool
    words: bool


@dataclass(slots=True)
class Block:
    """Sentences that nobody marked, between two that somebody did; or one of the latter."""

    plain: list[Plain] = field(default_factory=list)
    sentence: SentenceShown | None = None


def blocks(work: Work, held: dict[str, HeldCommitment], settings: Settings) -> list[Block]:
    """The report in blocks, in its order. ``held``: the entries that were kept, by id."""
    report = work.report
    touched = {*work.rows, *work.kept, *work.aside}
    made: list[Block] = []
    number = 0
    for piece in read_pieces(report.text, report.language, settings.report_max_sentence_chars):
        key = key_of(piece.span)
        if piece.candidate is not None or key in touched:
            number += 1
            if made and made[-1].sentence is None and _only_a_number(made[-1]):
                made.pop()
            made.append(Block(sentence=_sentence(work, piece, number, held)))
            continue
        if not made or made[-1].sentence is not None or (piece.begins and not _only_a_number(made[-1])):
            made.append(Block())
        words = report.text[piece.span.start : piece.span.end]
        long = len(words) > settings.report_max_sentence_chars
        spoken = piece.sentence or sum(map(str.isalpha, words)) >= _FEWEST_LETTERS
        made[-1].plain.append(Plain(key, " ".join(words.split()), not piece.sentence, long, spoken))
    return made


def _only_a_number(block: Block) -> bool:
    """Whether a block is but the number of the paragraph that follows."""
    return all(one.page and not one.words for one in block.plain)


def marked_at(work: Work, key: str, settings: Settings) -> Marked:
    """The sentence of a key: with its act where it is a candidate."""
    for piece in read_pieces(work.report.text, work.report.language, settings.report_max_sentence_chars):
        if key_of(piece.span) == key and piece.candidate is not None:
            return found(work.report.text, piece.candidate)
    return picked(work.report.text, span_of(key))


def candidates(shown: Iterable[Block]) -> list[SentenceShown]:
    """The sentences that are candidates or were picked."""
    return [block.sentence for block in shown if block.sentence is not None]


def reasons(sentence: SentenceShown) -> list[tuple[str, str, str, str]]:
    """Each mark of a sentence: its label, what the label is called, its letters, its rule in words."""
    marks = sentence.marked.marks
    return [(mark.label, LABELS[mark.label], " ".join(mark.text.split()), rule_words(mark.rule)) for mark in marks]


def filled_by(draft: Draft, name: str) -> str:
    """Why a field is filled: the words and their rule; "" where it is not."""
    return "; ".join(dict.fromkeys(_because(mark) for mark in draft.because.get(name, ())))


def _because(mark: Mark) -> str:
    """The words and their rule; the rule alone where it begins with them."""
    text, rule = " ".join(mark.text.split()), rule_words(mark.rule)
    return rule if mark.rule.startswith(f"“{text}”") else say("“%(words)s”: %(rule)s", words=text, rule=rule)


def bits(text: str, span: Span, marks: Sequence[Mark]) -> tuple[Bit, ...]:
    """The sentence with its marks, the wider ones around the narrower; what overlaps in part is cut at the wider one's end."""
    groups: dict[Span, list[Mark]] = {}
    for mark in marks:
        groups.setdefault(mark.span, []).append(mark)
    ordered = sorted(groups, key=lambda one: (one.start, -one.end))
    return tuple(_within(text, span, ordered, groups))


def _within(text: str, span: Span, spans: list[Span], groups: dict[Span, list[Mark]]) -> Iterator[Bit]:
    at, place = span.start, 0
    while place < len(spans):
        one = spans[place]
        start, end = max(one.start, at), min(one.end, span.end)
        place += 1
        if start >= end:
            continue
        inner = []
        while place < len(spans) and spans[place].start < end:
            inner.append(spans[place])
            place += 1
        if start > at:
            yield Bit(text[at:start])
        labels = list(dict.fromkeys(mark.label for mark in groups[one]))
        names = tuple(LABELS[label] for label in labels)
        yield Bit("", labels[0], names, tuple(_within(text, Span(start, end), inner, groups)))
        at = end
    if at < span.end:
        yield Bit(text[at : span.end])


def _sentence(work: Work, piece: Piece, number: int, held: dict[str, HeldCommitment]) -> SentenceShown:
    text, key = work.report.text, key_of(piece.span)
    marked = found(text, piece.candidate) if piece.candidate else picked(text, piece.span)
    rows = [_row(key, marked, row) for _, row in sorted(work.rows.get(key, {}).items())]
    kept = [
        (one, tuple(held[each] for each in ids if each in held)) for one, ids in sorted(work.kept.get(key, {}).items())
    ]
    return SentenceShown(
        key, number, marked, bits(text, piece.span, marked.marks), piece.candidate, rows, kept,
        key in work.aside, work.decided(key),
    )  # fmt: skip


def _row(key: str, marked: Marked, row: Row) -> RowShown:
    said = draft(marked, row.number)
    cells = {name: (said.cells if row.cells is None else row.cells).get(name, "") for name in FIELDS}
    faulty = row.fault is not None and row.fault.where.field in MORE
    more = faulty or any(cells[name] for name in MORE)
    return RowShown(row, f"{key}.{row.number}", cells, said, more)


def counts(shown: Iterable[Block]) -> dict[str, Any]:
    """How many sentences there are, of which candidates, and how far they are decided."""
    every = list(shown)
    marked = candidates(every)
    plain = sum(1 for block in every for one in block.plain if not one.page)
    return {
        "sentences": plain + len(marked),
        "candidates": sum(1 for one in marked if one.candidate is not None),
        "picked": sum(1 for one in marked if one.candidate is None),
        "kept": sum(len(ids) for one in marked for _, ids in one.kept),
        "aside": sum(1 for one in marked if one.aside),
        "open": sum(1 for one in marked if not one.decided),
    }
