"""The review queue as one reviewer's pages share it: worked out once for each state.

Invariant: what is remembered is remembered for one reviewer, audience, state and day, and for the controls answered.
"""

from __future__ import annotations

from coalesce.errors import NotFound
from coalesce.records import Link, Record
from coalesce.services import controlling, reviewing
from coalesce.services.controlling import Mixed
from coalesce.services.people import Evidence, evidence
from coalesce.store.read_view import ReadView
from coalesce.web.asked import Asked
from coalesce.web.flow_shown import audience_now


def queue_of(asked: Asked, view: ReadView) -> tuple[Evidence, Mixed]:
    """The evidence of the view, and its queue with the reader's controls."""

    def waiting() -> tuple[Evidence, list[Link]]:
        found = evidence(view)
        return found, reviewing.pairs_to_review(view, found)

    now = audience_now(asked, view)
    found, ordered = asked.desk.drawn.get(("queue", *now), waiting)
    done = len(asked.node.store.control_answers(asked.actor))
    whose = ("mixed", asked.actor.name, asked.actor.roles, done, *now)
    return found, asked.desk.drawn.get(whose, lambda: controlling.mixed(asked.node, view, found, ordered))


def record_of(asked: Asked, view: ReadView, identity: str) -> tuple[Record, Link | None]:
    """A record, and None; or the invented one of an open control of this reader, and its link. Raises NotFound."""
    try:
        return view.record(identity), None
    except NotFound:
        mix = queue_of(asked, view)[1]
        control = next((one for one in mix.controls.values() if identity in (one.left.id, one.right.id)), None)
        if control is None:
            raise
        return (control.left if control.left.id == identity else control.right), control.link
