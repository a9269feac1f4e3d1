"""What stands around a verb."""

from __future__ import annotations

from coalesce.commitments.extraction.verb import after_be, has_before, is_noun, left_out, modal_of, was_said
from tests.commitments.extraction.reading import parsed


def test_the_nearest_modal_over_adverbs() -> None:
    assert modal_of(parsed("Norway will now also send tents"), 4) == "will"
    assert modal_of(parsed("Norway will go, and send tents"), 5) is None
    assert modal_of(parsed("It will help Norway send tents"), 4) is None


def test_auxiliaries() -> None:
    found = parsed("Tents were already sent and have since been given")
    assert after_be(found, 3)
    assert not after_be(found, 1)
    assert has_before(found, 8)
    assert not has_before(found, 3)


def test_a_noun_and_a_missing_subject() -> None:
    found = parsed("the pledge of Norway")
    (hit,) = found.of("declares")
    assert is_noun(found, hit, "base")
    assert left_out(parsed("Has already sent tents"), 2, ())
    assert not left_out(parsed("Somebody sent tents"), 1, ())


def test_something_was_said_before() -> None:
    assert was_said(parsed("Norway said it would send"), 4)
    assert not was_said(parsed("Norway would send, he said"), 2)


def test_a_noun_behind_a_sum_or_an_article() -> None:
    found = parsed("a $500 million promise")
    assert is_noun(found, found.of("declares")[0], "base")
    found = parsed("Norway welcomed all the assistance offers")
    assert is_noun(found, found.of("declares")[0], "third")
    found = parsed("the ministry kindly offers")
    assert not is_noun(found, found.of("declares")[0], "third")
