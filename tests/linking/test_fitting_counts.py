"""Frequencies counted by person on a node's own lists."""

import numpy as np

from coalesce.linking.columns import Columns
from coalesce.linking.fitting_counts import LEAST_BEARERS, own_frequencies
from coalesce.linking.model import Model
from coalesce.names import skeleton


def columns(word: str, nation: str = "") -> Columns:
    return Columns(((word,),), ((word,),), nationalities=(nation,) if nation else ())


def test_a_token_counts_by_person_and_not_by_record(model: Model) -> None:
    """Nine persons with three records each bear it: too few."""
    rows = [columns("qasfarin") for _ in range(27)] + [columns("tolumisa") for _ in range(LEAST_BEARERS)]
    persons = np.array([at // 3 for at in range(27)] + list(range(100, 100 + LEAST_BEARERS)))
    told = own_frequencies(model, rows, persons)
    assert "qasfarin" not in told.tokens.known
    assert told.tokens.known["tolumisa"] == round(8 * np.log2(19 / 10))


def test_the_share_is_that_of_the_nation_where_it_is_most_frequent(model: Model) -> None:
    rows = [columns("qasfarin", "SY")] * 50 + [columns("other", "SY")] * 50 + [columns("else", "FR")] * 300
    told = own_frequencies(model, rows, np.arange(400))
    assert told.tokens.known["qasfarin"] == 8
    assert told.blocking.known[skeleton("qasfarin")] == 24


def test_what_the_lists_do_not_say_stays_as_it_was(model: Model) -> None:
    told = own_frequencies(model, [columns("qasfarin")] * 20, np.arange(20))
    assert told.nationalities == model.nationalities
    assert told.places == model.places
    assert model.tokens.known.items() <= told.tokens.known.items()
