"""The frequent names that a word in another script is learned to be."""

from coalesce.linking.nearest import MOST, NearestTokens

KNOWN = NearestTokens(("john", "michael", "muhammad", "rachel", "william"))


def test_a_frequent_name_is_found_where_no_letters_tell() -> None:
    assert KNOWN.of("جون")[:1] == ("john",)
    assert KNOWN.of("уильям")[:1] == ("william",)
    assert KNOWN.of("מייקל")[:1] == ("michael",)


def test_nothing_is_said_of_what_is_far_or_unknown() -> None:
    assert KNOWN.of("врублевский") == ()
    assert KNOWN.of("王") == ()
    assert NearestTokens(()).of("جون") == ()


def test_they_are_few_and_of_the_word_and_the_known_alone() -> None:
    more = NearestTokens((*reversed(("john", "michael", "muhammad", "rachel", "william")), "johns", "johnny", "jonny"))
    assert len(more.of("джонни")) <= MOST
    assert KNOWN.of("محمد") == NearestTokens(("william", "muhammad", "rachel", "michael", "john")).of("محمد")
