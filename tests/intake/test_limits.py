"""The bounds of a node's settings reach the readers."""

from coalesce.intake import Limits, limits_of
from coalesce.settings import Settings


def test_every_bound_that_may_be_set_is_taken() -> None:
    chosen = {"max_unpacked_bytes": 4, "max_cells": 5, "max_stix_bytes": 6}
    found = limits_of(Settings(max_file_bytes=1, max_field_chars=2, max_rows=3, **chosen))
    assert (found.max_file_bytes, found.max_field_chars, found.max_rows) == (1, 2, 3)
    assert (found.max_unpacked_bytes, found.max_cells, found.max_stix_bytes) == (4, 5, 6)


def test_a_field_is_too_long_from_one_character_more() -> None:
    assert Limits(max_field_chars=3).too_long(3) is None
    assert Limits(max_field_chars=3).too_long(4) == "a field has 4 characters, more than 3"
