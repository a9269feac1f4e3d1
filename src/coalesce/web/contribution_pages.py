"""Who has contributed how much, how fresh and how complete it is, within what the reader may see.

Invariant: the numbers are those of ``services.contributing``, remembered for one audience and state.
"""

from __future__ import annotations

from datetime import date

from coalesce.handling import Purpose
from coalesce.services.contributing import Contributions, contributions, document
from coalesce.store.read_view import ReadView
from coalesce.web.answers import Answer, Data, Page
from coalesce.web.asked import Asked
from coalesce.web.flow_shown import audience_now
from coalesce.web.language import say
from coalesce.web.registrar import Door, Registrar

routes = Registrar()
MONTHS = 12


@routes.page("/contributions", purpose=Purpose.INVESTIGATION, door=Door.PEOPLE)
def page(asked: Asked, view: ReadView) -> Answer:
    """Per list and member: records, people, sightings by month, newest, lag, completeness."""
    found = _found(asked, view)
    months = _last_months(asked.node.store.clock.today())
    facts = {
        "found": found,
        "months": months,
        "most": max((one.months.get(month, 0) for one in found.lists for month in months), default=0),
        "today": asked.node.store.clock.today(),
        "as_date": date.fromisoformat,
    }
    labels = [one.of.handling.tlp for one in found.lists]
    return Page("contributions.html", say("Contributions"), facts, labels)


@routes.data("/api/contributions", purpose=Purpose.INVESTIGATION, door=Door.PEOPLE)
def api_contributions(asked: Asked, view: ReadView) -> Answer:
    """The same as data."""
    return Data(document(_found(asked, view)))


def _found(asked: Asked, view: ReadView) -> Contributions:
    most = asked.node.store.settings.browse_most
    found: Contributions = asked.desk.drawn.get(
        ("contributions", *audience_now(asked, view)), lambda: contributions(view, most)
    )
    return found


def _last_months(today: date) -> list[str]:
    """The last twelve months, the present one last."""
    last = today.year * 12 + today.month - 1
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(last - MONTHS + 1, last + 1)]
