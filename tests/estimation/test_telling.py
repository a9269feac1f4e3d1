"""The keys of the contract, with and without a number."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from coalesce.estimation import estimate
from coalesce.estimation.telling import told
from coalesce.records import CaptureTable
from tests.estimation.test_estimating import QUICK, SOUND

CONTRACT = (
    "kind n_observed estimate interval80 interval95 method model bic models_considered alternatives refusal warnings"
).split()


@pytest.mark.parametrize(
    "table", [SOUND, SOUND.drop(0).drop(0), CaptureTable(("A", "B", "C"), (0, 5, 4, 0, 3, 1, 0, 0))]
)
def test_keys_are_always_there_and_json_takes_them(table: CaptureTable) -> None:
    row = told(estimate(table, QUICK))
    assert set(CONTRACT) <= set(row)
    assert json.loads(json.dumps(row, allow_nan=False)) == row
    assert (row["estimate"] is None) == (row["refusal"] is not None)


def test_numbers_have_four_decimals() -> None:
    found = estimate(SOUND, QUICK)
    row = told(found)
    assert row["estimate"] == round(found.total or 0, 4)
    assert row["interval95"] == [round(row["interval95"][0], 4), round(row["interval95"][1], 4)]
    assert told(replace(found, span=(1.23456, 2.0)))["range"] == [1.2346, 2.0]
