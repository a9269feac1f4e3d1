"""The bounds of a node's settings reach the readers."""

from coalesce.intake import limits_of
from coalesce.settings import Settings


def test_every_bound_that_may_be_set_is_taken() -> None:
    found = limits_of(Settings(max_file_bytes=1, max_field_chars=2, max_rows=3, max_unpacked_bytes=4, max_cells=5))
    assert (found.max_file_bytes, found.max_field_chars, found.max_rows) == (1, 2, 3)
    assert (found.max_unpacked_bytes, found.max_cells) == (4, 5)
