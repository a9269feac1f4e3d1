"""Strategies that the tests of linking share."""

import pytest
from hypothesis import strategies as st

from coalesce.linking.columns import Columns
from coalesce.linking.model import Model, load_model
from coalesce.names import skeleton

WORDS = "zorbal zorbel kemtari vulneq shambir hedraq tolumis bartuk yelgor mansub dervol qasfar lumiddin a bo".split()
BIRTHS = "19860314 19861403 19860412 19861204 198603 1986 1987 1985/1987 1950/1990 1986~ 19870314".split()
DOCUMENTS = "P000001|SY P000001| P000010| A12345678|FR A12345687|FR X1234|".split()


def _columns(forms: list[list[str]], rest: dict[str, list[str]], sex: str | None) -> Columns:
    kept = tuple(tuple(sorted(set(form))) for form in forms)
    return Columns(
        kept,
        tuple(tuple(map(skeleton, form)) for form in kept),
        sex=sex,
        **{field: tuple(sorted(set(values))) for field, values in rest.items()},
    )


def _several(values: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), max_size=3)


@pytest.fixture(scope="session")
def any_columns() -> st.SearchStrategy[Columns]:
    """Columns of any make, near enough to each other that every level occurs."""
    rest = {
        "births": _several([birth for birth in BIRTHS if birth != "19861403"]),
        "documents": _several(DOCUMENTS),
        "nationalities": _several(["SY", "IQ", "FR"]),
        "places": _several(["krzm", "blkt"]),
        "countries": _several(["SY", "TR"]),
        "residences": _several(["krzm", "sw1", "4dj", "4dj+sw1"]),
        "residence_countries": _several(["SY", "TR"]),
    }
    forms = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), max_size=3)
    return st.builds(_columns, forms, st.fixed_dictionaries(rest), st.sampled_from(["M", "F", None]))


@pytest.fixture(scope="session")
def model() -> Model:
    """The shipped model."""
    return load_model()
