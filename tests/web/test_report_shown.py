"""A report as shown: every letter once, marks one within the other, fields with why they are filled."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coalesce.commitments.extraction import Label, Mark, Span, find_candidates
from coalesce.settings import Settings
from coalesce.web import report_shown as shown
from coalesce.web.report_form import Report, Row, Work
from coalesce.web.report_shown import Bit, bits
from tests.commitments.extraction.test_candidates import TEXTS

TEXT = "By Anna Example\n\nFrance will send six F-16s to Iraq. It rained.\n\n3. Denmark pledged 40 tents and 20 stoves."
SETTINGS = Settings()


def work(text: str = TEXT, **more: object) -> Work:
    return Work(Report("NL/autumn", "a paper", text=text), **more)  # type: ignore[arg-type]  # parts of Work


def letters(all_of: tuple[Bit, ...]) -> str:
    """The letters of bits, in their order."""
    return "".join(bit.text + letters(bit.inner) for bit in all_of)


@given(
    st.text(max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12), st.sampled_from(Label)), max_size=8),
)
def test_every_letter_is_shown_once_whatever_overlaps(text: str, places: list[tuple[int, int, Label]]) -> None:
    marks = [Mark(label, Span(start, start + long), "", "a rule") for start, long, label in places]
    assert letters(bits(text, Span(0, len(text)), marks)) == text


@given(TEXTS)
def test_candidates_are_shown_to_the_letter(text: str) -> None:
    for one in find_candidates(text):
        assert letters(bits(text, one.span, one.marks)) == one.text


def test_a_mark_stands_within_a_wider_one() -> None:
    text = "if Poland asks"
    marks = [Mark(Label.CONDITION, Span(0, 14), text, "r"), Mark(Label.MENTIONED, Span(3, 9), "Poland", "r")]
    (outer,) = bits(text, Span(0, 14), marks)
    assert outer.label == Label.CONDITION
    assert [one.label for one in outer.inner] == ["", Label.MENTIONED, ""]


def test_blocks_are_the_text_in_its_order() -> None:
    made = shown.blocks(work(), {}, SETTINGS)
    assert [block.sentence is not None for block in made] == [False, True, False, True]
    assert made[0].plain[0].page
    assert made[2].plain[0].text == "It rained."
    assert shown.counts(made) == {"sentences": 3, "candidates": 2, "picked": 0, "kept": 0, "aside": 0, "open": 2}


def test_a_picked_sentence_stands_among_the_candidates() -> None:
    start = TEXT.index("It rained.")
    key = f"{start}-{start + 10}"
    found = shown.candidates(shown.blocks(work(rows={key: {1: Row(1)}}), {}, SETTINGS))
    assert [one.key for one in found][1] == key
    assert found[1].candidate is None
    assert found[1].rows[0].cells["member"] == ""
    assert shown.marked_at(work(), key, SETTINGS).act is None


def test_a_row_shows_what_the_reader_wrote_and_why_the_rest_is_filled() -> None:
    first = shown.candidates(shown.blocks(work(), {}, SETTINGS))[0]
    mended = work(rows={first.key: {1: Row(1, {"member": "DE"}), 2: Row(2)}})
    one, other = shown.candidates(shown.blocks(mended, {}, SETTINGS))[0].rows
    assert one.cells["member"] == "DE"
    assert one.cells["place"] == ""
    assert other.cells["member"] == "FR"
    assert shown.filled_by(other.draft, "place") == "“Iraq”: a country behind a word of place"
    assert shown.filled_by(other.draft, "form").startswith("“send” is a verb of giving")
    assert shown.filled_by(other.draft, "since") == ""
    assert shown.marked_at(work(), first.key, SETTINGS).act is not None


def test_what_is_too_long_cannot_be_picked() -> None:
    made = shown.blocks(work(), {}, Settings(report_max_sentence_chars=12))
    assert [one.long for block in made for one in block.plain if not one.page] == [True, False, True]


def test_reasons_name_label_words_and_rule() -> None:
    first = shown.candidates(shown.blocks(work(), {}, SETTINGS))[0]
    assert ("member", "who", "France", "the name of a member") in shown.reasons(first)
