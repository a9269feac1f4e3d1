"""Particles joined or dropped, so that one name gives one row of tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.names import romanise, tokens


@pytest.mark.parametrize(
    "name",
    [
        "Abdul Latif",
        "Abdullatif",
        "Abd al-Latif",
        "Abd-al-Latif",
        "Abdel Latif",
        "عبد اللطيف",
        "عبداللطيف",
        "Абдул Латиф",
    ],
)
def test_servant_names_are_one_token(name: str) -> None:
    assert tokens(name) == ("abdlatif",)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Abdullah", ("abdallah",)),
        ("عبد الله", ("abdallah",)),
        ("Abdurrahman", ("abdrahman",)),
        ("Abd ar-Rahman", ("abdrahman",)),
        ("Abu al-Hasan", ("abuhasan",)),
        ("Abou Hamza", ("abuhamza",)),
        ("Abu Abd al-Rahman", ("abuabdrahman",)),
        ("Nur al-Din", ("nurdin",)),
        ("نور الدين", ("nurdin",)),
        ("Nasr Allah", ("nasrallah",)),
        ("as-Sadr", ("sadr",)),
        ("An Nguyen", ("nguyen",)),
        ("Ar Khan", ("ar", "khan")),
        ("Sa'd bin Sa'd al-Ka'bi", ("sad", "sad", "kabi")),
        ("Osama ibn Laden", ("osama", "laden")),
        ("Ben Affleck", ("ben", "affleck")),
        ("Ludwig van Beethoven", ("ludwig", "beethoven")),
        ("Abu", ("abu",)),
        ("Abd", ("abd",)),
        ("Al", ("al",)),
        ("de la", ("la",)),
        ("", ()),
        ("---", ()),
    ],
)
def test_documented_rules(name: str, expected: tuple[str, ...]) -> None:
    assert tokens(name) == expected


def test_a_kunya_of_thousands_is_one_word():
    assert tokens("abu " * 5000 + "ali") == ("abu" * 5000 + "ali",)


WORDS = st.sampled_from("abd abdul al el as abu umm din allah bin ben von de la ali hasan rahman sadr 7 x".split())


@given(st.lists(WORDS, min_size=1, max_size=7))
def test_something_is_always_left(words: list[str]) -> None:
    left = tokens(" ".join(words))
    assert left
    assert all(left)


@given(st.text(max_size=40))
def test_empty_only_where_romanising_is_empty(text: str) -> None:
    assert bool(tokens(text)) == bool(romanise(text))


@given(st.lists(st.sampled_from(["ali", "hasan", "omar", "karim", "salim"]), min_size=1, max_size=6))
def test_plain_names_are_left_as_they_are_and_in_order(words: list[str]) -> None:
    assert tokens(" ".join(words)) == tuple(words)
