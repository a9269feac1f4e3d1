"""The history of one's own record: its versions, when each came, and what changed between them.

Invariant: only the owner has one; a change is told from what two versions say, and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from coalesce.records import Entry
from coalesce.store.read_view import ReadView, VersionSeen


@dataclass(frozen=True, slots=True)
class Change:
    """One field: what went and what came, as written. ``field`` is ours (``names``, ``birth_dates``, ...)."""

    field: str
    gone: tuple[str, ...]
    come: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One version with what it changed; ``at``: when its edition was published ("" unknown), ``until``: when it was closed."""

    version: VersionSeen
    at: str
    until: str
    changes: tuple[Change, ...]
    present: bool


def history(view: ReadView, identity: str, list_id: str) -> list[Step]:
    """Every version of one's own record, newest first; none of another's."""
    versions = view.versions(identity)
    editions = view.editions(list_id) if versions else []
    when = {one.number: one.at for one in editions}
    newest = max(when, default=0)
    steps = []
    for place, one in enumerate(versions):
        changed = changes(versions[place - 1], one) if place else ()
        present = one.closed is None or one.closed > newest
        steps.append(
            Step(one, when.get(one.opened, ""), "" if present else when.get(one.closed or 0, ""), changed, present)
        )
    return steps[::-1]


def changes(before: VersionSeen, after: VersionSeen) -> tuple[Change, ...]:
    """What is not the same in the later version; sightings are not compared."""
    old, new = {**_said(before.entry), **_marks(before)}, {**_said(after.entry), **_marks(after)}
    found = [
        Change(
            name,
            tuple(one for one in old[name] if one not in new[name]),
            tuple(one for one in new[name] if one not in old[name]),
        )
        for name in old
    ]
    if before.releases != after.releases:
        found.append(Change("releases", (), ()))
    return tuple(one for one in found if one.gone or one.come or one.field == "releases")


def document(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """The same as plain data."""
    return [
        {
            "version": step.version.number,
            "at": step.at or None,
            "closed": step.until or None,
            "present": step.present,
            "tlp": step.version.tlp,
            "keep_until": step.version.keep_until,
            "names": [name.full for name in step.version.entry.names],
            "changes": [{"field": one.field, "gone": list(one.gone), "come": list(one.come)} for one in step.changes],
        }
        for step in steps
    ]


def _said(entry: Entry) -> dict[str, list[str]]:
    return {
        "names": [name.full for name in entry.names],
        "sex": [entry.sex] if entry.sex else [],
        "birth_dates": [str(when) for when in entry.birth_dates],
        "birth_places": [_place(one.text, one.country) for one in entry.birth_places],
        "residences": [_place(one.text, one.country) for one in entry.residences],
        "nationalities": list(entry.nationalities),
        "documents": [_place(one.number, one.country) for one in entry.documents],
        "remarks": [entry.remarks] if entry.remarks else [],
    }


def _marks(version: VersionSeen) -> dict[str, list[str]]:
    return {"tlp": [str(version.tlp)], "keep_until": [version.keep_until]}


def _place(text: str, country: str | None) -> str:
    return f"{text} ({country})" if country else text
