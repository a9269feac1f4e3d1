"""What the page of day N shows of one curve: its picture in each form, and its words.

Invariant: the picture and the words say the same amounts on the same days.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from coalesce.commitments.timeline import Curve, Curves, Steps
from coalesce.drawing.dayn import DayCurve, DayOptions, Level, day_chart
from coalesce.records.quantity import told
from coalesce.web.language import say
from coalesce.web.pictures import picture

FORMS = (("wide", 860.0), ("narrow", 340.0))


@dataclass(frozen=True, slots=True)
class DrawnCurve:
    """A curve with its pictures."""

    of: Curve
    pictures: Markup


def drawn(curve: Curve, found: Curves, place: int) -> DrawnCurve:
    """One curve of those found; ``place`` tells its pictures' ids apart."""
    title = f"{curve.kind} · {curve.measure}" + (f" · {curve.place}" if curve.place else "")
    data = DayCurve(
        title,
        _told(curve, found.horizon),
        say("day"),
        found.horizon,
        *(levels(steps, found.horizon) for steps in (curve.claimed, curve.verified, curve.endless, curve.needed)),
    )
    if not any(amount for series in (data.claimed, data.verified, data.needed) for _, amount in series):
        return DrawnCurve(curve, picture())  # its commitments are on no day: there is nothing to draw
    made = (day_chart(data, DayOptions(width, 200.0, f"curve-{place}-{form}", form)) for form, width in FORMS)
    return DrawnCurve(curve, picture(*made))


def levels(steps: Steps, horizon: int) -> list[Level]:
    """The amount on day 0 and from each day on which it changes."""
    days = [0, *(day for day in steps.days() if 0 < day <= horizon)]
    return [(day, float(steps.at(day))) for day in days]


def _told(curve: Curve, horizon: int) -> str:
    """The curve in words, for who cannot see it."""
    parts = [
        say("from day %(day)s: claimed %(claimed)s, verified %(verified)s", day=day, claimed=claimed, verified=verified)
        for day, claimed, verified in (
            (day, told(curve.claimed.at(day)), told(curve.verified.at(day)))
            for day in sorted({0, *curve.claimed.days(), *curve.verified.days()})
            if 0 <= day <= horizon
        )
    ]
    return "; ".join(parts)
