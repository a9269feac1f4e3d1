"""Commitments: the board, gaps, deadlines with who owes an answer, the day-N curve, one entry with its history; and as JSON.

Invariant: what a page shows is made from what its reader may see for planning (or whatever else is read for); what is not
known is told in words, and never as zero.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from coalesce.commitments.board import EVERYBODY, UNNAMED
from coalesce.commitments.deadlines import Due
from coalesce.handling import TLP, Purpose
from coalesce.records import Need
from coalesce.records.commitment import STAGES
from coalesce.records.quantity import told
from coalesce.services import planning
from coalesce.services import telling_plans as telling
from coalesce.services.planning import PlanAsk
from coalesce.store.read_view import PlanQuery, ReadView
from coalesce.web.answers import Answer, Data, Page
from coalesce.web.asked import Asked
from coalesce.web.language import say
from coalesce.web.registrar import Registrar

routes = Registrar()
PLANNING = Purpose.PLANNING
ASKS = ("plan", "line")


@routes.page("/commitments", purpose=PLANNING, asks=ASKS)
def board(asked: Asked, view: ReadView) -> Answer:
    """Lines of effort and members, how far each has got, and the totals."""
    shown = planning.board_in(asked.node, view, _ask(asked))
    facts = {
        **_frame(asked, view),
        "shown": shown,
        "everybody": EVERYBODY,
        "unnamed": UNNAMED,
        "stages": STAGES[:4],
        "entries": sum(sum(cell.states.values()) for cell in shown.board.by_line.values()),
        "told": told,
    }
    return Page("commitments.html", say("Commitments"), facts, sorted(shown.labels))


@routes.page("/commitments/gaps", purpose=PLANNING, asks=ASKS)
def gaps(asked: Asked, view: ReadView) -> Answer:
    """Needs against what is in place and promised."""
    found = planning.gaps_in(asked.node, view, _ask(asked))
    facts = {**_frame(asked, view), "gaps": found, "told": told}
    return Page("commitment_gaps.html", say("What is missing"), facts, _labels(view))


@routes.page("/commitments/deadlines", purpose=PLANNING, asks=ASKS)
def deadlines(asked: Asked, view: ReadView) -> Answer:
    """What is due, what it lacks, and who owes an answer."""
    ask = _ask(asked)
    due = planning.due_in(asked.node, view, ask)
    facts = {**_frame(asked, view), "due": due, "owed": planning.owed_in(asked.node, view, ask)}
    return Page("commitment_deadlines.html", say("Deadlines"), facts, [one.held.handling.tlp for one in due])


@routes.page("/commitments/{id}", purpose=PLANNING)
def one_commitment(asked: Asked, view: ReadView) -> Answer:
    """One entry: what it says, and every event with its quote."""
    shown = planning.history_in(view, asked.part("id"))
    said = [terms for _, terms in shown.earlier]
    facts = {
        **_frame(asked, view),
        "shown": shown,
        "before": [one for one, later in pairwise(said) if one != later],
        "terms": shown.held.terms,
        "is_need": isinstance(shown.held.terms, Need),
    }
    title = shown.held.terms.kind or shown.held.terms.reference
    return Page("commitment.html", title, facts, [shown.held.handling.tlp])


@routes.data("/api/commitments", purpose=PLANNING, asks=ASKS)
def api_board(asked: Asked, view: ReadView) -> Answer:
    """The board with its totals and alerts."""
    return Data(telling.board_row(planning.board_in(asked.node, view, _ask(asked))))


@routes.data("/api/commitments/gaps", purpose=PLANNING, asks=ASKS)
def api_gaps(asked: Asked, view: ReadView) -> Answer:
    """Needs against what is in place and promised."""
    return Data([telling.gap_row(gap) for gap in planning.gaps_in(asked.node, view, _ask(asked))])


@routes.data("/api/commitments/deadlines", purpose=PLANNING, asks=ASKS)
def api_deadlines(asked: Asked, view: ReadView) -> Answer:
    """What is due and what it lacks; who owes an answer."""
    ask = _ask(asked)
    due: list[Due] = planning.due_in(asked.node, view, ask)
    owed = [telling.question_row(one) for one in planning.owed_in(asked.node, view, ask)]
    return Data({"due": [telling.due_row(one) for one in due], "owed": owed})


@routes.data("/api/commitments/{id}", purpose=PLANNING)
def api_commitment(asked: Asked, view: ReadView) -> Answer:
    """One entry with its history."""
    return Data(telling.history_row(planning.history_in(view, asked.part("id"))))


def _ask(asked: Asked) -> PlanAsk:
    return PlanAsk(asked.one("plan"), asked.one("line"))


def _frame(asked: Asked, view: ReadView) -> dict[str, Any]:
    """What every page of plans has: the plans to choose from, and what was chosen."""
    return {"plans": view.plans(), "plan": asked.one("plan"), "line": asked.one("line")}


def _labels(view: ReadView) -> list[TLP]:
    return sorted(view.plan_labels(PlanQuery()))
