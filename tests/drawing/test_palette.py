"""The style sheet and the drawings agree on their roles."""

import re

from coalesce.drawing import FlowMapData, HistogramData, flow_map, histogram, style_sheet
from coalesce.drawing.palette import LEG_COLOURS, LEG_WORDS

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
    svg = flow_map(crowded) + histogram(HistogramData("t", {}))
    coloured = re.findall(
        r'<(?:path|line|rect|circle|polygon|polyline|g) [^>]*class="([^"]+)"[^>]*#[0-9A-Fa-f]{6}', svg
    )
    roles = {name for classes in coloured for name in classes.split()}
    free = {"arcs", "legend", "labels", "arc", "crossing", "arc-hidden", "places"}
    assert {role for role in roles - free if f".{role}" not in css} == set()
