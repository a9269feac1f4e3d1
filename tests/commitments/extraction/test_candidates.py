"""Candidates: what the thirteen statements and forty other sentences give, and what holds for any text."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.commitments.extraction.candidates import find_candidates
from coalesce.commitments.extraction.marks import Act, Candidate, Label, Span

HERE = Path(__file__).parent

PIECES = st.sampled_from(
    "Germany|the U.S.|they|militants|all members|will|would|send|has sent|pledged|not|if|should|calls on|must|by|six|"
    "1,000|$15-million|€3.5 million|F-16s|tents|troops|to Iraq|in Erbil|on Jan. 10|1 December 2014|before Christmas|"
    "the end of the year|“|”|’s|\u00ad|\u00a0|\u200b|\n|\n\n|\r\n|\u2028|•|:|,|.|...|?|-|–|No.|By Anna Ex|Page 1 of 3|"
    "MINISTER OF ITALY:|said|a dozen|within|two|days|February 30|XXXX|İ|ﬁ|٣|²|𝟗|ǅ".split("|")
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map(" ".join))


def shifted(found: list[Candidate], by: int, paragraphs: int) -> list[Candidate]:
    """The same candidates further on in a longer text."""

    def moved(span: Span | None) -> Span | None:
        return span and Span(span.start + by, span.end + by)

    return [
        replace(
            one, span=moved(one.span), speaker=moved(one.speaker), paragraph=one.paragraph + paragraphs,
            marks=tuple(replace(mark, span=moved(mark.span), basis=moved(mark.basis)) for mark in one.marks),
        )
        for one in found
    ]  # fmt: skip


@given(TEXTS)
def test_a_span_lies_in_the_text_and_equals_what_it_names(text: str) -> None:
    for one in find_candidates(text):
        assert text[one.span.start : one.span.end] == one.text
        assert one.text
        for mark in one.marks:
            assert one.span.start <= mark.span.start < mark.span.end <= one.span.end
            assert text[mark.span.start : mark.span.end] == mark.text
            assert mark.rule
            if mark.basis:
                assert 0 <= mark.basis.start < mark.basis.end <= one.span.end


@given(TEXTS, TEXTS)
def test_two_texts_with_a_blank_line_between_give_the_candidates_of_both(one: str, other: str) -> None:
    both = list(find_candidates(one + "\n\n" + other))
    first, second = list(find_candidates(one)), list(find_candidates(other))
    offset = both[len(first)].paragraph - second[0].paragraph if second and len(both) > len(first) else 0
    assert both == first + shifted(second, len(one) + 2, offset)


@given(TEXTS)
def test_a_member_is_named_in_the_sentence_or_by_its_basis(text: str) -> None:
    for one in find_candidates(text):
        for mark in one.of(Label.MEMBER):
            assert mark.value is not None
            assert mark.basis is not None or any(sign.isupper() for sign in mark.text)
        for mark in one.marks:
            assert mark.number is None or any(sign.isalnum() for sign in mark.text)
            assert mark.currency is None or not mark.text.startswith("$")


def quotes(shared_data: Path) -> dict[str, str]:
    """The thirteen quotes by their number."""
    with (shared_data / "commitments" / "summit_statements.csv").open(encoding="utf-8") as file:
        return {row["n"]: row["quote"] for row in csv.DictReader(file)}


def others() -> list[tuple[str, str]]:
    """The forty: whether near or plain, and the sentence."""
    lines = (HERE / "forty.txt").read_text(encoding="utf-8").splitlines()
    return [(kind, text) for kind, _, text in (line.partition("\t") for line in lines if not line.startswith("#"))]


def test_the_thirteen_among_forty_others(shared_data: Path) -> None:
    said = list(quotes(shared_data).values())
    mixed = others()
    assert len(said) == 13
    assert [kind for kind, _ in mixed].count("near") == 20
    assert len(mixed) == 40
    sentences = [text for _, text in mixed]
    for number, quote in enumerate(said):
        sentences.insert(4 * number, quote)
    found = list(find_candidates("\n\n".join(sentences)))
    assert len({one.text for one in found} & set(said)) >= 11
    assert {one.text for one in found} - set(said) == set()


@pytest.mark.parametrize(
    ("number", "act", "members", "lines"),
    [
        ("1", Act.STATEMENT, (), {"military", "foreign fighters", "financing", "humanitarian", "ideology"}),
        ("2", Act.DECIDED, (), set()),
        ("3", Act.DELIVERED, ("US", "FR", "AU", "GB"), {"humanitarian"}),
        ("4", Act.DECLARED, (), set()),
        ("5", Act.OBLIGATION, (), {"foreign fighters", "financing"}),
        ("6", Act.LEAD, (), set()),
        ("7", Act.REQUEST, (), set()),
        ("8", Act.STATEMENT, (), set()),
        ("9", Act.DEADLINE, (), set()),
        ("10", Act.DECLARED, (), {"foreign fighters"}),
        ("11", Act.STATEMENT, (), set()),
        ("12", Act.READY, (), set()),
        ("13", Act.ACTIVATION, (), set()),
    ],
)
def test_each_of_the_thirteen(
    shared_data: Path, number: str, act: Act, members: tuple[str, ...], lines: set[str]
) -> None:
    (found,) = find_candidates(quotes(shared_data)[number])
    assert found.act is act
    assert found.members == members
    assert set(found.lines) == lines
    assert not found.of(Label.QUANTITY)
    assert not found.of(Label.MONEY)


def test_when_where_and_what_if_of_the_thirteen(shared_data: Path) -> None:
    said = quotes(shared_data)
    dated = {
        number: [mark for one in find_candidates(text) for mark in one.of(Label.WHEN)] for number, text in said.items()
    }
    assert {number for number, marks in dated.items() if marks} == {"6", "9"}
    assert all(mark.event and mark.value is None for marks in dated.values() for mark in marks)
    placed = {
        number: [m.text for one in find_candidates(text) for m in one.of(Label.PLACE)] for number, text in said.items()
    }
    assert placed["3"] == ["Amerli", "northern Iraq"]
    assert placed["10"] == ["Syria", "Syria", "Iraq"]
    for number in ("12", "13"):
        (found,) = find_candidates(said[number])
        assert found.of(Label.CONDITION)


def test_no_field_is_made_of_nothing() -> None:
    (found,) = find_candidates("They pledged to help with the training of others.")
    assert found.members == ()
    assert {mark.label for mark in found.marks} <= {Label.VERB, Label.KIND, Label.LINE}


def test_a_dollar_sign_names_no_currency() -> None:
    sums = {
        mark.text: (mark.number, mark.currency)
        for one in find_candidates(
            "Canada sent $15-million. Japan gave US$2.5 million. Oman pledged NZ$3 million and €4m."
        )
        for mark in one.of(Label.MONEY)
    }
    assert sums == {
        "$15-million": (15_000_000, None), "US$2.5 million": (2_500_000, "USD"),
        "NZ$3 million": (3_000_000, "NZD"), "€4m": (4_000_000, "EUR"),
    }  # fmt: skip


def test_whom_it_stands_for_is_said() -> None:
    text = "Poland will send 40 trainers. It has also given €2 million."
    first, second = find_candidates(text)
    assert (first.members, second.members) == (("PL",), ("PL",))
    (mark,) = second.of(Label.MEMBER)
    assert mark.text == "It"
    assert mark.basis is not None
    assert text[mark.basis.start : mark.basis.end] == "Poland"
    assert "Poland" in mark.rule


def test_what_stands_after_an_adversary_is_not_a_member() -> None:
    assert list(find_candidates("Germany was named. The militants lost. They will send 400 fighters to Mosul.")) == []


def test_what_is_longer_than_a_sentence_is_not_read() -> None:
    text = "Poland will send 40 trainers " + "and more " * 50
    assert list(find_candidates(text))
    assert list(find_candidates(text, longest=100)) == []
