"""The twin of an estimate: lists as they would look if a fitted model were the truth.

Promise: a population of the fitted size, whole people, each with the pattern that the model gives it; those on no list are
left out, as in life. The same seed gives the same table.
"""

from __future__ import annotations

import numpy as np

from coalesce.errors import BadUsage
from coalesce.estimation.choosing import Fitted
from coalesce.records import CaptureTable


def simulate(fitted: Fitted, seed: int) -> CaptureTable:
    """A capture table drawn from a fitted model (multinomial). Raises BadUsage for a model without a total."""
    total = fitted.total
    if total is None:
        raise BadUsage(f"the model {fitted.model} has no total on this table: nothing can be drawn from it")
    people = round(total)
    drawn = np.random.default_rng(seed).multinomial(people, fitted.means / fitted.means.sum())
    return CaptureTable(fitted.table.lists, (0, *(int(count) for count in drawn[1:])))
