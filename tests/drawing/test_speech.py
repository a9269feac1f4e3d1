"""Pictures speak the language that their context has chosen."""

from __future__ import annotations

import contextvars
from dataclasses import replace

from coalesce.dates import Period
from coalesce.drawing import FlowArc, FlowMapData, flow_map
from coalesce.drawing.speech import (
    ENGLISH,
    country_words,
    month_word,
    period_words,
    say,
    say_counted,
    speak_as,
    tag_now,
)
from coalesce.flows import Interval
from coalesce.records import Leg

SHOUTED = replace(
    ENGLISH,
    tag="xx",
    text=str.upper,
    plural=lambda one, more, number: (one if number == 1 else more).upper(),
    whole=lambda number: f"{number}!",
    country=lambda code, english: code.lower(),
    month=lambda month: f"m{month}",
)


def test_english_without_a_word() -> None:
    assert tag_now() == "en"
    assert say("%(a)s of 95 % and %(b)s", a=1) == "1 of 95 % and %(b)s"
    assert say_counted("%(count)s leg", "%(count)s legs", 1240) == "1,240 legs"
    assert [period_words(one) for one in (Period(2014, 7), Period(2014), Period(None))] == [
        "Jul 2014",
        "2014, month unknown",
        "date unknown",
    ]


def test_a_picture_speaks_as_its_context_and_no_other_does() -> None:
    data = FlowMapData("t", (FlowArc(Leg("TR", "SY"), Interval(1000, 1000, 1000)),))

    def inside() -> str:
        speak_as(SHOUTED)
        assert (country_words("SY", "Syria"), month_word(3), tag_now()) == ("sy", "m3", "xx")
        return flow_map(data)

    shouted = contextvars.copy_context().run(inside)
    assert "INTO SYRIA" in shouted
    assert "tr" in shouted
    assert "into Syria" in flow_map(data)
    assert tag_now() == "en"
