"""The style sheet and the drawings agree on their roles."""

import re
from dataclasses import replace

from coalesce.dates import Period
from coalesce.drawing import (
    FlowMapData,
    HistogramData,
    HistogramOptions,
    MapOptions,
    beside_sheet,
    flow_map,
    histogram,
    sankey,
    style_sheet,
)
from coalesce.drawing.palette import LEG_COLOURS, LEG_WORDS, SOFT
from coalesce.flows import Interval

DARK = re.compile(r"@media \(prefers-color-scheme: dark\) \{(.*?)\n\}", re.DOTALL)


def test_every_kind_of_leg_has_a_colour_a_word_and_a_rule() -> None:
    css = style_sheet()
    assert LEG_COLOURS.keys() == LEG_WORDS.keys()
    for kind, colour in LEG_COLOURS.items():
        assert f".arc-{kind} {{ stroke: var(--draw-{kind}); }}" in css
        assert f"--draw-{kind}: {colour.lower()};" in css


def test_dark_mode_and_print_set_every_colour() -> None:
    css = style_sheet()
    names = set(re.findall(r"(--draw-\w+):", css.split("}")[0]))
    dark = DARK.search(css)
    assert dark is not None
    assert set(re.findall(r"(--draw-\w+):", dark[1])) == names
    printed = css[css.index("@media print") :].split("}")[0]
    assert set(re.findall(r"(--draw-\w+):", printed)) == names
    assert set(re.findall(r"var\((--draw-\w+)\)", css)) <= names


def test_braces_balance_and_every_drawn_role_is_styled(crowded: FlowMapData) -> None:
    css = style_sheet()
    assert css.count("{") == css.count("}")
    svg = _drawn(crowded)
    coloured = re.findall(
        r'<(?:path|line|rect|circle|polygon|polyline|g) [^>]*class="([^"]+)"[^>]*#[0-9A-Fa-f]{6}', svg
    )
    roles = {name for classes in coloured for name in classes.split()}
    free = {"arcs", "legend", "labels", "arc", "crossing", "arc-hidden", "places", "hair", "inset", "window-other"}
    assert {role for role in roles - free if f".{role}" not in css} == set()


def test_beside_the_sheet_a_picture_says_no_colour_that_the_sheet_has_and_is_the_same_else(
    crowded: FlowMapData,
) -> None:
    alone = _drawn(crowded)
    with beside_sheet():
        beside = _drawn(crowded)
    assert not set(re.findall(r"#[0-9A-Fa-f]{6}", beside))
    assert len(beside) < 0.93 * len(alone)
    bare = re.compile(r' (?:fill|stroke)="#\w{6}"| (?:xmlns|font-family|font-size|font-weight)="[^"]*"')
    assert bare.sub("", beside) == bare.sub("", alone)
    assert _drawn(crowded) == alone, "only in there"


def _drawn(data: FlowMapData) -> str:
    months = {Period(2014, 1): Interval(1, 2, 3), Period(2014, 2): None, Period(2014): Interval(1, 1, 1)}
    bars = HistogramData("t", months, (Period(2014, 1), Period(2014, 1)), (Period(2014, 2), Period(2014, 2)))
    options = MapOptions(
        "medium", "/base.svg", links={"TR": "/flows?place=TR"}, chosen=frozenset({"TR"}), grounds=False
    )
    every = histogram(bars, HistogramOptions(colour=SOFT))
    return flow_map(data, options) + flow_map(data, replace(options, told=1)) + sankey(data, options) + every
