"""The model file: what is read, what is refused, what is never in it."""

import math
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from coalesce.errors import BadFile
from coalesce.linking.comparisons import NOTHING, REASONS, Comparison
from coalesce.linking.model import (
    MOST_EIGHTHS,
    UNMET_PLACE,
    Fitting,
    Frequencies,
    Model,
    from_plain,
    load_model,
    to_plain,
)


def test_the_shipped_model_is_whole(model: Model) -> None:
    for comparison in Comparison:
        count = len(REASONS[comparison]) if comparison in REASONS else len(model.name_rules.thresholds) + 1
        assert len(model.weights[comparison]) == count
    assert model.weight(Comparison.SEX, NOTHING) == 0
    assert "invented" in model.card
    assert f"{len(model.levels)} comparisons".replace("7", "seven") in model.card
    assert f"{model.population:,} records" in model.card


def test_more_agreement_never_weighs_less(model: Model) -> None:
    names = model.weights[Comparison.NAME]
    assert list(names) == sorted(names)
    births = model.weights[Comparison.BIRTH_DATE]
    assert births[-1] == max(births)
    assert births[0] == min(births)


def test_it_holds_no_name_that_fewer_than_ten_bear(model: Model) -> None:
    """The script keeps a token from ten bearers on among at most 80,000 people, so no share can be below that."""
    rarest = max((*model.tokens.known.values(), 0))
    assert rarest <= min(MOST_EIGHTHS, math.ceil(8 * math.log2(80_000 / 10)))


def test_a_model_comes_back_from_its_file(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_bytes(orjson.dumps(to_plain(model)))
    assert load_model(path) == model


def test_a_model_that_a_node_fitted_says_so_in_its_file(model: Model, tmp_path: Path) -> None:
    fitting = Fitting(2, "2014-11-01", (("border", 1200),), 450, 12)
    mine = replace(model, name="own-2", fitting=fitting, places=Frequencies({"hlb": 24}, UNMET_PLACE))
    path = tmp_path / "own-2.json"
    path.write_bytes(orjson.dumps(to_plain(mine)))
    assert load_model(path) == mine


def test_a_model_file_from_before_knows_no_place(model: Model) -> None:
    plain = to_plain(model)
    plain.pop("places")
    assert from_plain(plain).places == Frequencies({}, UNMET_PLACE)


def test_a_population_moves_the_prior_and_nothing_of_the_evidence(model: Model) -> None:
    larger = model.for_population(model.population * 16)
    assert larger.prior == model.prior - 4
    assert larger.name == f"{model.name}/{model.population * 16}"
    assert replace(larger, prior=model.prior, name=model.name, population=model.population) == model


@pytest.mark.parametrize(
    "spoil",
    [
        lambda plain: plain.update(format=2),
        lambda plain: plain.pop("levels"),
        lambda plain: plain.update(population=0),
        lambda plain: plain["levels"]["sex"].pop(),
        lambda plain: plain["levels"]["sex"].__setitem__(0, [0, 0.5]),
        lambda plain: plain["levels"].update(height=[]),
        lambda plain: plain["name_rules"]["thresholds"].reverse(),
        lambda plain: plain["tokens"]["known"].update(karim=999),
        lambda plain: plain.update(calibration=[[0, 1], [1, 0]]),
    ],
)
def test_a_spoilt_file_is_refused(spoil, model: Model, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    plain = orjson.loads(orjson.dumps(to_plain(model)))
    spoil(plain)
    path = tmp_path / "spoilt.json"
    path.write_bytes(orjson.dumps(plain))
    with pytest.raises(BadFile, match=r"spoilt\.json.*train it again"):
        load_model(path)


def test_a_file_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(BadFile):
        load_model(tmp_path / "absent.json")
    (tmp_path / "text.json").write_text("not JSON")
    with pytest.raises(BadFile):
        load_model(tmp_path / "text.json")
