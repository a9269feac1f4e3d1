"""What fills the fields of a row: the sentence's own words, and nothing where it is silent or says several things."""

from __future__ import annotations

import pytest
from hypothesis import given

from coalesce.commitments.drafting import Marked, draft, found, picked
from coalesce.commitments.extraction import Span, find_candidates
from tests.commitments.extraction.test_candidates import TEXTS


def only(text: str) -> Marked:
    """The one candidate of a text."""
    candidates = list(find_candidates(text))
    assert len(candidates) == 1
    return found(text, candidates[0])


def drafted(text: str, row: int = 1) -> dict[str, str]:
    return draft(only(text), row).cells


def test_a_whole_sentence() -> None:
    assert drafted("Denmark and Norway will provide 60 tents to Dohuk by 1 December 2014, if roads are open.") == {
        "form": "contribution",
        "status": "declared",
        "member": "DK; NO",
        "quantity": "60",
        "unit": "tents",
        "kind": "relief supplies",
        "line": "humanitarian",
        "place": "Dohuk",
        "by": "2014-12-01",
        "conditions": "if roads are open",
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Kuwait pledged $200 million.", {"quantity": "200,000,000", "currency": "?"}),
        ("Japan pledged US$ 25.5 million for food.", {"quantity": "25,500,000", "currency": "USD"}),
        ("Poland stands ready to deploy 40 customs experts within two weeks.", {"notice_days": "14"}),
        ("Australia has sent 60 tonnes of ammunition on 2 October 2014.", {"status": "in place", "date": "2014-10-02"}),
        ("All members must submit a list by the next ministerial meeting.", {"form": "obligation", "member": "All members"}),
        ("We will provide a field hospital in Erbil by 15 November.", {"by": "15 November"}),
        ("France will send six F-16s to Amerli in northern Iraq.", {"place": "Amerli in northern Iraq"}),
    ],
)  # fmt: skip
def test_what_a_sentence_says(text: str, told: dict[str, str]) -> None:
    cells = drafted(text)
    assert {name: cells.get(name) for name in told} == told


def test_what_it_does_not_say_stays_empty() -> None:
    cells = drafted("Canada pledged 40 tents.")
    assert not {"place", "by", "since", "conditions", "currency", "notice_days", "readiness"} & set(cells)


def test_several_things_are_offered_and_none_is_chosen() -> None:
    made = draft(only("France will send tents to Erbil and to Dohuk."))
    assert "place" not in made.cells
    assert made.also["place"] == ("Erbil", "Dohuk")


def test_each_row_of_a_split_sentence_has_its_own_amount() -> None:
    sentence = only("The Republic of Korea will ship 5,000 blankets and 1,200 stoves to Erbil.")
    rows = [draft(sentence, row) for row in (1, 2, 3)]
    assert [row.cells.get("quantity") for row in rows] == ["5,000", "1,200", None]
    assert [row.cells.get("unit") for row in rows] == ["blankets", "stoves", None]
    assert {row.cells["member"] for row in rows} == {"KR"}
    assert rows[0].rows == 2


def test_the_lines_of_an_obligation_go_to_the_rows_it_is_split_into() -> None:
    said = "calls on all member states to take decisive action to stop the flow of foreign fighters, counter ISIL's financing"
    first, second = (draft(only(said), row) for row in (1, 2))
    assert "line" not in first.cells
    assert first.also["line"] == ("foreign fighters", "financing")
    assert second.cells["line"] == "financing"


def test_words_that_bound_an_amount_are_told() -> None:
    assert draft(only("Germany will send up to 90 soldiers to Erbil.")).bounds == "up to"


def test_what_would_follow_from_an_attack_is_no_activation() -> None:
    said = only("Should you even think of attacking one ally, you will be facing the whole alliance.")
    made = draft(said).cells
    assert made["form"] == "contribution"
    assert made["conditions"] == "Should you even think of attacking one ally"


def test_a_sentence_picked_by_hand_names_nobody_for_us() -> None:
    text = "It rained. Canada and Spain spoke of 40 tents for Erbil."
    sentence = picked(text, Span(11, len(text)))
    made = draft(sentence)
    assert sentence.quote == "Canada and Spain spoke of 40 tents for Erbil."
    assert "member" not in made.cells
    assert made.also["member"] == ("CA", "ES")
    assert made.cells["quantity"] == "40"
    assert all(text[mark.span.start : mark.span.end] == mark.text for mark in sentence.marks)


@given(TEXTS)
def test_every_field_rests_on_marks_of_the_sentence(text: str) -> None:
    for one in find_candidates(text):
        sentence = found(text, one)
        for made in (draft(sentence), draft(sentence, 2)):
            assert {mark for marks in made.because.values() for mark in marks} <= set(sentence.marks)
            assert [name for name in made.cells if not made.because[name]] in (["status"], ["form", "status"])
