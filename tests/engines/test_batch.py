"""A batch tells the same links however often it is asked."""

import numpy as np
import pytest

from coalesce.engines import LinkBatch
from coalesce.engines import batch as batch_module
from coalesce.linking.comparisons import NOTHING, Comparison
from coalesce.linking.model import load_model


@pytest.fixture
def batch() -> LinkBatch:
    silent = [NOTHING] * len(Comparison)
    sexes = silent.copy()
    sexes[list(Comparison).index(Comparison.SEX)] = 1
    return LinkBatch(
        ["a", "b", "c"],
        np.array([1, 2, 3], np.int32),
        np.array([[0, 1], [0, 2]], np.int32),
        np.array([silent, sexes], np.int8),
        np.full((2, 6), -1, np.int32),
        load_model(),
        5,
    )


def test_it_can_be_read_twice(batch: LinkBatch) -> None:
    assert list(batch) == list(batch)
    assert len(batch) == 2


def test_weights_are_the_sums_of_the_parts(batch: LinkBatch) -> None:
    assert [one.weight.total for one in batch] == pytest.approx(batch.weights().tolist())
    assert batch.weights()[0] == batch.model.prior


def test_versions_go_with_their_records(batch: LinkBatch) -> None:
    assert [(one.left, one.left_version, one.right, one.right_version) for one in batch] == [
        ("a", 1, "b", 2),
        ("a", 1, "c", 3),
    ]


def test_rows_are_told_apart_however_wide_their_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault: numbers that overflow make two kinds of evidence one."""
    rows = np.random.default_rng(1).integers(-3, 4, (500, 6)) * np.array([1, 1, 10**6, 1, 10**9, 10**12])
    _, whole = np.unique(rows, axis=0, return_inverse=True)
    for most in (1 << 62, 60, 7):
        monkeypatch.setattr(batch_module, "_MOST", most)
        first, which = batch_module._distinct(rows)
        assert (rows[first][which] == rows).all()
        assert len(first) == whole.max() + 1
