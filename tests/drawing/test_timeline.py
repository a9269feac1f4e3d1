"""A journey on a line: every leg, in time, the undated ones told apart."""

import itertools
import re
from xml.etree import ElementTree as ET

import pytest

from coalesce.dates import PartialDate
from coalesce.drawing import TimelineOptions, timeline
from coalesce.records import Journey, Leg

JOURNEY = Journey(
    (
        (Leg("FR", "TR"), PartialDate.parse("2013-11-02")),
        (Leg("TR", "SY"), PartialDate.parse("2013-12")),
        (Leg("SY", "IQ"), PartialDate.parse("2014-06-20")),
        (Leg("IQ", "SY"), None),
    )
)


def dots(svg: str) -> list[float]:
    return [float(x) for x in re.findall(r'class="place" cx="([\d.]+)"', svg)]


def test_every_leg_is_there_in_the_order_of_time() -> None:
    svg = timeline(JOURNEY)
    assert re.findall(r'data-leg="([^"]+)"', svg) == ["FR>TR", "TR>SY", "SY>IQ", "IQ>SY"]
    assert dots(svg) == sorted(dots(svg))
    assert len(dots(svg)) == 3
    assert "Iraq to Syria, date unknown" in svg


def test_time_runs_evenly() -> None:
    days = [PartialDate.parse(text) for text in ("2014-01-01", "2014-01-11", "2014-01-31")]
    legs = zip((Leg("FR", "TR"), Leg("TR", "SY"), Leg("SY", "IQ")), days, strict=True)
    first, second, third = dots(timeline(Journey(tuple(legs))))
    assert third - second == pytest.approx(2 * (second - first), abs=0.05)


@pytest.mark.parametrize("last", ["2014-01-03", "2015-06", "2024", "2190"])
def test_ticks_fit_whatever_the_span(last: str) -> None:
    journey = Journey(((Leg("FR", "TR"), PartialDate.parse("2013-12-30")), (Leg("TR", "SY"), PartialDate.parse(last))))
    ticks = [
        float(x) for x in re.findall(r'class="tick" x="([\d.]+)"', timeline(journey, TimelineOptions(width=420.0)))
    ]
    assert all(b - a > 40 for a, b in itertools.pairwise(ticks))
    assert all(130 <= x <= 396.1 for x in ticks)


def test_no_leg_and_only_undated_legs() -> None:
    assert "No legs are known." in timeline(Journey(()))
    svg = timeline(Journey(((Leg("TR", "SY"), None),)))
    assert ET.fromstring(svg).attrib["role"] == "img"
    assert "Turkey to Syria, date unknown" in svg
