"""Accept and Content-Type are read as RFC 9110 has them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.taxii.media import TAXII, accepts, asks_for_taxii, is_taken


@pytest.mark.parametrize(
    "header",
    [
        "",
        " ",
        TAXII,
        "application/taxii+json",
        "application/taxii+json; version=2.1",
        'Application/TAXII+JSON; Version="2.1"',
        "application/*",
        "*/*",
        "*/*;q=0.1",
        "application/xml;q=0.2, application/taxii+json;version=2.1;q=0.9",
        "text/html, */*",
        'text/plain;a="x,y", application/taxii+json',
        "application/taxii+json;version=9.9, application/taxii+json;version=2.1",
        "application/taxii+json;q=0, application/taxii+json;q=0.5",
    ],
)
def test_these_take_what_is_spoken(header: str) -> None:
    assert accepts(header)


@pytest.mark.parametrize(
    "header",
    [
        "application/json",
        "application/taxii+json;version=9.9",
        "text/html",
        "text/*",
        "application/taxii+json;version=2.1;q=0, */*",
        "application/taxii+json;q=0, application/*",
        "*/*;q=0",
        "application/taxii+json;q=much",
        "application",
        ",;=",
    ],
)
def test_these_do_not(header: str) -> None:
    assert not accepts(header)


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        (TAXII, True),
        ("application/taxii+json", True),
        ("application/taxii+json; version=2.1; charset=utf-8", True),
        ("application/taxii+json;version=1.1", False),
        ("application/json", False),
        ("", False),
    ],
)
def test_a_body_is_of_one_kind(header: str, taken: bool) -> None:
    assert is_taken(header) == taken


def test_who_names_taxii_asks_for_it() -> None:
    assert asks_for_taxii("text/html, application/taxii+json;version=9.9")
    assert not asks_for_taxii("*/*")


@given(st.text(max_size=60))
def test_no_header_breaks_it(header: str) -> None:
    assert accepts(header) in (True, False)
    assert is_taken(header) in (True, False)
