"""What a node does by itself while its desk is open: each minute it goes through a few jobs that know whether they are due.

Invariant: a job that fails is told of and stops no other; what is a long job takes the node's own lock, as from the command line.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

from coalesce.services import mailing
from coalesce.services.node import Node

Job = Callable[[Node], object]

JOBS: tuple[Job, ...] = (mailing.send_by_itself,)
"""Each is called once a minute and returns at once where nothing is due."""

EVERY = 60.0
"""Seconds from one round to the next."""


def go_round(node: Node, tell: Callable[[Exception], None], jobs: tuple[Job, ...] = JOBS) -> None:
    """Go through the jobs once. What one of them could not do now is told, and tried again in the next round."""
    for job in jobs:
        try:
            job(node)
        except Exception as fault:  # noqa: BLE001  a fault of one job ends neither the others nor the next round
            tell(fault)


def keep_going(node: Node, tell: Callable[[Exception], None], stop: Event, jobs: tuple[Job, ...] = JOBS) -> None:
    """Go round until it is stopped."""
    while not stop.wait(EVERY):
        go_round(node, tell, jobs)
