"""What is for people is kept once, of whichever kind it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from coalesce.records import AnswerSent, JudgementSent, ProposalSent, RequestOutcome, RequestSent, Verdict
from coalesce.records.exchange import Message
from coalesce.services.keeping_messages import KINDS, keep_message
from coalesce.services.node import Node
from coalesce.services.trusting import Trusted
from coalesce.stix import stix_id
from tests.builders import INVESTIGATION, raw_rows
from tests.exchange_nodes import nodes
from tests.said import GRANT, PERSON, T0

OTHER = stix_id(b"s", "identity", "other")


def named(kind: str) -> str:
    return stix_id(b"s", f"coalesce-{kind}", "1")


MESSAGES: list[Message] = [
    RequestSent(named("request"), PERSON, INVESTIGATION, "where?", date(2014, 12, 1), T0, "NL"),
    AnswerSent(named("answer"), named("request"), RequestOutcome.REFUSED, "no", T0, "NL"),
    ProposalSent(named("proposal"), PERSON, T0, "NL", field="sex", value="F"),
    JudgementSent(named("judgement"), T0, T0, *sorted((PERSON, OTHER)), "0" * 64, "1" * 64, Verdict.SAME, "NL"),  # type: ignore[misc]  # two ids
]


@pytest.fixture
def fr(tmp_path: Path) -> Iterator[Node]:
    with nodes(tmp_path, "NL", "FR") as made:
        yield made[1]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda one: type(one).__name__)
def test_each_kind_is_kept_once(fr: Node, message: Message) -> None:
    said = Trusted(1, message, GRANT, "NL", "2014", b"", b"raw")
    with fr.store.transaction() as connection:
        assert keep_message(connection, fr.store.exchange.peer("nl"), said)
        assert not keep_message(connection, fr.store.exchange.peer("nl"), said)
    assert raw_rows(fr.store.folder, "SELECT kind, about, body, state FROM message") == [
        (KINDS[type(message)], None, b"raw", "new")
    ]
