"""An invented table of flows, as crowded as a real one: many homes, three ways into Syria, the way back."""

import random

import pytest

from coalesce.drawing import CrossingFigure, FlowArc, FlowMapData, PlaceFigure
from coalesce.flows import CROSSINGS, Interval
from coalesce.records import Leg

HOMES = [
    "TN",
    "400",
    "FR",
    "320",
    "DE",
    "260",
    "RU",
    "235",
    "GB",
    "210",
    "SA",
    "190",
    "BE",
    "140",
    "SE",
    "60",
    "BA",
    "50",
    "UZ",
    "70",
    "MA",
    "150",
    "LY",
    "90",
    "EG",
    "60",
    "NL",
    "60",
    "DK",
    "40",
    "AT",
    "45",
    "XK",
    "60",
    "AU",
    "55",
    "ID",
    "40",
    "CN",
    "30",
    "US",
    "25",
    "CA",
    "28",
    "KZ",
    "44",
    "KG",
    "30",
    "TJ",
    "50",
    "AZ",
    "33",
    "DZ",
    "40",
    "KW",
    "20",
    "ES",
    "24",
    "IT",
    "22",
    "FI",
    "21",
    "NO",
    "20",
    "IE",
    "12",
    "YE",
    "20",
    "SD",
    "14",
    "PK",
    "35",
    "AF",
    "20",
]


@pytest.fixture
def crowded() -> FlowMapData:
    rng = random.Random(2014)

    def about(count: int) -> Interval:
        return Interval(count - rng.randint(0, count // 12), count, count + rng.randint(1, count // 10 + 1))

    counts = {Leg(home, "TR"): int(count) for home, count in zip(HOMES[::2], HOMES[1::2], strict=True)}
    others = [
        "TR>SY",
        "1700",
        "JO>SY",
        "120",
        "LB>SY",
        "9",
        "SA>JO",
        "90",
        "SY>IQ",
        "310",
        "IQ>SY",
        "40",
        "SY>TR",
        "220",
        "TR>FR",
        "60",
        "TR>DE",
        "45",
        "TR>GB",
        "30",
        "SY>JO",
        "25",
    ]
    counts |= {Leg(*leg.split(">")): int(count) for leg, count in zip(others[::2], others[1::2], strict=True)}
    arcs = tuple(FlowArc(leg, None if str(leg) == "LB>SY" else about(count)) for leg, count in counts.items())
    places = []
    for code in sorted({end for leg in counts for end in (leg.start, leg.end)}):
        into = sum(count for leg, count in counts.items() if leg.end == code)
        out_of = sum(count for leg, count in counts.items() if leg.start == code)
        places.append(
            PlaceFigure(code, about(into) if into else Interval(0, 0, 0), None if code == "LB" else about(out_of))
        )
    crossings = tuple(
        CrossingFigure(crossing.id, None if crossing.id == "qamishli" else about(20 + 30 * (n % 7)))
        for n, crossing in enumerate(CROSSINGS)
    )
    return FlowMapData("Distinct people on each leg, 2014", arcs, tuple(places), crossings, Interval(20, 24, 30))
