"""A batch tells the same links however often it is asked."""

import numpy as np
import pytest

from coalesce.engines import LinkBatch
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
