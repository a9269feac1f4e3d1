"""What a node sends and takes in: messages written and signed, read and checked, beside the library that others use.

python -m bench.wire [MESSAGES]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import stix2
from scripts.document_stix import MESSAGES, ORIGIN, SECRET, SIGNER, TO_FRANCE

from bench.results import write_section
from coalesce.records import Entry, PersonSent, Provenance, SightingSent
from coalesce.stix import check, decode, encode, grant_body, sign_body, stix_id

COUNT = 20_000
FULL, SEEN = MESSAGES[0], MESSAGES[1]


def records(count: int) -> list[PersonSent]:
    """Records with one name and one birth date, as most lists have them."""
    assert isinstance(FULL, PersonSent)
    held = FULL.entry
    bare = Entry(
        "B-17", held.names[:1], Provenance("border.csv", 1), held.sex, held.birth_dates[:1], nationalities=("TN",)
    )
    made = [replace(bare, reference=str(number)) for number in range(count)]
    return [
        PersonSent(stix_id(SECRET, "identity", one.reference), FULL.created, FULL.modified, ORIGIN, one) for one in made
    ]


def a_second(work: Callable[[Any], Any], over: Sequence[Any]) -> tuple[float, list[Any]]:
    """How many a second of processor, and what came out."""
    begin = time.process_time()
    made = [work(one) for one in over]
    return len(over) / (time.process_time() - begin), made


def row(name: str, messages: Sequence[Any]) -> str:
    """One kind of message, both ways; and the library on the same bytes."""
    whole, sent = a_second(lambda one: encode(one, TO_FRANCE, SIGNER), messages)
    _, bodies = a_second(lambda one: sign_body(one, TO_FRANCE.tlp, SIGNER), messages)
    further, _ = a_second(lambda one: grant_body(one, TO_FRANCE, SIGNER), bodies)
    read, signed = a_second(decode, sent)
    checked, _ = a_second(lambda one: check(one, SIGNER.key, "FR"), signed)
    parsed, found = a_second(lambda raw: stix2.parse(raw.decode(), allow_custom=False), sent[:2000])
    serialized, _ = a_second(lambda one: one.serialize(), found)
    both = 1 / (1 / read + 1 / checked)
    told = (len(sent[0]), whole, further, both, read, parsed, serialized)
    return f"| {name} | " + " | ".join(f"{number:,.0f}" for number in told) + " |"


def main() -> None:
    """Measure and note."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    assert isinstance(SEEN, SightingSent)
    seen = [replace(SEEN, id=stix_id(SECRET, "sighting", str(number))) for number in range(count)]
    lines = [
        (
            "| message | bytes | written and signed | a further recipient of the same body | read and checked | read alone"
            " | stix2: parsed | stix2: written |"
        ),
        "|---|---|---|---|---|---|---|---|",
        row("record", records(count)),
        row("sighting", seen),
        "",
        "A second of one processor. `stix2` checks its own fields and no signature.",
    ]
    write_section(f"Messages between nodes, {count:,} of each", lines)


if __name__ == "__main__":
    main()
