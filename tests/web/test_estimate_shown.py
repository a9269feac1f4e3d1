"""What the page says of models, lists and pictures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.records import Alternative, Dependence, Interval, LeftOut, Leg
from coalesce.services.capturing import CaptureWords
from coalesce.services.estimating import OwnEstimate, estimate_for
from coalesce.web.estimate_shown import dependence_words, left_out, methods, model_words, pictures, together
from tests.builders import INVESTIGATION, owner
from tests.captured import three_lists


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> OwnEstimate:
    node = three_lists(tmp_path_factory.mktemp("shown") / "node")
    found = estimate_for(node, owner(node.store), INVESTIGATION, CaptureWords(leg=Leg("TR", "SY")))
    node.store.close()
    return found


def test_models_are_said_in_the_lists_names(own: OwnEstimate) -> None:
    found = own.estimate
    assert model_words(found, Alternative("[1,2,3]", 90.0, 1.0, 0.0)) == "no list depends on another"
    assert (
        model_words(found, Alternative("[12,23]", 90.0, 1.0, 0.0))
        == "NL/border with NL/police; NL/police with NL/press"
    )


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.5, 2.0, "no dependence to be seen"),
        (1.2, 2.0, "who is on the one is more often on the other"),
        (2.5, 9.0, "who is on the one is much more often on the other"),
        (0.6, 0.9, "who is on the one is less often on the other"),
        (0.1, 0.4, "who is on the one is much less often on the other"),
    ],
)
def test_dependence_in_words(low: float, high: float, said: str) -> None:
    assert dependence_words(Dependence("A", "B", 5, (low * high) ** 0.5, Interval(0.95, low, high))) == said
    assert dependence_words(Dependence("A", "B", 5, None, None)) == "too few people to tell"


def test_pictures_come_in_three_forms_with_ids_of_their_own(own: OwnEstimate) -> None:
    drawn = pictures(own)
    assert set(drawn) == {"methods", "spread", "overlap"}
    for picture in drawn.values():
        assert picture.count("<svg") == 3
        ids = [part.split('"')[1] for part in picture.split("id=")[1:]]
        assert len(ids) == len(set(ids))


def test_the_estimate_comes_first_and_then_the_others(own: OwnEstimate, tmp_path: Path) -> None:
    rungs = methods(own)
    assert rungs[0].main
    assert rungs[0].total == own.estimate.total
    assert {"model [1,2,3]"} <= {rung.name for rung in rungs}
    assert left_out(own.estimate)[0].name == "All lists"
    without = replace(
        own.estimate, left_out=(LeftOut("NL/press", 90.0, 60, middle=95.0), LeftOut("NL/police", 80.0, 50))
    )
    assert [rung.total for rung in left_out(without, 120.0)] == [120.0, 95.0, 80.0]
    assert len(together(own.estimate)) == 3
