"""A record's linking columns as whole numbers, as an engine loads them: nothing of it is worked out when linking.

Invariant: a function of columns, keys and model; ``tag`` of another model or make tells that it is to be made again.
A million records are read as one array: each is a run of 64-bit numbers, its lengths in front.

The numbers of one record: the tag; how many forms, tokens, keys and document marks (16 bits each); one digest for
each of birth dates, nationalities, sex, birth places and residences (0 for nothing said), by which an engine knows values that recur;
then the length of each form, the tokens, their bones and their nears (``agreement.CodedForm``), the keys, the marks of
the documents.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from hashlib import blake2b
from itertools import chain, repeat
from struct import pack, unpack_from

import orjson

from coalesce.linking.agreement import Coder
from coalesce.linking.columns import Columns
from coalesce.linking.comparisons import Comparison
from coalesce.linking.marks import document_marks
from coalesce.linking.model import Model
from coalesce.linking.near import Token

MAKE = 4
"""To be raised whenever the same columns give other numbers."""

HEAD = 7
"""Numbers before the first form: tag, lengths, five digests."""

_HEADS = {1: 6, 2: HEAD, 3: HEAD, MAKE: HEAD}
"""By make, which is a tag's first byte: before residences were compared there were four digests; before Han and Hangul
were compared by their letters, short Latin syllables were near nothing; before 4 they had one bit."""

WIDTH = 8
"""Bytes of a number."""

FIELD_BITS = 16

REMEMBERED = 100_000
"""Records after which an encoder begins its memory of recurring values anew."""

SHARED = (
    Comparison.BIRTH_DATE,
    Comparison.NATIONALITY,
    Comparison.SEX,
    Comparison.BIRTH_PLACE,
    Comparison.RESIDENCE,
)
"""The comparisons whose values recur among records, in the order of their digests."""


class Encoder:
    """Encodes the records of one model; what recurs is worked out once."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.tag = _tag(model)
        self._forget()

    def _forget(self) -> None:
        """A list of a million words of its own must not fill the memory with what never recurs."""
        self._coder = Coder(self.model)
        self._digests: dict[Hashable, int] = {}
        self._left = REMEMBERED

    def encode(self, columns: Columns, keys: Sequence[str]) -> bytes:
        """The numbers of one record, little-endian."""
        self._left -= 1
        if not self._left:
            self._forget()
        coded = [self._coder.token(word) for word in words_of(columns)]
        distinct = dict.fromkeys(keys)
        documents = document_marks(columns.documents).asserts
        lengths = (len(columns.forms), len(coded), len(distinct), len(documents))
        numbers = [
            self.tag,
            sum(length << FIELD_BITS * place for place, length in enumerate(lengths)),
            *map(self._digest, shared_values(columns)),
            *map(len, columns.forms),
            *(part for parts in zip(*coded, strict=True) for part in parts),
            *map(key_number, distinct),
            *documents,
        ]
        return pack(f"<{len(numbers)}q", *numbers)

    def _digest(self, value: Hashable) -> int:
        if value in (None, ()):
            return 0
        known = self._digests.get(value)
        if known is None:
            known = self._digests[value] = _number(orjson.dumps(value))
        return known


def words_of(columns: Columns) -> Iterator[Token]:
    """The tokens of all forms, in the order in which they are encoded."""
    sources = chain.from_iterable(columns.sources) if columns.sources else repeat("")
    return map(Token, chain.from_iterable(columns.forms), chain.from_iterable(columns.skeletons), sources)


def shared_values(columns: Columns) -> tuple[Hashable, ...]:
    """What each of ``SHARED`` compares; empty or None where nothing is said."""
    places = (columns.places, columns.countries) if columns.places or columns.countries else None
    dwelt = columns.residences, columns.residence_countries
    return columns.births, columns.nationalities, columns.sex, places, dwelt if any(dwelt) else None


def key_number(key: str) -> int:
    """A blocking key as a number: 64 bits of BLAKE2b, so that two keys are one by no chance worth naming."""
    return _number(key.encode())


def _number(text: bytes) -> int:
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "little", signed=True)


def _tag(model: Model) -> int:
    """Which model's numbers these are. Its first byte is none that JSON begins with."""
    said = [MAKE, model.name_rules.near_loss, model.name_rules.near_loss_han]
    said += [
        part
        for table in (model.tokens, model.skeletons)
        for part in (table.unseen, _number(orjson.dumps(table.known, option=orjson.OPT_SORT_KEYS)))
    ]
    return _number(orjson.dumps(said)) & ~0xFF | MAKE


def encoded_bytes(body: bytes) -> int:
    """How long the numbers are at the head of these bytes."""
    forms, tokens, keys, documents = unpack_from("<4H", body, WIDTH)
    return WIDTH * int(_HEADS[body[0]] + forms + 3 * tokens + keys + documents)
