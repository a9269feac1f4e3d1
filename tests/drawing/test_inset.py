"""The border strip: every crossing is drawn or told, names do not collide."""

import itertools
import re

import pytest

from coalesce.drawing import CrossingFigure, FlowMapData, MapOptions
from coalesce.drawing.frames import FRAMES
from coalesce.drawing.inset import inset, strip
from coalesce.flows import Interval


@pytest.mark.parametrize("frame", list(FRAMES))
def test_every_crossing_is_drawn_or_told(crowded: FlowMapData, frame: str) -> None:
    crossings = (*crowded.crossings, CrossingFigure("new-gate", Interval(1, 2, 3)))
    svg, height = inset(crossings, FRAMES[frame], 0, MapOptions(frame))
    plan = strip(crossings, FRAMES[frame])
    drawn = set(re.findall(r'data-crossing="([^"]+)"', svg))
    elsewhere = {figure.crossing for figure in plan.elsewhere}
    assert drawn | elsewhere == {figure.crossing for figure in crossings}
    assert {"nasib", "daraa", "abu-kamal", "tanf", "new-gate"} <= elsewhere
    assert "new-gate 2" in svg
    assert "Daraa (Jordan)" in svg
    assert height > FRAMES[frame].strip_height


@pytest.mark.parametrize("frame", list(FRAMES))
def test_names_and_bars_do_not_collide(crowded: FlowMapData, frame: str) -> None:
    plan = strip(crowded.crossings, FRAMES[frame])
    boxes = [placed.box for placed in plan.labels.placed]
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))
    for a, b in itertools.pairwise(plan.bars):
        wide = [max(one.figure.entered.high if one.figure.entered else 0, 0) * plan.per_person for one in (a, b)]
        assert b.x - a.x >= sum(wide) / 2
    assert all(0 < bar.x < plan.view.width for bar in plan.bars)


def test_crossings_stand_from_west_to_east(crowded: FlowMapData) -> None:
    plan = strip(crowded.crossings, FRAMES["wide"])
    ids = [bar.crossing.id for bar in plan.bars]
    assert ids.index("kassab") < ids.index("bab-al-hawa") < ids.index("jarablus") < ids.index("qamishli")


def test_hidden_is_dashed_and_zero_is_no_bar() -> None:
    figures = (CrossingFigure("jarablus", None), CrossingFigure("tell-abiad", Interval(0, 0, 0)))
    svg, _ = inset(figures, FRAMES["wide"], 0, MapOptions())
    assert svg.count("stroke-dasharray") == 1
    assert "Karkamış to Jarablus: not shown" in svg
    assert "band-" not in svg
