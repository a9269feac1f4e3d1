"""Every refusal is a TAXII error message, and repeats nothing that was sent."""

from __future__ import annotations

import json

import pytest

from coalesce.taxii import faults
from coalesce.taxii.faults import Fault

ALL: dict[int, Fault] = {
    404: faults.not_found(),
    401: faults.not_signed_in(),
    429: faults.too_many_attempts(7),
    405: faults.not_allowed(["GET", "POST"]),
    403: faults.not_writable(),
    406: faults.not_acceptable(),
    415: faults.unsupported(),
    413: faults.too_large(10),
    408: faults.too_slow(),
    414: faults.query_too_long(10),
    400: faults.bad_query("limit"),
    422: faults.bad_bundle("It is not UTF-8."),
    503: faults.come_later(),
    507: faults.full(),
    500: faults.broken(),
}


@pytest.mark.parametrize("status", ALL)
def test_a_refusal_is_an_error_message(status: int) -> None:
    fault = ALL[status]
    told = json.loads(fault.body())
    assert fault.status == status
    assert told["http_status"] == str(status)
    assert told["title"] == str(fault)
    assert set(told) <= {"title", "http_status", "description"}


def test_headers_say_what_to_do() -> None:
    assert dict(ALL[405].headers) == {b"allow": b"GET, POST"}
    assert dict(ALL[429].headers) == {b"retry-after": b"7"}
    assert [value.split(b" ")[0] for _, value in ALL[401].headers] == [b"Bearer", b"Basic"]


def test_unknown_and_forbidden_have_one_text() -> None:
    assert faults.not_found().body() == faults.not_found().body()
