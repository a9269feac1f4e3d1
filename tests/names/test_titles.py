"""Titles are words as names have them, and their absence costs next to nothing."""

from coalesce.names import compare, tokens
from coalesce.names.titles import TITLES


def test_each_title_is_a_token_as_names_spell_it() -> None:
    assert {tokens(f"{title} karim") for title in TITLES} == {(title, "karim") for title in TITLES}


def test_a_title_that_is_missing_costs_little() -> None:
    assert compare("Dr. John Smith", "John Smith").score > compare("Peter John Smith", "John Smith").score + 0.1
