"""Each message goes to the part that takes it; what no part takes is refused in words that tell nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from coalesce.records import (
    AnswerSent,
    HeadSent,
    JudgementSent,
    ProposalSent,
    ReceiptSent,
    RequestOutcome,
    RequestSent,
    Verdict,
)
from coalesce.records.exchange import Message
from coalesce.services import correspondence
from coalesce.services.trusting import Trusted
from coalesce.stix import stix_id
from tests.builders import INVESTIGATION, raw_rows
from tests.exchange_nodes import nodes
from tests.said import GRANT, PERSON, T0


def named(kind: str) -> str:
    return stix_id(b"s", f"coalesce-{kind}", "1")


OTHER = stix_id(b"s", "identity", "other")
TAKEN: list[Message] = [
    RequestSent(named("request"), PERSON, INVESTIGATION, "where?", date(2014, 12, 1), T0, "NL"),
    AnswerSent(named("answer"), named("request"), RequestOutcome.REFUSED, "", T0, "NL"),
    HeadSent(named("audit-head"), 7, "0" * 64, T0, "NL"),
]
REFUSED: list[tuple[Message, str]] = [
    (ProposalSent(named("proposal"), PERSON, T0, "NL", field="sex", value="F"), "is about nothing here"),
    (
        JudgementSent(named("judgement"), T0, T0, *sorted((PERSON, OTHER)), "0" * 64, "1" * 64, Verdict.SAME, "NL"),  # type: ignore[misc]  # two ids
        "is about nothing here",
    ),
    (ReceiptSent(named("receipt"), named("withdrawal"), (), (), T0, "NL"), "is not for a node"),
]


def test_each_kind_has_its_place(tmp_path: Path) -> None:
    with nodes(tmp_path, "NL", "FR") as (_, french):
        peer = french.store.exchange.peer("nl")
        for message in TAKEN:
            assert correspondence.take(french, peer, Trusted(1, message, GRANT, "NL", "2014", b"", b"raw")) == ""
        for message, why in REFUSED:
            assert correspondence.take(french, peer, Trusted(1, message, GRANT, "NL", "2014", b"", b"raw")) == why
        assert raw_rows(french.store.folder, "SELECT size FROM peer_head") == [(7,)]
        assert raw_rows(french.store.folder, "SELECT * FROM message") == []
