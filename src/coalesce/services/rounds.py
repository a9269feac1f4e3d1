"""What a node does by itself while its desk is open: each minute it goes through a few jobs, some of them less often.

Invariant: a job that fails is told of and stops no other; what is a long job takes the node's own lock, as from the command line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from threading import Event

from coalesce.services import mailing
from coalesce.services.node import Node
from coalesce.services.settling import settle_by_itself


@dataclass(frozen=True, slots=True)
class Job:
    """One job, and in which rounds it has its turn: in each, or in one of so many."""

    run: Callable[[Node], object]
    one_in: int = 1


JOBS: tuple[Job, ...] = (Job(settle_by_itself), Job(mailing.send_by_itself, one_in=60))
"""Each returns at once where nothing is due."""

EVERY = 60.0
"""Seconds from one round to the next."""


def go_round(node: Node, tell: Callable[[Exception], None], jobs: tuple[Job, ...] = JOBS, number: int = 0) -> None:
    """Go through the jobs of one round. What one of them could not do now is told, and tried again at its next turn."""
    for job in jobs:
        if number % job.one_in == 0:
            try:
                job.run(node)
            except Exception as fault:  # noqa: BLE001  a fault of one job ends neither the others nor the next round
                tell(fault)


def keep_going(node: Node, tell: Callable[[Exception], None], stop: Event, jobs: tuple[Job, ...] = JOBS) -> None:
    """Go round until it is stopped."""
    for number in count():
        if stop.wait(EVERY):
            return
        go_round(node, tell, jobs, number)
