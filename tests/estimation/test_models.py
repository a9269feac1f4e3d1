"""Every model once, its parts before it, and its name read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.errors import BadUsage
from coalesce.estimation import Model, all_models, model_of, parse


@pytest.mark.parametrize(("lists", "order", "many"), [(3, 3, 8), (4, 3, 113), (5, 2, 1024), (5, 3, 6212), (5, 4, 6893)])
def test_as_many_models_as_there_are(lists: int, order: int, many: int) -> None:
    space = all_models(lists, order)
    assert len(space) == len(set(space.models)) == many


def test_a_model_stands_behind_its_parts_and_names_what_contains_it() -> None:
    space = all_models(4)
    for at, model in enumerate(space.models):
        held = set(model.interactions)
        assert model == model_of(4, model.generators)
        assert space.parameters[at] == model.parameters == (space.rows[at] >= 0).sum()
        parent = int(space.parents[at])
        assert (parent == -1) == (not held)
        if held:
            assert parent < at
            assert held > set(space.models[parent].interactions)
        larger = [set(space.models[above].interactions) for above in space.larger[at] if above >= 0]
        assert larger == [more for more in larger if more > held and len(more) == len(held) + 1]
        every = [set(other.interactions) for other in space.models]
        assert len(larger) == sum(more > held and len(more) == len(held) + 1 for more in every)


@given(st.integers(0, 6211))
def test_a_name_is_read_back(at: int) -> None:
    model = all_models(5).models[at]
    assert parse(str(model), 5) == model


def test_names_are_those_of_the_field() -> None:
    assert str(parse("[34,24,12,135]", 5)) == "[135,12,24,34]"
    assert str(Model(3)) == "[1,2,3]"
    assert model_of(3, [3, 5]).interactions == (3, 5)
    assert parse("[1,2,3]", 3) == Model(3)


@pytest.mark.parametrize("text", ["[123]", "[14]", "[1,x]", "[12,,3]", "[0]"])
def test_what_is_no_model_is_told(text: str) -> None:
    with pytest.raises(BadUsage):
        parse(text, 3)


@pytest.mark.parametrize("lists", [2, 6])
def test_all_models_are_for_three_to_five_lists(lists: int) -> None:
    with pytest.raises(BadUsage, match="3 to 5"):
        all_models(lists)
