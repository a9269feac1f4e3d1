"""The numbers beside the parts of the desk: how many pairs wait for a word, how many notices nobody has seen, how many requests of other
members wait for an answer.

Invariant: a number is of the page's own view and costs it next to nothing: where the queue is not made already, there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from coalesce.handling import Role
from coalesce.services import controlling, news
from coalesce.store.read_view import ReadView
from coalesce.web.answers import Answer, Page
from coalesce.web.asked import Asked
from coalesce.web.redress_pages import OFFICERS


def badges_of(asked: Asked, view: ReadView) -> Mapping[str, int]:
    """How much waits in which part, by its path."""
    unseen = news.unseen(view)
    return {**_pairs(asked, view), **({"/notices": unseen} if unseen else {}), **_requests(asked, view)}


def _pairs(asked: Asked, view: ReadView) -> dict[str, int]:
    if Role.ANALYST not in asked.actor.roles or not controlling.at_hand(asked.node, view):
        return {}
    waiting = controlling.mixed(asked.node, view).progress(asked.actor.name).left
    return {"/review": waiting} if waiting else {}


def _requests(asked: Asked, view: ReadView) -> dict[str, int]:
    """For who may answer, whatever they were asked for, as on the first page."""
    waiting = len(view.waiting()) if asked.actor.roles & OFFICERS else 0
    return {"/requests": waiting} if waiting else {}


def with_badges(answer: Answer, asked: Asked, view: ReadView) -> Answer:
    """A page with its numbers; any other answer as it is."""
    if not isinstance(answer, Page):
        return answer
    return replace(answer, facts={"badges": badges_of(asked, view), **answer.facts})
