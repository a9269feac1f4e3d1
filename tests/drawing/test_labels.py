"""The placer: never an overlap, never outside, always the same."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from coalesce.drawing.labels import Box, Label, Scene, draw_label, place

FRAME = Box(0, 0, 600, 400)
NO_INK = np.empty((0, 3))
LABELS = st.lists(
    st.builds(
        Label,
        key=st.integers(0, 10**6).map(str),
        point=st.tuples(st.floats(0, 600), st.floats(0, 400)),
        width=st.floats(10, 140),
        height=st.floats(8, 32),
    ),
    max_size=25,
    unique_by=lambda label: label.key,
)


@settings(max_examples=60)
@given(LABELS)
def test_labels_never_overlap_nor_leave_the_frame(labels: list[Label]) -> None:
    markers = [Box(x - 5, y - 5, x + 5, y + 5) for x, y in (label.point for label in labels)]
    placement = place(labels, Scene(FRAME, markers, NO_INK))
    boxes = [placed.box for placed in placement.placed]
    assert all(box.inside(FRAME) for box in boxes)
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))
    assert not any(box.overlaps(marker) for box in boxes for marker in markers)
    assert {placed.label.key for placed in placement.placed} | set(placement.left_out) == {one.key for one in labels}
    assert place(labels, Scene(FRAME, markers, NO_INK)) == placement


def test_a_lonely_label_stands_to_the_right_of_its_point() -> None:
    [placed] = place([Label("a", (100, 100), 50, 12)], Scene(FRAME, [], NO_INK)).placed
    assert placed.box == Box(108, 94, 158, 106)
    assert placed.leader is None


def test_an_arc_on_the_right_sends_it_to_the_left() -> None:
    ink = np.array([(130.0, y, 4.0) for y in range(40, 160, 4)])
    [placed] = place([Label("a", (100, 100), 50, 12)], Scene(FRAME, [], ink)).placed
    assert placed.box.right <= 100


def test_what_fits_nowhere_is_named() -> None:
    placement = place([Label("wide", (300, 200), 700, 12), Label("b", (300, 200), 10, 12)], Scene(FRAME, [], NO_INK))
    assert placement.left_out == ("wide",)
    assert [placed.label.key for placed in placement.placed] == ["b"]


def test_a_far_label_has_a_leader_to_its_point() -> None:
    walls = [Box(60, 60, 140, 140)]
    [placed] = place([Label("a", (100, 100), 30, 12)], Scene(FRAME, walls, NO_INK)).placed
    assert placed.leader is not None
    x, y = placed.leader
    assert placed.box.left <= x <= placed.box.right
    assert placed.box.top <= y <= placed.box.bottom
    assert "leader" in draw_label(placed, ["A & B"], 12)


def test_text_is_escaped_and_has_no_halo() -> None:
    [placed] = place([Label("a", (100, 100), 30, 24)], Scene(FRAME, [], NO_INK)).placed
    drawn = draw_label(placed, ["<A & B>", "12"], 12)
    assert "&lt;A &amp; B&gt;" in drawn
    assert "paint-order" not in drawn
    assert "<text" in drawn
    assert "paint" not in drawn
