"""What agrees and what differs between two records, word by word, for the eye of a reviewer. Pure.

Invariant: a mark shows what is written on both sides; it weighs nothing (that is the link's) and decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from coalesce.dates import PartialDate
from coalesce.linking.columns import place_skeletons
from coalesce.names import skeleton, tokens
from coalesce.records import Entry, Name, Place

T = TypeVar("T")
_ORDER = ("birth_date", "document", "nationality", "sex", "birth_place", "residence")
LONGEST = 4
"""Words that may make one token together: Abu Abd al-Rahman."""


class Mark(StrEnum):
    """How a piece of one side stands to the other side."""

    SAME = "same"
    ALIKE = "alike"
    DIFFER = "differ"
    ALONE = "alone"
    """The other side says nothing of this kind."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some written words with their mark."""

    text: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class MarkedName:
    """A name as written, in marked pieces."""

    name: Name
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison: what each side says. ``comparison`` is the link's word for it, where it has one."""

    comparison: str
    left: tuple[Piece, ...]
    right: tuple[Piece, ...]


def marked_names(names: Sequence[Name], others: Sequence[Name]) -> tuple[MarkedName, ...]:
    """One side's names, each word marked by whether the other side bears it, in whatever script."""
    known = {token for other in others for token in tokens(other.full)}
    bones = {skeleton(token) for token in known}
    return tuple(MarkedName(name, tuple(_pieces(name.full.split(), known, bones))) for name in names)


@dataclass(frozen=True, slots=True)
class Among:
    """One comparison over several records: what each says, marked by how it stands to all the others."""

    comparison: str
    cells: tuple[tuple[Piece, ...], ...]


def among(entries: Sequence[Entry]) -> tuple[Among, ...]:
    """The rows of several records side by side: a piece is marked by the nearest that any other record says."""
    others = [_joined_entries([*entries[:at], *entries[at + 1 :]], one) for at, one in enumerate(entries)]
    sides = [{row.comparison: row.left for row in rows(one, rest)} for one, rest in zip(entries, others, strict=True)]
    names = dict.fromkeys(name for side in sides for name in side)
    return tuple(Among(name, tuple(side.get(name, ()) for side in sides)) for name in sorted(names, key=_ORDER.index))


def _joined_entries(entries: Sequence[Entry], like: Entry) -> Entry:
    """What these records say together, as one entry to compare another with."""
    sexes = {one.sex for one in entries if one.sex}
    return replace(
        like,
        sex=like.sex if like.sex in sexes else next(iter(sorted(sexes)), None),
        birth_dates=tuple(when for one in entries for when in one.birth_dates),
        birth_places=tuple(place for one in entries for place in one.birth_places),
        residences=tuple(place for one in entries for place in one.residences),
        nationalities=tuple(code for one in entries for code in one.nationalities),
        documents=tuple(paper for one in entries for paper in one.documents),
    )


def rows(left: Entry, right: Entry) -> tuple[Row, ...]:
    """The rows below the names, those without anything on either side left out."""
    found = (
        _row("birth_date", left.birth_dates, right.birth_dates, str, _dates),
        _row("document", left.documents, right.documents, lambda one: _joined(one.country, one.number), _plain),
        _row("nationality", left.nationalities, right.nationalities, str, _plain),
        _row("sex", _one(left.sex), _one(right.sex), str, _plain),
        _row("birth_place", left.birth_places, right.birth_places, _named, _places),
        _row("residence", left.residences, right.residences, _named, _places),
    )
    return tuple(row for row in found if row.left or row.right)


def _pieces(words: Sequence[str], known: set[str], bones: set[str]) -> list[Piece]:
    """The longest run of words that the other side knows, then the next."""
    pieces: list[Piece] = []
    place = 0
    while place < len(words):
        length, mark = _run(words[place:], known, bones)
        pieces.append(Piece(" ".join(words[place : place + length]), mark))
        place += length
    return pieces


def _run(words: Sequence[str], known: set[str], bones: set[str]) -> tuple[int, Mark]:
    """How many of the words make the next piece, and its mark."""
    found = {length: tokens(" ".join(words[:length])) for length in range(1, min(LONGEST, len(words)) + 1)}
    lengths = [length for length in sorted(found, reverse=True) if found[length] and len(found[length]) == 1]
    for length in lengths:
        if found[length][0] in known:
            return length, Mark.SAME
    for length in lengths:
        if skeleton(found[length][0]) in bones:
            return length, Mark.ALIKE
    return 1, _whole(found[1], known, bones)


def _whole(word: tuple[str, ...], known: set[str], bones: set[str]) -> Mark:
    """The mark of one written word, which a hyphen may make several tokens."""
    if not known:
        return Mark.ALONE
    if word and all(token in known for token in word):
        return Mark.SAME
    return Mark.ALIKE if word and all(skeleton(token) in bones for token in word) else Mark.DIFFER


def _row(
    comparison: str, left: Sequence[T], right: Sequence[T], said: Callable[[T], str], near: Callable[[T, T], Mark]
) -> Row:
    return Row(comparison, _side(left, right, said, near), _side(right, left, said, near))


def _side(
    own: Sequence[T], others: Sequence[T], said: Callable[[T], str], near: Callable[[T, T], Mark]
) -> tuple[Piece, ...]:
    order = (Mark.SAME, Mark.ALIKE, Mark.DIFFER)
    return tuple(
        Piece(said(one), min((near(one, other) for other in others), key=order.index, default=Mark.ALONE))
        for one in own
    )


def _plain(one: object, other: object) -> Mark:
    return Mark.SAME if one == other else Mark.DIFFER


def _dates(one: PartialDate, other: PartialDate) -> Mark:
    if one == other:
        return Mark.SAME
    return Mark.ALIKE if one.overlaps(other) or one.earliest.year == other.earliest.year else Mark.DIFFER


def _places(one: Place, other: Place) -> Mark:
    """By what the link weighs, in any script: a word that names both places; and beside it the country."""
    if tokens(one.text) == tokens(other.text) or set(place_skeletons(one)) & set(place_skeletons(other)):
        return Mark.SAME
    return Mark.ALIKE if one.country and one.country == other.country else Mark.DIFFER


def _named(place: Place) -> str:
    return _joined(place.text, place.country)


def _one(value: T | None) -> tuple[T, ...]:
    return () if value is None else (value,)


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)
