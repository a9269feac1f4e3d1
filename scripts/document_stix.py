"""Fills the tables and examples of ``docs/stix-extension.md`` from the schemas and from what the code emits.

    python scripts/document_stix.py

Promises that the page describes every field that there is and no other, and that each example is what a node would send: the
tests fail where the page says otherwise. What stands between ``<!-- fields X -->`` or ``<!-- example X -->`` and ``<!-- end -->`` is
written here, the rest by hand. The people and places in the examples are invented.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from coalesce.dates import PartialDate
from coalesce.handling import TLP, HandlingCode, Onward, Purpose
from coalesce.records import (
    AnswerSent,
    Commitment,
    CommitmentEvent,
    CommitmentSent,
    Deadline,
    Document,
    Entry,
    EventKind,
    Evidence,
    Grade,
    GrantSent,
    HeadSent,
    JudgementSent,
    LineOfEffort,
    ListKind,
    Measure,
    MeasureKind,
    Name,
    NameKind,
    NamePart,
    NameQuality,
    Need,
    Origin,
    Parties,
    PartRole,
    PersonSent,
    Place,
    ProposalSent,
    Provenance,
    Quantity,
    Readiness,
    ReceiptSent,
    RequestKind,
    RequestOutcome,
    RequestSent,
    Sex,
    Sighting,
    SightingKind,
    SightingSent,
    TakenBack,
    Verdict,
    Verified,
    WithdrawalSent,
)
from coalesce.records.exchange import Message
from coalesce.stix import EXTENSION, Signer, encode, entry_digest, stix_id, stix_type
from coalesce.stix.published import schemas

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "stix-extension.md"
SECRET = bytes(range(32))
"""Of no node: that of the examples."""

SIGNER = Signer(SECRET)
AT = datetime(2014, 11, 1, 12, 30, tzinfo=UTC)
RECORD, OTHER = stix_id(SECRET, "identity", "1"), stix_id(SECRET, "identity", "2")
ORIGIN = Origin("NL", "border", ListKind.TRAVELLERS, "police", True)
ENTRY = Entry(
    "B-17",
    (
        Name(
            "Zorbal Kemtari", "Latn", parts=(NamePart(PartRole.GIVEN, "Zorbal"), NamePart(PartRole.FAMILY, "Kemtari"))
        ),
        Name("زربال كمتاري", "Arab", NameKind.ORIGINAL_SCRIPT, NameQuality.GOOD, "ar"),
    ),
    Provenance("border.csv", 17),
    Sex.MALE,
    (PartialDate.of(1989, 3), PartialDate.of(1990, circa=True)),
    (Place("Sfax", "TN"),),
    ("TN",),
    (Document("X123456", "passport", "TN"),),
    "left-handed",
    residences=(Place("Lyon, France", "FR"),),
)
SEEN = Sighting(SightingKind.ENTERED, "SY", PartialDate.of(2014, 7, 9), "Jarabulus", "TR", Grade.B)
AUTUMN = PartialDate.of(2014, 9, 20)
PLAN_ENTRY = Commitment(
    "17",
    parties=Parties(("NL",), ("a partner that is not named",), True),
    line=LineOfEffort.HUMANITARIAN,
    kind="relief goods",
    make="tents",
    amount=Quantity(Decimal("2.5"), Measure(MeasureKind.UNIT, "tonnes")),
    place="Erbil",
    since=PartialDate.of(2014, 9),
    by=Deadline(AUTUMN, "opening of the assembly"),
    conditions="once the airport is open",
    trigger="a request by the government",
    claimed=Readiness(5, 2, 30, "quickly"),
    verified=Verified(Readiness(notice=7), "the secretariat", AUTUMN),
    need="N-3",
)
EVENT = CommitmentEvent(
    EventKind.WITHDRAWN,
    AUTUMN,
    Evidence("Two and a half tonnes of tents.", "an invented newspaper", "page 3", AUTUMN, "en", "It was two tonnes."),
    "e-2",
    "e-1",
    "18",
)
RIGHT = CommitmentEvent(EventKind.DECLARED, AUTUMN, None, "e-3", corrects="e-0")
MESSAGES: tuple[Message, ...] = (
    PersonSent(RECORD, AT, AT, ORIGIN, ENTRY),
    SightingSent(stix_id(SECRET, "sighting", "1"), RECORD, AT, AT, ORIGIN, SEEN),
    JudgementSent(
        stix_id(SECRET, "coalesce-judgement", "1"),
        AT,
        AT,
        *sorted((RECORD, OTHER)),
        entry_digest(ENTRY),
        entry_digest(ENTRY),
        Verdict.SAME,
        "NL",
    ),
    WithdrawalSent(stix_id(SECRET, "coalesce-withdrawal", "1"), (RECORD,), TakenBack.NARROWED, AT, "NL"),
    ReceiptSent(
        stix_id(SECRET, "coalesce-receipt", "1"),
        stix_id(SECRET, "coalesce-withdrawal", "1"),
        (RECORD,),
        (OTHER,),
        AT,
        "FR",
    ),
    RequestSent(
        stix_id(SECRET, "coalesce-request", "1"),
        RECORD,
        Purpose.REDRESS,
        "The person says that the year is wrong.",
        date(2014, 12, 1),
        AT,
        "FR",
        RequestKind.CORRECTION,
        "birth_date",
        "1990",
    ),
    AnswerSent(
        stix_id(SECRET, "coalesce-answer", "1"),
        stix_id(SECRET, "coalesce-request", "1"),
        RequestOutcome.CORRECTED,
        "Corrected after the passport.",
        AT,
        "NL",
    ),
    ProposalSent(stix_id(SECRET, "coalesce-proposal", "1"), RECORD, AT, "FR", "sex", "F"),
    ProposalSent(stix_id(SECRET, "coalesce-proposal", "2"), RECORD, AT, "FR", other=OTHER, verdict=Verdict.UNSURE),
    HeadSent(
        stix_id(SECRET, "coalesce-audit-head", "1"),
        4,
        "0f" * 32,
        AT,
        "NL",
        since=2,
        proof=("1f" * 32, "2f" * 32),
        skips=True,
    ),
    HeadSent(stix_id(SECRET, "coalesce-audit-head", "2"), 4711, "0f" * 32, AT, "NL", "FR"),
    CommitmentSent(stix_id(SECRET, "coalesce-commitment", "1"), AT, AT, "autumn", "NL", PLAN_ENTRY, (EVENT, RIGHT)),
    CommitmentSent(
        stix_id(SECRET, "coalesce-need", "1"),
        AT,
        AT,
        "autumn",
        "NL",
        Need("N-3", LineOfEffort.HUMANITARIAN, "relief goods", PLAN_ENTRY.amount, "Erbil", Deadline(AUTUMN), 30),
    ),
)
"""One of each type, two of proposals and heads; together they fill every field but ``unknown`` of a deadline."""

TO_FRANCE = GrantSent(
    "FR",
    date(2019, 1, 1),
    frozenset({Purpose.BORDER, Purpose.STATISTICS}),
    TLP.AMBER,
    HandlingCode.H1,
    Onward.ASK,
    frozenset({"FR", "NL"}),
)
ADDRESSED = GrantSent("FR", date(2015, 11, 1))
"""Of what holds no record: to whom it is, and until when it is kept."""


def sent(message: Message) -> bytes:
    """The example as a node would send it."""
    return encode(message, TO_FRANCE if isinstance(message, PersonSent | SightingSent) else ADDRESSED, SIGNER)


def examples() -> Mapping[str, str]:
    """By STIX type, the first message of that type, indented."""
    found: dict[str, str] = {}
    for message in MESSAGES:
        text = json.dumps(json.loads(sent(message)), ensure_ascii=False, indent=2)
        found.setdefault(stix_type(message), f"```json\n{text}\n```")
    return found


def tables() -> Mapping[str, str]:
    """By STIX type or shared definition, a row for each field."""
    shared = schemas()["definitions"]["$defs"]
    found = {name: _table(held) for name, held in shared.items() if "properties" in held}
    plain = [name for name, held in shared.items() if "properties" not in held]
    rows = [
        f"| {name.replace('_', ' ')} | {shared[name]['description']} | `{shared[name]['pattern']}` |" for name in plain
    ]
    found["scalars"] = "\n".join(["| value | what | form |", "|---|---|---|", *rows])
    for name, schema in schemas().items():
        if name != "definitions":
            found[name] = _type_table(schema)
    return found


def _type_table(schema: Mapping[str, Any]) -> str:
    ours = schema["properties"]["extensions"]["properties"][EXTENSION]
    own = _table(schema)
    if set(ours["properties"]) == {"extension_type"}:
        return own
    return f"{own}\n\nIn the extension:\n\n{_table(ours)}"


def _table(schema: Mapping[str, Any]) -> str:
    needed = schema.get("required", ())
    rows = [
        f"| `{name}` | {_kind(held)} | {'always' if name in needed else 'where said'} | {held['description']} |"
        for name, held in schema["properties"].items()
    ]
    return "\n".join(["| field | value | stands | meaning |", "|---|---|---|---|", *rows])


def _kind(schema: Mapping[str, Any]) -> str:
    """What a value is, in words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2].replace("_", " ")
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return "one of " + ", ".join(f"`{word}`" for word in schema["enum"])
    if schema["type"] == "array":
        inner = schema["items"]
        listed = "label ids" if len(inner.get("enum", ())) == 5 else _kind(inner).removeprefix("one of ")
        return f"list of {listed}"
    return {"string": "text", "integer": "whole number", "object": "mapping"}[schema["type"]]


def filled(page: str) -> str:
    """The page with its tables and examples as they are now."""
    parts = {"fields": tables(), "example": examples()}

    def fill(found: re.Match[str]) -> str:
        return f"<!-- {found[1]} {found[2]} -->\n{parts[found[1]][found[2]]}\n<!-- end -->"

    return re.sub(r"<!-- (fields|example) ([a-z_-]+) -->\n.*?<!-- end -->", fill, page, flags=re.DOTALL)


def main() -> int:
    """Write the page anew where it is not as it must be."""
    page = PAGE.read_text(encoding="utf-8")
    new = filled(page)
    if new != page:
        PAGE.write_text(new, encoding="utf-8")
    print(f"{PAGE.name}: {'written anew' if new != page else 'as it was'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
