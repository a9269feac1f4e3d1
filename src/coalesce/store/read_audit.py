"""The audit log as its auditors read it: a page of rows, chosen by words, in one guarded snapshot.

Invariant: an auditor sees the rows of the own member's actors, and those of others that concern it, numbered among
themselves; a page is cut by these numbers, which never change, so that rows written meanwhile move nothing. One page looks
through a bounded number of rows, however long the log is, and says how far it came.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import ColumnElement, func, select

from coalesce.store import views
from coalesce.store.audit import AuditRow
from coalesce.store.reading import Reading


@dataclass(frozen=True, slots=True)
class AuditWords:
    """Which rows: "" and False ask for nothing. ``about``: an id (or any other whole word) that stands in the row.

    An id that a row tells by digest alone, as of a read of over 200 records, is not found by it.
    """

    actor: str = ""
    action: str = ""
    purpose: str = ""
    about: str = ""
    since: str = ""
    until: str = ""
    refused: bool = False

    @property
    def any(self) -> bool:
        """Whether anything is asked for."""
        return self != AuditWords()

    def told(self) -> Mapping[str, object]:
        """The words that are said, for the audit row of an export; ``about`` is left out: anybody may type a name."""
        words = {name: getattr(self, name) for name in ("actor", "action", "purpose", "since", "until", "refused")}
        return {name: value for name, value in words.items() if value}


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """A page: so many rows that fit ``words``, older than the row ``before``; at most ``scan`` rows are looked through."""

    limit: int
    words: AuditWords = AuditWords()
    before: int | None = None
    scan: int = 200_000


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Rows, the newest first. ``next``: goes into ``before`` for older ones, None at the end; ``all``: how many rows there
    are for this auditor, whatever was asked; ``reached``: the day of the oldest row looked at, "" where none was."""

    rows: tuple[AuditRow, ...]
    next: int | None
    all: int
    reached: str


class AuditView(Reading):
    """What one member's auditor may see of the log. Made by ``Store.read_log``."""

    def page(self, query: AuditQuery) -> AuditPage:
        """One page, the newest rows first."""
        v, words = views.audit, query.words
        newest = self._rows(select(v.c.number).order_by(v.c.number.desc()).limit(1))
        count = int(newest[0].number) if newest else 0
        begin = min(query.before or count + 1, count + 1)
        floor = max(0, begin - 1 - query.scan)
        chosen = [v.c.number < begin, v.c.number > floor, *_chosen(words)]
        wanted = select(v.c.number, v.c.day, v.c.leaf).where(*chosen).order_by(v.c.number.desc()).limit(query.limit + 1)
        found = self._rows(wanted)
        shown = [AuditRow(row.number, orjson.loads(row.leaf)) for row in found[: query.limit]]
        self._note_log(words, len(shown))
        if len(found) > query.limit:
            return AuditPage(tuple(shown), shown[-1].seq, count, str(found[query.limit - 1].day))
        lowest = self._rows(select(v.c.day).where(v.c.number == floor + 1)) if begin > 1 else []
        return AuditPage(tuple(shown), floor + 1 if floor else None, count, lowest[0].day if lowest else "")

    def _note_log(self, words: AuditWords, rows: int) -> None:
        self._notes.append({"what": "audit", "count": rows})
        if words.about:
            self._note("audit about", [self._keyed(words.about)])


def _chosen(words: AuditWords) -> list[ColumnElement[bool]]:
    v = views.audit
    chosen: list[Any] = [
        v.c[name] == getattr(words, name) for name in ("actor", "action", "purpose") if getattr(words, name)
    ]
    if words.since:
        chosen.append(v.c.day >= words.since)
    if words.until:
        chosen.append(v.c.day <= words.until)
    if words.refused:
        chosen.append(v.c.refused == 1)
    if words.about:
        chosen.append(func.instr(v.c.leaf, orjson.dumps(words.about)) > 0)
    return chosen
