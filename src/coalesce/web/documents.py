"""Records, lists and audit rows as plain data for the JSON API; what the command line gives too is in ``telling``.

Invariant: nothing stands here that the record, as the view gave it, does not hold.
"""

from __future__ import annotations

from typing import Any

from coalesce.handling import Handling, Purpose
from coalesce.records import HeldSighting, Record
from coalesce.services.reviewing import PairShown
from coalesce.services.sharing import ListShown
from coalesce.services.telling import weight_parts
from coalesce.services.telling_records import record_row
from coalesce.store.audit import AuditRow


def record_document(record: Record) -> dict[str, Any]:
    """A record whole, with its handling and sightings."""
    entry = record.entry
    return {
        **record_row(record),
        "version": record.version,
        "names": [
            {"name": one.full, "script": one.script, "kind": one.kind, "quality": one.quality, "language": one.language}
            for one in entry.names
        ],
        "sex": entry.sex,
        "birth_dates": [str(one) for one in entry.birth_dates],
        "birth_places": [{"place": one.text, "country": one.country} for one in entry.birth_places],
        "residences": [{"place": one.text, "country": one.country} for one in entry.residences],
        "nationalities": list(entry.nationalities),
        "documents": [{"number": one.number, "kind": one.kind, "country": one.country} for one in entry.documents],
        "remarks": entry.remarks,
        "provenance": {"source": entry.provenance.source, "line": entry.provenance.line},
        "handling": handling_document(record.handling),
        "sightings": [sighting_document(held) for held in record.sightings],
    }


def sighting_document(held: HeldSighting) -> dict[str, Any]:
    """A sighting."""
    seen = held.sighting
    return {
        "sighting": held.id,
        "kind": seen.kind,
        "country": seen.country,
        "place": seen.place,
        "date": str(seen.date) if seen.date else None,
        "from_country": seen.from_country,
        "grade": seen.grade,
    }


def handling_document(handling: Handling) -> dict[str, Any]:
    """A handling, as far as its reader may know it."""
    return {
        "tlp": handling.tlp,
        "code": handling.code,
        "onward": handling.onward,
        "keep_until": handling.keep_until.isoformat(),
        "releases": {str(purpose): list(members) for purpose, members in releases(handling)},
        "figures_to": sorted(handling.figures_to),
    }


def releases(handling: Handling) -> list[tuple[Purpose, tuple[str, ...]]]:
    """Whom it is released to, purpose by purpose."""
    pairs = ((purpose, tuple(sorted(handling.members(purpose)))) for purpose in Purpose)
    return [(purpose, members) for purpose, members in pairs if members]


def list_document(shown: ListShown) -> dict[str, Any]:
    """A list with what its reader sees of it; editions for its owner alone."""
    return {
        "list": shown.of.name,
        "id": shown.of.id,
        "member": shown.of.owner,
        "kind": shown.of.kind,
        "records": shown.records,
        "edition": shown.of.edition or None,
        "deduplicated": shown.of.deduplicated,
        "handling": handling_document(shown.of.handling),
        "editions": [
            {"number": one.number, "source": one.source, "at": one.at, "report": dict(one.report)}
            for one in shown.editions
        ],
    }


def pair_document(shown: PairShown) -> dict[str, Any]:
    """One pair: who they are, its evidence (None where nothing is proposed), and the words said about it."""
    link = shown.link
    return {
        "left": shown.left.id,
        "right": shown.right.id,
        "left_name": shown.left.name,
        "right_name": shown.right.name,
        "probability": link.probability if link else None,
        "weight": link.weight.total if link else None,
        "parts": weight_parts(link.weight) if link else None,
        "judgements": [
            {
                "verdict": word.verdict,
                "member": word.member,
                "at": word.at.isoformat(),
                "reviewer": word.reviewer,
                "reason": word.reason,
                "current": word.current,
            }
            for word in shown.judgements
        ],
    }


def audit_document(row: AuditRow) -> dict[str, Any]:
    """A row of the log, with its number among those that its reader may see: the whole log's would tell how much others do."""
    return {"row": row.seq, **row.leaf}
