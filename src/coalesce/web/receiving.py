"""A form with files (RFC 7578), streamed to disk: what is too long is refused while it comes, and nothing is left behind.

Invariant: the fields that stand before the first file are checked before a byte of a file is kept; a file's name is
never a path; files are readable by the node's own account alone.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from coalesce.errors import BadUsage, StoreFull

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MOST_FIELDS = 64_000
"""Bytes of all fields together that are no file."""

MOST_PARTS = 100
LONGEST_NAME = 120
KIND = "multipart/form-data"

Check = Callable[[Mapping[str, str]], None]


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file as it came: where it lies, what it is called, its bytes."""

    path: Path
    name: str
    size: int


@dataclass(slots=True)
class Received:
    """Fields and files of a form. ``discard`` takes away whatever file nobody has moved elsewhere."""

    fields: dict[str, str] = field(default_factory=dict)
    files: dict[str, ReceivedFile] = field(default_factory=dict)

    def discard(self) -> None:
        """Leave no file behind."""
        for one in self.files.values():
            one.path.unlink(missing_ok=True)


def is_multipart(request: Request) -> bool:
    """Whether the body is a form with files."""
    return request.headers.get("content-type", "").partition(";")[0].strip().casefold() == KIND


async def receive(request: Request, folder: Path, most: int, check: Check) -> Received:
    """The form of a request, its files in ``folder``. Raises BadUsage for one that is too long or no form."""
    _, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if not boundary:
        raise BadUsage("the form has no boundary")
    told = request.headers.get("content-length", "")
    if told.isascii() and told.isdigit() and int(told[:20]) > most + MOST_FIELDS:
        raise BadUsage(_too_long(most))
    receiving = _Receiving(folder, most, check)
    try:
        parser = MultipartParser(boundary, receiving.callbacks())
        async for piece in request.stream():
            parser.write(piece)
        parser.finalize()
        receiving.end()
    except FormParserError:
        receiving.abandon()
        raise BadUsage("the form is damaged: send it again") from None
    except OSError as fault:
        receiving.abandon()
        raise StoreFull(f"the file cannot be kept ({fault.strerror}): make room on the node's disk") from None
    except BaseException:
        receiving.abandon()
        raise
    return receiving.received


def _too_long(most: int) -> str:
    return f"a file has at most {most} bytes here (the setting max_upload_bytes): import a larger one with 'coalesce import'"


def plain_name(text: str) -> str:
    """A file's own name without any path or control character; ``list`` where nothing is left."""
    name = "".join(sign for sign in text.replace("\\", "/").rpartition("/")[2] if sign.isprintable()).strip(". ")
    if len(name.encode()) > LONGEST_NAME:
        head, dot, ending = name.rpartition(".")
        ending = ending[:20]
        room = LONGEST_NAME - len(ending.encode()) - 1
        name = head.encode()[:room].decode(errors="ignore") + dot + ending
    return name or "list"


class _Receiving:
    """One form on its way in."""

    def __init__(self, folder: Path, most: int, check: Check) -> None:
        self.received = Received()
        self._folder, self._most, self._check = folder, most, check
        self._header, self._value, self._disposition = b"", b"", b""
        self._name, self._file_name = "", ""
        self._text = bytearray()
        self._file: BinaryIO | None = None
        self._path, self._size, self._fields, self._parts = folder, 0, 0, 0
        self._checked = self._ended = False

    def callbacks(self) -> MultipartCallbacks:
        """What the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._on_field,
            "on_header_value": self._on_value,
            "on_header_end": self._on_header,
            "on_headers_finished": self._on_headers,
            "on_part_data": self._on_data,
            "on_part_end": self._on_end,
            "on_end": self._on_last,
        }

    def end(self) -> None:
        """All of it has come. Raises BadUsage where it was cut off."""
        if not self._ended:
            raise BadUsage("the form was cut off: send it again")
        if not self._checked:
            self._check(self.received.fields)

    def abandon(self) -> None:
        """Leave nothing behind."""
        if self._file is not None:
            self._file.close()
            self._path.unlink(missing_ok=True)
        self.received.discard()

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise BadUsage(f"a form has at most {MOST_PARTS} parts")
        self._disposition, self._text, self._file = b"", bytearray(), None

    def _on_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header = self._value = b""

    def _on_headers(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        self._file_name = options.get(b"filename", b"").decode("utf-8", "replace")
        if b"filename" not in options:
            return
        if not self._checked:
            self._check(self.received.fields)
            self._checked = True
        if self._file_name:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path = self._folder / f".{secrets.token_hex(12)}"
            self._file = os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
            self._size = 0

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._size += end - start
            if self._size > self._most:
                raise BadUsage(_too_long(self._most))
            self._file.write(data[start:end])
        else:
            self._fields += end - start
            if self._fields > MOST_FIELDS:
                raise BadUsage(f"the fields of a form have at most {MOST_FIELDS} bytes")
            self._text += data[start:end]

    def _on_end(self) -> None:
        if self._file is not None:
            self._file.close()
            if earlier := self.received.files.get(self._name):  # one file of a name is kept, and no other left behind
                earlier.path.unlink(missing_ok=True)
            self.received.files[self._name] = ReceivedFile(self._path, plain_name(self._file_name), self._size)
            self._file = None
        else:
            self.received.fields[self._name] = self._text.decode("utf-8", "replace")

    def _on_last(self) -> None:
        self._ended = True
