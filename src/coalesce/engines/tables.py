"""What the compiled comparison looks up: names, marks and weights in arrays.

Invariant: the same numbers as ``linking.agreement`` and ``linking.marks`` give, each distinct value worked out once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from coalesce.engines import kernel, pairing
from coalesce.engines.blocks import Blocks, Source
from coalesce.engines.gathering import Gathered, Ragged
from coalesce.engines.meeting import Meeting
from coalesce.engines.numbering import numbered, recurring
from coalesce.engines.options import LinkOptions
from coalesce.linking.agreement import HAN, HANGUL
from coalesce.linking.coding import SHARED
from coalesce.linking.columns import Columns
from coalesce.linking.comparisons import REASONS, Comparison
from coalesce.linking.marks import Marks, birth_marks, nationality_marks, place_marks, residence_marks, sex_marks
from coalesce.linking.model import MOST_EIGHTHS, Model
from coalesce.linking.near import Token, by_custom, by_jamo, by_loss, by_slip, heard, heard_in, in_jamo

HEARD_AT_ONCE = 50_000
"""Pairs of words in two scripts."""

ROOM = 1_000_000
"""Pairs of words noted before they are sorted out; more than two records can have."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What of the gathered goes into ``blocks``, and what the numbers there mean; ``words`` are those near others."""

    source: Source
    tables: kernel.Tables
    words: list[Token]


def tables_of(gathered: Gathered, options: LinkOptions) -> Looked:
    """The tables of these records, their words near each other by a letter or by custom."""
    bones, first = numbered(gathered.bones)
    marks = gathered.bones[first]
    tokens, told_by_tokens = _numbered(gathered.tokens.numbers)
    near, first = numbered(gathered.nears)
    known = gathered.nears[first]
    none = known == 0  # at most one: too short to be near another
    place = np.where(none, -1, np.cumsum(~none) - 1).astype(np.int32)
    words = [gathered.words[mark] for mark in known[~none].tolist()]
    letters = [b"" if in_jamo(word) else word.plain.encode() for word in words]  # asked of by_jamo instead
    names = kernel.Names(
        (marks & MOST_EIGHTHS).astype(np.uint8),
        (marks >= HANGUL).astype(np.int8) + (marks >= HAN),
        told_by_tokens,
        (known[~none] & MOST_EIGHTHS).astype(np.uint8),
        np.frombuffer(b"".join(letters), dtype=np.uint8),
        _starts(map(len, letters), len(letters)),
        *_near(_unasked(words, options.model), len(words)),
        *_near(_places(words, by_loss), len(words)),
    )
    values, marked = _marks(gathered, options.model)
    source = Source(
        gathered.part, values, *gathered.forms, gathered.tokens.starts, bones, tokens, place[near], names.words
    )
    return Looked(source, kernel.Tables(names, marked, _weights(options.model, options.least)), words)


