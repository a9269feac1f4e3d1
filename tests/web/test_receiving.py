"""Forms with files: kept under a name of their own, refused while they come, nothing left behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.requests import Request

from coalesce.errors import BadUsage, NotPermitted
from coalesce.web.receiving import LONGEST_NAME, Received, is_multipart, plain_name, receive

EDGE = "XedgeX"


def part(name: str, value: bytes, file: str | None = None) -> bytes:
    named = f'; filename="{file}"' if file is not None else ""
    return f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode() + value + b"\r\n"


END = f"--{EDGE}--\r\n".encode()


def request(body: bytes, kind: str = f"multipart/form-data; boundary={EDGE}", step: int = 7, **headers: str) -> Request:
    pieces = [body[at : at + step] for at in range(0, len(body), step)]

    async def come() -> AsyncIterator[dict[str, Any]]:
        for piece in pieces:
            yield {"type": "http.request", "body": piece, "more_body": True}
        yield {"type": "http.request", "body": b"", "more_body": False}

    coming = come()
    told = [(b"content-type", kind.encode()), *((name.encode(), value.encode()) for name, value in headers.items())]
    return Request({"type": "http", "method": "POST", "headers": told}, receive=coming.__anext__)


def received(folder: Path, body: bytes, most: int = 10_000, **more: Any) -> Received:
    def check(form: Mapping[str, str]) -> None:
        if form.get("csrf") != "good":
            raise NotPermitted("no")

    return asyncio.run(receive(request(body, **more), folder, most, check))


@pytest.mark.parametrize("step", [1, 13, 4096])
def test_fields_and_files_come_whole(tmp_path: Path, step: int) -> None:
    content = b"name\r\nZorbal\r\n--not the edge\r\n" * 20
    body = part("csrf", b"good") + part("file", content, "a/b\\list.csv") + part("sightings", b"", "") + END
    found = received(tmp_path, body, step=step)
    assert found.fields["csrf"] == "good"
    assert set(found.files) == {"file"}
    assert (found.files["file"].name, found.files["file"].size) == ("list.csv", len(content))
    assert found.files["file"].path.read_bytes() == content
    assert found.files["file"].path.stat().st_mode & 0o777 == 0o600
    found.discard()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (part("file", b"x", "a.csv") + part("csrf", b"good") + END, NotPermitted),
        (part("csrf", b"bad") + part("file", b"x", "a.csv") + END, NotPermitted),
        (part("csrf", b"bad") + END, NotPermitted),
        (part("csrf", b"good") + part("file", b"x" * 10_001, "a.csv") + END, BadUsage),
        (part("csrf", b"good") + part("note", b"x" * 70_000) + END, BadUsage),
        (part("csrf", b"good") + part("file", b"x", "a.csv"), BadUsage),
        (b"no form at all", BadUsage),
        (part("csrf", b"good") + part("a", b"") * 100 + END, BadUsage),
    ],
)
def test_what_is_refused_leaves_nothing(tmp_path: Path, body: bytes, fault: type[Exception]) -> None:
    with pytest.raises(fault):
        received(tmp_path, body, step=512)
    assert list(tmp_path.iterdir()) == []


def test_of_two_files_of_one_name_none_is_left_behind(tmp_path: Path) -> None:
    body = part("csrf", b"good") + part("file", b"first", "a.csv") + part("file", b"second", "b.csv") + END
    found = received(tmp_path, body)
    assert found.files["file"].path.read_bytes() == b"second"
    assert list(tmp_path.iterdir()) == [found.files["file"].path]


def test_a_length_that_is_told_too_long_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadUsage, match="max_upload_bytes"):
        received(tmp_path, b"", **{"content-length": "1000000"})
    with pytest.raises(BadUsage, match="boundary"):
        received(tmp_path, b"", kind="multipart/form-data")


def test_only_a_form_with_files_is_one() -> None:
    assert is_multipart(request(b""))
    assert not is_multipart(request(b"", kind="application/x-www-form-urlencoded"))


@given(st.text(max_size=400))
@example("\U0001f600" * 100 + ".csv")
@example("\u00e9" * 200)
def test_a_name_is_never_a_path(text: str) -> None:
    name = plain_name(text)
    assert name
    assert len(name.encode()) <= LONGEST_NAME
    assert "/" not in name
    assert "\\" not in name
    assert not name.startswith(".")
    assert name.isprintable()
