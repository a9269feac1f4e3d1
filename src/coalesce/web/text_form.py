"""A form that brings a long text, pasted or as a file (RFC 7578): read in memory, so that nothing of it touches a disk.

Invariant: a body is bounded before it is read, and its fields are counted; a file is bytes here, and text only where it was
read as such.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import FormParser, parse_options_header

from coalesce.errors import BadUsage
from coalesce.settings import Settings

MOST_STATE = 2_000_000
"""Bytes of everything beside the text: what was filled in for its sentences, and which are decided."""

MOST_FIELDS = 20_000
BYTES_OF_A_LETTER = 5
"""At most, in UTF-8, with a line end of two bytes."""

TOO_LONG = "the text is longer than this page takes (the setting report_max_chars): give it in pieces"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a form: its own name, for messages, and its bytes."""

    name: str
    raw: bytes


def most_bytes(settings: Settings) -> int:
    """How long the body of such a form may be."""
    return settings.report_max_chars * BYTES_OF_A_LETTER + MOST_STATE


def read_text_form(content_type: str, body: bytes) -> tuple[dict[str, str], Upload | None]:
    """Fields, and the file where one was chosen. Raises BadUsage for what is no form."""
    if not body:
        return {}, None
    kind, options = parse_options_header(content_type)
    if kind == b"application/x-www-form-urlencoded":
        return _from_pairs(body), None
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary:
        raise BadUsage("a change is sent as a form")
    return _from_parts(body, boundary)


def _from_pairs(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise BadUsage(_too_many()) from None
    return dict(pairs)


def _from_parts(body: bytes, boundary: bytes) -> tuple[dict[str, str], Upload | None]:
    fields: dict[str, str] = {}
    uploads: list[Upload] = []

    def on_field(field: Any) -> None:
        if len(fields) >= MOST_FIELDS:
            raise BadUsage(_too_many())
        fields[_text(field.field_name)] = _text(field.value)

    def on_file(file: Any) -> None:
        if file.file_name:
            file.file_object.seek(0)
            name = _text(file.file_name).replace("\\", "/").rpartition("/")[2]
            uploads.append(Upload("".join(sign for sign in name if sign.isprintable())[:120], file.file_object.read()))
        file.close()

    in_memory = {"MAX_MEMORY_FILE_SIZE": len(body) + 1}
    parser = FormParser("multipart/form-data", on_field, on_file, boundary=boundary, config=in_memory)
    try:
        parser.write(body)
        parser.finalize()
    except FormParserError:
        raise BadUsage("the form is damaged: send it again") from None
    return fields, uploads[0] if uploads else None


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode("utf-8", "replace")


def _too_many() -> str:
    return f"a form has at most {MOST_FIELDS} fields"
