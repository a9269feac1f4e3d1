"""A press text from bytes: whole, or refused with what to do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.errors import BadFile
from coalesce.intake.limits import Limits
from coalesce.intake.press_texts import press_text, read_press_text


def test_a_text_comes_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("“Six” – F‑16s\r\n", encoding="utf-8", newline="")
    assert read_press_text(path, Limits()) == "“Six” – F‑16s\r\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_binds(encoding: str) -> None:
    assert press_text("“Six”".encode(encoding), "a.txt", Limits(), "cp1252") == "“Six”"


def test_another_encoding_by_name() -> None:
    assert press_text("“Six”".encode("cp1252"), "a.txt", Limits(), "cp1252") == "“Six”"
    with pytest.raises(BadFile, match="not text in utf-8"):
        press_text("“Six”".encode("cp1252"), "a.txt", Limits())
    with pytest.raises(BadFile, match="no such encoding"):
        press_text(b"x", "a.txt", Limits(), "klingon")


@pytest.mark.parametrize(
    ("raw", "what"),
    [(b"%PDF-1.7", "a PDF"), (b"PK\x03\x04", "packed"), (b"{\\rtf1", "RTF"), (b"\n <!DOCTYPE html><p>", "web page")],
)
def test_what_is_no_text_is_told(raw: bytes, what: str) -> None:
    with pytest.raises(BadFile, match=what):
        press_text(raw, "a.txt", Limits())


def test_what_is_too_long_is_refused(tmp_path: Path) -> None:
    few = replace(Limits(), max_press_bytes=3)
    path = tmp_path / "a.txt"
    path.write_text("four", encoding="utf-8")
    with pytest.raises(BadFile, match="in pieces"):
        read_press_text(path, few)
    with pytest.raises(BadFile, match="in pieces"):
        press_text(b"four", "a.txt", few)
