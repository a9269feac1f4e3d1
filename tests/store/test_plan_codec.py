"""What is written of a plan is read back the same, and the columns say what the terms say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.commitments.words import NEED
from coalesce.dates import PartialDate
from coalesce.records import (
    Commitment,
    Deadline,
    EventKind,
    Evidence,
    Form,
    LineOfEffort,
    Measure,
    MeasureKind,
    Need,
    Parties,
    Quantity,
    Readiness,
    Verified,
)
from coalesce.store import plan_codec as codec
from tests.builders import handling
from tests.commitments.made import commitment, event, quantity

texts = st.text(max_size=8)
dates = st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1)).map(
    lambda day: PartialDate(day, day, day.day % 2 == 0)
)
days = st.none() | st.integers(0, 400)
readiness = st.builds(Readiness, days, days, days, texts)
measures = st.none() | st.builds(Measure, st.sampled_from(list(MeasureKind)), st.text(min_size=1, max_size=5))
quantities = st.none() | st.builds(Quantity, st.integers(1, 10**9).map(lambda n: Decimal(n) / 1000), measures)
deadlines = st.none() | st.builds(Deadline, dates, st.none() | texts)
lines = st.none() | st.sampled_from(list(LineOfEffort))
names = st.lists(texts, max_size=3).map(tuple)
commitments = st.builds(
    Commitment,
    reference=texts,
    form=st.sampled_from(list(Form)),
    parties=st.builds(Parties, names, names, st.booleans()),
    line=lines,
    kind=texts,
    make=texts,
    amount=quantities,
    place=texts,
    since=dates,
    by=deadlines,
    conditions=texts,
    trigger=texts,
    claimed=readiness,
    verified=st.none() | st.builds(Verified, readiness, texts, dates),
    need=texts,
)
needs = st.builds(Need, texts, lines, texts, quantities, texts, deadlines, days)


@given(commitments | needs)
def test_terms_come_back_as_they_went(terms: codec.Terms) -> None:
    assert codec.decode(codec.encode(terms), terms.reference) == terms


@given(st.builds(Evidence, texts, texts, texts, dates, texts, texts))
def test_evidence_comes_back_as_it_went(evidence: Evidence) -> None:
    assert codec.decode_evidence(codec.encode_evidence(evidence)) == evidence


def test_an_unknown_is_no_column_of_zero() -> None:
    told = codec.columns(commitment())
    empty = (
        "measure",
        "amount",
        "available",
        "notice",
        "transit",
        "sustain",
        "seen_notice",
        "seen_transit",
        "seen_sustain",
    )
    assert {told[name] for name in empty} == {None}
    assert (told["verified"], told["line"], told["need"]) == (False, "", "")


def test_columns_say_what_the_terms_say() -> None:
    terms = commitment(
        "C1", "US", "FR",
        line=LineOfEffort.MILITARY,
        amount=quantity("2.5", "tonnes"),
        since=PartialDate.of(2014, 10),
        claimed=Readiness(0, 3, None),
        verified=Verified(Readiness(4, 5, 6), "EU"),
    )  # fmt: skip
    told = codec.columns(terms)
    assert (told["parties"], told["measure"], told["amount"]) == ("FR;US", "unit:tonnes", 2500)
    assert told["available"] == date(2014, 10, 31).toordinal()
    assert [told[name] for name in ("notice", "transit", "sustain")] == [0, 3, None]
    assert [told[name] for name in ("seen_notice", "seen_transit", "seen_sustain")] == [4, 5, 6]
    assert codec.columns(commitment(amount=Quantity(Decimal(3), None)))["measure"] == ""
    assert codec.columns(Need("N1", day=3))["form"] == "need"


def test_digests_tell_terms_handling_and_events_apart() -> None:
    terms = commitment()
    assert codec.terms_digest(terms, handling()) == codec.terms_digest(replace(terms), handling())
    assert codec.terms_digest(terms, handling()) != codec.terms_digest(terms, handling("FR:planning"))
    assert codec.terms_digest(terms, handling()) != codec.terms_digest(commitment(place="Iraq"), handling())
    one = event(id="a", at="then", by="ann")
    assert codec.event_digest(one) == codec.event_digest(event(id="b", at="now", by="bob"))


@pytest.mark.parametrize(
    "other",
    [event(EventKind.CONFIRMED), event(day=""), event(evidence=None), event(successor="C2"), event(withdraws="e")],
)
def test_events_that_say_something_else_have_another_digest(other: object) -> None:
    assert codec.event_digest(event()) != codec.event_digest(other)  # type: ignore[arg-type]  # parametrize gives objects


def test_what_is_derived_of_events() -> None:
    assert codec.derived([event(day="2014-09")]) == {
        "status": EventKind.DECLARED,
        "stage": 0,
        "renewed": "2014-09-30",
    }
    assert codec.derived([]) == {"status": None, "stage": None, "renewed": None}


def test_each_word_has_a_number_of_its_own() -> None:
    assert set(codec.LINE_NUMBERS) == {None, *LineOfEffort}
    assert set(codec.FORM_NUMBERS) == {NEED, *Form}
    assert set(codec.STAGE_NUMBERS) == {None, *EventKind}
    for numbers in (codec.LINE_NUMBERS, codec.FORM_NUMBERS, codec.STAGE_NUMBERS):
        assert len(set(numbers.values())) == len(numbers)
    assert max(codec.FORM_NUMBERS.values()) < codec.FORMS


@given(st.lists(commitments, min_size=2, max_size=2))
def test_what_is_counted_together_is_alike(pair: list[Commitment]) -> None:
    one, other = (codec.columns(terms) for terms in pair)
    mine, theirs = codec.counted("p", one), codec.counted("p", other)
    names = ("form", "line", "kind", "place", "need", "measure")
    assert (mine["sort"] == theirs["sort"]) == all(one[name] == other[name] for name in names)
    assert (mine["crew"] == theirs["crew"]) == (one["parties"] == other["parties"])
    assert (mine["slot"] == theirs["slot"]) == all(one[name] == other[name] for name in ("form", "line"))
    assert codec.counted("q", one)["sort"] != mine["sort"]
    assert all(0 <= number < 1 << 63 for number in mine.values())
