"""Countries and peoples by name: every code is one that exists, and what lists write is found."""

from __future__ import annotations

import pytest

from coalesce.names.countries import by_name, codes, english_name, formal_names


def test_every_name_gives_a_known_code() -> None:
    assert set(by_name().values()) <= codes()
    assert all(name == name.lower().strip() and name for name in by_name())


def test_every_code_has_a_three_letter_form() -> None:
    assert codes() == {code for name, code in by_name().items() if len(name) == 3 and name.isalpha()}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("syrian arab republic", "SY"),
        ("türkiye", "TR"),
        ("turkey", "TR"),
        ("tur", "TR"),
        ("democratic republic of the congo", "CD"),
        ("congo", "CG"),
        ("uzbek", "UZ"),
        ("soviet union", "SU"),
        ("kosovo", "XK"),
        ("niger", "NE"),
        ("nigerian", "NG"),
    ],
)
def test_what_lists_write(name: str, code: str) -> None:
    assert by_name()[name] == code


def test_english_names_are_of_countries_alone() -> None:
    assert english_name("GB") == "United Kingdom"
    assert english_name("EU") is None
    assert english_name("INTERPOL") is None


def test_formal_names_leave_regions_out() -> None:
    assert formal_names("SY") == ("Syria", "syrian arab republic")
    assert "dagestan" not in formal_names("RU")
    assert formal_names("XX") == ()
