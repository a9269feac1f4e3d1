"""The review queue of one audience, kept while nothing but words changes it, and worked on word by word.

Invariant: made from the reader's view alone, and equal to what making it anew from that view would give: a word of the
reader's member amends it, and any other change (an edition, a release, a run of links, a new day) makes it anew. Words
that may not be heard yet order and hide pairs, and are never told.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from threading import RLock

import numpy as np
from numpy.typing import NDArray

from coalesce.linking.judging import Held, Pair, Stage, held, resolve
from coalesce.linking.waiting import Waiting
from coalesce.records import Judgement, Leg, Link, Verdict
from coalesce.services.gathering import told_of_view
from coalesce.services.uncollected import uncollected
from coalesce.store.read_view import ReadView

KEPT = 8
"""Audiences whose queues one process keeps."""

ALIKE_AMONG = 2_000
"""Pairs like one are looked for among so many of those judged last."""

Places = NDArray[np.int32]
Traits = tuple[frozenset[str], frozenset[Leg]]
"""The scripts of a record's names, and the legs of its sightings."""

State = tuple[int, date, bool]
"""The stamp of what may touch any reader, the day, and whether a second reviewer must agree."""


@dataclass(slots=True)
class Queue:
    """One audience's. To be read and amended under ``lock``."""

    member: str
    second: bool
    state: State
    waiting: Waiting
    words: dict[Pair, list[Judgement]] = field(default_factory=dict)
    own: dict[Pair, Held] = field(default_factory=dict)
    unsettled: dict[Pair, int | None] = field(default_factory=dict)
    """Pairs with words of the member that settle nothing, with the number of their link."""
    said: int = 0
    """The stamp of the member's own words."""
    newest: str = ""
    """The moment of the last word known."""
    lists: tuple[str, ...] = ()
    on_list: Places = field(default_factory=lambda: np.zeros(0, np.int32))
    """The place in ``lists`` of each record's list."""
    traits: dict[str, Traits] = field(default_factory=dict)
    links: dict[Pair, Link] = field(default_factory=dict)
    """Of decided pairs, as far as they were asked for."""
    lock: RLock = field(default_factory=RLock)

    def hear(self, words: Iterable[Judgement]) -> None:
        """Work in words that were not known yet."""
        touched: dict[Pair, None] = {}
        for word in words:
            self.words.setdefault((word.left, word.right), []).append(word)
            touched[word.left, word.right] = None
        for pair in touched:
            current = [word for word in self.words[pair] if word.current and word.member == self.member]
            self.own.pop(pair, None)
            self.unsettled.pop(pair, None)
            if current:
                self.own[pair] = found = held(current, self.second)
                if found.stage is not Stage.SETTLED:
                    self.unsettled[pair] = self.waiting.number_of(pair)
        said = [word for pair in touched for word in self.words[pair]]
        self.newest = max([self.newest, *(word.at.isoformat(timespec="microseconds") for word in said)])
        self.waiting.amend({**dict.fromkeys(touched, Verdict.UNSURE), **resolve(said, self.member, self.second)})

    def decided(self) -> list[tuple[Pair, Judgement]]:
        """The pairs decided last, newest first, each with the word that says so: the own member's before another's."""
        found = []
        for pair, words in self.words.items():
            verdict = self.waiting.verdicts.get(pair, Verdict.UNSURE)
            saying = [word for word in words if word.current and word.verdict is verdict]
            if verdict is not Verdict.UNSURE and saying:
                found.append((pair, max(saying, key=lambda word: (word.member == self.member, word.at, word.id))))
        return sorted(found, key=lambda row: (row[1].at, row[1].id), reverse=True)[:ALIKE_AMONG]


class Queues:
    """Those of a process."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._queues: OrderedDict[tuple[str, ...], Queue] = OrderedDict()
        self._turns: dict[tuple[str, ...], RLock] = defaultdict(RLock)

    def of(self, view: ReadView, today: date) -> Queue:
        """The queue of the view's audience, as of its snapshot (or of a word later)."""
        audience = (view.actor.member, view.purpose, view.also)
        shared, own = view.stamps()
        with self._lock:
            turn = self._turns[audience]
        with turn:  # a million links are worked out once, not by every request that comes meanwhile
            queue = self._known(audience)
            state = (shared, today, view.second)
            if queue is None or queue.state != state or not self._caught_up(queue, view, own):
                with uncollected():
                    queue = made(view, state, own)
                self._keep(audience, queue)
            return queue

    def at_hand(self, view: ReadView, today: date) -> bool:
        """Whether the queue of the view's audience is made already, but for words said since."""
        queue = self._known((view.actor.member, view.purpose, view.also))
        return queue is not None and queue.state == (view.stamps()[0], today, view.second)

    def _known(self, audience: tuple[str, ...]) -> Queue | None:
        with self._lock:
            if audience in self._queues:
                self._queues.move_to_end(audience)
            return self._queues.get(audience)

    def _keep(self, audience: tuple[str, ...], queue: Queue) -> None:
        with self._lock:
            self._queues[audience] = queue
            while len(self._queues) > KEPT:
                self._queues.popitem(last=False)

    def _caught_up(self, queue: Queue, view: ReadView, own: int) -> bool:
        """Work in the words said since; False where they are not all that has changed."""
        with queue.lock:
            if own <= queue.said:
                return True
            fresh = [word for word in view.every_word(since=queue.newest) if not _knows(queue, word)]
            if len(fresh) != own - queue.said:
                return False
            queue.hear(fresh)
            queue.said = own
            return True


def made(view: ReadView, state: State, own: int) -> Queue:
    """A queue from nothing but the view."""
    told, listed = told_of_view(view)
    words = view.every_word()
    waiting = Waiting(told, resolve(words, view.actor.member, view.second))
    queue = Queue(view.actor.member, view.second, state, waiting, said=own)
    borne, on_list = np.unique(listed.on, return_inverse=True)
    queue.lists = tuple(listed.lists[place].id for place in borne.tolist())
    queue.on_list = on_list.reshape(-1).astype(np.int32)
    queue.hear(words)
    return queue


def _knows(queue: Queue, word: Judgement) -> bool:
    return any(one.id == word.id for one in queue.words.get((word.left, word.right), ()))
