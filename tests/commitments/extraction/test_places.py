"""Places: names behind words of place."""

from __future__ import annotations

import pytest

from coalesce.commitments.extraction.places import places
from tests.commitments.extraction.reading import parsed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sent to Dohuk and Erbil", [("Dohuk", None), ("Erbil", None)]), ("flew from Azraq in Jordan", [("Azraq", None), ("Jordan", "JO")]),
        ("sent to the Middle East", [("Middle East", None)]), ("in northern Iraq", [("northern Iraq", None)]),
        ("into Syria and from Syria into Iraq", [("Syria", "SY"), ("Syria", "SY"), ("Iraq", "IQ")]),
        ("the citizens of Amerli", [("Amerli", None)]), ("in the United Arab Emirates", [("United Arab Emirates", "AE")]),
        ("in Somalia, South Sudan and Yemen", [("Somalia", "SO"), ("South Sudan", "SS"), ("Yemen", "YE")]),
        ("at Mount Sinjar", [("Mount Sinjar", None)]),
    ],
)  # fmt: skip
def test_where(text: str, found: list[tuple[str, str | None]]) -> None:
    assert [(mark.text, mark.value) for mark in places(parsed(f"They were {text}."), frozenset())] == found


@pytest.mark.parametrize(
    "text",
    [
        "in March",
        "to NATO",
        "to Iraqi forces",
        "to President Sample",
        "on Monday",
        "to U.S. forces",
        "to the army",
        "through INTERPOL",
        "at the Wales Summit",
    ],
)
def test_what_is_no_place(text: str) -> None:
    assert list(places(parsed(f"They were sent {text}."), frozenset())) == []


def test_a_date_is_no_place() -> None:
    found = parsed("They came in Sample")
    assert [mark.text for mark in places(found, frozenset())] == ["Sample"]
    assert list(places(found, frozenset((3,)))) == []
