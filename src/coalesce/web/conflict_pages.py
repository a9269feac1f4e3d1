"""Where words contradict each other: shown with the chain that makes it, resolved by a human's next word on one of the pairs.

Invariant: made from what the reader sees; a name and reason stand beside the own member's words alone; nothing is changed here.
"""

from __future__ import annotations

from coalesce.handling import Purpose
from coalesce.services import agreeing, telling
from coalesce.store.read_view import ReadView
from coalesce.web.answers import Answer, Data, Page
from coalesce.web.asked import Asked
from coalesce.web.language import say
from coalesce.web.registrar import Registrar

routes = Registrar()


@routes.page("/review/conflicts", purpose=Purpose.INVESTIGATION)
def conflicts(asked: Asked, view: ReadView) -> Answer:
    """Chains of "same" that someone parts, and other members' words against this one's."""
    found = agreeing.conflicts(asked.node, view)
    return Page("conflicts.html", say("Conflicts"), {"found": found}, [one.handling.tlp for one in found.records])


@routes.data("/api/review/conflicts", purpose=Purpose.INVESTIGATION)
def api_conflicts(asked: Asked, view: ReadView) -> Answer:
    """The same as data: ``chains`` and ``against``."""
    return Data(telling.conflicts_document(agreeing.conflicts(asked.node, view)))
