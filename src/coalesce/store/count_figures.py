"""What a series may count, read through the second door: sealed, and no wider than its contributors allow.

Invariant: a record is there where it stands on a list of the definition and its ``figures_to`` covers the whole
audience (its owner is covered), and no other series counts it; a sighting and a judgement are there by the same rule.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, select

from coalesce.flows.bounding import FigureEvidence
from coalesce.flows.contributions import RecordFacts
from coalesce.handling import Sealed, seal
from coalesce.linking.components import Node
from coalesce.linking.judging import resolve
from coalesce.records import Judgement, Sighting, Verdict
from coalesce.records.series import Series
from coalesce.store import read_rows, views
from coalesce.store.reading import Reading

_PERSON = b"figures ledger"
"""Sets these pseudonyms apart from every other digest under the node's key."""


class FigureReads(Reading):
    """The part of a CountView about figures. ``second``: whether a second reviewer must agree."""

    def __init__(self, connection: Connection, key: bytes, second: bool = False) -> None:
        super().__init__(connection, key)
        self.second = second

    def evidence(self, series: Series) -> Sealed[FigureEvidence]:
        """Everything that the series counts today."""
        rows, mine, spent = self._records(series)
        records = {row.record_id: row for row in rows}
        link = views.counted_link
        links = tuple(
            (row.left, row.right, row.probability)
            for row in self._rows(select(link))
            if row.left in records and row.right in records
        )
        self._notes.append({"what": "figures", "series": series.name})
        return seal(
            FigureEvidence(
                tuple(Node(row.record_id, row.list_id, bool(row.deduplicated)) for row in rows),
                mine,
                {record: _facts(row) for record, row in records.items()},
                self._seen(series, records),
                links,
                resolve(self._words(series, records), "", self.second),
                {record: spent[name] for record, name in mine.items() if name in spent},
            )
        )

    def _records(self, series: Series) -> tuple[list[Row[Any]], dict[str, str], dict[str, set[str]]]:
        """The rows to count by id, their pseudonyms by record, and what this series spent by pseudonym."""
        lists, covers, v = set(series.lists), self._covers(series), views.counted_record
        spent: dict[str, set[str]] = defaultdict(set)
        others: set[str] = set()
        for row in self._rows(select(views.counted_spent)):
            if row.series == series.name:
                spent[row.pseudonym].update(orjson.loads(row.cells))
            else:
                others.add(row.pseudonym)
        kept, mine = [], {}
        for row in self._rows(select(v).order_by(v.c.record_id)):
            if f"{row.owner}/{row.list_name}" in lists and covers(row.set_id, row.owner):
                name = self._pseudonym(row.list_id, row.reference)
                if name not in others:
                    kept.append(row)
                    mine[row.record_id] = name
        return kept, mine, spent

    def _covers(self, series: Series) -> Any:
        granted: dict[int, set[str]] = defaultdict(set)
        for row in self._rows(select(views.counted_set)):
            granted[row.set_id].add(row.member)
        audience = frozenset(series.audience)

        def covers(set_id: int, owner: str) -> bool:
            return audience <= granted[set_id] | {owner}

        return covers

    def _seen(self, series: Series, records: Collection[str]) -> Mapping[str, list[Sighting]]:
        covers, by = self._covers(series), defaultdict(list)
        for row in self._rows(select(views.counted_sighting)):
            if row.record_id in records and covers(row.set_id, row.owner):
                by[row.record_id].append(read_rows.sighting_of(row))
        return dict(by)

    def _words(self, series: Series, records: Collection[str]) -> list[Judgement]:
        covers = self._covers(series)
        return [
            _judgement(row)
            for row in self._rows(select(views.counted_judgement))
            if row.left in records and row.right in records and covers(row.set_id, row.member)
        ]

    def _pseudonym(self, list_id: str, reference: str) -> str:
        """A keyed digest of a list and the list's own key: the same when the record comes back under another id."""
        text = f"{list_id}\0{reference}".encode()
        return hashlib.blake2b(text, key=self._key, person=_PERSON, digest_size=16).hexdigest()


def _facts(row: Row[Any]) -> RecordFacts:
    nationalities = tuple(code for code in row.nationalities.split(";") if code)
    return RecordFacts(f"{row.owner}/{row.list_name}", nationalities)


def _judgement(row: Row[Any]) -> Judgement:
    pair, versions = (row.left, row.right), (row.left_version, row.right_version)
    at = datetime.fromisoformat(row.at)
    verdict, current = Verdict(row.verdict), bool(row.current)
    return Judgement(row.id, *pair, *versions, verdict, row.member, at, row.reviewer, current=current)