def _numbered(marks: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """Small numbers for marks, and what each tells."""
    places, first = numbered(marks)
    return places, (marks[first] & MOST_EIGHTHS).astype(np.uint8)


def _weights(model: Model, least: float) -> kernel.Weights:
    table = np.zeros((len(Comparison), max(map(len, model.weights.values()))))
    for row, comparison in enumerate(Comparison):
        table[row, : len(model.weights[comparison])] = model.weights[comparison]
    rules = model.name_rules
    floor = model.calibration.weight_at(least)
    thresholds = np.array(rules.thresholds, dtype=np.int64)
    most = max(0.0, *model.weights[Comparison.NAME])
    costs = rules.contradiction, rules.extra, rules.extra_hangul, rules.extra_han
    return kernel.Weights(float(model.prior), float(floor), most, table, thresholds, *costs)


def _marks(gathered: Gathered, model: Model) -> tuple[NDArray[np.int32], kernel.Marked]:
    """The values of each record in the order of ``REASONS``, and what the values assert and accept."""
    make: dict[Comparison, Callable[[Columns], Marks]] = {
        Comparison.BIRTH_DATE: lambda one: birth_marks(one.births),
        Comparison.NATIONALITY: lambda one: nationality_marks(one.nationalities, model.nationalities),
        Comparison.SEX: lambda one: sex_marks(one.sex),
        Comparison.BIRTH_PLACE: lambda one: place_marks(one.places, one.countries, model.places),
        Comparison.RESIDENCE: lambda one: residence_marks(one.residences, one.residence_countries, model.residences),
    }
    order = list(REASONS)
    starts, documents = _recurring(gathered.documents)
    values = np.full((len(gathered.records), len(order)), -1, dtype=np.int32)
    # Value 0 is that of all documents of which nobody else has the like: it asserts what nobody accepts.
    bearers = np.flatnonzero(np.diff(starts))
    paper = np.where(np.diff(gathered.documents.starts) > 0, 0, -1)
    paper[bearers] = np.arange(1, len(bearers) + 1)
    values[:, order.index(Comparison.DOCUMENT)] = paper
    both = starts[bearers], starts[bearers + 1]
    spans, runs = [np.zeros((1, 4), dtype=np.int64), np.column_stack(both + both)], list[tuple[int, ...]]()
    count, end = 1 + len(bearers), len(documents)
    for which, comparison in enumerate(SHARED):
        found = [make[comparison](value) for value in gathered.values[which]]
        said = np.array([*(count + at if one.asserts else -1 for at, one in enumerate(found)), -1], dtype=np.int32)
        values[:, order.index(comparison)] = said[gathered.shared[:, which]]  # a range of years too wide says nothing
        told = [run for one in found for run in (one.asserts, one.accepts)]
        ends = end + _starts(map(len, told), len(told))
        spans.append(np.column_stack([ends[:-1:2], ends[1::2], ends[1::2], ends[2::2]]))
        runs += told
        count, end = count + len(found), int(ends[-1])
    shared = np.fromiter(chain.from_iterable(runs), dtype=np.int64, count=end - len(documents))
    return values, kernel.Marked(np.concatenate(spans), np.concatenate([documents, shared]))


def _recurring(documents: Ragged) -> Ragged:
    """The same without marks that stand in one record alone, which agree with nothing: most of them."""
    starts, marks = documents
    kept = recurring(marks)
    ends = np.zeros(len(marks) + 1, dtype=np.int32)
    np.cumsum(kept, out=ends[1:])
    return Ragged(ends[starts].astype(np.int64), marks[kept])


def _starts(lengths: Iterable[int], count: int) -> NDArray[np.int64]:
    starts = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.fromiter(lengths, dtype=np.int64, count=count), out=starts[1:])
    return starts


def _places(words: list[Token], near: Callable[[Iterable[Token]], list[tuple[Token, Token]]]) -> NDArray[np.int64]:
    """Pairs of words, by their places, that are near."""
    place = {word: at for at, word in enumerate(words)}
    pairs = [(place[one], place[other]) for one, other in near(words)]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _near(pairs: NDArray[np.int64], count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each word the sorted places of those that it is near."""
    both = np.unique(np.concatenate([pairs, pairs[:, ::-1]]), axis=0)
    return _starts(np.bincount(both[:, 0], minlength=count), count), np.ascontiguousarray(both[:, 1])


def _unasked(words: list[Token], model: Model) -> NDArray[np.int64]:
    """The pairs that are near whatever else agrees: by custom, by a slip, by a jamo."""
    known = model.tokens.known
    return _places(words, lambda told: by_custom(told) + by_slip(told, known) + by_jamo(told, known))


def hear(meeting: Meeting, blocks: Blocks, tables: kernel.Tables, words: list[Token]) -> kernel.Tables:
    """The same with words in two scripts that are heard as one: asked only of those that candidates bring together."""
    numbers: dict[str, int] = {"Latn": 0}
    scripts = np.array([numbers.setdefault(script, len(numbers)) for script in map(heard_in, words)], dtype=np.int16)
    if len(numbers) == 1:
        return tables
    asked = _asked(meeting, blocks, scripts)
    names = tables.names
    pairs = [np.column_stack([np.repeat(np.arange(len(words)), np.diff(names.more)), names.others])]
    for start in range(0, len(asked), HEARD_AT_ONCE):
        piece = asked[start : start + HEARD_AT_ONCE]
        both = np.column_stack([piece >> 32, piece & 0xFFFFFFFF])
        pairs.append(both[np.array(heard([(words[one], words[other]) for one, other in both.tolist()]), dtype=bool)])
    more, others = _near(np.concatenate(pairs), len(words))
    return tables._replace(names=names._replace(more=more, others=others))


def _asked(meeting: Meeting, blocks: Blocks, scripts: NDArray[np.int16]) -> NDArray[np.int64]:
    room = np.empty(ROOM, dtype=np.int64)
    found = np.zeros(0, dtype=np.int64)
    at = (0, 0, 0)
    while at[0] < len(meeting.ends) - 1:
        at, count = pairing.two_scripts(at, meeting, blocks, scripts, room)
        found = np.union1d(found, room[:count])
    return found
