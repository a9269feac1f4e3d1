"""What the compiled comparison looks up: names, marks and weights in arrays.

Invariant: the same numbers as ``linking.agreement`` and ``linking.marks`` give, each distinct value worked out once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from coalesce.engines import kernel
from coalesce.engines.gathering import Gathered
from coalesce.engines.options import LinkOptions
from coalesce.linking.coding import SHARED
from coalesce.linking.columns import Columns
from coalesce.linking.comparisons import REASONS, Comparison
from coalesce.linking.marks import Marks, birth_marks, nationality_marks, place_marks, residence_marks, sex_marks
from coalesce.linking.model import MOST_EIGHTHS, Model
from coalesce.linking.near import Token, by_custom, heard
from coalesce.names.scripts import script_of

HEARD_AT_ONCE = 50_000
"""Pairs of words in two scripts."""

ROOM = 1_000_000
"""Pairs of words noted before they are sorted out; more than two records can have."""


@dataclass(frozen=True, slots=True)
class Tables:
    """All that a comparison reads. ``words`` are those that may be near others, in the order of their marks."""

    names: kernel.Names
    marks: tuple[kernel.Marked, ...]
    weights: kernel.Weights
    words: list[Token]


def tables_of(gathered: Gathered, options: LinkOptions) -> Tables:
    """The tables of these records, their words near each other by a letter or by custom."""
    model = options.model
    known = np.array(sorted(gathered.words), dtype=np.int64)
    words = [gathered.words[mark] for mark in known.tolist()]
    letters = [word.plain.encode() for word in words]
    nears = gathered.nears
    both = np.column_stack([gathered.tokens.numbers, gathered.bones])  # side by side, as they are read
    names = kernel.Names(
        gathered.forms.starts,
        gathered.forms.numbers,
        gathered.tokens.starts,
        both[:, 0],
        both[:, 1],
        np.where(nears == 0, -1, np.searchsorted(known, nears)).astype(np.int32),
        (nears & MOST_EIGHTHS).astype(np.int16),
        np.frombuffer(b"".join(letters), dtype=np.uint8),
        _starts(map(len, letters), len(letters)),
        *_near(_custom(words), len(words)),
    )
    return Tables(names, _marks(gathered, model), _weights(model, options.least), words)


def _weights(model: Model, least: float) -> kernel.Weights:
    table = np.zeros((len(Comparison), max(map(len, model.weights.values()))))
    for row, comparison in enumerate(Comparison):
        table[row, : len(model.weights[comparison])] = model.weights[comparison]
    rules = model.name_rules
    floor = model.calibration.weight_at(least)
    thresholds = np.array(rules.thresholds, dtype=np.int64)
    most = max(0.0, *model.weights[Comparison.NAME])
    return kernel.Weights(float(model.prior), float(floor), most, table, thresholds, rules.contradiction, rules.extra)


def _marks(gathered: Gathered, model: Model) -> tuple[kernel.Marked, ...]:
    """In the order of ``REASONS``."""
    make: dict[Comparison, Callable[[Columns], Marks]] = {
        Comparison.BIRTH_DATE: lambda one: birth_marks(one.births),
        Comparison.NATIONALITY: lambda one: nationality_marks(one.nationalities, model.nationalities),
        Comparison.SEX: lambda one: sex_marks(one.sex),
        Comparison.BIRTH_PLACE: lambda one: place_marks(one.places, one.countries, model.places),
        Comparison.RESIDENCE: lambda one: residence_marks(one.residences, one.residence_countries, model.residences),
    }
    marks = {}
    for which, comparison in enumerate(SHARED):
        found = [make[comparison](value) for value in gathered.values[which]]
        marks[comparison] = kernel.Marked(
            _speaking(gathered.shared[:, which], found),
            *_flat([one.asserts for one in found]),
            *_flat([one.accepts for one in found]),
        )
    starts, numbers = gathered.documents
    rows = np.arange(len(gathered.records), dtype=np.int32)
    of = np.where(np.diff(starts) > 0, rows, np.int32(-1))
    marks[Comparison.DOCUMENT] = kernel.Marked(of, starts, numbers, starts, numbers)
    # A record's five values lie side by side: candidates are met in no order, and each line of memory is dear.
    beside = np.column_stack([marks[comparison].of for comparison in REASONS])
    return tuple(marks[comparison]._replace(of=beside[:, at]) for at, comparison in enumerate(REASONS))


def _speaking(of: NDArray[np.int32], found: Sequence[Marks]) -> NDArray[np.int32]:
    """-1 too for values that assert nothing: a range of years too wide to tell."""
    says = np.array([*(bool(one.asserts) for one in found), False])
    return np.where(says[of], of, np.int32(-1))


def _flat(runs: Sequence[tuple[int, ...]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    starts = _starts(map(len, runs), len(runs))
    return starts, np.fromiter(chain.from_iterable(runs), dtype=np.int64, count=int(starts[-1]))


def _starts(lengths: Iterable[int], count: int) -> NDArray[np.int64]:
    starts = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.fromiter(lengths, dtype=np.int64, count=count), out=starts[1:])
    return starts


def _custom(words: list[Token]) -> NDArray[np.int64]:
    """Pairs of words, both ways, that custom takes for each other."""
    place = {word: at for at, word in enumerate(words)}
    pairs = [(place[one], place[other]) for one, other in by_custom(words)]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _near(pairs: NDArray[np.int64], count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each word the sorted places of those that it is near."""
    both = np.unique(np.concatenate([pairs, pairs[:, ::-1]]), axis=0)
    return _starts(np.bincount(both[:, 0], minlength=count), count), both[:, 1]


def hear(meeting: kernel.Meeting, tables: Tables) -> Tables:
    """The same with words in two scripts that are heard as one: asked only of those that candidates bring together."""
    numbers: dict[str, int] = {"Latn": 0}
    told = (script_of(word.source) if word.source else "Latn" for word in tables.words)
    scripts = np.array([numbers.setdefault(script, len(numbers)) for script in told], dtype=np.int16)
    if len(numbers) == 1:
        return tables
    asked = _asked(meeting, tables.names, scripts)
    pairs = [_custom(tables.words)]
    for start in range(0, len(asked), HEARD_AT_ONCE):
        piece = asked[start : start + HEARD_AT_ONCE]
        both = np.column_stack([piece >> 32, piece & 0xFFFFFFFF])
        words = [(tables.words[one], tables.words[other]) for one, other in both.tolist()]
        pairs.append(both[np.array(heard(words), dtype=bool)])
    more, others = _near(np.concatenate(pairs), len(tables.words))
    return replace(tables, names=tables.names._replace(more=more, others=others))


def _asked(meeting: kernel.Meeting, names: kernel.Names, scripts: NDArray[np.int16]) -> NDArray[np.int64]:
    room = np.empty(ROOM, dtype=np.int64)
    found = np.zeros(0, dtype=np.int64)
    at = (0, 0, 0)
    while at[0] < len(meeting.rank):
        at, count = kernel.two_scripts(at, meeting, names, scripts, room)
        found = np.union1d(found, room[:count])
    return found
