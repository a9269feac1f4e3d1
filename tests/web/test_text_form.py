"""A form with a long text: pasted or as a file, in memory, bounded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.errors import BadUsage
from coalesce.settings import Settings
from coalesce.web import text_form
from coalesce.web.text_form import read_text_form

BOUNDARY = "edge"
MULTI = f"multipart/form-data; boundary={BOUNDARY}"


def form(*parts: tuple[str, str | None, bytes]) -> bytes:
    """A form as a browser writes it: name, a file's name or None, content."""
    body = b""
    for name, file, content in parts:
        told = f'Content-Disposition: form-data; name="{name}"' + ("" if file is None else f'; filename="{file}"')
        body += f"--{BOUNDARY}\r\n{told}\r\n\r\n".encode() + content + b"\r\n"
    return body + f"--{BOUNDARY}--\r\n".encode()


@given(st.text(), st.binary())
def test_fields_and_file_come_as_they_were_sent(text: str, raw: bytes) -> None:
    if f"--{BOUNDARY}".encode() in raw:
        return
    fields, upload = read_text_form(MULTI, form(("text", None, text.encode()), ("file", "a.txt", raw)))
    assert fields == {"text": text}
    assert upload is not None
    assert (upload.name, upload.raw) == ("a.txt", raw)


def test_no_file_chosen_is_none() -> None:
    assert read_text_form(MULTI, form(("source", None, b"a"), ("file", "", b""))) == ({"source": "a"}, None)


def test_a_large_file_stays_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.NamedTemporaryFile", None)
    monkeypatch.setattr("tempfile.TemporaryFile", None)
    _, upload = read_text_form(MULTI, form(("file", "a.txt", b"a" * 3_000_000)))
    assert upload is not None
    assert len(upload.raw) == 3_000_000


def test_a_files_name_is_no_path() -> None:
    _, upload = read_text_form(MULTI, form(("file", "..\\..\\etc/a\x07b.txt", b"a")))
    assert upload is not None
    assert upload.name == "ab.txt"


def test_pairs_are_a_form_too() -> None:
    fields, upload = read_text_form("application/x-www-form-urlencoded", b"text=a+b%0D%0Ac&do=mark&source=")
    assert (fields, upload) == ({"text": "a b\r\nc", "do": "mark", "source": ""}, None)
    assert read_text_form("", b"") == ({}, None)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b"--edge"),
        (MULTI, b"nothing of a form"),
        ("application/x-www-form-urlencoded", b"a&" * 20_001),
    ],
)
def test_what_is_no_form_is_refused(kind: str, body: bytes) -> None:
    with pytest.raises(BadUsage):
        read_text_form(kind, body)


def test_too_many_fields_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_form, "MOST_FIELDS", 2)
    parts = [(name, None, b"1") for name in "abc"]
    with pytest.raises(BadUsage):
        read_text_form(MULTI, form(*parts))


def test_the_bound_follows_the_setting() -> None:
    small, large = Settings(report_max_chars=10), Settings(report_max_chars=1_000)
    assert text_form.most_bytes(large) - text_form.most_bytes(small) == 990 * text_form.BYTES_OF_A_LETTER
