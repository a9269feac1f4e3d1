"""Sentences: abbreviations, quotations, lists, wrapped lines, and what is of the page and not of the text."""

from __future__ import annotations

import pytest

from coalesce.commitments.extraction.folding import fold
from coalesce.commitments.extraction.sentences import paragraphs
from coalesce.commitments.extraction.wording import wording


def split(text: str) -> list[str]:
    folded = fold(text)
    return [
        " ".join(folded.text[one.start : one.end].split()) for p in paragraphs(folded, wording()) for one in p.sentences
    ]


def test_abbreviations_do_not_end_a_sentence() -> None:
    text = "Gen. T. Example of No. 4 Squadron spoke. The U.S. Navy left on Jan. 10 with Mr. Sample. It came from the U.S. The rest"
    assert split(text) == [
        "Gen. T. Example of No. 4 Squadron spoke.",
        "The U.S. Navy left on Jan. 10 with Mr. Sample.",
        "It came from the U.S.",
        "The rest",
    ]


def test_a_quotation_over_several_sentences_is_cut_into_them() -> None:
    text = "“We have decided. We will send six planes. They leave today,” he said. “Why?” she asked. “It is time.” He left."
    assert split(text) == [
        '"We have decided.', "We will send six planes.", 'They leave today," he said.', '"Why?" she asked.',
        '"It is time."', "He left.",
    ]  # fmt: skip


def test_three_dots_go_on_before_a_small_letter() -> None:
    assert split("lines of effort ... should entail it. Then… nothing... Next one") == [
        "lines of effort ... should entail it.", "Then… nothing...", "Next one",
    ]  # fmt: skip


def test_wrapped_lines_are_one_and_a_list_is_several() -> None:
    text = "The partners met in the\ncapital of Denmark to\nagree on six\nplanes.\nThey gave:\n• 16 trainers\n• 200 tents\n  (a) 3 trucks"
    assert split(text) == [
        "The partners met in the capital of Denmark to agree on six planes.", "They gave:", "16 trainers", "200 tents",
        "3 trucks",
    ]  # fmt: skip


def test_long_lines_are_not_wrapped() -> None:
    long = "Ministers spoke for a long time about the winter " * 4
    assert split(f"{long.strip()}\nGermany sends tents") == [long.strip(), "Germany sends tents"]


@pytest.mark.parametrize(
    "line",
    [
        "Page 2 of 3", "12", "3/7", "https://www.example.org/a/b", "www.example.org", "Share this article   Print   Email",
        "© 2014 The Courier", "All rights reserved.", "By Anna Example and Jan Sample", "By Anna Example | 1 December 2014",
        "12/1/2014 9:14 AM", "Advertisement", "ENDS", "* * *", "World » Middle East", "Skip to main content",
        "PRESS RELEASE No. 214/2014", "FOR IMMEDIATE RELEASE", "(Additional reporting by A. Sample)",
        "Media contact: 555 0199", "Subscribe now: 12 weeks for $12", "Published: 1 December 2014",
    ],
)  # fmt: skip
def test_what_is_of_the_page_is_left_out(line: str) -> None:
    assert split(f"Norway gave tents.\n{line}\n\n{line}\n\nIt gave more.") == ["Norway gave tents.", "It gave more."]


def test_a_dateline_and_a_number_are_not_of_the_sentence() -> None:
    assert split("OSLO, Dec. 1 (Wire) — Norway will send tents.") == ["Norway will send tents."]
    assert split("12. Norway will send tents. It is late.") == ["Norway will send tents.", "It is late."]


def test_a_label_of_a_transcript_is_the_speaker() -> None:
    folded = fold("SECRETARY OF STATE: Thank you. We will send six planes.\nQUESTION: When?\nMr. Sample: Soon.")
    found = list(paragraphs(folded, wording()))
    labels = [folded.text[one.speaker[0] : one.speaker[1]] for one in found if one.speaker]
    assert labels == ["SECRETARY OF STATE", "QUESTION", "Mr. Sample"]
    assert [len(one.sentences) for one in found] == [2, 1, 1]


def test_nothing_is_no_sentence() -> None:
    assert split("") == split(" \n\n\t\n") == split("...\n\n---") == []
