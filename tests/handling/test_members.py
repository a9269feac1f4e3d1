"""Members' codes."""

from __future__ import annotations

import pytest

from coalesce.errors import BadField
from coalesce.handling import Member, check_code


@pytest.mark.parametrize("code", ["NL", "INTERPOL", "EU-SITCEN", "X1", "ABCDEFGHIJKL"])
def test_a_well_formed_code_passes_unchanged(code: str) -> None:
    assert check_code(code) == code


@pytest.mark.parametrize(
    "code", ["", "N", "nl", "1L", "-NL", "NL\n", " NL", "N L", "ABCDEFGHIJKLM", "ÑL", "N_L", "N１"]
)
def test_any_other_is_refused(code: str) -> None:
    with pytest.raises(BadField, match="like NL or INTERPOL"):
        check_code(code)


def test_members_sort_by_code() -> None:
    assert sorted([Member("NL", "A"), Member("BE", "B")])[0].code == "BE"
