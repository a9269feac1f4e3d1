"""Resamples with the model chosen anew: seeded, interruptible, the same by any number of threads; 3 to 8 lists."""

from __future__ import annotations

import numpy as np
import pytest

from coalesce.errors import BadInput
from coalesce.estimation.bootstrap import BootstrapOptions, Resampled, bootstrap
from coalesce.estimation.choosing import fit_all
from coalesce.estimation.resampling import resample
from coalesce.records.capture import CaptureTable

TABLE = CaptureTable(("A", "B", "C", "D"), (0, 120, 90, 25, 70, 14, 9, 4, 60, 11, 0, 2, 8, 1, 3, 0))


def test_each_total_is_that_of_the_model_chosen_in_its_resample() -> None:
    found = bootstrap(TABLE, BootstrapOptions(times=12, seed=3))
    for counts, total in zip(resample(TABLE, 12, 3), found.totals, strict=True):
        fits = fit_all(CaptureTable(TABLE.lists, tuple(int(count) for count in counts)))
        assert total == pytest.approx(fits.totals[fits.ranked()[0]], rel=1e-4)


def test_seed_threads_and_progress_change_nothing_but_what_they_should() -> None:
    told: list[tuple[int, int]] = []
    one = bootstrap(TABLE, BootstrapOptions(times=120, seed=3))
    same = bootstrap(TABLE, BootstrapOptions(times=120, seed=3, threads=2, progress=lambda *done: told.append(done)))
    other = bootstrap(TABLE, BootstrapOptions(times=120, seed=4))
    assert np.array_equal(one.totals, same.totals)
    assert not np.array_equal(one.totals, other.totals)
    assert told == [(50, 120), (100, 120), (120, 120)]


def test_progress_can_break_the_work_off() -> None:
    def stop(done: int, times: int) -> None:
        if done >= 100:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bootstrap(TABLE, BootstrapOptions(times=10_000, progress=stop))


def test_six_lists_are_chosen_step_by_step_and_five_may_be() -> None:
    rng = np.random.default_rng(1)
    counts = rng.poisson([0 if s == 0 else 200 * 0.2 ** (s.bit_count() - 1) for s in range(64)])
    six = bootstrap(CaptureTable(tuple("ABCDEF"), tuple(map(int, counts))), BootstrapOptions(times=20))
    assert np.isfinite(six.totals).all()
    assert six.interval(0.95).low <= six.interval(0.8).low <= six.interval(0.8).high <= six.interval(0.95).high
    stepped = bootstrap(TABLE, BootstrapOptions(times=30, stepwise=True))
    assert not np.allclose(stepped.totals, bootstrap(TABLE, BootstrapOptions(times=30)).totals)


def test_resamples_without_a_total_are_counted_and_left_out() -> None:
    resampled = Resampled(10.0, np.array([1.0, np.nan, 3.0, 2.0]))
    assert resampled.lost == 0.25
    assert resampled.quantiles(0.0, 0.5, 1.0) == (1.0, 2.0, 3.0)
    with pytest.raises(BadInput, match="no resample"):
        Resampled(10.0, np.array([np.nan])).interval(0.95)


def test_a_table_without_any_total_is_refused() -> None:
    with pytest.raises(BadInput, match="no model of this table"):
        bootstrap(CaptureTable(("A", "B", "C"), (0, 30, 20, 0, 25, 0, 0, 0)), BootstrapOptions(times=5))
