"""What a search and a record say, as plain data: the command line and the JSON API give the same.

Invariant: nothing stands here that the record, as the view gave it, does not hold; keys stay, more may follow.
"""

from __future__ import annotations

from typing import Any

from coalesce.records import Record
from coalesce.services.searching import Found, Why


def found_document(found: Found) -> dict[str, Any]:
    """One page of a search: ``total`` of ``gathered`` records that hold what is asked, among ``looked``, facets, and why each was found."""
    return {
        "records": [{**record_row(one), "why": _why(found.why[one.id])} for one in found.records],
        "total": found.total,
        "complete": found.complete,
        "gathered": found.gathered,
        "looked": found.looked,
        "facets": {one.name: {choice.value: choice.records for choice in one.choices} for one in found.facets},
    }


def _why(why: Why) -> dict[str, Any] | None:
    if why.compared is not None:
        return {"name": why.name, "score": why.compared.score, "reasons": list(why.compared.reasons)}
    if why.number or why.reference:
        return {"document": why.number} if why.number else {"reference": why.reference}
    return None


def record_row(record: Record) -> dict[str, Any]:
    """A record as a row of a table."""
    return {
        "record": record.id,
        "reference": record.entry.reference,
        "list": record.list_name,
        "member": record.owner,
        "name": record.name,
    }
