"""The bounded search finds what fitting everything finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings

from coalesce.estimation import fit_all, search
from coalesce.estimation.choosing import bic_base, counts_of
from coalesce.estimation.resampling import known_of, resample
from coalesce.records import CaptureTable
from tests.estimation.drawn import tables

FIVE = CaptureTable(
    tuple("ABCDE"),
    (0, 81, 240, 22, 410, 17, 35, 3, 302, 9, 14, 2, 51, 1, 6, 0, 122, 4, 2, 0, 9, 0, 1, 0, 13, 1, 0, 0, 2, 0, 0, 0),
)  # invented


def test_machine_code_is_not_kept_over_a_change_in_the_files_called() -> None:
    assert search.digest_of_callees() == search.BUILT_ON, f"set BUILT_ON of search.py to {search.digest_of_callees()!r}"


@settings(max_examples=40)
@given(tables(3, 4))
def test_nothing_within_the_window_is_passed_over(table: CaptureTable) -> None:
    assume(table.n_observed > 3)
    fits = fit_all(table)
    assume(fits.ranked())
    for counts in resample(table, 3, seed=1):
        again = fit_all(CaptureTable(table.lists, tuple(int(count) for count in counts)))
        base = bic_base(counts, np.zeros(1))[0]
        unseen, bics = search.search(known_of(fits), counts, 4.0, 1e-10)
        for at in again.ranked(within=3.9999):
            assert bics[at] + base == pytest.approx(again.bics[at], abs=1e-5)
            assert unseen[at] == pytest.approx(again.unseen[at], rel=1e-4, abs=1e-6)
        assert np.isfinite(bics).any() == bool(again.ranked())


def test_of_five_lists_the_best_ones_in_their_order() -> None:
    fits = fit_all(FIVE)
    drawn = resample(FIVE, 2, seed=3)
    which, unseen, bics = search.search_many(known_of(fits), drawn, 5, (6.0, 1e-10))
    for at, counts in enumerate(drawn):
        again = fit_all(CaptureTable(FIVE.lists, tuple(int(count) for count in counts)))
        best = again.ranked(within=6.0)[:5]
        assert which[at].tolist() == best + [-1] * (5 - len(best))
        assert np.allclose(unseen[at][: len(best)], again.unseen[best], rtol=1e-5)
        base = bic_base(counts_of(again.table), np.zeros(1))[0]
        assert np.allclose(bics[at][: len(best)] + base, again.bics[best], atol=1e-5)


def test_a_table_of_nobody_has_no_model() -> None:
    which, unseen, bics = search.search_many(known_of(fit_all(FIVE)), np.zeros((1, 32)), 2, (0.0, 1e-8))
    assert (which == -1).all()
    assert np.isnan(unseen).all()
    assert np.isinf(bics).all()
