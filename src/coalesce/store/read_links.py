"""Reading links, judgements and people: for one audience, as if nothing else existed.

Invariant: a link is visible where both its records are; a judgement where it, both records and
every record that its reviewer was shown are; people are those made for this audience.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Row, Select, or_, select

from coalesce.errors import NotFound
from coalesce.linking.judging import Pair, heard, resolve
from coalesce.records import Judgement, Link, Person, Verdict
from coalesce.store import codec, views
from coalesce.store.connections import CONTEXT
from coalesce.store.guard import PLACE_BITS
from coalesce.store.read_records import RecordReads
from coalesce.store.reading import pieces


class Stated(NamedTuple):
    """Links: the places of their two sides among the records that ``listed`` gives, and their probability."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    probability: NDArray[np.float64]


LIKELY = 0.5
"""Links above join records into pieces; at it and below none is evidence for one person."""


class LinkReads(RecordReads):
    """The part of a ReadView about who is the same person. ``second``: whether a second reviewer must agree."""

    second = False

    def links(self, ids: Sequence[str] | None = None) -> list[Link]:
        """All visible links, or those with a side among ``ids``; by left and right."""
        rows = self._rows(select(views.link)) if ids is None else self._links_touching(ids)
        self._note("link", [f"{row.left}+{row.right}" for row in rows])
        return sorted((_link(row) for row in rows), key=lambda link: (link.left, link.right))

    def stated(self) -> Stated:
        """All visible links, by left and right, in columns: what grouping needs of them."""
        context = self._connection.info[CONTEXT]
        if not context.shown:
            self.listed()  # the guard looks no side up that was shown before
        rows = self._tuples("SELECT pair, probability FROM visible_stated")
        pairs, probability = zip(*rows, strict=True) if rows else ((), ())
        pair = np.array(pairs, dtype=np.int64)
        left, right = pair >> PLACE_BITS, pair & (1 << PLACE_BITS) - 1
        records = list(context.shown)
        sides = zip(left.tolist(), right.tolist(), strict=True)
        self._note("link", [f"{records[one]}+{records[other]}" for one, other in sides])
        return Stated(left, right, np.array(probability, dtype=np.float64))

    def link(self, left: str, right: str) -> Link:
        """One link. Raises NotFound where there is none for this reader."""
        v = views.link
        first, second = sorted((left, right))
        rows = self._rows(select(v).where(v.c.left == first, v.c.right == second))
        self._note_asked("link", [f"{first}+{second}"], [f"{row.left}+{row.right}" for row in rows])
        if not rows:
            raise NotFound("link")
        return _link(rows[0])

    def links_of(self, pairs: Sequence[Pair]) -> dict[Pair, Link]:
        """The visible links between these pairs of records (left and right in order), by pair."""
        v = views.link
        rows = [row for one, other in pairs for row in self._rows(select(v).where(v.c.left == one, v.c.right == other))]
        self._note("link", [f"{row.left}+{row.right}" for row in rows])
        return {(row.left, row.right): _link(row) for row in rows}

    def judgements(self, ids: Sequence[str] | None = None) -> list[Judgement]:
        """All visible judgements that this reader may hear, or those of them on a record among ``ids``; oldest first."""
        return heard(self.every_word(ids), self.actor.name, self.actor.member, self.second)

    def verdicts(self, ids: Sequence[str] | None = None) -> dict[Pair, Verdict]:
        """What this reader's member holds of each pair judged, or of those of a record among ``ids``: settled words alone."""
        return resolve(self.every_word(ids), self.actor.member, self.second)

    def every_word(self, ids: Sequence[str] | None = None, since: str = "") -> list[Judgement]:
        """The same as ``judgements``, with what is not to be heard yet: to work with, not to be shown. ``since``: a moment."""
        v = views.judgement
        rows = self._touching(select(v).where(v.c.at >= since) if since else select(v), v, ids)
        self._note("judgement", [row.id for row in rows])
        return sorted((_judgement(row) for row in rows), key=lambda word: (word.at, word.id))

    def people(self) -> list[Person]:
        """The people of this audience as last made, by id."""
        rows = self._rows(select(views.person_of))
        self._note("person", [row.person for row in rows])
        return _people(rows)

    def people_first(self, most: int) -> list[Person]:
        """The people of this audience, those of most records first, then by id: at most so many."""
        largest = self._tuples(
            "SELECT person, count(record_id) AS records FROM visible_person_record"
            " GROUP BY person ORDER BY records DESC, person LIMIT ?",
            (most,),
        )
        v = views.person_record
        names = [person for person, _ in largest]
        rows = [row for piece in pieces(names) for row in self._rows(select(v).where(v.c.person.in_(piece)))]
        self._note("person", names)
        return sorted(_people(rows), key=lambda one: (-len(one.records), one.id))

    def person(self, identity: str) -> Person:
        """One person. Raises NotFound."""
        v = views.person_record
        rows = self._rows(select(v).where(v.c.person == identity))
        self._note_asked("person", [identity], [row.person for row in rows])
        if not rows:
            raise NotFound("person")
        return _people(rows)[0]

    def people_of(self, ids: Sequence[str]) -> dict[str, Person]:
        """The person of each of these records, by record id."""
        one, v = views.person_of, views.person_record
        found = [row for piece in pieces(ids) for row in self._rows(select(one).where(one.c.record_id.in_(piece)))]
        names = sorted({row.person for row in found})
        rows = [row for piece in pieces(names) for row in self._rows(select(v).where(v.c.person.in_(piece)))]
        self._note("person", names)
        return {record: person for person in _people(rows) for record in person.records}

    def piece(self, seeds: Sequence[str]) -> set[str]:
        """These records and every one that a chain of likely visible links, or of words, joins to them.

        Who is one person follows from the piece alone (``linking.partition``); weak links would join half of a large node.
        """
        reached, edge = set(seeds), list(seeds)
        while edge:
            sides = [(row.left, row.right) for row in self._links_touching(edge) if row.probability > LIKELY]
            sides += [(word.left, word.right) for word in self.every_word(edge)]
            found = {side for pair in sides for side in pair}
            edge = sorted(found - reached)
            reached |= found
        return reached

    def stamp(self) -> int:
        """The number of the state that this snapshot shows: it rises with every change that may touch this reader."""
        return sum(self.stamps())

    def stamps(self) -> tuple[int, int]:
        """The same in two: of what may touch any reader, and of what touches this member's alone, which are its words."""
        row = self._rows(select(views.stamp))[0]
        return int(row.stamp) - int(row.own), int(row.own)

    def made_at(self) -> tuple[int, str] | None:
        """For which stamp and day the people of this audience were made; None: never."""
        rows = self._rows(select(views.audience))
        return (rows[0].stamp, rows[0].day) if rows else None

    def _links_touching(self, ids: Sequence[str]) -> list[Row[Any]]:
        """Each side by its own order: of the two together SQLite would read all links."""
        left, right = views.link, views.link_right
        found: dict[tuple[str, str], Row[Any]] = {}
        for piece in pieces(ids):
            for query in (select(left).where(left.c.left.in_(piece)), select(right).where(right.c.right.in_(piece))):
                found |= {(row.left, row.right): row for row in self._rows(query)}
        return list(found.values())

    def _touching(self, query: Select[Any], view: Any, ids: Sequence[str] | None) -> list[Row[Any]]:
        if ids is None:
            return list(self._rows(query))
        found: dict[tuple[Any, ...], Row[Any]] = {}
        for piece in pieces(ids):
            rows = self._rows(query.where(or_(view.c.left.in_(piece), view.c.right.in_(piece))))
            found |= {tuple(row): row for row in rows}
        return list(found.values())


def _link(row: Row[Any]) -> Link:
    weight = codec.decode_weight(row.parts)
    return Link(row.left, row.right, row.left_version, row.right_version, row.model, weight, row.probability)


def _judgement(row: Row[Any]) -> Judgement:
    return Judgement(
        id=row.id,
        left=row.left,
        right=row.right,
        left_version=row.left_version,
        right_version=row.right_version,
        verdict=Verdict(row.verdict),
        member=row.member,
        at=datetime.fromisoformat(row.at),
        reviewer=row.reviewer,
        reason=row.reason,
        current=bool(row.current),
    )


def _people(rows: Sequence[Row[Any]]) -> list[Person]:
    by: dict[str, list[str]] = defaultdict(list)
    judged: dict[str, bool] = {}
    for row in rows:
        by[row.person].append(row.record_id)
        judged[row.person] = bool(row.judged)
    return [Person(person, tuple(sorted(by[person])), judged[person]) for person in sorted(by)]
