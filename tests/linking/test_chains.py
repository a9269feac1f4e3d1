"""Contradictions are found with a chain that makes them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coalesce.linking.chains import Contradiction, contradictions
from coalesce.records import Verdict

SAME, DIFFERENT = Verdict.SAME, Verdict.DIFFERENT
PAIRS = [(one, other) for place, one in enumerate("abcdef") for other in "abcdef"[place + 1 :]]


def test_a_chain_that_someone_parts_is_told_from_end_to_end() -> None:
    said = {("a", "b"): SAME, ("b", "c"): SAME, ("c", "d"): SAME, ("a", "d"): DIFFERENT, ("a", "e"): DIFFERENT}
    assert contradictions(said) == [Contradiction(("a", "d"), (("a", "b"), ("b", "c"), ("c", "d")))]


def test_the_shortest_chain_is_told() -> None:
    said = {
        ("a", "b"): SAME,
        ("b", "c"): SAME,
        ("a", "x"): SAME,
        ("x", "y"): SAME,
        ("c", "y"): SAME,
        ("a", "c"): DIFFERENT,
    }
    assert contradictions(said)[0].chain == (("a", "b"), ("b", "c"))


def test_words_that_agree_contradict_nothing() -> None:
    assert contradictions({("a", "b"): SAME, ("c", "d"): DIFFERENT, ("b", "c"): Verdict.UNSURE}) == []


@given(st.dictionaries(st.sampled_from(PAIRS), st.sampled_from(list(Verdict))))
def test_every_chain_leads_by_same_from_one_side_to_the_other(said: dict[tuple[str, str], Verdict]) -> None:
    for one in contradictions(said):
        assert said[one.apart] is DIFFERENT
        assert all(said[pair] is SAME for pair in one.chain)
        here = one.apart[0]
        for pair in one.chain:
            assert here in pair
            here = pair[1] if pair[0] == here else pair[0]
        assert here == one.apart[1]
