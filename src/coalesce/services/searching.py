"""Finding records by name in any script, or by a document's number or the list's own reference.

Invariant: a search is equality on stored keys; what is found, its order and its number
come from visible records alone.
"""

from __future__ import annotations

from dataclasses import replace

from coalesce.errors import BadUsage
from coalesce.linking.index import Asked, value
from coalesce.names.comparing import compare_many
from coalesce.names.rarity import rarity
from coalesce.services.finding import ENOUGH, FindOrder, find
from coalesce.store.read_view import Page, ReadView, RecordQuery

LEAST = 0.5
"""A record that does not hold every asked word is shown from this score on."""

RANKED = 100
"""So many records are ranked by score; where more hold every word, they come by reference."""


def asked_keys(text: str) -> tuple[tuple[int, ...], ...]:
    """The keys of a searched text, of which a record must have one in each group.

    A group for every word, since a word of another script may have several skeletons; or one of a number and reference.
    """
    plain = text.strip()
    if _is_number(plain):
        number = "".join(sign for sign in plain.upper() if sign.isascii() and sign.isalnum())
        return ((value("n", number), value("r", plain.casefold())),)
    groups: dict[tuple[int, ...], list[int]] = {}
    for key in Asked.of(plain, rarity).singles:
        groups.setdefault(key.places, []).append(key.value)
    return tuple(tuple(group) for group in groups.values())


def search(view: ReadView, text: str, query: RecordQuery) -> Page:
    """One page of the visible records nearest to the text; all records for an empty one.

    A text with a digit is a document's number or a reference, and found exactly. Records that hold every word of a
    name come with those whose names score ``LEAST``, best first. Raises BadUsage for an ``after`` of another page.
    """
    plain = text.strip()
    if not plain:
        return view.page(query)
    asked = replace(query, keys=asked_keys(plain))
    if not asked.keys:
        return Page((), None, 0)
    if _is_number(plain):
        return view.page(asked)
    first = view.page(replace(asked, after=None, limit=RANKED))
    return view.page(asked) if first.total > RANKED else _ranked(view, plain, query, first)


def _is_number(plain: str) -> bool:
    return any(sign.isdigit() for sign in plain)


def _ranked(view: ReadView, text: str, query: RecordQuery, holding: Page) -> Page:
    """The records that hold every word, and those that come near, by score, reference and id."""
    near = find(view, [text], FindOrder(top=RANKED, least=LEAST, compared=ENOUGH, list_id=query.list_id))[0]
    scores = {(hit.record, hit.reference): hit.score for hit in near}
    names = [(record, name.full) for record in holding.records for name in record.entry.names]
    for (record, _), found in zip(names, compare_many((text, name) for _, name in names), strict=True):
        key = record.id, record.entry.reference
        scores[key] = max(scores.get(key, 0.0), found.score)
    order = sorted((-score, reference, record) for (record, reference), score in scores.items())
    if query.after is not None:
        order = [one for one in order if one > _place(query.after)]
    shown = order[: query.limit]
    records = view.records([record for _, _, record in shown])
    following = None
    if len(order) > query.limit:
        last = shown[-1]
        following = f"{-last[0]!r} {last[1]}", last[2]
    return Page(tuple(records[one] for _, _, one in shown), following, len(scores))


def _place(after: tuple[str, str]) -> tuple[float, str, str]:
    """Where a ranked page ended."""
    score, _, reference = after[0].partition(" ")
    try:
        return -float(score), reference, after[1]
    except ValueError:
        raise BadUsage("'after' is what the page before gave as 'next'") from None
