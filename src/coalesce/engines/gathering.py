"""Records in numbers, gathered from stored bytes into a few long arrays.

Invariant: what is gathered is what ``linking.coding`` encoded, record by record, in the order of the rows; no name is
in the arrays but the distinct words, once each. Where a row is of another model or make it is encoded here.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, repeat
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from coalesce.engines.numbering import Met
from coalesce.linking.coding import FIELD_BITS, HEAD, SHARED, WIDTH, Encoder
from coalesce.linking.columns import Columns
from coalesce.linking.near import Token
from coalesce.linking.prepared import Stored, packed_anew, stored, stored_words

CHUNK = 20_000
"""Records at a time: about 15 MB."""

Numbers = NDArray[np.int64]
Places = NDArray[np.int32]


class Ragged(NamedTuple):
    """Runs of numbers one behind the other: run ``i`` is ``numbers[starts[i]:starts[i + 1]]``."""

    starts: Numbers
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class Gathered:
    """All records. ``forms``: of each record, the lengths of its forms; the three parts of its tokens run parallel.

    ``part`` numbers the lists that are free of duplicates, -1 for others. ``shared`` has a column for each comparison
    of ``coding.SHARED``: the place of its value in ``values``, -1 for nothing said.
    """

    records: list[str]
    versions: Places
    part: Places
    forms: Ragged
    tokens: Ragged
    bones: Numbers
    nears: Numbers
    keys: Ragged
    documents: Ragged
    shared: Places
    values: tuple[list[Columns], ...]
    words: dict[int, Token]


class _Known:
    """What recurs, each with the place at which it was first met; only the first bearer's columns are read."""

    def __init__(self) -> None:
        self.told: tuple[list[Columns], ...] = tuple([] for _ in SHARED)
        self.words: dict[int, Token] = {}
        self._digests, self._nears = tuple(Met() for _ in SHARED), Met()

    def place(self, which: int, digests: Numbers, bodies: Sequence[bytes]) -> Places:
        """The places of a column of digests."""
        places, new = self._digests[which].places(digests)
        self.told[which].extend(_only(stored(bodies[row])[0], which) for row in new.tolist())
        return places

    def meet(self, nears: Numbers, ends: Numbers, bodies: Sequence[bytes]) -> None:
        """Note the words of marks not met before; ``ends`` are those of the records' marks."""
        _, new = self._nears.places(nears)
        rows = np.searchsorted(ends, new, side="right")
        wanted: dict[int, list[tuple[int, int]]] = {}
        for near, left, row in zip(nears[new].tolist(), (ends[rows] - new).tolist(), rows.tolist(), strict=True):
            wanted.setdefault(row, []).append((-left, near))
        for row, places in wanted.items():
            words = stored_words(bodies[row])
            for at, near in places:
                self.words[near] = words[at]


def _only(columns: Columns, which: int) -> Columns:
    """What one comparison reads: nothing else of a record is kept."""
    kept = ("births", "nationalities", "sex", ("places", "countries"), ("residences", "residence_countries"))[which]
    names = (kept,) if isinstance(kept, str) else kept
    return Columns(**{name: getattr(columns, name) for name in names})


def gather(rows: Iterable[Stored], encoder: Encoder) -> Gathered:
    """Everything of these rows that linking needs. Raises BadField for rows that cannot be read."""
    known, lists = _Known(), dict[tuple[str, bool], int]()
    records: list[str] = []
    versions, part = array("i"), array("i")
    pieces: list[_Piece] = []
    stream = iter(rows)
    while chunk := list(islice(stream, CHUNK)):
        records += map(_RECORD, chunk)
        versions.extend(map(_VERSION, chunk))
        on = list(map(_LIST, chunk))
        for one in set(on):
            lists.setdefault(one, len(lists) if one[1] else -1)
        part.extend(map(lists.__getitem__, on))
        pieces.append(_piece([row.body for row in chunk], encoder, known))
    pieces = pieces or [_piece([], encoder, known)]
    tokens = _joined(pieces, "tokens")
    return Gathered(
        records,
        np.array(versions, dtype=np.int32),
        np.array(part, dtype=np.int32),
        _joined(pieces, "forms"),
        tokens,
        _joined(pieces, "bones").numbers,
        _joined(pieces, "nears").numbers,
        _joined(pieces, "keys"),
        _joined(pieces, "documents"),
        np.concatenate([piece.shared for piece in pieces]),
        known.told,
        known.words,
    )


@dataclass(slots=True)
class _Piece:
    """One chunk; each part as (its length for each record, the numbers)."""

    forms: tuple[Numbers, Numbers]
    tokens: tuple[Numbers, Numbers]
    bones: tuple[Numbers, Numbers]
    nears: tuple[Numbers, Numbers]
    keys: tuple[Numbers, Numbers]
    documents: tuple[Numbers, Numbers]
    shared: Places


_RECORD, _VERSION, _LIST = attrgetter("record"), attrgetter("version"), attrgetter("list_id", "deduplicated")
_PARTS = ("forms", "tokens", "bones", "nears", "keys", "documents")
_COUNTED = (0, 1, 1, 1, 2, 3)
"""Which of a record's four lengths is that of each part."""


def _piece(bodies: list[bytes], encoder: Encoder, known: _Known) -> _Piece:
    tag = encoder.tag.to_bytes(WIDTH, "little", signed=True)
    if not all(map(bytes.startswith, bodies, repeat(tag))):
        bodies = [body if body.startswith(tag) else packed_anew(body, encoder) for body in bodies]
    words = np.frombuffer(b"".join(bodies), dtype="<i8")
    sizes = np.fromiter(map(len, bodies), dtype=np.int64, count=len(bodies)) // WIDTH
    starts = np.cumsum(sizes) - sizes
    packed = words[starts + 1]
    lengths = [packed >> FIELD_BITS * place & (1 << FIELD_BITS) - 1 for place in range(4)]
    shared = [known.place(which, words[starts + 2 + which], bodies) for which in range(len(SHARED))]
    parts, at = {}, starts + HEAD
    for name, which in zip(_PARTS, _COUNTED, strict=True):
        parts[name] = lengths[which], words[_runs(at, lengths[which])]
        at = at + lengths[which]
    known.meet(parts["nears"][1], np.cumsum(lengths[1]), bodies)
    return _Piece(**parts, shared=np.column_stack(shared))


def _runs(starts: Numbers, lengths: Numbers) -> Numbers:
    """The places of runs that begin at ``starts``."""
    ends = np.cumsum(lengths)
    places: Numbers = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(starts - (ends - lengths), lengths)
    return places


def _joined(pieces: list[_Piece], name: str) -> Ragged:
    """One part of all chunks, which let go of it."""
    both = [getattr(piece, name) for piece in pieces]
    lengths = np.concatenate([lengths for lengths, _ in both])
    starts = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=starts[1:])
    numbers = np.concatenate([numbers for _, numbers in both])
    for piece in pieces:
        setattr(piece, name, None)
    return Ragged(starts, numbers)
