"""The page that others build on says what the code does: fields, examples, and how to check a signature without us."""

from __future__ import annotations

import re
from typing import Any

import pytest
from scripts.document_stix import ADDRESSED, MESSAGES, PAGE, SIGNER, TO_FRANCE, examples, filled, sent, tables

from coalesce.stix import EXTENSION, check, decode, fingerprint
from coalesce.stix.companions import VERSION

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_page_is_as_the_code_would_write_it() -> None:
    assert filled(TEXT) == TEXT, "run python scripts/document_stix.py"


def test_every_type_and_shared_shape_stands_on_it() -> None:
    assert {name for name in tables() if f"<!-- fields {name} -->" not in TEXT} == set()
    assert {name for name in examples() if f"<!-- example {name} -->" not in TEXT} == set()
    assert EXTENSION in TEXT
    assert f"version {VERSION}" in TEXT


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.id.partition("--")[0])
def test_the_examples_are_trusted(message: Any) -> None:
    signed = decode(sent(message))
    check(signed, SIGNER.key, "FR")
    assert signed.message == message
    assert signed.grant in (TO_FRANCE, ADDRESSED)


def test_what_the_page_tells_others_to_do_finds_what_we_find() -> None:
    snippet = re.search(r"<!-- snippet -->\n```python\n(.*?)```", TEXT, re.DOTALL)
    assert snippet is not None
    theirs: dict[str, Any] = {}
    exec(snippet[1], theirs)
    for message in MESSAGES:
        body, grant = theirs["verify"](sent(message), SIGNER.key, "FR")
        assert (body["id"], grant["recipient"]) == (message.id, "FR")
    altered = sent(MESSAGES[0]).replace(b"left-handed", b"right-handed")
    with pytest.raises(AssertionError):
        theirs["verify"](altered, SIGNER.key, "FR")
    assert len(fingerprint(SIGNER.key)) == 39
