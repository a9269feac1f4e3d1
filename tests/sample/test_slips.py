from __future__ import annotations

import random
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein

from coalesce.records import Document
from coalesce.sample.slips import as_dated, birth_slip, letter_slip, number_slip

SEEDS = st.integers(0, 10**6)
DAYS = st.dates(date(1950, 1, 1), date(2014, 9, 30))


@given(SEEDS, st.sampled_from([("Latn", "Mohamed Ben Salah"), ("Arab", "محمد بن صالح"), ("Cyrl", "Магомедов Ахмед")]))
def test_a_letter_slip_is_one_slip(seed: int, written: tuple[str, str]) -> None:
    script, text = written
    slipped = letter_slip(random.Random(seed), text, script)
    assert DamerauLevenshtein.distance(text, slipped) <= 1
    assert slipped[0] == text[0]


def test_letter_slips_happen_and_differ() -> None:
    slipped = {letter_slip(random.Random(n), "Mohamed Trabelsi", "Latn") for n in range(200)}
    assert len(slipped) > 40


@given(SEEDS)
def test_a_short_name_is_left_alone(seed: int) -> None:
    assert letter_slip(random.Random(seed), "Ali", "Latn") == "Ali"


@given(SEEDS, DAYS)
def test_a_birth_slip_is_another_day_not_far_off(seed: int, born: date) -> None:
    slipped = birth_slip(random.Random(seed), born)
    assert slipped != born
    assert abs(slipped.year - born.year) in (0, 1, 10)


@given(SEEDS, st.from_regex(r"[A-Z]\d{7}", fullmatch=True))
def test_a_number_slip_changes_at_most_two_signs(seed: int, number: str) -> None:
    slipped = number_slip(random.Random(seed), Document(number, "passport", "TN"))
    assert len(slipped.number) == len(number)
    assert sum(a != b for a, b in zip(number, slipped.number, strict=True)) <= 2
    assert (slipped.kind, slipped.country) == ("passport", "TN")


@given(SEEDS, DAYS, st.floats(0, 1))
def test_a_vague_date_still_holds_the_day(seed: int, day: date, vague: float) -> None:
    given_as = as_dated(random.Random(seed), day, vague)
    if given_as is not None:
        assert given_as.earliest <= day <= given_as.latest


def test_an_exact_list_gives_exact_days() -> None:
    given_as = [as_dated(random.Random(n), date(2014, 7, 3), 0.0) for n in range(50)]
    assert all(when is not None and when.precision == "day" for when in given_as)
    vague = [as_dated(random.Random(n), date(2014, 7, 3), 1.0) for n in range(200)]
    assert {None if when is None else when.precision for when in vague} == {"month", "year", None}
