"""What the page of an estimate shows, from the answer of ``services.estimating``: words, rows and pictures.

Invariant: a number that is refused is nowhere on the page, but for the models' own totals, which say that they are that.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

from markupsafe import Markup

from coalesce.drawing import (
    LadderData,
    LadderOptions,
    Rung,
    SpreadData,
    SpreadOptions,
    UpsetOptions,
    ladder,
    spread,
    upset,
)
from coalesce.estimation.options import EstimateOptions
from coalesce.records import Alternative, Dependence, Estimate
from coalesce.services.estimating import OwnEstimate
from coalesce.web.language import say
from coalesce.web.pictures import picture
from coalesce.web.retold import retold

FORMS = (("wide", 1000.0, 220.0), ("medium", 560.0, 150.0), ("narrow", 320.0, 96.0))
"""Name, width and room for names of a picture's three forms; the style sheet shows the one that fits."""

BAND = EstimateOptions().alternatives
MUCH = 2.0
"""An odds ratio from here on, or below its inverse, is said to be strong."""


@dataclass(frozen=True, slots=True)
class Together:
    """Two lists in a row of the table: how they go together, in words."""

    pair: Dependence
    words: str


def pictures(own: OwnEstimate) -> dict[str, Markup]:
    """The drawings of one answer, each in three forms in one box."""
    found = own.estimate
    drawn = {
        "methods": picture(
            *_ladder(methods(own), "methods", found.n_observed, say("Ways to estimate, beside each other"))
        )
    }
    if found.left_out:
        drawn["left_out"] = picture(
            *_ladder(left_out(found, own.middle), "without", found.n_observed, say("Without one list"))
        )
    if own.totals and found.total is not None:
        data = SpreadData(
            say("How far the estimate may lie off"),
            own.totals,
            found.total,
            found.interval80,
            found.interval95,
            found.n_observed,
        )
        drawn["spread"] = picture(
            *(spread(data, SpreadOptions(width, 220.0, f"spread-{form}", form)) for form, width, _ in FORMS)
        )
    if own.table is not None:
        drawn["overlap"] = picture(
            *(upset(own.table, UpsetOptions(width, f"overlap-{form}", names, form)) for form, width, names in FORMS)
        )
    return drawn


def methods(own: OwnEstimate) -> tuple[Rung, ...]:
    """The estimate, then the other opinions, then the models about as good as the best."""
    found = own.estimate
    rungs = []
    if found.total is not None:
        rungs.append(Rung(say("This estimate"), found.total, found.interval80, found.interval95, main=True))
    else:
        rungs.append(Rung(say("This estimate"), None, note=say("refused: see above"), main=True))
    rungs += [
        Rung(retold(one.method), one.total, one.interval80, one.interval95, retold(one.note) if one.note else "")
        for one in found.opinions
    ]
    rungs += [Rung(say("model %(name)s", name=one.generators), one.total) for one in found.alternatives[:6]]
    return tuple(rungs)


def left_out(found: Estimate, middle: float | None = None) -> tuple[Rung, ...]:
    """The estimate, then without each list: the middles of the averages, which a refusal compares; else the totals."""
    all_lists = Rung(
        say("All lists"),
        found.total if middle is None else middle,
        found.interval80,
        found.interval95,
        say("refused"),
        main=True,
    )
    rest = [
        Rung(
            say("Without %(list)s", list=one.list),
            one.total if one.middle is None else one.middle,
            note=say("no model has a total without it") if one.total is None else "",
        )
        for one in found.left_out
    ]
    return (all_lists, *rest)


def model_words(found: Estimate, one: Alternative) -> str:
    """Which lists a model takes to depend on each other: ``no list depends on another``."""
    parts = one.generators.strip("[]").split(",")
    groups = [[found.lists[int(digit) - 1] for digit in part] for part in parts if len(part) > 1]
    if not groups:
        return say("no list depends on another")
    return "; ".join(reduce(_with, group) for group in groups)


def together(found: Estimate) -> list[Together]:
    """Every two lists with what their odds ratio says."""
    return [Together(pair, dependence_words(pair)) for pair in found.dependences]


def dependence_words(pair: Dependence) -> str:
    """``more often together than apart``, as far as the interval tells."""
    if pair.odds_ratio is None or pair.interval95 is None:
        return say("too few people to tell")
    if pair.interval95.low > 1:
        if pair.interval95.low > MUCH:
            return say("who is on the one is much more often on the other")
        return say("who is on the one is more often on the other")
    if pair.interval95.high < 1:
        if pair.interval95.high < 1 / MUCH:
            return say("who is on the one is much less often on the other")
        return say("who is on the one is less often on the other")
    return say("no dependence to be seen")


def _with(left: str, right: str) -> str:
    return say("%(left)s with %(right)s", left=left, right=right)


def _ladder(rungs: tuple[Rung, ...], ident: str, seen: int, title: str) -> list[str]:
    data = LadderData(title, rungs, seen)
    return [ladder(data, LadderOptions(width, f"{ident}-{form}", names, form)) for form, width, names in FORMS]
