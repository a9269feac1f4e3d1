"""Finding records by name in any script, or by a document's number.

Invariant: a search is equality on stored keys; what is found, its order and its number
come from visible records alone.
"""

from __future__ import annotations

from coalesce.linking.columns import Columns
from coalesce.names import skeleton, tokens
from coalesce.records import Entry
from coalesce.store.read_view import Page, ReadView, RecordQuery


def search_keys(entry: Entry, columns: Columns) -> tuple[str, ...]:
    """What a record is found by: its reference, its name tokens by consonant skeleton, its document numbers."""
    bones = sorted({bone for form in columns.skeletons for bone in form})
    numbers = sorted({number.partition("|")[0] for number in columns.documents})
    return (f"r:{entry.reference.casefold()}", *(f"s:{bone}" for bone in bones), *(f"n:{one}" for one in numbers))


def asked_keys(text: str) -> tuple[str, ...]:
    """The keys of a searched text: every name token of it, or one whole number or reference."""
    plain = text.strip()
    if not plain:
        return ()
    if any(sign.isdigit() for sign in plain):
        number = "".join(sign for sign in plain.upper() if sign.isascii() and sign.isalnum())
        return (f"n:{number}", f"r:{plain.casefold()}")
    return tuple(f"s:{bone}" for bone in dict.fromkeys(skeleton(token) for token in tokens(plain)) if bone)


def search(view: ReadView, text: str, query: RecordQuery) -> Page:
    """One page of the visible records that hold every token of the text; all records for an empty one."""
    asked = asked_keys(text)
    either = bool(asked) and asked[0].startswith("n:")
    if text.strip() and not asked:
        return Page((), None, 0)
    return view.page(RecordQuery(query.list_id, asked, query.after, query.limit, either))
