"""Small random worlds of records for the tests of engines. Seeded; every name is made of made-up words."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from coalesce.dates import PartialDate
from coalesce.linking.columns import prepare
from coalesce.linking.keys import keys
from coalesce.linking.model import Model
from coalesce.linking.rows import LinkRow
from coalesce.records import Document, Entry, Name, Place, Provenance, Sex

WORDS = "zorbal kemtari vulneq shambir hedraq tolumis bartuk yelgor mansub dervol qasfar lumiddin abdkarzum".split()
COUNTRIES = ("SY", "IQ", "FR", "NL", "TN")
TOWNS = ("Karzum", "Belqat", "Omridan")


MakeRows = Callable[[int, int, Model], list[LinkRow]]


def _entry(rng: random.Random, reference: str) -> Entry:
    """An entry whose fields are there or not, and whose dates are more or less exact."""
    words = tuple(rng.choices(WORDS, k=rng.choice((1, 2, 3, 4))))
    other = tuple(_typo(rng, word) for word in words)
    names = tuple(Name(" ".join(form), "Latn") for form in (words, other)[: rng.choice((1, 1, 2))])
    return Entry(
        reference,
        names,
        Provenance("made.csv", 1),
        rng.choice((Sex.MALE, Sex.FEMALE, None)),
        tuple(_birth(rng) for _ in range(rng.choice((0, 1, 1, 2)))),
        tuple(Place(rng.choice(TOWNS), rng.choice(COUNTRIES)) for _ in range(rng.choice((0, 0, 1)))),
        tuple({rng.choice(COUNTRIES) for _ in range(rng.choice((0, 1, 2)))}),
        tuple(
            Document(f"P{rng.randrange(60):06}", "passport", rng.choice((None, "SY")))
            for _ in range(rng.choice((0, 1)))
        ),
    )


def _birth(rng: random.Random) -> PartialDate:
    year, month, day = rng.randint(1985, 1988), rng.randint(1, 12), rng.randint(1, 28)
    return rng.choice(
        (
            PartialDate.of(year, month, day),
            PartialDate.of(year, month),
            PartialDate.of(year),
            PartialDate.of(year, 1, 1),
            PartialDate.of(year, circa=True),
            PartialDate.span(PartialDate.of(year), PartialDate.of(year + rng.randint(1, 15))),
        )
    )


def _typo(rng: random.Random, word: str) -> str:
    at = rng.randrange(len(word))
    return word[:at] + rng.choice("aeioubdk") + word[at + rng.choice((0, 1)) :]


def _rows(seed: int, count: int, model: Model) -> list[LinkRow]:
    """Rows on three lists, of which the list L2 is free of duplicates."""
    rng = random.Random(seed)
    made = []
    for number in range(count):
        columns = prepare(_entry(rng, str(number)))
        list_id = rng.choice(("L1", "L2", "L3"))
        made.append(LinkRow(f"r{number:04}", 1, list_id, list_id == "L2", columns, keys(columns, model)))
    return made


@pytest.fixture(scope="session")
def make_rows() -> MakeRows:
    """``make_rows(seed, count, model)``: rows of a small world."""
    return _rows
