"""How often reviewers err, as control pairs of known truth tell, and how far they agree.

Invariant: a reviewer reads one's own rate, an auditor those of the same member; nobody another member's. No rate
without its interval, and none before there is an answer.
"""

from __future__ import annotations

from coalesce.handling import Purpose, Role
from coalesce.services import agreeing, controlling, telling
from coalesce.web.answers import Answer, Data, Page
from coalesce.web.asked import Asked
from coalesce.web.language import say
from coalesce.web.registrar import Door, Registrar

routes = Registrar()

MAY = frozenset({Role.ANALYST, Role.AUDITOR})


@routes.page("/review/rates", purpose=Purpose.INVESTIGATION, roles=MAY, door=Door.ACTOR)
def rates(asked: Asked) -> Answer:
    """One's own error rate on control pairs, what controls are, and for an auditor the reviewers of the same member."""
    settings = asked.node.store.settings
    facts = {
        "own": controlling.own_rates(asked.node, asked.actor),
        "others": controlling.rates_of_member(asked.node, asked.actor) if _oversees(asked) else None,
        "agreement": agreeing.agreed(asked.node, asked.actor),
        "two": settings.second_reviewer,
        "share": settings.control_share,
        "days": settings.control_days,
    }
    return Page("rates.html", say("Errors and agreement"), facts)


@routes.data("/api/review/rates", purpose=Purpose.INVESTIGATION, roles=MAY, door=Door.ACTOR)
def api_rates(asked: Asked) -> Answer:
    """One's own error rate on control pairs; ``reviewers`` for an auditor, else null."""
    others = controlling.rates_of_member(asked.node, asked.actor) if _oversees(asked) else None
    reviewers = None if others is None else {name: telling.rates_row(one) for name, one in others}
    return Data({"own": telling.rates_row(controlling.own_rates(asked.node, asked.actor)), "reviewers": reviewers})


@routes.data("/api/review/agreement", purpose=Purpose.INVESTIGATION, roles=MAY, door=Door.ACTOR)
def api_agreement(asked: Asked) -> Answer:
    """How far one agrees with colleagues on the same pairs, for an auditor all of the member: ``between``, ``by_reason``."""
    return Data(telling.agreement_rows(agreeing.agreed(asked.node, asked.actor)))


def _oversees(asked: Asked) -> bool:
    return Role.AUDITOR in asked.actor.roles
