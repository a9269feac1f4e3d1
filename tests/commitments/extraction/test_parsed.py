"""A sentence taken apart: marks hold the letters of the given text."""

from __future__ import annotations

from coalesce.commitments.extraction.marks import Label
from tests.commitments.extraction.reading import parsed


def test_a_mark_is_of_the_given_text() -> None:
    text = "Norway will send 120 sol\u00addiers"
    found = parsed(text)
    mark = found.mark(Label.QUANTITY, 3, 5, "a rule")
    assert mark.text == "120 sol\u00addiers" == text[mark.span.start : mark.span.end]
    assert found.said(3, 5) == "120 soldiers"
    assert [actor.code for actor in found.actors] == ["NO"]


def test_outside_the_sentence_there_is_nothing() -> None:
    found = parsed("Norway sends tents")
    assert found.low(-1) == found.low(99) == ""
    assert not found.capital(99)
    assert found.capital(0)
    assert found.within("modals", 1) is False
    assert found.within_word("modals", "will")
    assert [hit.value for hit in found.of("gives")] == ["send:third"]
