"""The bulletin on a page that is made to be printed, as a PDF, and as JSON.

Invariant: of people it shows released figures of one series and nothing else, of plans what all its members may see; looking at
it closes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from coalesce.errors import Refusal
from coalesce.handling import TLP, Purpose
from coalesce.services import bulletin
from coalesce.services.bulletin import Bulletin
from coalesce.web import bulletin_shown
from coalesce.web.answers import Answer, Data, Page
from coalesce.web.asked import Asked
from coalesce.web.bulletin_shown import Drawings
from coalesce.web.language import say
from coalesce.web.pictures import picture
from coalesce.web.registrar import Door, Registrar

routes = Registrar()
ASKS = ("series", "month")


@routes.page("/bulletin", purpose=Purpose.INVESTIGATION, door=Door.ACTOR, asks=ASKS)
def page(asked: Asked) -> Answer:
    """The bulletin of a month, the latest that has its numbers where none is named; of the first series one receives."""
    names = bulletin.receivable(asked.node, asked.actor)
    name = asked.one("series") or (names[0] if names else "")
    title = say("Bulletin")
    if not name:
        return Page("bulletin.html", title, {"found": None, "names": names, "why": ""})
    try:
        found = bulletin.compiled(asked.node, asked.actor, name, asked.one("month"))
    except Refusal as refusal:
        if name not in names or asked.one("month"):
            raise
        return Page("bulletin.html", title, {"found": None, "names": names, "why": str(refusal)})
    drawn = bulletin_shown.drawings(found, asked.desk.static.address("base.svg"))
    facts = {**facts_of(found), "names": names, "why": "", "figures": figures_of(drawn)}
    return Page("bulletin.html", f"{title}, {bulletin_shown.month_words(found.month)}", facts)


@routes.data("/api/bulletin", purpose=Purpose.INVESTIGATION, door=Door.ACTOR, asks=ASKS)
def api_bulletin(asked: Asked) -> Answer:
    """The same, as ``coalesce bulletin --format json`` gives it; without a series, their names."""
    if not asked.one("series"):
        return Data({"series": bulletin.receivable(asked.node, asked.actor)})
    return Data(bulletin.document(bulletin.compiled(asked.node, asked.actor, asked.one("series"), asked.one("month"))))


def figures_of(drawn: Drawings) -> list[tuple[str, Markup]]:
    """The drawings with their titles, as the template takes them."""
    return [
        (say("The month on a map"), picture(drawn.map)),
        (say("Arrivals by month, all legs"), picture(drawn.months)),
    ]


def facts_of(found: Bulletin) -> Mapping[str, Any]:
    """What the bulletin's template needs, on a page and on paper."""
    rows, origins = bulletin_shown.rows(found), bulletin_shown.origins(found)
    return {
        "found": found,
        "series": found.series,
        "month": bulletin_shown.month_words(found.month),
        "months": [(str(one), bulletin_shown.month_words(one)) for one in reversed(found.months)],
        "rows": [{**row, "mark": picture(row["mark"])} for row in rows],
        "most": max((row["now"].high for row in rows if row["now"]), default=0),
        "origins": [row for row in origins if row["amount"]],
        "origins_hidden": [row["name"] for row in origins if not row["amount"]],
        "change_moved_by": bulletin_shown.change_moved_by(found),
        "label": TLP.AMBER,
        **(bulletin_shown.plan_facts(found.plan) if found.plan else {}),
    }
