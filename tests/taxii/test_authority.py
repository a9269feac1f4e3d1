"""Bearer TOKEN, or Basic with NAME:TOKEN; anything else shows nothing."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.taxii.authority import shown


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("Bearer abc", ("abc", "")),
        ("bearer  abc ", ("abc", "")),
        (basic("paris:abc"), ("abc", "paris")),
        (basic("paris:a:b"), ("a:b", "paris")),
        (basic(":abc"), ("", "")),
        (basic("paris"), ("", "paris")),
        ("Basic !!", ("", "")),
        ("Basic " + base64.b64encode(b"\xff:\xff").decode(), ("", "")),
        ("Digest abc", ("", "")),
        ("", ("", "")),
    ],
)
def test_what_is_shown(header: str, told: tuple[str, str]) -> None:
    assert shown(header) == told


@given(st.text(max_size=60))
def test_no_header_breaks_it(text: str) -> None:
    assert len(shown(f"Basic {text}")) == 2
