"""A refusal is a result: no total, no interval, its reason, and what the table says all the same."""

from coalesce.records import CaptureTable, Dependence, Estimate, Refusal

REASON = Refusal("few_lists", "two lists", "a third")


def test_refused_before_any_model_was_tried() -> None:
    table = CaptureTable(("a", "b"), (0, 5, 4, 2))
    apart = Dependence("a", "b", 2, None, None)
    found = Estimate.refused("own", table, REASON, 7, (apart,))
    assert (found.total, found.interval80, found.interval95, found.model, found.bic) == (None,) * 5
    assert (found.lists, found.n_observed, found.seed) == (("a", "b"), 11, 7)
    assert (found.refusals, found.dependences, found.models_considered) == ((REASON,), (apart,), 0)


def test_refused_where_nobody_was_captured() -> None:
    found = Estimate.refused("figure", None, REASON, 1)
    assert (found.kind, found.lists, found.n_observed, found.refusals) == ("figure", (), 0, (REASON,))
