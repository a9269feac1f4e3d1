"""Paths looked at before they are read."""

import hashlib
import os
import socket
import tempfile
from pathlib import Path

import pytest

from coalesce.errors import BadFile
from coalesce.intake import Limits
from coalesce.intake.files import checked_file, digest_of, head_of


def test_a_plain_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"name\nAli\n")
    assert checked_file(path, Limits()) == 9
    assert head_of(path) == b"name\nAli\n"
    assert digest_of([path]) == hashlib.sha256(b"name\nAli\n").hexdigest()


def test_a_digest_of_several_knows_names_and_contents(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"1")
    two.write_bytes(b"2")
    before = digest_of([one, two])
    one.write_bytes(b"2")
    two.write_bytes(b"1")
    assert digest_of([one, two]) != before


@pytest.mark.parametrize(
    ("make", "words"), [("absent", "No such file"), ("folder", "is a folder"), ("empty", "is empty")]
)
def test_what_is_no_file_is_said(tmp_path: Path, make: str, words: str) -> None:
    path = tmp_path / make
    if make == "folder":
        path.mkdir()
    elif make == "empty":
        path.touch()
    with pytest.raises(BadFile, match=words) as caught:
        checked_file(path, Limits())
    assert str(tmp_path) not in str(caught.value)


def test_too_large(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * 11)
    with pytest.raises(BadFile, match="11 bytes, more than the 10"):
        checked_file(path, Limits(max_file_bytes=10))


def test_pipes_and_sockets_are_not_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(BadFile, match="not a regular file"):
        checked_file(pipe, Limits())
    with tempfile.TemporaryDirectory() as short, socket.socket(socket.AF_UNIX) as held:
        held.bind(f"{short}/s")
        with pytest.raises(BadFile, match="not a regular file"):
            checked_file(Path(short) / "s", Limits())


def test_a_path_that_no_system_allows() -> None:
    with pytest.raises(BadFile):
        checked_file(Path("a\0b"), Limits())
    with pytest.raises(BadFile):
        checked_file(Path("x" * 5000), Limits())
