"""The page of estimates, and estimates as JSON: how many people there are, those too whom no list saw.

Invariant: page and JSON of the same words say the same; a refusal is an answer, with status 200.
"""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from coalesce.dates import Period
from coalesce.drawing import country_name, interval_mark, period_words
from coalesce.estimation.estimating import ASSUMPTION
from coalesce.flows import Interval
from coalesce.handling import Purpose
from coalesce.services.capturing import CaptureWords
from coalesce.services.counting import own_flows
from coalesce.services.estimating import OwnEstimate, by_leg, by_month, own_estimate
from coalesce.services.telling_estimates import middle_apart, own_document
from coalesce.store.read_view import ReadView
from coalesce.web.answers import Answer, Data, Page
from coalesce.web.asked import Asked
from coalesce.web.estimate_shown import BAND, model_words, pictures, together
from coalesce.web.estimate_words import ASKS, SEXES, estimate_words, grouping
from coalesce.web.flow_shown import audience_now, country, leg_words
from coalesce.web.language import month, now, say
from coalesce.web.pictures import picture
from coalesce.web.registrar import Registrar

routes = Registrar()

LEAST = 30
"""Smaller legs are not estimated one by one: no table of theirs could carry a number."""


@routes.page("/estimate", purpose=Purpose.INVESTIGATION, asks=ASKS)
def estimate(asked: Asked, view: ReadView) -> Answer:
    """All people of a leg, seen and unseen, with everything that the number rests on; or why there is none."""
    words, by = estimate_words(asked), grouping(asked)
    own = _answered(asked, view, words)
    key = ("estimate pictures", now().tag, *audience_now(asked, view), words)
    drawn = asked.desk.drawn.get(key, lambda: pictures(own))
    found = own.estimate
    rows = _parts(asked, view, words, by)
    facts = {
        "own": own,
        "found": found,
        "words": words,
        "by": by,
        "pictures": drawn,
        "what": what_words(words),
        "models": [(one, model_words(found, one)) for one in found.alternatives],
        "pairs": together(found),
        "parts_rows": rows,
        "parts_top": max((row["top"] for row in rows), default=0),
        "choices": _choices(asked, view),
        "assumption": ASSUMPTION,
        "band": BAND,
        "sexes": tuple((value, say(text)) for value, text in SEXES.items()),
        "best": next((model_words(found, one) for one in found.alternatives), ""),
        "apart": middle_apart(own),
    }
    return Page("estimate.html", say("Estimate"), facts, tuple(sorted(view.labels())))


@routes.data("/api/estimate", purpose=Purpose.INVESTIGATION, asks=ASKS)
def api_estimate(asked: Asked, view: ReadView) -> Answer:
    """All people of a leg, seen and unseen, with intervals, alternatives and diagnostics; or a refusal with its reason."""
    words, by = estimate_words(asked), grouping(asked)
    document = own_document(_answered(asked, view, words))
    if by:
        found = _grouped(asked, view, words, by)
        document["parts"] = [{"of": name, **own_document(own)} for name, own in found]
    return Data(document)


def what_words(words: CaptureWords) -> str:
    """``Turkey to Syria, Jan 2014 to Sep 2014``."""
    if words.leg:
        legs = leg_words(words.leg.start, words.leg.end)
    else:
        legs = leg_words(words.out_of, words.into) if words.into or words.out_of else say("All legs")
    since = month(words.since) if words.since else ""
    until = month(words.until) if words.until else ""
    if since and until:
        when = say("%(since)s to %(until)s", since=since, until=until)
    else:
        when = say("since %(month)s", month=since) if since else say("until %(month)s", month=until) if until else ""
    return f"{legs}, {when}" if when else legs


def _answered(asked: Asked, view: ReadView, words: CaptureWords) -> OwnEstimate:
    with asked.desk.turn("estimate", view.actor.member, view.purpose, view.also):
        return own_estimate(asked.node, view, words)


def _grouped(asked: Asked, view: ReadView, words: CaptureWords, by: str) -> list[tuple[str, OwnEstimate]]:
    with asked.desk.turn("estimate", view.actor.member, view.purpose, view.also):
        if by == "month":
            return [(str(month), own) for month, own in by_month(asked.node, view, words)]
        return by_leg(asked.node, view, words, LEAST)


def _parts(asked: Asked, view: ReadView, words: CaptureWords, by: str) -> list[dict[str, Any]]:
    """The same by month or leg, a row each with a mark on one scale."""
    if not by:
        return []
    found = _grouped(asked, view, words, by)
    top = max((round(one.estimate.interval95.high) for _, one in found if one.estimate.interval95), default=1)
    return [{"name": _part_name(name, by), "own": own, "mark": _mark(own, top), "top": top} for name, own in found]


def _part_name(name: str, by: str) -> str:
    if by == "month":
        return period_words(Period.parse(name))
    start, _, end = name.partition(">")
    return f"{country(start)} → {country(end)}"


def _mark(own: OwnEstimate, top: int) -> Markup:
    band, total = own.estimate.interval95, own.estimate.total
    amount = None
    if band is not None and total is not None:
        amount = Interval(round(band.low), round(total), round(band.high))
    return picture(interval_mark(amount, top, 84.0))


def _choices(asked: Asked, view: ReadView) -> dict[str, list[Any]]:
    rows = own_flows(asked.node, view).counted.rows
    legs = rows.legs
    return {
        "starts": sorted({leg.start for leg in legs}, key=country_name),
        "ends": sorted({leg.end for leg in legs}, key=country_name),
        "origins": sorted(set(rows.origins), key=lambda code: (code is None, country_name(code or ""))),
        "lists": [f"{one.owner}/{one.name}" for one in view.lists() if one.kind == "travellers"],
    }
