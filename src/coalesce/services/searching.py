"""Finding records by name in any script, or by a document's number or the list's own reference.

Invariant: a search is equality on stored keys; what is found, its order and its number
come from visible records alone.
"""

from __future__ import annotations

from dataclasses import replace

from coalesce.linking.index import Asked, value
from coalesce.store.read_view import Page, ReadView, RecordQuery


def asked_keys(text: str) -> tuple[tuple[int, ...], ...]:
    """The keys of a searched text, of which a record must have one in each group.

    A group for every word, since a word of another script may have several skeletons; or one of a number and reference.
    """
    plain = text.strip()
    if _is_number(plain):
        number = "".join(sign for sign in plain.upper() if sign.isascii() and sign.isalnum())
        return ((value("n", number), value("r", plain.casefold())),)
    groups: dict[tuple[int, ...], list[int]] = {}
    for key in Asked.of(plain, lambda _: 1.0).singles:
        groups.setdefault(key.places, []).append(key.value)
    return tuple(tuple(group) for group in groups.values())


def search(view: ReadView, text: str, query: RecordQuery) -> Page:
    """One page of the visible records that hold every token of the text; all records for an empty one."""
    asked = asked_keys(text.strip())
    if text.strip() and not asked:
        return Page((), None, 0)
    return view.page(replace(query, keys=asked))


def _is_number(plain: str) -> bool:
    return any(sign.isdigit() for sign in plain)
