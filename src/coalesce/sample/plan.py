"""The plan of the sample task force: two editions of an invented autumn, in the shapes that real plans have.

Promises files that an import reads as it reads any other. Invariant: nobody and nothing in them is real; what real sources
leave unsaid (a member, a quantity, a currency, a date) is left unsaid in some of them too.
"""

from __future__ import annotations

from datetime import date
from importlib import resources
from pathlib import Path

NAME = "autumn"
"""The plan's name; its owner is the hub."""

EDITIONS = ("plan_september_12.csv", "plan_september_29.csv")

TRIGGER, ACTIVATED = "attack on an ally", date(2014, 9, 28)
QUOTE, SOURCE = "An attack on one of us is an attack on all of us.", "Invented alliance, statement of its council"
"""What was activated two days before the sample world's today."""


def plan_files() -> list[Path]:
    """The editions, the oldest first."""
    folder = resources.files("coalesce.sample").joinpath("data")
    return [Path(str(folder.joinpath(name))) for name in EDITIONS]
